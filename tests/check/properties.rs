//! Damage to a consistent return is never silent.

use proptest::prelude::*;
use sharecap::filing::{Row, Section, Table};

use super::form_data::{ORDINARY, add, form, is_queried, raw};
use super::{checked, consistent};

/// Cells of the consistent return that hold figures of an identity.
fn figures() -> Vec<(usize, String, String)> {
    let form = consistent();
    let is_figure = |column: &str| !column.contains("code") && !column.contains("scheme");
    form.rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.fields.iter().map(move |(column, value)| (at, column.clone(), value.text.clone())))
        .filter(|(_, column, text)| {
            is_figure(column) && text.chars().all(|c| c.is_ascii_digit() || ",.-".contains(c)) && !text.is_empty()
        })
        .collect()
}

proptest! {
    /// Whatever single digit of a stated figure is misread: the cell is right after all, or a finding points at it.
    #[test]
    fn a_changed_digit_is_never_silent(cell: prop::sample::Index, digit: prop::sample::Index, other in 1_u8..10) {
        let figures = figures();
        let (at, column, text) = &figures[cell.index(figures.len())];
        let places: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
        let place = places[digit.index(places.len())];
        let changed = (text.as_bytes()[place] - b'0' + other) % 10 + b'0';
        let mut damaged = text.clone();
        damaged.replace_range(place..=place, &char::from(changed).to_string());
        let mut form = consistent();
        form.rows[*at].fields.insert(column.clone(), raw(&damaged));
        let (table, row) = (form.rows[*at].table, form.rows[*at].row);
        prop_assert!(is_queried(&checked(&form), table, row, column), "{} {}: {} for {}", table.as_str(), column, damaged, text);
    }

    /// A figure that lost a digit, or was lost altogether, is right after all, or a finding points at it.
    #[test]
    fn a_lost_digit_or_cell_is_never_silent(cell: prop::sample::Index, digit: prop::sample::Index, whole: bool) {
        // No identity can tell a lost 0 from a blank.
        let figures: Vec<_> = figures().into_iter().filter(|(_, _, text)| text != "0").collect();
        let (at, column, text) = &figures[cell.index(figures.len())];
        let mut damaged = text.clone();
        if whole { damaged.clear(); } else { damaged.remove(digit.index(text.len())); }
        let mut form = consistent();
        form.rows[*at].fields.insert(column.clone(), raw(&damaged));
        let (table, row) = (form.rows[*at].table, form.rows[*at].row);
        let (good, bad) = (checked(&consistent()), checked(&form));
        let same = good.filing == bad.filing;
        prop_assert!(same || is_queried(&bad, table, row, column), "{} {}: {:?} for {}", table.as_str(), column, damaged, text);
    }

    /// Any balance that adds up passes, whatever the figures.
    #[test]
    fn sums_that_hold_pass(opening in 0_i64..1 << 40, granted in 0_i64..1 << 30, lapsed in 0_i64..1 << 30) {
        prop_assume!(opening + granted >= lapsed);
        let mut form = form("1.1.1");
        let [o, g, l, c] = [opening, granted, -lapsed, opening + granted - lapsed].map(|n| n.to_string());
        let fields = [("scheme", "Plan"), ("opening_options", o.as_str()), ("granted", &g), ("lapsed", &l), ("closing_options", &c)];
        add(&mut form, Table::OptionMovements, Section::A, ORDINARY, &fields);
        let reading = checked(&form);
        prop_assert_eq!(&reading.findings, &[]);
        prop_assert_eq!(reading.filing.option_movements[0].get("closing_options").to_string(), c);
    }
}
