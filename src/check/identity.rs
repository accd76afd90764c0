//! An accounting identity between cells, and what it says about them.

use super::cells::{Cell, Cells, State, shown};
use crate::finding::{Code, Severity};

/// Cells that must agree.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    /// The finding when they do not.
    pub code: Code,
    /// How much a breach matters.
    pub severity: Severity,
    /// The identity in words: `opening_options + granted + … = closing_options`.
    pub words: String,
    pub terms: Terms,
}

/// How the cells hang together.
#[derive(Debug, Clone)]
pub(super) enum Terms {
    /// Σ addends = Σ sums, to within `tolerance` (units of 10⁻¹²).
    Sum { addends: Vec<Cell>, sums: Vec<Cell>, needs: Needs, tolerance: i128 },
    /// shares × par value = capital, to within half a unit of the last digit that is printed.
    Product { shares: Cell, par: Cell, capital: Cell },
}

/// Which cells of a sum must be stated for it to say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// The balance (first addend) or the sum; where only one of them is stated, a breach is less certain.
    Balance,
    /// Any cell: the form leaves blank what is zero.
    Any,
}

/// What an identity says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It cannot be tested: blank, or unreadable cells.
    Untestable,
    Holds,
    /// What the focus would have to be, what it is, and whether a cell that should be stated is blank.
    Broken {
        expected: String,
        actual: String,
        blank: bool,
    },
}

const ONE: i128 = 1_000_000_000_000;

impl Identity {
    /// The cell at which a breach is reported: the closing balance, the total, the capital.
    pub(super) fn focus(&self) -> Cell {
        match &self.terms {
            Terms::Sum { sums, .. } => sums[0],
            Terms::Product { capital, .. } => *capital,
        }
    }

    /// All cells, the focus first.
    pub(super) fn cells(&self) -> Vec<Cell> {
        match &self.terms {
            Terms::Sum { addends, sums, .. } => sums.iter().chain(addends).copied().collect(),
            Terms::Product { shares, par, capital } => vec![*capital, *shares, *par],
        }
    }

    pub(super) fn verdict(&self, cells: &Cells) -> Verdict {
        match &self.terms {
            Terms::Sum { addends, sums, needs, tolerance } => sum(cells, addends, sums, *needs, *tolerance),
            Terms::Product { shares, par, capital } => product_of(cells, *shares, *par, *capital),
        }
    }

    /// The value that the identity gives to its only unreadable cell, when every cell that counts is stated.
    pub(super) fn solve(&self, cells: &Cells) -> Option<(Cell, i128)> {
        let mut unknown = self.cells().into_iter().filter(|cell| cells.state(*cell) == State::Unreadable);
        let cell = unknown.next().filter(|_| unknown.next().is_none())?;
        let solution = match &self.terms {
            Terms::Sum { addends, sums, needs, tolerance: 0 } => {
                let balance = if *needs == Needs::Balance { &addends[..1] } else { &[] };
                let firm = balance.iter().chain(sums).all(|other| *other == cell || stated(cells, *other))
                    && addends.iter().chain(sums).any(|other| stated(cells, *other));
                let (left, right) = (total(cells, addends), total(cells, sums));
                let of_sums = sums.contains(&cell);
                firm.then(|| if of_sums { left.checked_sub(right) } else { right.checked_sub(left) })?
            }
            Terms::Sum { .. } => None,
            Terms::Product { shares, par, capital } => quotient(cells, cell, *shares, *par, *capital),
        }?;
        Some((cell, solution))
    }
}

fn sum(cells: &Cells, addends: &[Cell], sums: &[Cell], needs: Needs, tolerance: i128) -> Verdict {
    let state = |cell: &Cell| cells.state(*cell);
    if addends.iter().chain(sums).any(|cell| state(cell) == State::Unreadable) {
        return Verdict::Untestable;
    }
    let is_blank = |cell: &Cell| state(cell) == State::Blank;
    let principals: Vec<&Cell> = match needs {
        Needs::Balance => addends[..1].iter().chain(sums).collect(),
        Needs::Any => addends.iter().chain(sums).collect(),
    };
    if principals.iter().all(|cell| is_blank(cell)) {
        return Verdict::Untestable;
    }
    let (left, right) = (total(cells, addends), total(cells, sums));
    if (left.saturating_sub(right)).abs() <= tolerance {
        return Verdict::Holds;
    }
    let focus = if let State::Stated(units) = state(&sums[0]) { units } else { 0 };
    let actual = if is_blank(&sums[0]) { "blank".to_owned() } else { shown(focus) };
    let blank = match needs {
        Needs::Balance => principals.iter().any(|cell| is_blank(cell)),
        Needs::Any => sums.iter().all(is_blank),
    };
    Verdict::Broken { expected: shown(left.saturating_sub(right.saturating_sub(focus))), actual, blank }
}

fn product_of(cells: &Cells, shares: Cell, par: Cell, capital: Cell) -> Verdict {
    let printed = [shares, par, capital].map(|cell| cells.state(cell));
    let is_blank = |state: &State| *state == State::Blank;
    // FF301 has no par value in the row of the change.
    let no_par = is_blank(&printed[1]) && par.column.starts_with("change");
    if no_par || printed.contains(&State::Unreadable) || printed.iter().all(is_blank) {
        return Verdict::Untestable;
    }
    let [number, value, money] = printed.map(|state| if let State::Stated(units) = state { units } else { 0 });
    match product(number, value) {
        Some(product) if (product - money).abs() <= cells.half_unit(capital) => Verdict::Holds,
        product => Verdict::Broken {
            expected: product.map_or_else(|| "more than 38 digits".to_owned(), shown),
            actual: if is_blank(&printed[2]) { "blank".to_owned() } else { shown(money) },
            blank: printed.iter().any(is_blank),
        },
    }
}

fn stated(cells: &Cells, cell: Cell) -> bool {
    matches!(cells.state(cell), State::Stated(_))
}

/// Blank is nothing here: the identity says so.
fn total(cells: &Cells, of: &[Cell]) -> i128 {
    of.iter().fold(0, |sum: i128, cell| match cells.state(*cell) {
        State::Stated(units) => sum.saturating_add(units),
        State::Blank | State::Unreadable => sum,
    })
}

/// Shares × par value, in units of 10⁻¹².
pub(super) fn product(shares: i128, par: i128) -> Option<i128> {
    (shares / ONE).checked_mul(par)
}

/// The unreadable one of shares, par value and capital, when the other two leave exactly one possibility.
fn quotient(cells: &Cells, unknown: Cell, shares: Cell, par: Cell, capital: Cell) -> Option<i128> {
    let number = |cell: Cell| match cells.state(cell) {
        State::Stated(units) if units > 0 => Some(units),
        _ => None,
    };
    if unknown == capital {
        return product(number(shares)?, number(par)?);
    }
    let printed = number(capital)?;
    if unknown == shares {
        let par = number(par)?;
        // A rounded capital would fit several numbers of shares.
        return (par > 2 * cells.half_unit(capital) && printed % par == 0).then(|| printed / par * ONE);
    }
    let shares = number(shares)? / ONE;
    // Par values are round; one that needs all twelve digits comes of a rounded capital.
    (shares > 0 && printed % (shares * 100) == 0).then(|| printed / shares)
}
