//! Signs: what a form prints → the effect on the balance.

use super::notes::Notes;
use crate::filing::{Row, RowIdentity, Table, Value, is_outflow, may_be_negative, row_identities};
use crate::finding::{Code, Severity};

/// Turns movements that are printed with the opposite sign of their effect.
///
/// A movement that takes part in a balance is turned only when the balance holds that way, or cannot tell.
pub(crate) fn turn<R: Row>(row: &mut R, notes: &mut Notes) {
    for identity in row_identities(R::TABLE).iter().filter(|identity| identity.number == 1) {
        turn_balance(row, identity, notes);
    }
    let in_balance = |column: &str| row_identities(R::TABLE).iter().any(|identity| identity.addends.contains(&column));
    for column in R::columns() {
        if is_outflow(column) && !in_balance(column) {
            turn_to(row, column, Sign::Negative, notes);
        }
    }
    match R::TABLE {
        Table::OtherMovements => turn_event(row, notes),
        // AA2 … DD2 are headed "decrease in treasury shares"; EE2 and the grand total print their sign.
        Table::SectionTotals if matches!(row.get("section"), Value::Text(s) if ["A", "B", "C", "D"].contains(&s.as_str())) =>
        {
            turn_to(row, "treasury_total", Sign::Negative, notes);
        }
        _ => {}
    }
    query_impossible(row, notes);
}

/// Points at numbers below zero where none can be. They stay as printed: which sign was meant is not known.
fn query_impossible<R: Row>(row: &R, notes: &mut Notes) {
    for column in R::columns().iter().filter(|column| !may_be_negative(column)) {
        let value = row.get(column);
        if value.units().is_some_and(|units| units < 0) {
            let message = format!("{column} is printed as {:?}, and cannot be below zero", notes.raw_of(column));
            let finding = notes.finding(Code::ImplausibleValue, column, notes.place_of(column), message);
            notes.findings.push(finding.values("0 or more", &value));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Negative,
}

/// The movements of section III (E) have the sign of their event.
fn turn_event<R: Row>(row: &mut R, notes: &mut Notes) {
    let Value::Text(event) = row.get("event") else { return };
    match event.as_str() {
        "repurchase_cancelled" | "redemption" => turn_to(row, "issued_change", Sign::Negative, notes),
        "repurchase_treasury" => {
            turn_to(row, "issued_change", Sign::Negative, notes);
            turn_to(row, "treasury_change", Sign::Positive, notes);
        }
        "treasury_sale" | "treasury_transfer" | "treasury_cancellation" => {
            turn_to(row, "treasury_change", Sign::Negative, notes);
        }
        _ => {}
    }
}

fn turn_to<R: Row>(row: &mut R, column: &str, wanted: Sign, notes: &mut Notes) {
    let Some(printed) = row.get(column).units().filter(|units| *units != 0) else {
        return;
    };
    if (printed > 0) != (wanted == Sign::Positive) {
        flip(row, column, notes);
    }
}

fn flip<R: Row>(row: &mut R, column: &str, notes: &mut Notes) {
    let turned = match row.get(column) {
        Value::Count(count) => Value::Count(count.saturating_neg()),
        Value::Decimal(number) => Value::Decimal(number.negated()),
        other => other,
    };
    let message = format!("{column} is printed as {:?}; its effect on the balance is {turned}", notes.raw_of(column));
    let finding = notes.finding(Code::SignNormalised, column, notes.place_of(column), message);
    notes.findings.push(finding.values(&turned, notes.raw_of(column)));
    row.set(column, turned);
}

/// Finds out which positive outflows of a balance have to be turned.
fn turn_balance<R: Row>(row: &mut R, identity: &RowIdentity, notes: &mut Notes) {
    let positive: Vec<&'static str> = identity
        .addends
        .iter()
        .copied()
        .filter(|column| is_outflow(column) && row.get(column).units().is_some_and(|units| units > 0))
        .collect();
    if positive.is_empty() {
        return;
    }
    let turned = match residual(row, identity, notes) {
        // 2 × the turned ones is what the printed sum is too large by.
        Some(residual) => subset(row, &positive, residual).unwrap_or_else(|| positive.clone()),
        None => positive.clone(),
    };
    for column in positive {
        if turned.contains(&column) {
            flip(row, column, notes);
        } else {
            let message = format!(
                "{column} is printed as {:?}, a reduction with the sign of an increase, and {} holds only so; kept",
                notes.raw_of(column),
                identity.sum
            );
            let finding = notes.finding(Code::SignNormalised, column, notes.place_of(column), message);
            notes.findings.push(finding.severity(Severity::Warning));
        }
    }
}

/// What the addends exceed the sum by; `None` when that cannot be told.
fn residual<R: Row>(row: &R, identity: &RowIdentity, notes: &Notes) -> Option<i128> {
    let unread = |column: &str| notes.unreadable.contains(column);
    if unread(identity.sum) || identity.addends.iter().any(|column| unread(column)) {
        return None;
    }
    let stated = |column: &str| row.get(column).units();
    let (sum, opening) = (stated(identity.sum)?, stated(identity.addends[0])?);
    let movements: Vec<i128> = identity.addends[1..].iter().filter_map(|column| stated(column)).collect();
    let total = movements.into_iter().try_fold(opening, i128::checked_add)?;
    total.checked_sub(sum)
}

/// The one set of columns whose turning makes up for the residual; `None` when there is none or several.
fn subset<R: Row>(row: &R, positive: &[&'static str], residual: i128) -> Option<Vec<&'static str>> {
    let mut fitting = (0_u32..1 << positive.len()).filter_map(|mask| {
        let chosen: Vec<&'static str> =
            positive.iter().enumerate().filter(|(i, _)| mask & 1 << i != 0).map(|(_, column)| *column).collect();
        let sum: i128 = chosen.iter().filter_map(|column| row.get(column).units()).sum();
        (sum.checked_mul(2) == Some(residual)).then_some(chosen)
    });
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}
