//! Labelled values below a row: each stands behind its label, or all values stand behind all labels.

use super::Reader;
use super::atoms::{Atom, Kind};
use super::vocabulary::Mark;
use crate::spec::form::{Field, SectionSpec};

/// What was found for the details of a row: for each the atoms of its value; and what no label takes.
pub(super) struct Found {
    pub(super) values: Vec<Vec<Atom>>,
    pub(super) rest: Vec<Atom>,
    /// Details of which several stood before fewer values: which took which is not certain.
    pub(super) doubtful: Vec<usize>,
}

impl Reader<'_> {
    /// Gives each value to a label.
    pub(super) fn details(&self, section: &SectionSpec, atoms: &[Atom]) -> Found {
        let mut found =
            Found { values: vec![Vec::new(); section.details.len()], rest: Vec::new(), doubtful: Vec::new() };
        let mut pending: Vec<usize> = Vec::new();
        let is_value = |atom: &Atom| !matches!(atom.kind, Kind::Label(_) | Kind::Note | Kind::Line(_));
        for group in atoms.chunk_by(|a, b| a.label().is_none() && b.label().is_none()) {
            if let Some(mark) = group[0].label() {
                if let Mark::Detail(at) = mark {
                    pending.retain(|other| *other != at);
                    pending.push(at);
                }
                continue;
            }
            let values: Vec<Atom> = group.iter().copied().filter(is_value).collect();
            match pending.as_slice() {
                _ if values.is_empty() => continue,
                [] => found.rest.extend(values),
                [only] => take_all(section, *only, &values, &mut found),
                _ => take_each(section, &pending, &values, &mut found),
            }
            pending.clear();
        }
        found
    }
}

/// Everything behind a label is its value, except figures for the columns of the row.
fn take_all(section: &SectionSpec, detail: usize, values: &[Atom], found: &mut Found) {
    let kind = Needs::of(&section.details[detail]);
    let mut taken = 0;
    let mut closed = false;
    for atom in values {
        if !closed && kind.goes_on(atom, taken, &found.values[detail]) {
            found.values[detail].push(*atom);
            taken += 1;
            continue;
        }
        found.rest.push(*atom);
        // Words behind what is no class belong to that.
        closed |= kind == Needs::Class;
    }
}

/// Several labels, then their values: each goes to the first label that takes its kind.
fn take_each(section: &SectionSpec, pending: &[usize], values: &[Atom], found: &mut Found) {
    let mut next: usize = 0;
    let mut dates = 0;
    for atom in values {
        let current = next.checked_sub(1).map(|at| pending[at]);
        let of = |at: usize| Needs::of(&section.details[pending[at]]);
        let first = (next..pending.len()).find(|at| of(*at).begins(atom));
        let open = current.filter(|detail| {
            let needs = Needs::of(&section.details[*detail]);
            needs.goes_on(atom, found.values[*detail].len(), &found.values[*detail])
        });
        // Words go on with what stands before them; slots, dates and N/A begin the next value.
        let goes_on = matches!(atom.kind, Kind::Text | Kind::Weak | Kind::Figure | Kind::Money | Kind::Units)
            || first.is_none()
            || current.is_some_and(|detail| {
                Needs::of(&section.details[detail]) == Needs::Date && is_words(&found.values[detail])
            });
        // Words behind a date that stands belong to the next date.
        let dated = current.is_some_and(|detail| found.values[detail].iter().any(|atom| atom.kind == Kind::Date));
        let next_date = first.filter(|at| dated && atom.kind == Kind::Text && of(*at) == Needs::Date);
        let open = open.filter(|_| next_date.is_none());
        match (open, first) {
            (Some(detail), _) if goes_on && !(first.is_some() && begins_anew(atom, &found.values[detail])) => {
                found.values[detail].push(*atom);
            }
            (_, Some(at)) => {
                if of(at) == Needs::Date {
                    dates += 1;
                }
                found.values[pending[at]].push(*atom);
                next = at + 1;
            }
            (Some(detail), None) => found.values[detail].push(*atom),
            (None, None) => found.rest.push(*atom),
        }
    }
    let wanted: Vec<usize> =
        pending.iter().copied().filter(|at| Needs::of(&section.details[*at]) == Needs::Date).collect();
    if dates > 0 && dates < wanted.len() {
        found.doubtful.extend(wanted);
    }
}

fn is_words(atoms: &[Atom]) -> bool {
    !atoms.is_empty() && atoms.iter().all(|atom| matches!(atom.kind, Kind::Text | Kind::Weak | Kind::Remark))
}

/// Whether words begin a value of their own: a price behind the words of a class.
fn begins_anew(atom: &Atom, before: &[Atom]) -> bool {
    matches!(atom.kind, Kind::Money | Kind::Currency) && is_words(before)
}

/// What a detail takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Code,
    Class,
    Price,
    Date,
}

impl Needs {
    fn of(detail: &Field) -> Self {
        match detail.values.last().map(String::as_str) {
            Some("share_class") => Self::Class,
            Some(column) if column.ends_with("price") => Self::Price,
            Some(column) if column.ends_with("_code") => Self::Code,
            _ => Self::Date,
        }
    }

    /// Whether a value may begin with this atom.
    fn begins(self, atom: &Atom) -> bool {
        match self {
            Self::Price => matches!(atom.kind, Kind::Money | Kind::Currency | Kind::Figure),
            _ if atom.kind == Kind::Nothing => true,
            Self::Code => matches!(atom.kind, Kind::Figure | Kind::Weak),
            Self::Class => atom.kind == Kind::Text,
            Self::Date => matches!(atom.kind, Kind::Date | Kind::Slot | Kind::Text),
        }
    }

    /// Whether a value that stands behind its only label goes on with this atom.
    fn goes_on(self, atom: &Atom, taken: usize, before: &[Atom]) -> bool {
        let closed = before.iter().any(|atom| matches!(atom.kind, Kind::Slot | Kind::Nothing));
        match self {
            Self::Code => !closed && (taken == 0 || matches!(atom.kind, Kind::Text | Kind::Remark)),
            Self::Class => {
                !closed && matches!(atom.kind, Kind::Text | Kind::Weak | Kind::Remark)
                    || taken == 0 && atom.kind == Kind::Nothing
            }
            Self::Price => !closed && (atom.kind != Kind::Figure || !before.iter().any(is_number)),
            // A date that was approved may be told in words with a slot behind them; figures belong to the row.
            Self::Date => match atom.kind {
                Kind::Figure | Kind::Money => false,
                Kind::Nothing => taken == 0,
                _ => !closed,
            },
        }
    }
}

fn is_number(atom: &Atom) -> bool {
    matches!(atom.kind, Kind::Figure | Kind::Money | Kind::Nothing)
}
