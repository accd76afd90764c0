//! [`FormData`](crate::parse::FormData) → [`Reading`]: text becomes numbers, dates and codes here and nowhere else.
//!
//! A cell is read by the reader of its column's kind ([`number`], [`date`], [`currency`], [`words`], [`event`],
//! [`text`]). A reader never guesses: it reads cleanly, or it repairs what has only one reading and says so, or it
//! gives null with a finding. Rows come about in [`row`]; figures without columns are placed in [`runs`]; signs become
//! effects on the balance in [`signs`].

mod currency;
mod date;
mod digits;
mod event;
mod header;
mod kind;
mod notes;
mod number;
mod row;
mod runs;
mod signs;
mod text;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::filing::{Date, MonthlyReturn, Row, ShareClass, Table};
use crate::finding::{Code, Finding, Method, Provenance};
use crate::parse::{FormData, FormRow};

/// One filing as read: the return, what a careful reader would query, and where each value stands.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// What the form states.
    pub filing: MonthlyReturn,
    /// What was noticed on the way.
    pub findings: Vec<Finding>,
    /// A row for every value of the return, and for every text that could not be read.
    pub provenance: Vec<Provenance>,
}

/// Reads the text of a form as values.
///
/// Rows that state nothing are left out and the others numbered anew, findings of `form` with them. Findings and
/// provenance about the head point at row 1 of `filings`.
#[must_use]
pub fn record(form: &FormData) -> Reading {
    let mut recorder = Recorder {
        form,
        filing: MonthlyReturn::new(form.form, form.language),
        findings: Vec::new(),
        provenance: Vec::new(),
        renumbered: BTreeMap::new(),
    };
    let (findings, provenance) = header::record(form, &mut recorder.filing);
    recorder.findings.extend(findings);
    recorder.provenance.extend(provenance);
    for row in &form.rows {
        recorder.row(row);
    }
    recorder.carry_over();
    recorder.stock_code();
    recorder.class_codes();
    recorder.event_dates();
    Reading { filing: recorder.filing, findings: recorder.findings, provenance: recorder.provenance }
}

struct Recorder<'a> {
    form: &'a FormData,
    filing: MonthlyReturn,
    findings: Vec<Finding>,
    provenance: Vec<Provenance>,
    /// Table and number of a row of the form → its number in the table, if it states anything.
    renumbered: BTreeMap<(Table, u32), Option<u32>>,
}

impl Recorder<'_> {
    fn row(&mut self, source: &FormRow) {
        let (form, filing) = (self.form, &mut self.filing);
        let recorded = match source.table {
            Table::AuthorisedCapital => push(form, source, &mut filing.authorised_capital),
            Table::IssuedShares => push(form, source, &mut filing.issued_shares),
            Table::OptionMovements => push(form, source, &mut filing.option_movements),
            Table::WarrantMovements => push(form, source, &mut filing.warrant_movements),
            Table::ConvertibleMovements => push(form, source, &mut filing.convertible_movements),
            Table::AgreementMovements => push(form, source, &mut filing.agreement_movements),
            Table::OtherMovements => push(form, source, &mut filing.other_movements),
            Table::SectionTotals => push(form, source, &mut filing.section_totals),
            Table::DepositaryReceipts => push(form, source, &mut filing.depositary_receipts),
            Table::Remarks => push(form, source, &mut filing.remarks),
            Table::Filings | Table::Findings | Table::Provenance | Table::CapitalEvents => None,
        };
        let number = recorded.map(|(number, findings, provenance)| {
            self.findings.extend(findings);
            self.provenance.extend(provenance);
            number
        });
        self.renumbered.insert((source.table, source.row), number);
    }

    /// What was noticed while placing the text, with the new numbers of its rows.
    fn carry_over(&mut self) {
        let mut carried = self.form.findings.clone();
        for finding in &mut carried {
            if let (Some(table), Some(row)) = (finding.table, finding.row)
                && let Some(number) = self.renumbered.get(&(table, row))
            {
                finding.row = *number;
            }
        }
        for (column, raw) in self.form.header.iter().filter(|(column, _)| !header::knows(column)) {
            let message = format!("{:?} was placed in {column}, which no filing has", raw.text);
            self.findings.push(Finding::new(Code::UnclaimedText, message).at(Table::Filings, 1).column(column));
        }
        carried.append(&mut self.findings);
        self.findings = carried;
    }

    /// The class of every row, with its table and number, in the order of the form.
    fn classes(&self) -> Vec<(Table, u32, &ShareClass)> {
        fn of<R: Row>(rows: &[R]) -> impl Iterator<Item = (Table, u32, &ShareClass)> {
            (1..).zip(rows).filter_map(|(number, row)| Some((R::TABLE, number, row.class()?)))
        }
        let filing = &self.filing;
        of(&filing.authorised_capital)
            .chain(of(&filing.issued_shares))
            .chain(of(&filing.option_movements))
            .chain(of(&filing.warrant_movements))
            .chain(of(&filing.convertible_movements))
            .chain(of(&filing.agreement_movements))
            .chain(of(&filing.other_movements))
            .chain(of(&filing.section_totals))
            .chain(of(&filing.depositary_receipts))
            .collect()
    }

    /// The issuer's main code: that of the first listed class, else the first that is printed.
    fn stock_code(&mut self) {
        let classes = self.classes();
        let with_code = |listed_only: bool| {
            classes
                .iter()
                .find(|(_, _, class)| class.class_stock_code.is_some() && (!listed_only || class.listed == Some(true)))
                .map(|(table, row, class)| (*table, *row, class.class_stock_code.clone()))
        };
        let Some((table, row, code)) = with_code(true).or_else(|| with_code(false)) else {
            let message = "no class of shares shows a stock code; the return cannot be told from others by its code";
            self.findings.push(Finding::new(Code::FieldMissing, message).at(Table::Filings, 1).column("stock_code"));
            return;
        };
        let stands =
            self.provenance.iter().find(|p| p.table == table && p.row == row && p.column == "class_stock_code");
        let (raw_text, place) = stands.map_or_else(Default::default, |p| (p.raw_text.clone(), p.place));
        self.provenance.push(Provenance {
            table: Table::Filings,
            row: 1,
            column: "stock_code".to_owned(),
            raw_text,
            place,
            method: Method::Read,
        });
        self.filing.stock_code = code;
    }

    /// One class shows one code; a code that one section alone shows may have lost or changed a digit.
    fn class_codes(&mut self) {
        let mut shown: BTreeMap<_, BTreeMap<Table, BTreeMap<String, u32>>> = BTreeMap::new();
        for (table, row, class) in self.classes() {
            if let Some(code) = &class.class_stock_code {
                let key = (class.share_class.clone(), class.share_type.clone());
                shown.entry(key).or_default().entry(table).or_default().entry(code.clone()).or_insert(row);
            }
        }
        let mut odd = Vec::new();
        for tables in shown.values().filter(|tables| tables.len() > 1) {
            for (table, codes) in tables {
                let elsewhere: BTreeSet<&String> =
                    tables.iter().filter(|(other, _)| *other != table).flat_map(|(_, codes)| codes.keys()).collect();
                odd.extend(codes.iter().filter(|(code, _)| !elsewhere.contains(code)).map(|(code, row)| {
                    let others = elsewhere.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
                    let message = format!("this class shows the code {code} here and {others} in the other sections");
                    Finding::new(Code::ClassMismatch, message)
                        .at(*table, *row)
                        .column("class_stock_code")
                        .values(others, code)
                }));
            }
        }
        self.findings.extend(odd);
    }

    /// Events and approvals lie before the end of the month, and not before there were companies.
    fn event_dates(&mut self) {
        let Some(month_end) = self.filing.month_end else { return };
        let mut doubts = Vec::new();
        {
            let mut judge = |table: Table, row: u32, column: &str, date: Option<Date>| {
                let Some(date) = date else { return };
                if date::is_before_by(month_end, date, 31) || date.year() < 1950 {
                    let message = format!("{column} is {date}, though the return is for the month to {month_end}");
                    let finding = Finding::new(Code::ImplausibleDate, message).at(table, row).column(column);
                    doubts.push(finding.values("", date));
                }
            };
            for (row, movement) in (1..).zip(&self.filing.other_movements) {
                judge(Table::OtherMovements, row, "event_date", movement.event_date);
                judge(Table::OtherMovements, row, "general_meeting_date", movement.general_meeting_date);
            }
            for (row, movement) in (1..).zip(&self.filing.option_movements) {
                judge(Table::OptionMovements, row, "general_meeting_date", movement.general_meeting_date);
            }
            for (row, movement) in (1..).zip(&self.filing.agreement_movements) {
                judge(Table::AgreementMovements, row, "general_meeting_date", movement.general_meeting_date);
            }
        }
        self.findings.extend(doubts);
    }
}

type Pushed = (u32, Vec<Finding>, Vec<Provenance>);

/// Reads a row and appends it to its table, unless it states nothing.
fn push<R: Row>(form: &FormData, source: &FormRow, rows: &mut Vec<R>) -> Option<Pushed> {
    let number = u32::try_from(rows.len() + 1).ok()?;
    let recorded = row::record::<R>(form, source, number)?;
    rows.push(recorded.row);
    Some((number, recorded.findings, recorded.provenance))
}
