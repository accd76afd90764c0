//! Which decoder reads a PDF: the first, and the second where the first leaves a doubt.

use super::Readings;
use crate::check::{check, note_copies};
use crate::extract::{Document, Limits, Reader, extract};
use crate::filing::{MonthlyReturn, Table};
use crate::finding::{Code, FilingError, Finding};
use crate::layout::{Layout, layout};
use crate::parse;
use crate::record::{Reading, record};
use crate::spec::form::Forms;

/// Reads every form of a file.
pub(super) fn read(bytes: &[u8], _reader: Reader) -> Readings {
    match extract(bytes, &Limits::default()) {
        Ok(document) => read_document(&document),
        Err(error) => vec![Err(error)],
    }
}

fn read_document(document: &Document) -> Readings {
    let forms = parse::split(layout(document));
    let mut readings: Readings =
        forms.iter().map(|form| read_form(form).map(|reading| doubted(reading, &document.doubts))).collect();
    note_copies(&mut readings);
    readings
}

fn read_form(layout: &Layout) -> Result<Reading, FilingError> {
    let form = parse::parse(layout, Forms::builtin())?;
    let mut reading = record(&form);
    check(&mut reading);
    if !layout.has_points {
        // Boxes that are not places on the pages of the file are nobody's business.
        reading.provenance.iter_mut().for_each(|value| value.place.bbox = None);
    }
    Ok(reading)
}

/// Says of every table that its file is damaged.
fn doubted(mut reading: Reading, doubts: &[String]) -> Reading {
    if !doubts.is_empty() {
        let message = format!("the file is damaged: {}; compare with the page, or fetch it again", doubts.join("; "));
        point_at_tables(&mut reading, &Finding::new(Code::DamagedFile, message));
    }
    reading
}

/// Adds a finding about the file to every table that it fills.
fn point_at_tables(reading: &mut Reading, finding: &Finding) {
    for table in tables_filled(&reading.filing) {
        reading.findings.push(Finding { table: Some(table), ..finding.clone() });
    }
}

/// The tables in which a return has rows; `filings` always.
fn tables_filled(filing: &MonthlyReturn) -> Vec<Table> {
    let counts = [
        (Table::Filings, 1),
        (Table::AuthorisedCapital, filing.authorised_capital.len()),
        (Table::IssuedShares, filing.issued_shares.len()),
        (Table::OptionMovements, filing.option_movements.len()),
        (Table::WarrantMovements, filing.warrant_movements.len()),
        (Table::ConvertibleMovements, filing.convertible_movements.len()),
        (Table::AgreementMovements, filing.agreement_movements.len()),
        (Table::OtherMovements, filing.other_movements.len()),
        (Table::SectionTotals, filing.section_totals.len()),
        (Table::DepositaryReceipts, filing.depositary_receipts.len()),
        (Table::Remarks, filing.remarks.len()),
    ];
    counts.into_iter().filter(|(_, rows)| *rows > 0).map(|(table, _)| table).collect()
}
