//! Numbered rows: where each begins.

use super::atoms::{Atom, Kind};

/// What stands before the first row, and the rows, each with its number in front.
pub(super) fn split(atoms: &[Atom], is_title: impl Fn(&Atom) -> bool) -> (&[Atom], Vec<&[Atom]>) {
    let mut starts: Vec<usize> = Vec::new();
    for (at, atom) in atoms.iter().enumerate() {
        let next = u32::try_from(starts.len() + 1).unwrap_or(u32::MAX);
        // Before the first row stand titles only.
        if atom.kind == Kind::Item(next) && (starts.is_empty() || opens(atoms, at, &is_title)) {
            starts.push(at);
        }
    }
    let first = starts.first().copied().unwrap_or(atoms.len());
    let ends = starts.iter().skip(1).copied().chain([atoms.len()]);
    (&atoms[..first], starts.iter().zip(ends).map(|(start, end)| &atoms[*start..end]).collect())
}

/// Whether the numbers that open cells count 1, 2, 3: some renderings give a table column by column.
pub(super) fn are_in_order(atoms: &[Atom], is_title: impl Fn(&Atom) -> bool) -> bool {
    let numbers: Vec<u32> = atoms
        .iter()
        .enumerate()
        .filter_map(|(at, atom)| match atom.kind {
            Kind::Item(number) if opens(atoms, at, &is_title) => Some(number),
            _ => None,
        })
        .collect();
    (1..).zip(&numbers).all(|(wanted, number)| wanted == *number)
}

/// Whether a number may open a row here, and does not close a sentence: `Tranche 2.`
fn opens(atoms: &[Atom], at: usize, is_title: &impl Fn(&Atom) -> bool) -> bool {
    let before = at.checked_sub(1).map(|before| &atoms[before]);
    let in_words =
        before.is_some_and(|before| before.kind == Kind::Text && before.token == atoms[at].token && !is_title(before));
    let nothing_follows = atoms.get(at + 1).is_some_and(|next| matches!(next.kind, Kind::Nothing | Kind::Slot));
    !in_words || nothing_follows
}
