//! The identities of one return: within its rows (1 to 3), and between rows, totals and section II (4).

use std::collections::BTreeMap;

use super::cells::{Cell, Cells, State};
use super::identity::{Identity, Needs, Terms, product};
use crate::filing::{Form, MonthlyReturn, Row, Section, Table, par_identities, row_identities};
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
    for (class, movements) in movements(filing) {
        for effect in &EFFECTS {
            sections(cells, &class, &movements, effect, &mut identities);
        }
    }
    identities
}

fn rows<R: Row>(cells: &Cells, rows: &[R], identities: &mut Vec<Identity>) {
    for row in (1..).take(rows.len()) {
        let cell = |column: &'static str| Cell {
            table: R::TABLE,
            row,
            column,
        };
        for identity in row_identities(R::TABLE) {
            let is_treasury = identity.addends[0].contains("treasury");
            identities.push(Identity {
                code: if identity.number == 2 {
                    Code::TreasurySumBroken
                } else {
                    Code::BalanceBroken
                },
                severity: severity_of_balance(cells.filing.form, R::TABLE),
                words: format!("{} = {}", identity.addends.join(" + "), identity.sum),
                terms: Terms::Sum {
                    addends: identity.addends.iter().map(|column| cell(column)).collect(),
                    sums: vec![cell(identity.sum)],
                    // Treasury cells are often left blank for zero; other balances are not.
                    needs: if is_treasury { Needs::Any } else { Needs::Balance },
                    tolerance: if identity.sum == "closing_capital" {
                        rounding_of_balance(cells, row)
                    } else {
                        0
                    },
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
    let Some(identity) = par_identities(Table::AuthorisedCapital)
        .iter()
        .find(|i| i.capital.starts_with(balance))
    else {
        return 0;
    };
    let cell = |column: &'static str| Cell {
        table: Table::AuthorisedCapital,
        row,
        column,
    };
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
    let change = Cell {
        table: Table::AuthorisedCapital,
        row,
        column: "change_capital",
    };
    match cells.state(change) {
        State::Stated(units) if units != 0 => {
            let rounded = rounding(cells, row, "opening") + rounding(cells, row, "closing");
            if rounded > 0 {
                rounded + cells.half_unit(change)
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// Σ closing capital = total authorised capital, in the currency of the total.
fn capital_total(cells: &Cells, identities: &mut Vec<Identity>) {
    let filing = cells.filing;
    let total = Cell {
        table: Table::Filings,
        row: 1,
        column: "total_authorised_capital",
    };
    let currencies: Option<Vec<&String>> = filing
        .authorised_capital
        .iter()
        .map(|row| row.currency.as_ref())
        .collect();
    let Some(currencies) = currencies.filter(|currencies| !currencies.is_empty()) else {
        return;
    };
    let of_total = filing.total_authorised_currency.as_ref().unwrap_or(currencies[0]);
    let in_currency = (1..)
        .zip(&currencies)
        .filter(|(_, currency)| **currency == of_total)
        .map(|(row, _)| row);
    let rows: Vec<u32> = in_currency.collect();
    let all_one = filing.total_authorised_currency.is_some() || rows.len() == currencies.len();
    if rows.is_empty() || !all_one || cells.state(total) == State::Blank {
        return;
    }
    let rounded: i128 = rows.iter().map(|row| rounding(cells, *row, "closing")).sum();
    let closing = |row: &u32| Cell {
        table: Table::AuthorisedCapital,
        row: *row,
        column: "closing_capital",
    };
    identities.push(Identity {
        code: Code::CapitalTotalBroken,
        severity: Code::CapitalTotalBroken.severity(),
        words: "the closing capital of all classes = the total authorised capital".to_owned(),
        terms: Terms::Sum {
            addends: rows.iter().map(closing).collect(),
            sums: vec![total],
            needs: Needs::Any,
            tolerance: if rounded > 0 {
                rounded + cells.half_unit(total)
            } else {
                0
            },
        },
    });
}

/// Class and type of shares: two classes can show the same code, so the code is no key.
type Class = (Option<String>, Option<String>);

/// The rows of a class: those of each section, the totals of each section, and the blocks of section II.
#[derive(Debug, Default)]
struct Movements {
    rows: BTreeMap<Section, Vec<(Table, u32)>>,
    totals: BTreeMap<Section, Vec<u32>>,
    issued: Vec<u32>,
}

fn movements(filing: &MonthlyReturn) -> BTreeMap<Class, Movements> {
    fn add<R: Row>(rows: &[R], section: Section, all: &mut BTreeMap<Class, Movements>) {
        for (number, row) in (1..).zip(rows) {
            all.entry(class_of(row))
                .or_default()
                .rows
                .entry(section)
                .or_default()
                .push((R::TABLE, number));
        }
    }
    let mut all = BTreeMap::new();
    add(&filing.option_movements, Section::A, &mut all);
    add(&filing.warrant_movements, Section::B, &mut all);
    add(&filing.convertible_movements, Section::C, &mut all);
    add(&filing.agreement_movements, Section::D, &mut all);
    add(&filing.other_movements, Section::E, &mut all);
    for (number, row) in (1..).zip(&filing.section_totals) {
        if let Some(section) = row.section.as_deref().and_then(Section::from_word) {
            all.entry(class_of(row))
                .or_default()
                .totals
                .entry(section)
                .or_default()
                .push(number);
        }
    }
    for (number, row) in (1..).zip(&filing.issued_shares) {
        all.entry(class_of(row)).or_default().issued.push(number);
    }
    all
}

fn class_of<R: Row>(row: &R) -> Class {
    row.class().map_or((None, None), |class| {
        (class.share_class.clone(), class.share_type.clone())
    })
}

/// One of the two balances that movements change.
struct Effect {
    /// The column of sections A to D.
    of_scheme: &'static str,
    /// The column of section E.
    of_event: &'static str,
    /// The column of the totals.
    total: &'static str,
    /// The column of section II.
    change: &'static str,
}

const EFFECTS: [Effect; 2] = [
    Effect {
        of_scheme: "new_shares_issued",
        of_event: "issued_change",
        total: "issued_total",
        change: "change_issued",
    },
    Effect {
        of_scheme: "treasury_shares_transferred",
        of_event: "treasury_change",
        total: "treasury_total",
        change: "change_treasury",
    },
];

/// Σ rows = section total, Σ sections = grand total = change in section II, for one class and one balance.
fn sections(cells: &Cells, class: &Class, movements: &Movements, effect: &Effect, identities: &mut Vec<Identity>) {
    let name = class_name(class);
    let of_rows = |section: Section| -> Vec<Cell> {
        let column = if section == Section::E {
            effect.of_event
        } else {
            effect.of_scheme
        };
        let rows = movements.rows.get(&section).into_iter().flatten();
        rows.map(|(table, row)| Cell {
            table: *table,
            row: *row,
            column,
        })
        .collect()
    };
    let of_totals = |section: Section| -> Vec<Cell> {
        let rows = movements.totals.get(&section).into_iter().flatten();
        rows.map(|row| Cell {
            table: Table::SectionTotals,
            row: *row,
            column: effect.total,
        })
        .collect()
    };
    let stated = |of: &[Cell]| of.iter().any(|cell| cells.state(*cell) != State::Blank);
    let mut add = |code: Code, words: String, addends: Vec<Cell>, sums: Vec<Cell>| {
        let terms = Terms::Sum {
            addends,
            sums,
            needs: Needs::Any,
            tolerance: 0,
        };
        identities.push(Identity {
            code,
            severity: code.severity(),
            words,
            terms,
        });
    };
    let mut effective = Vec::new();
    for section in [Section::A, Section::B, Section::C, Section::D, Section::E] {
        let (rows, totals) = (of_rows(section), of_totals(section));
        if !totals.is_empty() {
            let words = format!(
                "the rows of section {} = its {} ({name})",
                section.as_str(),
                effect.total
            );
            add(Code::SectionTotalBroken, words, rows.clone(), totals.clone());
        }
        effective.extend(if stated(&totals) { totals } else { rows });
    }
    let grand = of_totals(Section::All);
    let changes: Vec<Cell> = movements
        .issued
        .iter()
        .map(|row| Cell {
            table: Table::IssuedShares,
            row: *row,
            column: effect.change,
        })
        .collect();
    if stated(&grand) {
        let words = format!("sections A to E = the grand {} ({name})", effect.total);
        add(Code::GrandTotalBroken, words, effective.clone(), grand.clone());
    }
    if !changes.is_empty() {
        let (what, movements) = if stated(&grand) {
            ("the grand total", grand)
        } else {
            ("sections A to E", effective)
        };
        add(
            Code::ChangeMismatch,
            format!("{what} = {} in section II ({name})", effect.change),
            movements,
            changes,
        );
    } else if !cells.filing.issued_shares.is_empty() {
        unknown_class(cells, &name, effective, &mut add);
    }
}

/// Movements of a class that section II does not show: reported at the first cell that moves something.
fn unknown_class(
    cells: &Cells,
    name: &str,
    effective: Vec<Cell>,
    add: &mut impl FnMut(Code, String, Vec<Cell>, Vec<Cell>),
) {
    let moves = |cell: &Cell| matches!(cells.state(*cell), State::Stated(units) if units != 0);
    for cell in effective.into_iter().filter(moves) {
        let words = format!(
            "nothing moves in a class that section II does not show ({name}); {} = 0",
            cell.column
        );
        add(Code::ChangeMismatch, words, Vec::new(), vec![cell]);
    }
}

fn class_name(class: &Class) -> String {
    let (share_class, share_type) = class;
    let words: Vec<&str> = [share_class, share_type]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if words.is_empty() {
        "class unknown".to_owned()
    } else {
        words.join(" ")
    }
}
