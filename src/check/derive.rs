//! What an identity says about a cell that could not be read.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, Cells, fill, shown};
use super::identity::Verdict;
use super::within;
use crate::filing::{Decimal, is_outflow, may_be_negative};
use crate::finding::{Code, Finding, Method};
use crate::record::Reading;

/// Fills in unreadable cells that identities determine, until none is left that they do.
///
/// A cell is filled only when it is the one unreadable cell of an identity, when every such identity gives the same
/// value, when no figure that goes into it is itself in doubt, and when the digits that can still be seen bear it out.
pub(super) fn fill_in(reading: &mut Reading) {
    let mut refused: BTreeSet<Cell> = BTreeSet::new();
    loop {
        let solutions: Vec<(Cell, Vec<(i128, String)>)> =
            solutions(reading).into_iter().filter(|(cell, _)| !refused.contains(cell)).collect();
        if solutions.is_empty() {
            return;
        }
        for (cell, values) in solutions {
            if let Err(objection) = take(reading, cell, &values) {
                refused.insert(cell);
                object(reading, cell, &values, &objection);
            } else {
                // What was derived may decide the next cell.
                break;
            }
        }
    }
}

/// Every unreadable cell with what the identities make of it.
fn solutions(reading: &Reading) -> BTreeMap<Cell, Vec<(i128, String)>> {
    let cells = Cells::of(reading);
    let identities = within::identities(&cells);
    let solved: Vec<_> = identities
        .iter()
        .filter_map(|identity| identity.solve(&cells).map(|(cell, value)| (identity, cell, value)))
        .collect();
    if solved.is_empty() {
        // As for nearly every return: no matter then which figures are in doubt.
        return BTreeMap::new();
    }
    let mut doubtful: BTreeSet<Cell> = identities
        .iter()
        .filter(|identity| matches!(identity.verdict(&cells), Verdict::Broken { .. }))
        .flat_map(super::identity::Identity::cells)
        .collect();
    doubtful.extend(
        identities.iter().flat_map(super::identity::Identity::cells).filter(|cell| is_ambiguous(reading, *cell)),
    );
    let mut solutions: BTreeMap<Cell, Vec<(i128, String)>> = BTreeMap::new();
    for (identity, cell, value) in solved {
        if identity.cells().iter().all(|other| *other == cell || !doubtful.contains(other)) {
            solutions.entry(cell).or_default().push((value, identity.words.clone()));
        }
    }
    solutions
}

/// Whether a figure was placed in its column by mere likelihood.
fn is_ambiguous(reading: &Reading, cell: Cell) -> bool {
    reading.findings.iter().any(|finding| finding.code == Code::AmbiguousColumns && points_at(finding, cell))
}

fn points_at(finding: &Finding, cell: Cell) -> bool {
    finding.table == Some(cell.table) && finding.row == Some(cell.row) && finding.column.as_deref() == Some(cell.column)
}

fn raw_text(reading: &Reading, cell: Cell) -> String {
    Cells::of(reading).provenance(cell).map_or_else(String::new, |p| p.raw_text.clone())
}

/// Fills one cell, or says why not.
fn take(reading: &mut Reading, cell: Cell, values: &[(i128, String)]) -> Result<(), String> {
    let (value, words) = &values[0];
    if values.iter().any(|(other, _)| other != value) {
        return Err("the identities contradict each other".to_owned());
    }
    let number = Decimal::from_units(*value).ok_or("it has more than 38 digits")?;
    put(reading, cell, number, Method::Derived, &format!("{words} gives {number}"))
}

/// Fills an unreadable cell with a number that its text bears out, and says by what it is known; or says why not.
///
/// The finding that it could not be read gives way to the one that it was filled in; what is printed stays in the
/// provenance.
pub(super) fn put(
    reading: &mut Reading,
    cell: Cell,
    number: Decimal,
    method: Method,
    known_by: &str,
) -> Result<(), String> {
    let raw = raw_text(reading, cell);
    if number.units() < 0 && !may_be_negative(cell.column) || number.units() > 0 && is_outflow(cell.column) {
        return Err("it has an impossible sign".to_owned());
    }
    if !bears_out(&raw, number) {
        return Err("the digits that can be seen are others".to_owned());
    }
    if !fill(&mut reading.filing, cell, number) {
        return Err("it is no whole number".to_owned());
    }
    reading.findings.retain(|finding| !(finding.code == Code::UnreadableValue && points_at(finding, cell)));
    let mut page = None;
    for stands in &mut reading.provenance {
        if (stands.table, stands.row, stands.column.as_str()) == (cell.table, cell.row, cell.column) {
            stands.method = method;
            page = Some(stands.place.page).filter(|page| *page > 0);
        }
    }
    let code = if method == Method::Repaired { Code::RepairedText } else { Code::DerivedValue };
    let message = format!("{} could not be read ({raw:?}); {known_by}", cell.column);
    let finding = Finding::new(code, message).at(cell.table, cell.row).column(cell.column);
    let mut finding = finding.values(number, raw);
    finding.page = page;
    reading.findings.push(finding);
    Ok(())
}

/// Says what the identities would want of a cell that stays null.
fn object(reading: &mut Reading, cell: Cell, values: &[(i128, String)], objection: &str) {
    let mut wanted: Vec<String> = values.iter().map(|(value, words)| format!("{} ({words})", shown(*value))).collect();
    wanted.dedup();
    let raw = raw_text(reading, cell);
    let wanted = wanted.join(", ");
    let message = format!("{} stays null: it would be {wanted}, but {objection}; {raw:?} is printed", cell.column);
    let finding = Finding::new(Code::UnreadableValue, message).at(cell.table, cell.row).column(cell.column);
    reading.findings.push(finding.values(wanted, raw));
}

/// Whether damaged text can be what is left of a number: nothing to be seen, digits lost, or rubbish between them.
fn bears_out(raw: &str, number: Decimal) -> bool {
    let digits = |text: &str| -> Vec<char> { text.chars().filter(char::is_ascii_digit).collect() };
    let seen = digits(raw);
    let is_within = |short: &[char], long: &[char]| {
        let mut rest = long.iter();
        short.iter().all(|digit| rest.any(|other| other == digit))
    };
    // Money may be printed with zeros behind the point.
    let zeros = if raw.contains('.') { &["", "0", "00"][..] } else { &[""] };
    zeros.iter().any(|zeros| {
        let wanted = digits(&format!("{number}{zeros}"));
        let at_an_end = wanted.starts_with(&seen) || wanted.ends_with(&seen);
        let lost = is_within(&seen, &wanted) && (at_an_end || 2 * seen.len() >= wanted.len());
        let rubbish = is_within(&wanted, &seen) && 2 * wanted.len() >= seen.len();
        lost || rubbish
    })
}

#[cfg(test)]
mod tests {
    use super::bears_out;

    #[test]
    fn visible_digits_must_bear_a_value_out() {
        for (raw, value) in [
            ("2,1", "2117584196"),
            ("1 50 1.000", "50000"),
            ("614,034,,034,470", "614034470"),
            ("ı", "5"),
            ("32.353,756", "32353756"),
            ("84,196", "2117584196"),
            ("-71,6 6,995", "-71626995"),
        ] {
            assert!(bears_out(raw, value.parse().expect("a number")), "{raw} {value}");
        }
        for (raw, value) in [("3,1", "2117584196"), ("75", "2117584196"), ("1,2,3", "5"), ("50,00,1", "60000")] {
            assert!(!bears_out(raw, value.parse().expect("a number")), "{raw} {value}");
        }
    }
}
