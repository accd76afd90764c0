//! Wrong figures that agree with one another: every identity of the return holds, and yet it is wrong.

use super::figures::{Cell, Change, put};
use crate::filing::{MonthlyReturn, Row, Section, Table, Value};
use crate::synth::random::Rng;

/// How figures are made wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Opening and closing balance of a scheme are off by the same.
    SchemeBalance,
    /// More options granted than there were, and so more outstanding.
    Grant,
    /// Opening and closing issued shares are off by the same.
    IssuedBalance,
    /// An event is larger than it was, with all that follows from it.
    Event,
    /// An event has another price.
    Price,
}

/// Manners that the month before or after gives away, too.
pub(super) const SEEN_BY_MONTHS: [Manner; 4] =
    [Manner::SchemeBalance, Manner::Grant, Manner::IssuedBalance, Manner::Event];
/// Manners that the twin gives away.
pub(super) const SEEN_BY_TWIN: [Manner; 5] =
    [Manner::SchemeBalance, Manner::Grant, Manner::IssuedBalance, Manner::Event, Manner::Price];

/// Makes a return wrong in this manner; gives the cell that says so best. `None`, and nothing is changed, where it has
/// nothing of the kind. The same random numbers do the same to the return in the other language.
pub(super) fn falsify(rng: &mut Rng, filing: &mut MonthlyReturn, manner: Manner, has_treasury: bool) -> Option<Change> {
    let amount = rng.range(1, 900) * 1_000;
    let mut edit = Edit { filing, has_treasury };
    match manner {
        Manner::SchemeBalance | Manner::Grant => {
            let rows: Vec<u32> = (1..=edit.filing.row_count(Table::OptionMovements)).collect();
            let row = *(!rows.is_empty()).then(|| rng.pick(&rows))?;
            let first = if manner == Manner::Grant { "granted" } else { "opening_options" };
            edit.add(Table::OptionMovements, row, first, amount);
            Some(edit.add(Table::OptionMovements, row, "closing_options", amount))
        }
        Manner::IssuedBalance => {
            let rows: Vec<u32> = (1..=edit.filing.row_count(Table::IssuedShares)).collect();
            let row = *(!rows.is_empty()).then(|| rng.pick(&rows))?;
            edit.issued("opening", row, amount);
            Some(edit.issued("closing", row, amount))
        }
        Manner::Event => edit.event(rng, amount),
        Manner::Price => {
            let rows = (1..).zip(&edit.filing.other_movements);
            let row = rows.filter(|(_, event)| event.price.is_some()).map(|(row, _)| row).last()?;
            Some(edit.add(Table::OtherMovements, row, "price", 1))
        }
    }
}

/// A return that is being made wrong.
struct Edit<'a> {
    filing: &'a mut MonthlyReturn,
    has_treasury: bool,
}

impl Edit<'_> {
    /// Adds to a figure; blank is nothing.
    fn add(&mut self, table: Table, row: u32, column: &'static str, amount: i64) -> Change {
        let cell = Cell { table, row, column };
        let right = cell.value(self.filing);
        let wrong = match &right {
            Value::Decimal(number) => Value::Decimal(number.checked_add(amount.into()).unwrap_or(*number)),
            Value::Count(count) => Value::Count(count + amount),
            _ => Value::Count(amount),
        };
        put(self.filing, cell, &wrong, self.has_treasury);
        Change { cell, right, wrong }
    }

    /// Adds to the issued shares of a balance, and so to its total.
    fn issued(&mut self, balance: &str, row: u32, amount: i64) -> Change {
        let (issued, total) = if balance == "opening" {
            ("opening_issued", "opening_total")
        } else {
            ("closing_issued", "closing_total")
        };
        if self.has_treasury {
            self.add(Table::IssuedShares, row, total, amount);
        }
        self.add(Table::IssuedShares, row, issued, amount)
    }

    /// Makes an event larger: its row, the totals of E and of all, and the change and the close of section II.
    fn event(&mut self, rng: &mut Rng, amount: i64) -> Option<Change> {
        let filing = &*self.filing;
        let has_effect = |row: &Option<i64>| row.is_some_and(|effect| effect != 0);
        let events = (1..).zip(&filing.other_movements).filter(|(_, event)| has_effect(&event.issued_change));
        let events: Vec<u32> = events.map(|(row, _)| row).collect();
        let row = *(!events.is_empty()).then(|| rng.pick(&events))?;
        let event = filing.other_movements.get(usize::try_from(row).ok()? - 1)?;
        let class = (&event.class.share_class, &event.class.share_type);
        let is_same = |class_of: Option<&crate::filing::ShareClass>| {
            class_of.is_some_and(|other| (&other.share_class, &other.share_type) == class)
        };
        let total_of = |section: Section| {
            let is_total = |total: &&crate::filing::SectionTotal| {
                total.section.as_deref() == Some(section.as_str()) && is_same(total.class())
            };
            let at = filing.section_totals.iter().position(|total| is_total(&total))?;
            u32::try_from(at + 1).ok()
        };
        let issued = filing.issued_shares.iter().position(|row| is_same(row.class()))?;
        let (of_section, of_all) = (total_of(Section::E)?, total_of(Section::All)?);
        let issued = u32::try_from(issued + 1).ok()?;
        let amount = amount * event.issued_change.map_or(1, i64::signum);
        self.add(Table::SectionTotals, of_section, "issued_total", amount);
        self.add(Table::SectionTotals, of_all, "issued_total", amount);
        self.add(Table::IssuedShares, issued, "change_issued", amount);
        self.add(Table::OtherMovements, row, "issued_change", amount);
        Some(self.issued("closing", issued, amount))
    }
}
