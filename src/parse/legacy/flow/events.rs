//! Section E: ten kinds of movement by name, each with its price, dates and figures.

use super::super::super::RawValue;
use super::super::super::builder::{Builder, Draft, append};
use super::super::super::stream::Range;
use super::Reader;
use super::atoms::{self, Atom, Kind};
use super::details::Found;
use super::figures;
use super::grid::{self, Cell};
use super::records::doubt;
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::Table;
use crate::finding::{Code, Severity};
use crate::spec::form::SectionSpec;
use crate::spec::label::Label;

/// One of the ten rows.
struct Event<'a> {
    /// Its place in the spec's list.
    item: usize,
    label: &'a Label,
    /// The atoms of its name.
    name: Vec<Atom>,
    /// What stands before its name.
    before: Vec<Atom>,
    /// What stands behind its name.
    behind: Vec<Atom>,
    /// Whether lines run across columns, and tear labels and values.
    torn: bool,
}

/// A row with its figures still to be placed.
struct Pending {
    draft: Draft,
    cells: Vec<Cell>,
    /// Whether its figure can only be a reduction.
    reduces: bool,
}

impl Reader<'_> {
    /// Reads section E; `total` is what its total lines add up to.
    pub(super) fn events(&self, builder: &mut Builder, section: &SectionSpec, range: Range, total: Option<i128>) {
        let mut vocabulary = Vocabulary::of(self.spec, section);
        for label in section.items.iter().flat_map(|item| item.labels.all()) {
            vocabulary.add_words(label);
        }
        // Where columns tear the label of the class, its first words are left.
        if let Some(class) =
            section.details.iter().position(|detail| detail.values.iter().any(|value| value == "share_class"))
        {
            vocabulary.add_text("Class of shares", Mark::Detail(class));
        }
        let atoms = self.without_page_heads(&vocabulary, &atoms::read(self.stream, range, &vocabulary));
        let (events, head) = self.find_events(section, &atoms);
        self.unclaimed(builder, Table::OtherMovements, &self.without_scraps(&vocabulary, &head));
        let mut rows: Vec<Pending> = Vec::new();
        let mut carried = Vec::new();
        for event in &events {
            let clean = [&event.before, &event.behind].map(|atoms| self.without_scraps(&vocabulary, atoms));
            rows.extend(self.event(builder, section, event, &clean, &mut carried).into_iter().flatten());
        }
        self.unclaimed(builder, Table::OtherMovements, &carried);
        place_figures(&mut rows, total);
        builder.drafts.extend(rows.into_iter().map(|row| row.draft));
    }

    /// The rows in their order, and what stands before the first.
    fn find_events<'a>(&self, section: &'a SectionSpec, atoms: &[Atom]) -> (Vec<Event<'a>>, Vec<Atom>) {
        let names: Vec<(usize, usize, usize, &Label)> = self.names(section, atoms);
        let is_class = |atom: &Atom| matches!(atom.label(), Some(Mark::Detail(at)) if section.details[at].values.iter().any(|value| value == "share_class"));
        let first_class = atoms.iter().position(is_class);
        // Where lines run across the columns, the name stands in the middle of its row, below the first label.
        let shifted = names.first().zip(first_class).is_some_and(|(name, class)| class < name.1);
        let mut starts: Vec<usize> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let from = at.checked_sub(1).map_or(0, |before| names[before].2);
            let class = atoms[from..name.1].iter().rposition(is_class).filter(|_| shifted);
            starts.push(class.map_or(name.1, |class| from + class));
        }
        let first = starts.first().copied().unwrap_or(atoms.len());
        let mut events = Vec::new();
        for (at, &(item, start, end, label)) in names.iter().enumerate() {
            let stop = starts.get(at + 1).copied().unwrap_or(atoms.len());
            // Where columns stand beside each other, the label of the class is right of the name.
            let torn = atoms[starts[at]..start].first().is_some_and(|class| class.left > atoms[start].right);
            let name = atoms[start..end].to_vec();
            // A row of several movements prints the label of the class for each.
            let own = atoms[starts[at]..stop].iter().position(is_class).map_or(stop, |class| starts[at] + class + 1);
            let from = own.max(end).min(stop);
            let more: Vec<usize> = (from..stop).filter(|at| is_class(&atoms[*at])).collect();
            let second = more.first().copied().unwrap_or(stop);
            let (before, behind) = (atoms[starts[at]..start].to_vec(), atoms[end..second].to_vec());
            events.push(Event { item, label, name: name.clone(), before, behind, torn });
            for (index, class) in more.iter().enumerate() {
                let stop = more.get(index + 1).copied().unwrap_or(stop);
                let before = atoms[*class..stop].to_vec();
                events.push(Event { item, label, name: name.clone(), before, behind: Vec::new(), torn });
            }
        }
        (events, atoms[..first].to_vec())
    }

    /// The names of the rows with their numbers: which, first atom, end, and its label.
    fn names<'a>(&self, section: &'a SectionSpec, atoms: &[Atom]) -> Vec<(usize, usize, usize, &'a Label)> {
        let mut found: Vec<(usize, usize, usize, &Label)> = Vec::new();
        let mut from = 0;
        for (item, field) in section.items.iter().enumerate() {
            let number = u32::try_from(item + 1).unwrap_or(u32::MAX);
            let find = |numbered: bool| {
                (from..atoms.len()).find_map(|at| {
                    let opens = if numbered { atoms[at].kind == Kind::Item(number) } else { stands_alone(atoms, at) };
                    let start = if numbered { at + 1 } else { at };
                    let labels = field.labels.all().filter(|_| opens);
                    let best = labels.filter_map(|label| Some((self.named(atoms, start, label, numbered)?, label)));
                    // Of spellings that fit alike the form's own.
                    best.min_by_key(|(end, _)| std::cmp::Reverse(*end)).map(|(end, label)| (item, at, end, label))
                })
            };
            if let Some(hit) = find(true).or_else(|| find(false)) {
                from = hit.2;
                found.push(hit);
            }
        }
        found
    }

    /// Where the words of a name end; with its number in front its first words are enough.
    fn named(&self, atoms: &[Atom], start: usize, label: &Label, numbered: bool) -> Option<usize> {
        let mut text: Vec<char> = Vec::new();
        let mut end = start;
        let token = atoms.get(start)?.token;
        while let Some(atom) =
            atoms.get(end).filter(|atom| atom.kind == Kind::Text || atom.label() == Some(Mark::Noise))
        {
            let word = self.stream.chars(atom.range);
            if !numbered && atom.token != token || !label.folded[text.len()..].starts_with(word) {
                break;
            }
            text.extend(word);
            end += 1;
        }
        let least = if label.folded[0] >= '\u{2e80}' { 2 } else { 5 };
        let whole = text.len() == label.folded.len() && atoms.get(end).is_none_or(|next| next.token != token);
        let enough = if numbered { text.len() >= least.min(label.folded.len()) } else { whole };
        enough.then_some(end)
    }

    /// Reads one row; `carried` is what stood at the end of the row before and belongs to none of its labels: renderings
    /// put a price before the name of its row.
    fn event(
        &self,
        builder: &mut Builder,
        section: &SectionSpec,
        event: &Event<'_>,
        [before, behind]: &[Vec<Atom>; 2],
        carried: &mut Vec<Atom>,
    ) -> Option<Vec<Pending>> {
        let found = if event.torn {
            self.by_place(section, &[before.as_slice(), behind].concat())
        } else {
            merged(self.details(section, before), self.details(section, behind))
        };
        let is_figure = |atom: &&Atom| atom.kind == Kind::Nothing || self.is_whole(atom);
        let (figures, mut words): (Vec<Atom>, Vec<Atom>) = found.rest.iter().partition(is_figure);
        let before = std::mem::take(carried);
        let mut cells: Vec<Cell> = figures.iter().filter_map(|atom| self.cell(&[*atom]).0).collect();
        let sorted = grid::into_columns(&mut cells);
        let value = |column: &str| {
            let at = section.details.iter().position(|detail| detail.values.iter().any(|value| value == column))?;
            atoms::value(self.stream, &found.values[at]).filter(|_| found.values[at].iter().any(says))
        };
        let class = value("share_class");
        let own = if value("price").is_none() { own_price(&found, &mut words) } else { Vec::new() };
        // Where columns stand beside each other, a price may begin above the first label of its row.
        let unlabelled = atoms::value(self.stream, &own);
        let takes = own.is_empty() && (event.torn || value("price").is_none());
        let early = takes.then(|| atoms::value(self.stream, &before)).flatten();
        if early.is_none() {
            self.unclaimed(builder, Table::OtherMovements, &before);
        }
        let moved = early.is_some() || !own.is_empty();
        let price = match (early, value("price")) {
            (Some(mut early), Some(price)) => {
                append(&mut early, &price);
                Some(early)
            }
            (early, price) => early.or(price).or(unlabelled),
        };
        let named = [
            ("price", price),
            ("event_date", value("event_date")),
            ("general_meeting_date", value("general_meeting_date")),
        ];
        if named.iter().all(|(_, value)| value.is_none()) && cells.iter().all(Cell::is_nothing) {
            *carried = words;
            return None;
        }
        let mut draft = Draft::new(Table::OtherMovements, section.section?, 1);
        // What a filled row must have: without it cells may have got into other rows.
        let whole = class.as_ref().is_some_and(|class| !class.text.contains(|c: char| c.is_ascii_digit()))
            && value("event_date").is_some()
            && cells.iter().any(|cell| !cell.is_nothing());
        if !whole {
            let message =
                format!("`{}` states no class, date or figure: its cells may stand in another row", event.label.text);
            builder.findings.push(doubt(Table::OtherMovements, &message).severity(Severity::Warning));
        }
        let specified = event.item + 1 == section.items.len() && !words.is_empty();
        draft.put("event_text", self.event_text(section, event, &mut words)?);
        if specified && event.torn {
            let message = "the words of the event stand on several lines beside other cells; look at the document";
            draft.note(Code::RepairedText, "event_text", message.to_owned());
        }
        for (column, value) in named {
            if let Some(value) = value {
                draft.put(column, value);
            }
        }
        if sorted {
            let message = "the figures stand on several lines; they were taken from left to right".to_owned();
            draft.note(Code::RepairedText, ISSUED, message.clone());
            draft.note(Code::RepairedText, ISSUABLE, message);
        }
        if moved {
            let message = "the price does not stand behind its label".to_owned();
            draft.note(Code::RepairedText, "price", message.clone());
            draft.note(Code::RepairedText, "price_currency", message);
        }
        for at in &found.doubtful {
            let message = "several labels stand before fewer dates; which is whose is not certain".to_owned();
            if let Some(column) = section.details[*at].values.last() {
                draft.note(Code::AmbiguousColumns, column, message);
            }
        }
        self.put_class(&mut draft, class);
        *carried = words;
        let reduces = matches!(section.items[event.item].key.as_str(), "repurchase" | "redemption");
        let dates = section.details.iter().position(|detail| detail.values.iter().any(|value| value == "event_date"));
        let dates: Vec<Atom> = dates
            .map(|at| found.values[at].iter().copied().filter(|atom| atom.kind == Kind::Date).collect())
            .unwrap_or_default();
        Some(self.divided(Pending { draft, cells, reduces }, &dates))
    }

    /// A row with two dates and two figures is two movements.
    fn divided(&self, row: Pending, dates: &[Atom]) -> Vec<Pending> {
        let stated: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_nothing()).collect();
        if dates.len() < 2 || stated.len() != dates.len() {
            return vec![row];
        }
        let part = |(date, cell): (&Atom, &&Cell)| {
            let mut draft = row.draft.clone();
            if let Some(date) = atoms::value(self.stream, &[*date]) {
                draft.fields.insert("event_date".to_owned(), date);
            }
            for column in ["event_date", "price", ISSUED] {
                let message = "several dates and figures stand in this row: taken for a movement each".to_owned();
                draft.note(Code::RepairedText, column, message);
            }
            Pending { draft, cells: vec![(*cell).clone()], reduces: row.reduces }
        };
        dates.iter().zip(&stated).map(part).collect()
    }

    /// The form's name for the row; the issuer's own words behind `Other (Please specify)`.
    fn event_text(&self, section: &SectionSpec, event: &Event<'_>, words: &mut Vec<Atom>) -> Option<RawValue> {
        let mut name = atoms::value(self.stream, &event.name)?;
        name.text.clone_from(&event.label.text);
        if event.item + 1 == section.items.len()
            && let Some(own) = atoms::value(self.stream, words)
        {
            append(&mut name, &own);
            words.clear();
        }
        Some(name)
    }

    /// Values where lines run across the columns: left of the label of the class stands the price, right of it class,
    /// date of the event and of the meeting, one below the other, and the figures.
    fn by_place(&self, section: &SectionSpec, atoms: &[Atom]) -> Found {
        let mut found =
            Found { values: vec![Vec::new(); section.details.len()], rest: Vec::new(), doubtful: Vec::new() };
        let place = |column: &str| {
            section.details.iter().position(|detail| detail.values.iter().any(|value| value == column)).unwrap_or(0)
        };
        let (price, class, event, meeting) =
            (place("price"), place("share_class"), place("event_date"), place("general_meeting_date"));
        let middle = atoms.iter().find(|atom| atom.label() == Some(Mark::Detail(class))).map_or(0.0, |atom| atom.left);
        // Left of the price stands the name, with the issuer's own words.
        let priced = atoms.iter().find(|atom| atom.label() == Some(Mark::Detail(price))).map(|atom| atom.left);
        // What stands left of all below the last line of the row is the price of the next.
        let last = atoms.iter().filter(|atom| atom.left >= middle).map(|atom| atom.line).max().unwrap_or(0);
        let mut dated = 0;
        for atom in atoms.iter().filter(|atom| !matches!(atom.kind, Kind::Label(_) | Kind::Note | Kind::Sign)) {
            let is_date = matches!(atom.kind, Kind::Date | Kind::Slot);
            if atom.left < middle {
                let named = matches!(atom.kind, Kind::Item(_))
                    || atom.line > last
                    || priced.is_some_and(|left| atom.right <= left);
                let target = if named { &mut found.rest } else { &mut found.values[price] };
                target.push(*atom);
            } else if matches!(atom.kind, Kind::Figure | Kind::Money) {
                found.rest.push(*atom);
            } else if is_date {
                dated += 1;
                found.values[if dated == 1 { event } else { meeting }].push(*atom);
            } else if atom.kind == Kind::Nothing && (dated > 0 || !found.values[class].is_empty()) {
                found.rest.push(*atom);
            } else {
                found.values[if dated == 0 { class } else { meeting }].push(*atom);
            }
        }
        found
    }
}

/// Whether a cell begins here.
fn stands_alone(atoms: &[Atom], at: usize) -> bool {
    at == 0 || atoms[at - 1].token != atoms[at].token
}

/// Whether an atom is more than N/A, a slot or a mark.
fn says(atom: &Atom) -> bool {
    !matches!(atom.kind, Kind::Nothing | Kind::Slot | Kind::Note | Kind::Remark | Kind::Sign)
}

/// A price that stands behind no label, before the dates of its row: that of a further movement of one kind.
fn own_price(found: &Found, words: &mut Vec<Atom>) -> Vec<Atom> {
    let dated = found.values.iter().flatten().filter(|atom| atom.kind == Kind::Date).map(|atom| atom.range.start).min();
    let is_price = |atom: &Atom| matches!(atom.kind, Kind::Money | Kind::Currency);
    let Some(first) = words.iter().position(is_price) else { return Vec::new() };
    if dated.is_none_or(|dated| words[first].range.start > dated) {
        return Vec::new();
    }
    words.split_off(first)
}

/// What was found before the name of a row, and behind it.
fn merged(mut before: Found, behind: Found) -> Found {
    for (known, more) in before.values.iter_mut().zip(behind.values) {
        if known.iter().any(says) {
            before.rest.extend(more);
        } else {
            *known = more;
        }
    }
    before.rest.extend(behind.rest);
    before.doubtful.extend(behind.doubtful);
    before
}

const ISSUED: &str = "issued_change";
const ISSUABLE: &str = "shares_issuable";

/// Two cells are certain; a lone figure is told from the total of the section.
fn place_figures(rows: &mut [Pending], total: Option<i128>) {
    let mut known = 0;
    let mut open: Vec<(usize, i128)> = Vec::new();
    for (at, row) in rows.iter_mut().enumerate() {
        let stated: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_nothing()).collect();
        let pair = match (row.cells.as_slice(), stated.as_slice()) {
            ([issued, issuable], _) => Some((issued.clone(), issuable.clone())),
            (_, [issued, issuable]) => Some(((*issued).clone(), (*issuable).clone())),
            _ => None,
        };
        match (pair, stated.as_slice()) {
            (Some((issued, issuable)), _) => {
                known += effect(&issued, row.reduces);
                if issuable.units.is_some_and(|units| units < 0) {
                    let message = format!("{:?} cannot be a number of shares that may be issued", issuable.value.text);
                    row.draft.note(Code::AmbiguousColumns, ISSUED, message.clone());
                    row.draft.note(Code::AmbiguousColumns, ISSUABLE, message);
                }
                row.draft.put(ISSUED, issued.value);
                row.draft.put(ISSUABLE, issuable.value);
            }
            (_, [only]) => open.push((at, effect(only, row.reduces))),
            (_, []) => {}
            (_, [..]) => crowd(row),
        }
    }
    let printed = total.unwrap_or(0);
    let figures: Vec<i128> = open.iter().map(|(_, units)| *units).filter(|units| *units != 0).collect();
    let mut chosen = figures::addends(&figures, printed - known).map(Vec::into_iter);
    for (at, units) in open {
        let row = &mut rows[at];
        let Some(cell) = row.cells.iter().find(|cell| !cell.is_nothing()).cloned() else { continue };
        let issued = if units == 0 { Some(true) } else { chosen.as_mut().and_then(Iterator::next) };
        let column = if issued == Some(false) { ISSUABLE } else { ISSUED };
        row.draft.put(column, cell.value.clone());
        let (code, message) = match issued {
            Some(_) => (
                Code::PlacedByIdentity,
                format!("{:?} alone stands under two headings; the total of the section places it", cell.value.text),
            ),
            None => (
                Code::AmbiguousColumns,
                format!("{:?} alone stands under two headings, and no total tells which", cell.value.text),
            ),
        };
        for column in [ISSUED, ISSUABLE] {
            row.draft.note(code, column, message.clone());
        }
    }
}

fn effect(cell: &Cell, reduces: bool) -> i128 {
    let units = cell.units.unwrap_or(0);
    if reduces { -units.abs() } else { units }
}

/// More figures than columns: the first two, and a word of warning.
fn crowd(row: &mut Pending) {
    let stated: Vec<Cell> = row.cells.iter().filter(|cell| !cell.is_nothing()).cloned().collect();
    let all: Vec<&str> = stated.iter().map(|cell| cell.value.text.as_str()).collect();
    for (column, cell) in [ISSUED, ISSUABLE].iter().zip(&stated) {
        row.draft.put(column, cell.value.clone());
        row.draft.note(
            Code::AmbiguousColumns,
            column,
            format!("{all:?} stand under two headings; the first were taken"),
        );
    }
}
