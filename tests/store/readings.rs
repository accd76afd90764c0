//! Readings made by hand, and their publication.

use std::path::Path;

use jiff::Timestamp;
use sharecap::filing::{
    Counter, Date, Decimal, Form, IssuedShares, Language, MonthlyReturn, Remark, ShareClass, SourceFormat, Status,
    Table, WarrantMovement,
};
use sharecap::finding::{BBox, Code, FilingError, Finding, Method, Place, Provenance, RejectCode};
use sharecap::publish::{Published, publish};
use sharecap::record::Reading;
use sharecap::tables::{Entry, assemble};

pub(crate) const HUGE: &str = "99999999999999999999999999.999999999999";

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn began() -> Timestamp {
    Timestamp::from_second(1_730_764_800).unwrap()
}

/// A return that says little: who, when, in which language, dated when.
pub(crate) fn reading(code: &str, month_end: &str, language: Language, submitted_on: Option<&str>) -> Reading {
    let mut filing = MonthlyReturn::new(Form::Ff301, language);
    filing.stock_code = Some(code.to_owned());
    filing.month_end = Some(day(month_end));
    filing.submitted_on = submitted_on.map(day);
    Reading { filing, findings: Vec::new(), provenance: Vec::new() }
}

pub(crate) fn entry(id: &str, result: Result<Reading, FilingError>) -> Entry {
    Entry {
        filing_id: Some(id.to_owned()),
        source_path: format!("{id}.pdf"),
        also_at: Vec::new(),
        source_bytes: Some(1_000),
        source_format: Some(SourceFormat::Pdf),
        published_on: None,
        published_at: None,
        title: None,
        parser_version: "0.0.1".to_owned(),
        ingested_at: began(),
        capital_events: Vec::new(),
        unrepaired: None,
        result,
    }
}

/// A return that uses every type of column, with the extremes of each.
pub(crate) fn rich() -> Reading {
    let mut reading = reading("00020", "2024-10-31", Language::English, Some("2024-11-05"));
    let filing = &mut reading.filing;
    filing.form_version = Some("1.1.0".to_owned());
    filing.status = Some(Status::NewSubmission);
    filing.counters = vec![
        Counter { stock_code: "80020".to_owned(), currency: Some("CNY".to_owned()) },
        Counter { stock_code: "90020".to_owned(), currency: None },
    ];
    filing.total_authorised_capital = Some(HUGE.parse().unwrap());
    let class = ShareClass {
        share_class: Some("wvr_ordinary".to_owned()),
        share_type: Some("B".to_owned()),
        listed: Some(true),
        ..ShareClass::default()
    };
    filing.issued_shares = vec![
        IssuedShares { closing_issued: Some(i64::MAX), change_issued: Some(-1_000), class, ..IssuedShares::default() },
        IssuedShares { closing_treasury: Some(0), public_float_met: Some(false), ..IssuedShares::default() },
    ];
    let price: Decimal = "0.000000000001".parse().unwrap();
    filing.warrant_movements = vec![WarrantMovement {
        opening_nominal: Some(price.negated()),
        subscription_price: Some(price),
        expiry_date: Some(day("2031-01-31")),
        ..WarrantMovement::default()
    }];
    filing.remarks = vec![Remark { section: Some("II".to_owned()), text: Some("備註：\"a, b\"".to_owned()) }];
    let broken = Finding::new(Code::BalanceBroken, "does not add up").at(Table::IssuedShares, 2);
    let broken = broken.column("closing_issued").page(3).values(5, 6);
    reading.findings = vec![broken, Finding::new(Code::MissingFormVersion, "no version")];
    let value = |raw_text: &str, bbox, method| Provenance {
        table: Table::IssuedShares,
        row: 2,
        column: "closing_treasury".to_owned(),
        raw_text: raw_text.to_owned(),
        place: Place { page: 3, bbox },
        method,
    };
    let bbox = BBox { x0: 1.5, y0: 2.25, x1: 3.0, y1: 4.0 };
    reading.provenance = vec![value("0", Some(bbox), Method::Read), value("", None, Method::Derived)];
    reading
}

pub(crate) fn rejected(code: RejectCode) -> Result<Reading, FilingError> {
    Err(FilingError::new(code, "why, and what to do"))
}

pub(crate) fn publish_all(folder: &Path, entries: Vec<Entry>) -> Published {
    let snapshot = assemble(entries);
    publish(folder, &snapshot).unwrap()
}

pub(crate) fn mixed() -> Vec<Entry> {
    vec![
        entry("aa", Ok(rich())),
        entry("bb", Ok(reading("00001", "2023-12-31", Language::TraditionalChinese, Some("2024-01-03")))),
        entry("cc", rejected(RejectCode::NotAMonthlyReturn)),
        entry("dd", rejected(RejectCode::NotAMonthlyReturn)),
    ]
}
