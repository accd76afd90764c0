//! Identity 4: the rows of a section, its total, the grand total and the change in section II, per class of shares.

use std::collections::BTreeMap;

use super::cells::{Cell, Cells, State, shown};
use super::identity::{Identity, Needs, Terms};
use crate::filing::{MonthlyReturn, Row, Section, Table};
use crate::finding::{Code, Finding, Severity};

const SECTIONS: [Section; 5] = [Section::A, Section::B, Section::C, Section::D, Section::E];

/// Σ rows = section total, Σ sections = grand total = change in section II, for every class and both balances.
pub(super) fn identities(cells: &Cells) -> Vec<Identity> {
    let classes = movements(cells.filing);
    let mut identities = Vec::new();
    for (class, movements) in &classes {
        for effect in &EFFECTS {
            View { cells, class, movements, effect }.identities(&mut identities);
        }
    }
    identities
}

/// Totals that the form leaves blank although something moves: the line may have been lost.
pub(super) fn missing_totals(cells: &Cells) -> Vec<Finding> {
    let classes = movements(cells.filing);
    let views = classes
        .iter()
        .flat_map(|(class, movements)| EFFECTS.iter().map(move |effect| View { cells, class, movements, effect }));
    views.flat_map(|view| view.missing_totals()).collect()
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
            all.entry(class_of(row)).or_default().rows.entry(section).or_default().push((R::TABLE, number));
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
            all.entry(class_of(row)).or_default().totals.entry(section).or_default().push(number);
        }
    }
    for (number, row) in (1..).zip(&filing.issued_shares) {
        all.entry(class_of(row)).or_default().issued.push(number);
    }
    all
}

fn class_of<R: Row>(row: &R) -> Class {
    row.class().map_or((None, None), |class| (class.share_class.clone(), class.share_type.clone()))
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

/// The cells of one class that change one balance.
struct View<'a> {
    cells: &'a Cells<'a>,
    class: &'a Class,
    movements: &'a Movements,
    effect: &'a Effect,
}

impl View<'_> {
    fn rows(&self, section: Section) -> Vec<Cell> {
        let column = if section == Section::E { self.effect.of_event } else { self.effect.of_scheme };
        let rows = self.movements.rows.get(&section).into_iter().flatten();
        rows.map(|(table, row)| Cell { table: *table, row: *row, column }).collect()
    }

    fn totals(&self, section: Section) -> Vec<Cell> {
        let rows = self.movements.totals.get(&section).into_iter().flatten();
        rows.map(|row| Cell { table: Table::SectionTotals, row: *row, column: self.effect.total }).collect()
    }

    /// What a section comes to: its total where one is printed, else its rows.
    fn effective(&self, section: Section) -> Vec<Cell> {
        let totals = self.totals(section);
        if self.is_stated(&totals) { totals } else { self.rows(section) }
    }

    fn all_sections(&self) -> Vec<Cell> {
        SECTIONS.into_iter().flat_map(|section| self.effective(section)).collect()
    }

    fn is_stated(&self, of: &[Cell]) -> bool {
        of.iter().any(|cell| self.cells.state(*cell) != State::Blank)
    }

    /// The class, for people.
    fn name(&self) -> String {
        let (share_class, share_type) = self.class;
        let words: Vec<&str> = [share_class, share_type].into_iter().flatten().map(String::as_str).collect();
        if words.is_empty() { "class unknown".to_owned() } else { words.join(" ") }
    }

    fn identities(&self, identities: &mut Vec<Identity>) {
        let name = self.name();
        let mut add = |code: Code, words: String, addends: Vec<Cell>, sums: Vec<Cell>| {
            let terms = Terms::Sum { addends, sums, needs: Needs::Any, tolerance: 0 };
            identities.push(Identity { code, severity: code.severity(), words, terms });
        };
        let total = self.effect.total;
        for section in SECTIONS {
            let totals = self.totals(section);
            if self.is_stated(&totals) {
                let words = format!("the rows of section {} = its {total} ({name})", section.as_str());
                add(Code::SectionTotalBroken, words, self.rows(section), totals);
            }
        }
        let grand = self.totals(Section::All);
        let mut moved = ("sections A to E", self.all_sections());
        if self.is_stated(&grand) {
            let words = format!("sections A to E = the grand {total} ({name})");
            add(Code::GrandTotalBroken, words, moved.1, grand.clone());
            moved = ("the grand total", grand);
        }
        let change = self.effect.change;
        let issued = self.movements.issued.iter();
        let changes: Vec<Cell> =
            issued.map(|row| Cell { table: Table::IssuedShares, row: *row, column: change }).collect();
        if !changes.is_empty() {
            add(Code::ChangeMismatch, format!("{} = {change} in section II ({name})", moved.0), moved.1, changes);
        } else if !self.cells.filing.issued_shares.is_empty() {
            for cell in moved.1.into_iter().filter(|cell| self.moves(*cell)) {
                let words = format!("{} = 0 for a class that section II does not show ({name})", cell.column);
                add(Code::ChangeMismatch, words, Vec::new(), vec![cell]);
            }
        }
    }

    fn moves(&self, cell: Cell) -> bool {
        matches!(self.cells.state(cell), State::Stated(units) if units != 0)
    }

    fn missing_totals(&self) -> Vec<Finding> {
        let sections = SECTIONS.into_iter().map(|section| (section, self.rows(section)));
        let grand = (Section::All, self.all_sections());
        let mut findings = Vec::new();
        for (section, moved) in sections.chain([grand]) {
            let states = moved.iter().map(|cell| match self.cells.state(*cell) {
                State::Stated(units) => Some(units),
                State::Blank => Some(0),
                State::Unreadable => None,
            });
            let Some(sum) = states.sum::<Option<i128>>().filter(|sum| *sum != 0) else {
                continue;
            };
            if self.is_stated(&self.totals(section)) {
                continue;
            }
            let (name, total) = (self.name(), self.effect.total);
            let message =
                format!("section {} comes to {}, but its {total} is blank ({name})", section.as_str(), shown(sum));
            let mut finding = Finding::new(Code::SectionTotalBroken, message).severity(Severity::Warning);
            finding.table = Some(Table::SectionTotals);
            finding.column = Some(total.to_owned());
            findings.push(finding.values(shown(sum), "blank"));
        }
        findings
    }
}
