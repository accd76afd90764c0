//! Rows of figures under columns, when some cells leave no trace.

use super::super::super::RawValue;
use super::atoms::{Atom, Kind};
use super::figures;

/// A cell of a row: a figure with the currency before it, or N/A.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) atoms: Vec<Atom>,
    /// Its text; for N/A, too.
    pub(super) value: RawValue,
    /// The figure, in units of 10⁻¹²; `None` for N/A and for what is no number.
    pub(super) units: Option<i128>,
}

impl Cell {
    pub(super) fn is_nothing(&self) -> bool {
        self.atoms.iter().all(|atom| atom.kind == Kind::Nothing)
    }
}

/// What a search for the columns of some rows came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// For every row the cell of every column.
    pub(super) rows: Vec<Vec<Option<Cell>>>,
    /// Whether only arithmetic told where cells stand.
    pub(super) searched: bool,
    /// Whether arithmetic left several ways, or none.
    pub(super) doubtful: bool,
}

/// Puts the cells of a balance (opening, change, closing) under `columns` columns; `filled` says which columns are
/// known to be in use.
pub(super) fn place(rows: &[Vec<Cell>], columns: usize, filled: &[bool]) -> Placed {
    let complete = rows.iter().all(|row| row.is_empty() || row.len() == columns);
    // Shares that moved without a balance before: the labels of the rows stand elsewhere.
    let states = |row: &Vec<Cell>| row.iter().any(|cell| cell.units.is_some());
    if complete && rows.first().is_some_and(Vec::is_empty) && rows.iter().skip(1).any(states) {
        let rows = rows.iter().map(|row| spread(row, &(0..row.len()).collect::<Vec<_>>(), columns)).collect();
        return Placed { rows, searched: true, doubtful: true };
    }
    if complete {
        let rows = rows.iter().map(|row| spread(row, &(0..row.len()).collect::<Vec<_>>(), columns)).collect();
        return Placed { rows, searched: false, doubtful: false };
    }
    if let Some(placed) = pooled(rows, columns) {
        return placed;
    }
    if placings(rows, columns).is_none_or(|count| count > MOST_PLACINGS) {
        let rows = rows.iter().map(|row| spread(row, &(0..row.len()).collect::<Vec<_>>(), columns)).collect();
        return Placed { rows, searched: true, doubtful: true };
    }
    search(rows, columns, filled)
}

/// So many placings are tried; a form has a hundred, five kinds of preference shares beside each other some ten thousand.
const MOST_PLACINGS: u64 = 100_000;

/// How many placings keep the order of the cells; `None` where they are beyond counting.
fn placings(rows: &[Vec<Cell>], columns: usize) -> Option<u64> {
    rows.iter().try_fold(1_u64, |all, row| all.checked_mul(choices(columns, row.len().min(columns))?))
}

/// How many ways there are to pick `count` of `columns`.
fn choices(columns: usize, count: usize) -> Option<u64> {
    (1..=count).try_fold(1_u64, |ways, picked| {
        let longer = ways.checked_mul(u64::try_from(columns - count + picked).ok()?)?;
        Some(longer / u64::try_from(picked).ok()?)
    })
}

fn spread(row: &[Cell], at: &[usize], columns: usize) -> Vec<Option<Cell>> {
    let mut out = vec![None; columns];
    for (cell, column) in row.iter().zip(at) {
        if let Some(place) = out.get_mut(*column) {
            *place = Some(cell.clone());
        }
    }
    out
}

/// Where a figure stands before the label of its row, the rows have too many and too few; in all there are as many
/// cells as the grid has, and the sums hold when they are counted off.
fn pooled(rows: &[Vec<Cell>], columns: usize) -> Option<Placed> {
    let all: Vec<Cell> = rows.iter().flatten().cloned().collect();
    if all.len() != rows.len() * columns {
        return None;
    }
    let rows: Vec<Vec<Option<Cell>>> = all.chunks(columns).map(|row| row.iter().cloned().map(Some).collect()).collect();
    let (faults, confirmed) = faults(&rows);
    (faults == 0 && confirmed > 0).then_some(Placed { rows, searched: true, doubtful: false })
}

/// A placing with its faults, and how few sums confirm it.
type Ranked = ((usize, usize), Vec<Vec<Option<Cell>>>);

/// Tries every placing that keeps the order of the cells.
fn search(rows: &[Vec<Cell>], columns: usize, filled: &[bool]) -> Placed {
    let options: Vec<Vec<Vec<usize>>> = rows.iter().map(|row| combinations(columns, row.len().min(columns))).collect();
    let mut best: Option<Ranked> = None;
    let mut rivals = false;
    let mut chosen = vec![0; options.len()];
    loop {
        let placing: Vec<Vec<Option<Cell>>> =
            rows.iter().zip(&chosen).zip(&options).map(|((row, at), o)| spread(row, &o[*at], columns)).collect();
        let rank = (faults(&placing).0, unused(&placing, filled));
        match &best {
            Some((known, placed)) if rank == *known => rivals |= !same(placed, &placing),
            Some((known, _)) if rank > *known => {}
            _ => {
                best = Some((rank, placing));
                rivals = false;
            }
        }
        let Some(at) = (0..chosen.len()).rev().find(|at| chosen[*at] + 1 < options[*at].len()) else { break };
        chosen[at] += 1;
        chosen[at + 1..].fill(0);
    }
    let (rank, rows) = best.unwrap_or(((1, 0), Vec::new()));
    Placed { rows, searched: true, doubtful: rivals || rank.0 > 0 || rank.1 > 0 }
}

/// The ways to pick `count` of `columns` in order.
fn combinations(columns: usize, count: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for picked in 0..count {
        let longer = all.iter().flat_map(|before| {
            let from = before.last().map_or(0, |last| last + 1);
            (from..=columns - (count - picked)).map(|column| before.iter().copied().chain([column]).collect())
        });
        all = longer.collect();
    }
    all
}

/// Columns whose balance does not hold, and those that confirm it: opening + change = closing, both balances or none.
fn faults(rows: &[Vec<Option<Cell>>]) -> (usize, usize) {
    let [opening, change, closing] = rows else { return (0, 0) };
    let units = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.units);
    let (mut faults, mut confirmed) = (0, 0);
    for ((opening, change), closing) in opening.iter().zip(change).zip(closing) {
        match (units(opening), units(change), units(closing)) {
            (Some(before), change, Some(after)) if before + change.unwrap_or(0) == after => confirmed += 1,
            (None, None, None) => {}
            // A first issue has no opening balance, a class that is gone no closing one.
            (None, Some(change), Some(after)) if change == after => confirmed += 1,
            _ => faults += 1,
        }
    }
    (faults, confirmed)
}

/// How many figures stand in columns that are not known to be in use.
fn unused(rows: &[Vec<Option<Cell>>], filled: &[bool]) -> usize {
    let stray = |(column, cell): (usize, &Option<Cell>)| {
        cell.as_ref().is_some_and(|cell| cell.units.is_some_and(|units| units != 0))
            && !filled.get(column).copied().unwrap_or(false)
    };
    rows.iter().flat_map(|row| row.iter().enumerate()).filter(|cell| stray(*cell)).count()
}

/// Whether two placings state the same: N/A is as good as blank.
fn same(a: &[Vec<Option<Cell>>], b: &[Vec<Option<Cell>>]) -> bool {
    let states =
        |cell: &Option<Cell>| cell.as_ref().filter(|cell| !cell.is_nothing()).map(|cell| cell.value.text.clone());
    a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| states(a) == states(b))
}

/// Puts cells that stand on several lines from left to right, where no two stand one over the other; says whether that
/// changed their order. Figures of one row may have two baselines, as where `units` is printed below some.
pub(super) fn into_columns(cells: &mut [Cell]) -> bool {
    let edges = |cell: &Cell| Some((cell.atoms.first()?.left, cell.atoms.last()?.right));
    let lines = |cells: &[Cell]| cells.windows(2).any(|pair| pair[0].atoms[0].line != pair[1].atoms[0].line);
    if !lines(cells) {
        return false;
    }
    let mut sorted: Vec<Cell> = cells.to_vec();
    sorted.sort_by(|a, b| a.atoms[0].left.total_cmp(&b.atoms[0].left));
    let apart = sorted
        .windows(2)
        .all(|pair| edges(&pair[0]).zip(edges(&pair[1])).is_some_and(|((_, right), (left, _))| right <= left));
    let changed = apart && sorted.as_slice() != &*cells;
    if changed {
        cells.clone_from_slice(&sorted);
    }
    changed
}

/// Whether shares × par value is the capital to the nearest unit of money; `None` when a cell is no number.
pub(super) fn is_product(shares: &Cell, par: &Cell, capital: &Cell) -> Option<bool> {
    let (shares, par, capital) = (shares.units?, par.units?, capital.units?);
    let product = (shares / figures::ONE).checked_mul(par)?;
    Some((product - capital).abs() <= figures::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::parse::stream::Range;

    fn cell(text: &str) -> Cell {
        let kind = if text == "N/A" { Kind::Nothing } else { Kind::Figure };
        let range = Range { start: 0, end: 1 };
        let atom = Atom { kind, range, token: 0, line: 0, left: 0.0, right: 0.0 };
        let value = RawValue { text: text.to_owned(), place: Place::default() };
        Cell { atoms: vec![atom], value, units: figures::units(text) }
    }

    fn rows(texts: [&[&str]; 3]) -> Vec<Vec<Cell>> {
        texts.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect()
    }

    fn shown(placed: &Placed) -> Vec<Vec<String>> {
        let text = |cell: &Option<Cell>| cell.as_ref().map_or(String::new(), |cell| cell.value.text.clone());
        placed.rows.iter().map(|row| row.iter().map(text).collect()).collect()
    }

    #[test]
    fn a_figure_before_the_label_of_its_row() {
        let rows = rows([&["100", "N/A"], &["Nil", "N/A", "100"], &["N/A"]]);
        let placed = place(&rows, 2, &[true, false]);
        assert_eq!(shown(&placed), [["100", "N/A"], ["Nil", "N/A"], ["100", "N/A"]]);
        assert!(placed.searched && !placed.doubtful);
    }

    #[test]
    fn blank_cells_are_found_by_the_sums() {
        let rows = rows([&["100", "N/A", "7", "9", "N/A"], &["5"], &["105", "7", "9"]]);
        let placed = place(&rows, 5, &[true, false, true, true, false]);
        assert_eq!(shown(&placed)[2], ["105", "", "7", "9", ""]);
        assert!(!placed.doubtful);
    }

    #[test]
    fn placings_are_counted_before_they_are_tried() {
        for (columns, count) in [(4, 0), (5, 2), (6, 6), (9, 4)] {
            assert_eq!(
                choices(columns, count),
                Some(combinations(columns, count).len() as u64),
                "{count} of {columns}"
            );
        }
        assert_eq!(choices(200, 100), None);
    }

    /// Forty figures in one row and twenty in the others: so many placings that the search never ended.
    #[test]
    fn a_search_without_end_is_not_begun() {
        let row = |count: usize| vec![cell("7"); count];
        let placed = place(&[row(40), row(20), row(20)], 40, &[true; 40]);
        assert!(placed.searched && placed.doubtful);
        assert_eq!(placed.rows.iter().map(|row| row.iter().flatten().count()).collect::<Vec<_>>(), [40, 20, 20]);
    }

    #[test]
    fn a_lone_figure_belongs_to_the_class_in_use_or_to_none() {
        let lone = rows([&["100"], &[], &["100"]]);
        assert!(!place(&lone, 4, &[true, false, false, false]).doubtful);
        assert!(place(&lone, 4, &[true, true, false, false]).doubtful);
        assert!(place(&lone, 4, &[false; 4]).doubtful);
    }
}
