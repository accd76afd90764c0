//! Forms of one file that state the same: the same return twice, or nearly so.

use std::collections::BTreeMap;

use crate::filing::{MonthlyReturn, Row, Table, Value};
use crate::finding::{Code, FilingError, Finding, Severity};
use crate::record::Reading;

/// How many differing cells a finding names.
const NAMED: usize = 8;

/// Compares the forms of one file: a form for the issuer, month and language of an earlier one is a copy of it, and
/// gets a finding that says so; where it says anything else, a warning that names the cells.
pub fn note_copies(forms: &mut [Result<Reading, FilingError>]) {
    let mut notes = Vec::new();
    for later in 1..forms.len() {
        let Ok(copy) = &forms[later] else { continue };
        let Some(key) = key(&copy.filing) else { continue };
        let earlier = forms[..later].iter().enumerate().filter_map(|(at, form)| Some((at, form.as_ref().ok()?)));
        let first = earlier.filter(|(_, form)| self::key(&form.filing) == Some(key)).min_by_key(|(at, _)| *at);
        notes.extend(first.map(|(at, form)| (later, note(at + 1, &form.filing, &copy.filing))));
    }
    for (at, finding) in notes {
        if let Ok(form) = &mut forms[at] {
            form.findings.push(finding);
        }
    }
}

/// What two forms for the same return have in common; `None` where the form does not say whose it is.
fn key(filing: &MonthlyReturn) -> Option<(&str, crate::filing::Date, &'static str)> {
    Some((filing.stock_code.as_deref()?, filing.month_end?, filing.language.as_str()))
}

fn note(number: usize, first: &MonthlyReturn, copy: &MonthlyReturn) -> Finding {
    let (first, copy) = (values(first), values(copy));
    let differs = |cell: &&Place| first.get(cell) != copy.get(cell);
    let mut cells: Vec<&Place> = first.keys().chain(copy.keys()).filter(differs).collect();
    cells.sort();
    cells.dedup();
    if cells.is_empty() {
        return Finding::new(Code::Copy, format!("the same return as form {number} of this file, cell for cell"));
    }
    let said = |values: &Values, cell: &Place| values.get(cell).map_or_else(|| "nothing".to_owned(), Value::to_string);
    let name = |cell: &&Place| {
        let (table, row, column) = *cell;
        format!("{}[{row}].{column} ({} there, {} here)", table.as_str(), said(&first, cell), said(&copy, cell))
    };
    let named: Vec<String> = cells.iter().take(NAMED).map(name).collect();
    let rest = cells.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    let message =
        format!("form {number} of this file is for the same month, and differs in {}{more}", named.join(", "));
    Finding::new(Code::Copy, message).severity(Severity::Warning)
}

/// Table, row and column.
type Place = (Table, u32, &'static str);
type Values = BTreeMap<Place, Value>;

/// Everything that a return states, save how many pages it takes to.
fn values(filing: &MonthlyReturn) -> Values {
    let mut out = Values::new();
    rows(&filing.authorised_capital, &mut out);
    rows(&filing.issued_shares, &mut out);
    rows(&filing.option_movements, &mut out);
    rows(&filing.warrant_movements, &mut out);
    rows(&filing.convertible_movements, &mut out);
    rows(&filing.agreement_movements, &mut out);
    rows(&filing.other_movements, &mut out);
    rows(&filing.section_totals, &mut out);
    rows(&filing.depositary_receipts, &mut out);
    rows(&filing.remarks, &mut out);
    head(filing, &mut out);
    out
}

fn rows<R: Row>(rows: &[R], out: &mut Values) {
    for (number, row) in (1..).zip(rows) {
        let stated = R::columns().into_iter().map(|column| (column, row.get(column)));
        let stated = stated.filter(|(_, value)| *value != Value::Null);
        out.extend(stated.map(|(column, value)| ((R::TABLE, number, column), value)));
    }
}

fn head(filing: &MonthlyReturn, out: &mut Values) {
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    let counters = filing.counters.iter().map(|counter| counter.stock_code.as_str()).collect::<Vec<_>>().join(", ");
    let stated = [
        ("issuer_name", text(&filing.issuer_name)),
        ("form_version", text(&filing.form_version)),
        ("status", filing.status.map(|status| Value::Text(status.as_str().to_owned()))),
        ("submitted_on", filing.submitted_on.map(Value::Date)),
        ("counters", Some(counters).filter(|codes| !codes.is_empty()).map(Value::Text)),
        ("total_authorised_currency", text(&filing.total_authorised_currency)),
        ("total_authorised_capital", filing.total_authorised_capital.map(Value::Decimal)),
        ("submitted_by", text(&filing.submitted_by)),
        ("submitted_by_title", text(&filing.submitted_by_title)),
    ];
    out.extend(stated.into_iter().filter_map(|(column, value)| Some(((Table::Filings, 1, column), value?))));
}
