//! The identities of one return: within its rows and of its capital (1 to 3); those between sections are in `sections`.

use super::cells::{Cell, Cells, State};
use super::identity::{Identity, Needs, Terms, product};
use super::sections;
use crate::filing::{Form, Row, Table, par_identities, row_identities};
use crate::finding::{Code, Severity};

/// Every identity that the return should meet.
pub(super) fn identities(cells: &Cells) -> Vec<Identity> {
    let filing = cells.filing;
    let mut identities = Vec::new();
    rows(cells, &filing.authorised_capital, &mut identities);
    rows(cells, &filing.issued_shares, &mut identities);
    rows(cells, &filing.option_movements, &mut identities);
    rows(cells, &filing.warrant_movements, &mut identities);
    rows(cells, &filing.convertible_movements, &mut identities);
    rows(cells, &filing.depositary_receipts, &mut identities);
    capital_total(cells, &mut identities);
    identities.extend(sections::identities(cells));
    identities
}

fn rows<R: Row>(cells: &Cells, rows: &[R], identities: &mut Vec<Identity>) {
    for row in (1..).take(rows.len()) {
        let cell = |column: &'static str| Cell { table: R::TABLE, row, column };
        for identity in row_identities(R::TABLE) {
            let is_treasury = identity.addends[0].contains("treasury");
            identities.push(Identity {
                code: if identity.number == 2 { Code::TreasurySumBroken } else { Code::BalanceBroken },
                severity: severity_of_balance(cells.filing.form, R::TABLE),
                words: format!("{} = {}", identity.addends.join(" + "), identity.sum),
                terms: Terms::Sum {
                    addends: identity.addends.iter().map(|column| cell(column)).collect(),
                    sums: vec![cell(identity.sum)],
                    // Treasury cells are often left blank for zero; other balances are not.
                    needs: if is_treasury { Needs::Any } else { Needs::Balance },
                    tolerance: if identity.sum == "closing_capital" { rounding_of_balance(cells, row) } else { 0 },
                },
            });
        }
        identities.extend(par_identities(R::TABLE).iter().map(|identity| Identity {
            code: Code::ParCapitalBroken,
            severity: Code::ParCapitalBroken.severity(),
            words: format!("{} × {} = {}", identity.shares, identity.par, identity.capital),
            terms: Terms::Product {
                shares: cell(identity.shares),
                par: cell(identity.par),
                capital: cell(identity.capital),
            },
        }));
    }
}

/// Legacy convertibles and warrants have no cell for what is issued: a breach there is the form's doing.
fn severity_of_balance(form: Form, table: Table) -> Severity {
    match (form, table) {
        (Form::LegacyEquity, Table::WarrantMovements | Table::ConvertibleMovements) => Severity::Info,
        _ => Code::BalanceBroken.severity(),
    }
}

/// What rounding can do to a capital cell: nothing where shares × par value gives it exactly, or not at all.
fn rounding(cells: &Cells, row: u32, balance: &str) -> i128 {
    let Some(identity) = par_identities(Table::AuthorisedCapital).iter().find(|i| i.capital.starts_with(balance))
    else {
        return 0;
    };
    let cell = |column: &'static str| Cell { table: Table::AuthorisedCapital, row, column };
    let [shares, par, capital] =
        [identity.shares, identity.par, identity.capital].map(|column| cells.state(cell(column)));
    let (State::Stated(shares), State::Stated(par), State::Stated(capital)) = (shares, par, capital) else {
        return 0;
    };
    let half_unit = cells.half_unit(cell(identity.capital));
    let is_rounded = product(shares, par).is_some_and(|exact| exact != capital && (exact - capital).abs() <= half_unit);
    if is_rounded { half_unit } else { 0 }
}

fn rounding_of_balance(cells: &Cells, row: u32) -> i128 {
    let change = Cell { table: Table::AuthorisedCapital, row, column: "change_capital" };
    match cells.state(change) {
        State::Stated(units) if units != 0 => {
            let rounded = rounding(cells, row, "opening") + rounding(cells, row, "closing");
            if rounded > 0 { rounded + cells.half_unit(change) } else { 0 }
        }
        _ => 0,
    }
}

/// Σ closing capital = total authorised capital, in the currency of the total.
fn capital_total(cells: &Cells, identities: &mut Vec<Identity>) {
    let filing = cells.filing;
    let total = Cell { table: Table::Filings, row: 1, column: "total_authorised_capital" };
    let currencies: Option<Vec<&String>> = filing.authorised_capital.iter().map(|row| row.currency.as_ref()).collect();
    let Some(currencies) = currencies.filter(|currencies| !currencies.is_empty()) else {
        return;
    };
    let of_total = filing.total_authorised_currency.as_ref().unwrap_or(currencies[0]);
    let in_currency = (1..).zip(&currencies).filter(|(_, currency)| **currency == of_total).map(|(row, _)| row);
    let rows: Vec<u32> = in_currency.collect();
    let all_one = filing.total_authorised_currency.is_some() || rows.len() == currencies.len();
    if rows.is_empty() || !all_one || cells.state(total) == State::Blank {
        return;
    }
    let rounded: i128 = rows.iter().map(|row| rounding(cells, *row, "closing")).sum();
    let closing = |row: &u32| Cell { table: Table::AuthorisedCapital, row: *row, column: "closing_capital" };
    identities.push(Identity {
        code: Code::CapitalTotalBroken,
        severity: Code::CapitalTotalBroken.severity(),
        words: "the closing capital of all classes = the total authorised capital".to_owned(),
        terms: Terms::Sum {
            addends: rows.iter().map(closing).collect(),
            sums: vec![total],
            needs: Needs::Any,
            tolerance: if rounded > 0 { rounded + cells.half_unit(total) } else { 0 },
        },
    });
}
