//! Bars, as SVG and as cells of tables; and shares in tenths of a percent, without floats.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::figures::{Month, Outcomes};
use super::words::{self, say};
use crate::filing::grouped;

/// A share in tenths of a percent, rounded down: only what is whole is 100 %.
pub(super) fn tenths(part: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(part) * 1000 / u128::from(whole.max(1))).unwrap_or(1000)
}

/// `98.7 %`; a dash where there is nothing to share.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = tenths(part, whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// `21,654`.
pub(super) fn number(count: u64) -> String {
    grouped(&count.to_string())
}

/// A bar in a cell, as long as the part is of the whole.
pub(super) fn bar(part: u64, whole: u64, class: &str) -> Markup {
    let tenths = tenths(part, whole);
    html! { span.bar aria-hidden="true" { span class=(class) style={ "width:" (tenths / 10) "." (tenths % 10) "%" } {} } }
}

/// Height of the columns, and the room beside and below them, in pixels.
const HEIGHT: u64 = 150;
const LEFT: u64 = 56;
const BELOW: u64 = 22;
const ABOVE: u64 = 8;
/// The width of the columns together, where months are few enough.
const WIDTH: u64 = 1_080;
/// The room that the name of a year needs.
const YEAR: u64 = 36;
/// Fewer months than this each have their name below.
const FEW: usize = 19;

/// One stacked column for each month from the first to the last.
pub(super) fn months(months: &BTreeMap<Month, Outcomes>) -> Markup {
    let (Some(first), Some(last)) = (months.keys().next(), months.keys().next_back()) else { return html! {} };
    let count = last.since(*first) + 1;
    let step = (WIDTH / count as u64).clamp(4, 48);
    let most = months.values().map(Outcomes::all).max().unwrap_or(1).max(1);
    let (width, height) = (LEFT + step * count as u64 + 8, ABOVE + HEIGHT + BELOW);
    html! {
        div.scrolled {
            svg.columns width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } role="img"
                aria-label="Filings by month: read without an error, read with an error found, not read" {
                @for (share, of) in [(most, 0), (most / 2, 1), (0, 2)] {
                    @let y = ABOVE + HEIGHT * of / 2;
                    line.axis x1=(LEFT) x2=(width) y1=(y) y2=(y) {}
                    text.tick x=(LEFT - 6) y=(y + 4) text-anchor="end" { (number(share)) }
                }
                @for at in 0..count {
                    @let month = first.plus(i32::try_from(at).unwrap_or(0));
                    @let x = LEFT + step * at as u64;
                    (column(month, months.get(&month).copied().unwrap_or_default(), x, step, most))
                    @let is_first = at == 0 && step * u64::try_from(13 - month.number()).unwrap_or(0) >= YEAR;
                    @if count < FEW || month.number() == 1 || is_first {
                        @let label = if count < FEW { month.to_string() } else { month.year().to_string() };
                        text.tick x=(x) y=(ABOVE + HEIGHT + 15) { (label) }
                    }
                }
            }
        }
    }
}

fn column(month: Month, outcomes: Outcomes, x: u64, step: u64, most: u64) -> Markup {
    let parts = [("parsed", outcomes.parsed), ("flagged", outcomes.flagged), ("rejected", outcomes.rejected)];
    let mut below = 0;
    let stacked = parts.map(|(class, count)| {
        let from = HEIGHT * below / most;
        below += count;
        // What there is of at all is seen.
        let height = (HEIGHT * below / most - from).max(u64::from(count > 0));
        (class, ABOVE + HEIGHT - from - height.min(HEIGHT - from), height)
    });
    let said = parts.map(|(class, count)| format!("{class} {}", number(count))).join(", ");
    html! {
        g {
            title { (month) ": " (said) }
            rect.whole x=(x) y=(ABOVE) width=(step) height=(HEIGHT) {}
            @for (class, y, height) in stacked {
                @if height > 0 { rect class=(class) x=(x) y=(y) width=(step.saturating_sub(1 + step / 12)) height=(height) {} }
            }
        }
    }
}

/// What the colours of the columns mean.
pub(super) fn legend() -> Markup {
    html! {
        p.legend {
            @for (class, phrase) in [("parsed", &words::PARSED), ("flagged", &words::FLAGGED), ("rejected", &words::REJECTED)] {
                span.key { span class={ "swatch " (class) } {} (say(phrase)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(percent(999_999, 1_000_000), "99.9 %");
        assert_eq!(percent(1_000_000, 1_000_000), "100.0 %");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0 %");
    }
}
