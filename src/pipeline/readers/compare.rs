//! Two readings of one form, cell by cell.
//!
//! A figure in doubt on which both agree is confirmed, and the doubt is the form's own. Where they differ the first
//! reading stands with a finding, unless the second's figures make every broken identity hold. Text is not compared:
//! the second reader does not know Chinese without tables of characters, and its words are no better than the first's.

use std::collections::BTreeSet;

use crate::check::check;
use crate::filing::{Table, Value, columns_stated};
use crate::finding::{Code, Finding, Method, Severity};
use crate::record::Reading;

/// Table, row and column.
type Address = (Table, u32, &'static str);

/// Whether a finding is that of a broken identity.
pub(super) fn is_breach(finding: &Finding) -> bool {
    finding.code.is_breach()
}

/// The first reading, with what the second says of it.
pub(super) fn compare(mut first: Reading, second: &Reading) -> Reading {
    let mut differing = Vec::new();
    for table in Table::ALL {
        let (rows, others) = (first.filing.row_count(*table), second.filing.row_count(*table));
        if rows != others {
            let message = format!("the second reader finds {others} rows, the first {rows}; look at the page");
            let mut finding = Finding::new(Code::ReadersDiffer, message).values(others, rows);
            finding.table = Some(*table);
            first.findings.push(finding);
            continue;
        }
        for row in 1..=rows {
            let cells = columns_stated(*table).into_iter().map(|column| (*table, row, column));
            differing.extend(cells.filter(|cell| differ(&first, second, *cell)));
        }
    }
    agree(&mut first, second);
    if let Some(repaired) = repaired(&first, second, &differing) {
        repaired
    } else {
        differing.into_iter().for_each(|cell| object(&mut first, second, cell));
        first
    }
}

fn value(reading: &Reading, (table, row, column): Address) -> Value {
    reading.filing.value(table, row, column)
}

/// Whether two readers see different figures, dates or codes. What one of them cannot read is no other figure.
fn differ(first: &Reading, second: &Reading, cell: Address) -> bool {
    let (one, other) = (value(first, cell), value(second, cell));
    let is_figure = match one {
        Value::Count(_) | Value::Decimal(_) | Value::Date(_) => true,
        Value::Text(_) => cell.2.ends_with("stock_code"),
        Value::Null | Value::Bool(_) => false,
    };
    is_figure && !other.is_null() && one != other
}

/// Says of every figure in doubt that the second reader reads the same.
fn agree(first: &mut Reading, second: &Reading) {
    let doubted: BTreeSet<Address> =
        first.findings.iter().filter(|finding| is_breach(finding)).filter_map(address).collect();
    for cell in doubted {
        let value = value(first, cell);
        if !value.is_null() && value == self::value(second, cell) {
            let message = format!("both readers read {value}: the doubt is not in the reading");
            first.findings.push(point(cell, Finding::new(Code::SecondReaderAgrees, message)));
        }
    }
}

fn address(finding: &Finding) -> Option<Address> {
    let (table, column) = (finding.table?, finding.column.as_deref()?);
    let column = columns_stated(table).into_iter().find(|known| *known == column)?;
    Some((table, finding.row?, column))
}

fn point((table, row, column): Address, finding: Finding) -> Finding {
    finding.at(table, row).column(column)
}

fn object(first: &mut Reading, second: &Reading, cell: Address) {
    let (one, other) = (value(first, cell), value(second, cell));
    let message = format!("the first reader reads {one}, which stands here, the second {other}; look at the page");
    first.findings.push(point(cell, Finding::new(Code::ReadersDiffer, message)).values(other, one));
}

/// The first reading with the second's figures, if that mends what is broken.
fn repaired(first: &Reading, second: &Reading, differing: &[Address]) -> Option<Reading> {
    if differing.is_empty() || !first.findings.iter().any(is_breach) {
        return None;
    }
    let mut trial = first.clone();
    trial.findings.retain(|finding| !is_breach(finding) && finding.code != Code::SecondReaderAgrees);
    for cell in differing {
        let (table, row, column) = *cell;
        let taken = value(second, *cell);
        let message = format!(
            "the first reader reads {}, the second {taken}, with which the figures add up",
            value(first, *cell)
        );
        let finding = Finding::new(Code::ReadersDiffer, message).severity(Severity::Warning);
        trial.findings.push(point(*cell, finding).values(&taken, value(first, *cell)));
        trial.filing.set_value(table, row, column, taken);
        let stands = |at: &&crate::finding::Provenance| (at.table, at.row, &*at.column) == (table, row, column);
        let other = second.provenance.iter().find(stands).cloned();
        if let Some(provenance) = trial.provenance.iter_mut().find(|at| stands(&&**at)) {
            *provenance = other.unwrap_or_else(|| provenance.clone());
            provenance.method = Method::Repaired;
        }
    }
    check(&mut trial);
    (!trial.findings.iter().any(is_breach)).then_some(trial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::Language;
    use crate::pipeline::read_filing;
    use crate::synth::random::monthly_return;
    use crate::synth::{DrawOptions, FormVersion, draw_pdf};

    const CELL: Address = (Table::IssuedShares, 1, "closing_issued");

    fn sound() -> Reading {
        let filing = monthly_return(4, FormVersion::V1_1_1, Language::English);
        read_filing(&draw_pdf(&filing, FormVersion::V1_1_1, &DrawOptions::default()).bytes).unwrap()
    }

    /// A reading in which a figure is read wrong.
    fn misread(cell: Address) -> Reading {
        let mut reading = sound();
        let Value::Count(count) = value(&reading, cell) else { panic!("a count") };
        reading.filing.set_value(cell.0, cell.1, cell.2, Value::Count(count + 70));
        check(&mut reading);
        reading
    }

    fn found(reading: &Reading, code: Code) -> Vec<(Option<Address>, Severity)> {
        let of_code = reading.findings.iter().filter(|finding| finding.code == code);
        of_code.map(|finding| (address(finding), finding.severity)).collect()
    }

    #[test]
    fn figures_that_mend_an_identity_are_taken_and_said_so() {
        let reading = compare(misread(CELL), &sound());
        assert_eq!(value(&reading, CELL), value(&sound(), CELL));
        assert_eq!(found(&reading, Code::ReadersDiffer), [(Some(CELL), Severity::Warning)]);
        assert!(!reading.findings.iter().any(is_breach));
        let stands = |at: &&crate::finding::Provenance| (at.table, at.row, &*at.column) == CELL;
        assert_eq!(reading.provenance.iter().find(stands).unwrap().method, Method::Repaired);
    }

    #[test]
    fn figures_that_mend_nothing_are_an_error_on_their_cell() {
        let (first, second) = (sound(), misread(CELL));
        let reading = compare(first.clone(), &second);
        assert_eq!(reading.filing, first.filing);
        assert_eq!(found(&reading, Code::ReadersDiffer), [(Some(CELL), Severity::Error)]);
        // Both are wrong, each in its own way: neither is better.
        let reading = compare(misread(CELL), &misread((Table::IssuedShares, 1, "opening_issued")));
        assert_eq!(value(&reading, CELL), value(&misread(CELL), CELL));
        assert!(found(&reading, Code::ReadersDiffer).contains(&(Some(CELL), Severity::Error)));
    }

    #[test]
    fn lost_rows_and_unread_cells_are_told_apart() {
        let mut second = sound();
        second.filing.set_value(CELL.0, CELL.1, CELL.2, Value::Null);
        assert!(found(&compare(sound(), &second), Code::ReadersDiffer).is_empty());
        second.filing.issued_shares.clear();
        let reading = compare(sound(), &second);
        assert_eq!(found(&reading, Code::ReadersDiffer), [(None, Severity::Error)]);
        assert_eq!(reading.filing, sound().filing);
    }
}
