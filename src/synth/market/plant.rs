//! A fault planted in one return.

use super::falsify::{Manner, SEEN_BY_MONTHS, SEEN_BY_TWIN, falsify};
use super::figures::{Cell, Change, Slip, any_figure, put, shifted, sign_lost, slipped};
use super::{Kind, Planted};
use crate::filing::{MonthlyReturn, Row, Table, Value};
use crate::synth::random::Rng;

/// What was done to one return.
pub(super) struct Fault {
    table: Table,
    row: Option<u32>,
    change: Option<Change>,
    note: String,
}

impl Fault {
    /// Adds what was done to what is told of it.
    pub(super) fn told(self, planted: Planted) -> Planted {
        let text =
            |of: fn(&Change) -> &Value| self.change.as_ref().map_or_else(String::new, |change| of(change).to_string());
        Planted {
            table: Some(self.table),
            row: self.row,
            column: self.change.as_ref().map(|change| change.cell.column.to_owned()),
            right: text(|change| &change.right),
            wrong: text(|change| &change.wrong),
            note: self.note,
            ..planted
        }
    }

    fn of_cell(change: Change, note: &str) -> Self {
        let Cell { table, row, .. } = change.cell;
        Self { table, row: Some(row), change: Some(change), note: note.to_owned() }
    }
}

/// Plants a fault of this kind in a return; `None` where it has no place for it.
///
/// The same random numbers do the same to the return in the other language.
pub(super) fn plant(
    rng: &mut Rng,
    filing: &mut MonthlyReturn,
    kind: Kind,
    in_both: bool,
    has_treasury: bool,
) -> Option<Fault> {
    let slip = match kind {
        Kind::DigitChanged => Some(Slip::Changed),
        Kind::DigitsSwapped => Some(Slip::Swapped),
        Kind::DigitsDropped => Some(Slip::Dropped),
        _ => None,
    };
    if let Some(slip) = slip {
        let cell = any_figure(rng, filing, has_treasury)?;
        let right = cell.value(filing);
        let wrong = slipped(rng, &right, slip)?;
        put(filing, cell, &wrong, has_treasury);
        return Some(Fault::of_cell(Change { cell, right, wrong }, "one figure"));
    }
    match kind {
        Kind::ColumnShifted => {
            let [first, second] = shifted(rng, filing, has_treasury)?;
            for change in [&first, &second] {
                put(filing, change.cell, &change.wrong, has_treasury);
            }
            let note = format!("swapped with {}", second.cell.column);
            Some(Fault::of_cell(first, &note))
        }
        Kind::SignLost => {
            let change = sign_lost(rng, filing, has_treasury)?;
            put(filing, change.cell, &change.wrong, has_treasury);
            Some(Fault::of_cell(change, "printed without its minus"))
        }
        Kind::WrongInOne | Kind::WrongInBoth => {
            let manners: &[Manner] = if in_both { &SEEN_BY_MONTHS } else { &SEEN_BY_TWIN };
            let manner = *rng.pick(manners);
            let change = falsify(rng, filing, manner, has_treasury)?;
            Some(Fault::of_cell(change, &format!("{manner:?}, with all that adds up to it")))
        }
        Kind::ClassDropped => drop_class(filing, in_both),
        Kind::RowDropped => drop_row(rng, filing),
        _ => None,
    }
}

/// Takes the last class of several out of section II, and where `throughout` out of section III.
fn drop_class(filing: &mut MonthlyReturn, throughout: bool) -> Option<Fault> {
    if filing.issued_shares.len() < 2 {
        return None;
    }
    let row = filing.row_count(Table::IssuedShares);
    let gone = filing.issued_shares.pop()?.class;
    let class = (gone.share_class, gone.share_type);
    if throughout {
        fn keep_others<R: Row>(rows: &mut Vec<R>, gone: &(Option<String>, Option<String>)) {
            rows.retain(|row| {
                row.class().is_none_or(|class| (&class.share_class, &class.share_type) != (&gone.0, &gone.1))
            });
        }
        keep_others(&mut filing.option_movements, &class);
        keep_others(&mut filing.warrant_movements, &class);
        keep_others(&mut filing.convertible_movements, &class);
        keep_others(&mut filing.agreement_movements, &class);
        keep_others(&mut filing.other_movements, &class);
        keep_others(&mut filing.section_totals, &class);
    }
    let from = if throughout { "II and III" } else { "II" };
    let words: Vec<String> = [class.0, class.1].into_iter().flatten().collect();
    let note = format!("{} gone from section {from}", words.join(" "));
    Some(Fault { table: Table::IssuedShares, row: Some(row), change: None, note })
}

/// Takes out a row that has another of its class beside it, so that the section and its totals are still there.
fn drop_row(rng: &mut Rng, filing: &mut MonthlyReturn) -> Option<Fault> {
    fn candidates<R: Row>(rows: &[R]) -> impl Iterator<Item = (Table, u32)> {
        let same = |row: &R| rows.iter().filter(|other| other.class() == row.class()).count();
        (1..).zip(rows).filter(move |(_, row)| same(row) > 1).map(|(number, _)| (R::TABLE, number))
    }
    let rows: Vec<(Table, u32)> = candidates(&filing.option_movements)
        .chain(candidates(&filing.warrant_movements))
        .chain(candidates(&filing.convertible_movements))
        .chain(candidates(&filing.agreement_movements))
        .chain(candidates(&filing.other_movements))
        .collect();
    let (table, row) = *(!rows.is_empty()).then(|| rng.pick(&rows))?;
    let words = ["scheme", "description", "event_text"].map(|column| filing.value(table, row, column).to_string());
    filing.remove_row(table, row);
    let note = format!("gone: {}", words.concat());
    Some(Fault { table, row: Some(row), change: None, note })
}
