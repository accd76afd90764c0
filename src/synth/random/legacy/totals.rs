//! The totals A to E and the grand totals.

use super::Work;
use crate::filing::{Decimal, Row, Section, SectionTotal, ShareClass, Value};

/// Sum of a column over the rows of a class; `None` where no row states a figure.
fn sum<R: Row>(rows: &[R], column: &str, share_class: &str) -> Option<i64> {
    let of = rows.iter().filter(|row| row.class().and_then(|class| class.share_class.as_deref()) == Some(share_class));
    let figures = of.filter_map(|row| match row.get(column) {
        Value::Count(figure) => Some(figure),
        _ => None,
    });
    figures.reduce(|a, b| a + b)
}

impl Work {
    pub(super) fn totals(&mut self) {
        for section in [Section::A, Section::B, Section::C, Section::D, Section::E] {
            for share_class in ["ordinary", "preference", "other"] {
                let total = self.section_total(section, share_class);
                let nil = self.habits.nil_totals && share_class == "ordinary" || self.habits.fills_all;
                let nil = nil.then_some(0);
                if let Some(total) = total.or(nil) {
                    let class = self.blocks.named(share_class);
                    self.push_total(section, class, total);
                }
            }
        }
        self.funds();
        self.grand_totals();
    }

    fn section_total(&self, section: Section, share_class: &str) -> Option<i64> {
        let filing = &self.filing;
        let new = "new_shares_issued";
        match section {
            Section::A => sum(&filing.option_movements, new, share_class),
            Section::B => sum(&filing.warrant_movements, new, share_class),
            Section::C => sum(&filing.convertible_movements, new, share_class),
            Section::D => sum(&filing.agreement_movements, new, share_class),
            _ => {
                // Shares that are bought back but not yet cancelled have no date, and are left out of the total.
                let done: Vec<_> =
                    filing.other_movements.iter().filter(|row| row.event_date.is_some()).cloned().collect();
                sum(&done, "issued_change", share_class)
            }
        }
    }

    fn push_total(&mut self, section: Section, class: ShareClass, total: i64) {
        self.filing.section_totals.push(SectionTotal {
            class,
            section: Some(section.as_str().to_owned()),
            issued_total: Some(total),
            ..SectionTotal::default()
        });
    }

    /// Funds raised stand on the row of section A.
    fn funds(&mut self) {
        let printed = self.rng.chance(70);
        let cents = self.rng.range(0, 99);
        let funds: Decimal = format!("{}.{cents:02}", self.rng.count(90_000_000)).parse().unwrap_or_default();
        let row = self.filing.section_totals.iter_mut().find(|row| row.section.as_deref() == Some("A"));
        if let (Some(row), true) = (row, printed) {
            row.funds_currency = Some("HKD".to_owned());
            row.funds_raised = Some(if row.issued_total == Some(0) { Decimal::ZERO } else { funds });
        }
    }

    fn grand_totals(&mut self) {
        let mentioned = |work: &Self, share_class: &str| {
            let mut rows = work.filing.section_totals.iter();
            rows.any(|row| row.class.share_class.as_deref() == Some(share_class))
        };
        let lines: Vec<(usize, i64)> =
            self.blocks.all.iter().enumerate().map(|(at, block)| (at, block.change)).collect();
        for (at, change) in lines {
            let class = self.blocks.class(at);
            let share_class = class.share_class.clone().unwrap_or_default();
            if share_class == "preference" && self.blocks.only("preference").is_none() {
                continue;
            }
            let moved = at == self.blocks.main || share_class == "preference";
            let nil = self.habits.nil_totals && share_class != "other" || self.habits.fills_all;
            if change != 0 || nil || moved && mentioned(self, &share_class) {
                self.push_total(Section::All, class, change);
            }
            if self.habits.fills_all && share_class == "ordinary" && self.blocks.only("ordinary").is_some() {
                self.push_total(
                    Section::All,
                    ShareClass { share_class: Some(share_class), ..ShareClass::default() },
                    0,
                );
            }
        }
        for share_class in ["preference", "other"] {
            let absent = !self.blocks.all.iter().any(|block| block.family() == Some(share_class));
            if self.habits.fills_all && absent {
                self.push_total(Section::All, self.blocks.named(share_class), 0);
            }
        }
        let order = |row: &SectionTotal| match (row.section.as_deref(), row.class.share_class.as_deref()) {
            (Some("all"), Some("preference")) => 1,
            (Some("all"), Some("other")) => 2,
            _ => 0,
        };
        self.filing.section_totals.sort_by_key(order);
    }
}
