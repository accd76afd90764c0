//! The totals that the form prints, summed from the rows.

use super::MOVEMENTS;
use super::issuer::Work;
use crate::filing::{Decimal, Row, Section, SectionTotal, ShareClass, Value};

/// Sums of one class in one section; `None` where no row prints a figure.
struct Sums {
    section: Section,
    class: ShareClass,
    issued: Option<i64>,
    treasury: Option<i64>,
}

fn sums_of<R: Row>(section: Section, rows: &[R], [issued, treasury]: [&str; 2]) -> Vec<Sums> {
    let sum = |rows: &[R], column: &str| {
        let figures = rows.iter().filter_map(|row| match row.get(column) {
            Value::Count(figure) => Some(figure),
            _ => None,
        });
        figures.reduce(|a, b| a + b)
    };
    rows.chunk_by(|a, b| a.class() == b.class())
        .map(|rows| Sums {
            section,
            class: rows[0].class().cloned().unwrap_or_default(),
            issued: sum(rows, issued),
            treasury: sum(rows, treasury),
        })
        .collect()
}

/// Files the totals of A to E and the grand totals.
pub(super) fn file(work: &mut Work) {
    let filing = &work.filing;
    let effects = ["new_shares_issued", "treasury_shares_transferred"];
    let sums: Vec<Sums> = MOVEMENTS
        .into_iter()
        .flat_map(|section| match section {
            Section::A => sums_of(section, &filing.option_movements, effects),
            Section::B => sums_of(section, &filing.warrant_movements, effects),
            Section::C => sums_of(section, &filing.convertible_movements, effects),
            Section::D => sums_of(section, &filing.agreement_movements, effects),
            _ => sums_of(section, &filing.other_movements, ["issued_change", "treasury_change"]),
        })
        .collect();
    let always = !work.version.has_treasury();
    let mut totals: Vec<SectionTotal> = sums.iter().map(|sums| total_row(sums.section, sums, always)).collect();
    add_funds(&mut totals, work);
    totals.extend(grand_totals(&sums, always));
    totals.retain(|total| total.issued_total.or(total.treasury_total).is_some() || total.funds_raised.is_some());
    work.filing.section_totals = totals;
}

/// The row of one total; before v1.1 the form always prints a number, and has none for treasury.
fn total_row(section: Section, sums: &Sums, always: bool) -> SectionTotal {
    SectionTotal {
        // A total line names family and type; code and flag are those of the block, a description is not printed.
        class: ShareClass { class_description: None, ..sums.class.clone() },
        section: Some(section.as_str().to_owned()),
        issued_total: if always { Some(sums.issued.unwrap_or(0)) } else { sums.issued },
        treasury_total: sums.treasury.filter(|_| !always),
        funds_currency: None,
        funds_raised: None,
    }
}

/// Funds raised stand on the row of section A. They are left blank where A has several class blocks: the line does not
/// say for which.
fn add_funds(totals: &mut [SectionTotal], work: &mut Work) {
    let printed = work.rng.chance(80);
    let funds = Decimal::from(if work.rng.chance(50) { work.rng.count(9_000_000) } else { 0 });
    let cents: Decimal = "0.01".parse().unwrap_or_default();
    let mut rows = totals.iter_mut().filter(|total| total.section.as_deref() == Some(Section::A.as_str()));
    if let (Some(total), None, true) = (rows.next(), rows.next(), printed) {
        total.funds_currency = Some("HKD".to_owned());
        total.funds_raised = if funds == Decimal::ZERO { Some(funds) } else { funds.checked_add(cents) };
    }
}

fn grand_totals(sums: &[Sums], always: bool) -> Vec<SectionTotal> {
    let mut grand: Vec<Sums> = Vec::new();
    let add = |a: Option<i64>, b: Option<i64>| match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    };
    for part in sums {
        let same = |other: &&mut Sums| {
            other.class.share_class == part.class.share_class && other.class.share_type == part.class.share_type
        };
        if let Some(known) = grand.iter_mut().find(same) {
            known.issued = add(known.issued, part.issued);
            known.treasury = add(known.treasury, part.treasury);
        } else {
            grand.push(Sums {
                section: Section::All,
                class: part.class.clone(),
                issued: part.issued,
                treasury: part.treasury,
            });
        }
    }
    grand.iter().map(|sums| total_row(Section::All, sums, always)).collect()
}
