//! The numbered rows of sections A to D: a text, figures under columns, and labelled values below.

use super::super::super::RawValue;
use super::super::super::Run;
use super::super::super::builder::{Builder, Draft, append};
use super::super::super::stream::Range;
use super::super::capital::class_named;
use super::super::particulars::{self, Particulars, Slot};
use super::Reader;
use super::atoms::{self, Atom, Kind};
use super::grid::{self, Cell};
use super::items;
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::{Section, Table};
use crate::finding::{Code, Finding};
use crate::spec::form::SectionSpec;
use crate::spec::label::fold;

/// The words of a row, sorted by what they can be.
#[derive(Default)]
struct Sorted {
    text: Vec<Atom>,
    cells: Vec<Cell>,
    currency: Vec<Atom>,
    units: Vec<Atom>,
}

impl Reader<'_> {
    /// Reads the rows of a section.
    pub(super) fn records(&self, builder: &mut Builder, section: &SectionSpec, range: Range) {
        let (Some(name), Some(table)) = (section.section, section.table) else { return };
        let vocabulary = Vocabulary::of(self.spec, section);
        let atoms = self.without_page_heads(&vocabulary, &atoms::read(self.stream, range, &vocabulary));
        let is_title =
            |atom: &Atom| atoms::value(self.stream, &[*atom]).is_some_and(|value| vocabulary.is_scrap(&value.text));
        let (head, rows) = items::split(&atoms, is_title);
        self.unclaimed(builder, table, &self.without_scraps(&vocabulary, head));
        if !items::are_in_order(&atoms, is_title) {
            let message =
                "the numbers of the rows are out of order: cells of one row may stand in another; look at the document";
            builder.findings.push(doubt(table, message));
        }
        for row in rows {
            self.record(builder, section, &vocabulary, (name, table), &row[1..]);
        }
    }

    /// Atoms without the cells in which only words of the form's titles stand, torn or not.
    pub(super) fn without_scraps(&self, vocabulary: &Vocabulary, atoms: &[Atom]) -> Vec<Atom> {
        let is_scrap = |cell: &[Atom]| {
            let own: Vec<Atom> =
                cell.iter().copied().filter(|atom| !matches!(atom.kind, Kind::Label(_) | Kind::Note)).collect();
            own.iter().all(|atom| matches!(atom.kind, Kind::Text | Kind::Sign))
                && atoms::value(self.stream, &own).is_none_or(|value| {
                    vocabulary.is_scrap(&value.text) && class_named(self.spec, &value.text).is_none()
                })
        };
        let cells = atoms.chunk_by(|a, b| a.token == b.token);
        let kept = cells.flat_map(|cell| {
            let scrap = is_scrap(cell);
            cell.iter().filter(move |atom| !scrap || atom.label().is_some())
        });
        kept.copied().collect()
    }

    /// Atoms without the titles that are printed again at the top of a page.
    pub(super) fn without_page_heads(&self, vocabulary: &Vocabulary, atoms: &[Atom]) -> Vec<Atom> {
        let mut out = Vec::new();
        let mut head = false;
        let mut before = atoms.first().map_or(0, |atom| atom.line);
        for line in atoms.chunk_by(|a, b| a.line == b.line) {
            head |= self.page_starts.iter().any(|start| before < *start && *start <= line[0].line);
            before = line[0].line;
            let line = if head { self.behind_titles(vocabulary, line) } else { line };
            let is_own = line.iter().any(|atom| matches!(atom.label(), Some(Mark::Detail(_))));
            if line.is_empty() {
                continue;
            }
            let words = self.without_scraps(vocabulary, line);
            head &= !is_own && words.iter().all(|atom| matches!(atom.kind, Kind::Label(_) | Kind::Note | Kind::Sign));
            if !head {
                out.extend_from_slice(line);
            }
        }
        out
    }

    /// A page in one run of text without the titles at its front.
    fn behind_titles<'l>(&self, vocabulary: &Vocabulary, line: &'l [Atom]) -> &'l [Atom] {
        let is_title = |atom: &Atom| match atom.kind {
            Kind::Label(Mark::Column(_) | Mark::Noise) | Kind::Sign => true,
            Kind::Text => atoms::value(self.stream, &[*atom]).is_none_or(|value| vocabulary.is_scrap(&value.text)),
            _ => false,
        };
        let count = line.iter().take_while(|atom| is_title(atom)).count();
        // Without a whole title the words may be the issuer's.
        let whole = line[..count].iter().any(|atom| matches!(atom.label(), Some(Mark::Column(_))));
        if whole { &line[count..] } else { line }
    }

    /// A row's words without titles that a rendering column by column puts into it; says whether there were any.
    fn without_torn_titles(&self, vocabulary: &Vocabulary, atoms: &[Atom]) -> (Vec<Atom>, bool) {
        const TITLES: [&str; 9] =
            ["issuer", "pursuant", "thereto", "preceding", "close of", "本月", "上月", "月底", "因此"];
        let is_title = |cell: &[Atom]| {
            cell.iter().all(|atom| matches!(atom.kind, Kind::Text | Kind::Sign))
                && atoms::value(self.stream, cell).is_some_and(|value| {
                    let text = value.text.to_lowercase();
                    vocabulary.is_scrap(&text) && TITLES.iter().any(|title| text.contains(title))
                })
        };
        let cells = || atoms.chunk_by(|a, b| a.token == b.token);
        let torn = cells().any(is_title);
        (cells().filter(|cell| !is_title(cell)).flatten().copied().collect(), torn)
    }

    fn record(
        &self,
        builder: &mut Builder,
        section: &SectionSpec,
        vocabulary: &Vocabulary,
        place: (Section, Table),
        atoms: &[Atom],
    ) {
        let split = atoms.iter().position(|atom| matches!(atom.label(), Some(Mark::Detail(_)))).unwrap_or(atoms.len());
        let (front, tail) = atoms.split_at(split);
        let has_currency = section.columns.iter().any(|column| column.key == "currency");
        let (front, torn) = self.without_torn_titles(vocabulary, front);
        if torn {
            let message = "titles of columns stand in the midst of the rows: cells of one row may stand in another; look at the document";
            builder.findings.push(doubt(place.1, message));
        }
        let mut sorted = self.sort(&front, has_currency);
        give_back_words(&mut sorted, figure_names(section).len());
        let moved = grid::into_columns(&mut sorted.cells);
        let details = self.details(section, tail);
        let mut told = self.particulars(section, &sorted.text);
        told.text = told.text.filter(|text| !is_placeholder(&text.text));
        let names: Vec<&str> = figure_names(section);
        if told.text.is_none() && sorted.cells.len() == names.len() + 1 && sorted.cells[0].is_nothing() {
            sorted.cells.remove(0);
        }
        let blank = |atom: &Atom| matches!(atom.kind, Kind::Nothing | Kind::Slot);
        let is_empty = told.text.is_none()
            && sorted.cells.iter().all(Cell::is_nothing)
            && details.values.iter().flatten().chain(&details.rest).all(blank);
        if is_empty {
            return;
        }
        let mut draft = Draft::new(place.1, place.0, 1);
        for (column, value) in section.columns[0].values.iter().zip([told.text, told.date]) {
            if let Some(value) = value {
                draft.put(column, value);
            }
        }
        if self.put_units(&mut sorted) && !moved {
            let message = "units are printed apart from their figures: which column they count is not certain";
            for name in &names {
                draft.note(Code::AmbiguousColumns, name, message.to_owned());
            }
        }
        self.put_cells(&mut draft, &names, &sorted.cells);
        if moved {
            let message = "the figures stand on several lines; they were taken from left to right";
            for name in &names {
                draft.note(Code::RepairedText, name, message.to_owned());
            }
        }
        if let Some(value) = sorted.currency.first().and_then(|atom| atoms::value(self.stream, &[*atom])) {
            draft.put("currency", value);
        }
        let mut class = told.class;
        for (at, field) in section.details.iter().enumerate() {
            let Some(value) = atoms::value(self.stream, &details.values[at]) else { continue };
            match field.values.last().map(String::as_str) {
                Some("share_class") => class = class.or(Some(value)),
                Some(column) => draft.put(column, value),
                None => {}
            }
            if details.doubtful.contains(&at)
                && let Some(column) = field.values.last()
            {
                let message = "several labels stand before fewer values; which is whose is not certain".to_owned();
                draft.note(Code::AmbiguousColumns, column, message);
            }
        }
        self.put_class(&mut draft, class);
        builder.drafts.push(draft);
        self.unclaimed(builder, place.1, &details.rest);
    }

    /// The class that a row names, with the code of its block in section I.
    pub(super) fn put_class(&self, draft: &mut Draft, words: Option<RawValue>) {
        let Some(words) = words else { return };
        let class = class_named(self.spec, &words.text);
        draft.put("share_class", words);
        self.capital.lend_code(draft, class, None);
    }

    fn particulars(&self, section: &SectionSpec, text: &[Atom]) -> Particulars {
        let lines: Vec<RawValue> =
            text.chunk_by(|a, b| a.line == b.line).filter_map(|line| atoms::value(self.stream, line)).collect();
        let slot = match section.columns[0].values.get(1).map(String::as_str) {
            Some("expiry_date") => Slot::Last,
            Some(_) => Slot::Anywhere,
            None => Slot::None,
        };
        // The number of the row is taken already: whatever number is left is a word.
        particulars::read(&lines, slot)
    }

    fn sort(&self, atoms: &[Atom], has_currency: bool) -> Sorted {
        let mut sorted = Sorted::default();
        let words = |atom: Option<&Atom>, token: usize| {
            atom.is_some_and(|atom| matches!(atom.kind, Kind::Text | Kind::Weak) && atom.token == token)
        };
        for (at, atom) in atoms.iter().enumerate() {
            let before_words = words(atoms.get(at + 1), atom.token);
            match atom.kind {
                Kind::Units => sorted.units.push(*atom),
                Kind::Currency if has_currency && !before_words => sorted.currency.push(*atom),
                Kind::Nothing => sorted.cells.extend(self.cell(&atoms[at..]).0),
                Kind::Figure if self.is_year(atom) => sorted.text.push(*atom),
                Kind::Figure | Kind::Money if !before_words && (has_currency || self.is_whole(atom)) => {
                    sorted.cells.extend(self.single(atom));
                }
                // A reduction in brackets stands behind other cells; before them brackets are part of the description.
                Kind::Bracketed if has_currency && !(sorted.cells.is_empty() && sorted.currency.is_empty()) => {
                    sorted.cells.extend(self.single(atom));
                }
                Kind::Label(_) | Kind::Line(_) => {}
                _ => sorted.text.push(*atom),
            }
        }
        sorted
    }

    /// Whether a figure is a year: numbers of shares and amounts have their thousands parted.
    fn is_year(&self, atom: &Atom) -> bool {
        let text = atoms::value(self.stream, &[*atom]).map_or(String::new(), |value| value.text);
        text.len() == 4 && ["19", "20"].iter().any(|century| text.starts_with(century)) && text.parse::<u32>().is_ok()
    }

    /// Whether a figure can be a number of shares or options.
    pub(super) fn is_whole(&self, atom: &Atom) -> bool {
        let text = atoms::value(self.stream, &[*atom]).map_or(String::new(), |value| value.text);
        atom.kind == Kind::Figure && !text.contains('.')
    }

    fn single(&self, atom: &Atom) -> Option<Cell> {
        let value = atoms::value(self.stream, &[*atom])?;
        Some(Cell { atoms: vec![*atom], units: super::figures::units(&value.text), value })
    }

    /// Puts `units` behind the figures that it counts: behind the one before it, else the first ones that have none.
    /// Says whether a unit stands apart from its figure.
    fn put_units(&self, sorted: &mut Sorted) -> bool {
        let mut apart = false;
        let mut counted: Vec<bool> = vec![false; sorted.cells.len()];
        for unit in &sorted.units {
            let Some(value) = atoms::value(self.stream, &[*unit]) else { continue };
            let beside = sorted.cells.iter().position(|cell| {
                let end = cell.atoms.last().map_or(0, |atom| atom.range.end);
                end == unit.range.start && cell.atoms.first().is_some_and(|atom| atom.line == unit.line)
            });
            let free = || (0..sorted.cells.len()).find(|at| !counted[*at] && !sorted.cells[*at].is_nothing());
            let Some(at) = beside.filter(|at| !counted[*at] && !sorted.cells[*at].is_nothing()).or_else(free) else {
                continue;
            };
            let end = sorted.cells[at].atoms.last().map_or(0, |atom| atom.range.end);
            apart |= end != unit.range.start;
            counted[at] = true;
            append(&mut sorted.cells[at].value, &value);
        }
        apart
    }

    fn put_cells(&self, draft: &mut Draft, names: &[&str], cells: &[Cell]) {
        if cells.iter().all(Cell::is_nothing) {
            return;
        }
        if cells.len() <= names.len() {
            if cells.len() == names.len() {
                for (name, cell) in names.iter().zip(cells) {
                    draft.put(name, cell.value.clone());
                }
            } else {
                let columns = names.iter().map(|name| (*name).to_owned()).collect();
                draft.runs.push(Run { columns, values: cells.iter().map(|cell| cell.value.clone()).collect() });
            }
            return;
        }
        // More figures than columns: the last ones, and a word of warning.
        let (first, last) = cells.split_at(cells.len() - names.len());
        let more: Vec<&str> = first.iter().map(|cell| cell.value.text.as_str()).collect();
        for (name, cell) in names.iter().zip(last) {
            draft.put(name, cell.value.clone());
            let message = format!("more figures than columns: {more:?} stand before those that were taken");
            draft.note(Code::AmbiguousColumns, name, message);
        }
    }
}

/// More figures than columns: bare numbers below the words of the description are its own, `Tranche` over `2`.
fn give_back_words(sorted: &mut Sorted, columns: usize) {
    let Some(left) = sorted.text.iter().map(|atom| atom.left).reduce(f32::min) else { return };
    // Where columns stand beside each other, a number below the words is theirs, whatever the count.
    let far = sorted.cells.iter().map(|cell| cell.atoms[0].left).fold(left, f32::max);
    let below = |cell: &Cell| {
        let text = &cell.value.text;
        text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) && cell.atoms[0].left <= left + 30.0
    };
    if far > left + 100.0
        && let Some(at) = sorted.cells.iter().position(below)
    {
        sorted.text.extend(sorted.cells.remove(at).atoms);
        sorted.text.sort_by_key(|atom| atom.range.start);
    }
    while sorted.cells.len() > columns {
        let is_word = |cell: &Cell| {
            let text = &cell.value.text;
            let bare = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
            let atom = cell.atoms[0];
            let behind_words =
                sorted.text.iter().any(|word| word.token == atom.token && word.range.end == atom.range.start);
            bare && cell.atoms.len() == 1 && (behind_words || atom.left <= left + 30.0)
        };
        let Some(at) = sorted.cells.iter().position(is_word) else { return };
        sorted.text.extend(sorted.cells.remove(at).atoms);
        sorted.text.sort_by_key(|atom| atom.range.start);
    }
}

/// Whether a description holds only what the form prints itself: `shares`, brackets, dashes of a slot.
fn is_placeholder(text: &str) -> bool {
    let mut rest: String = fold(text).into_iter().collect();
    for own in ["ordinaryshares", "shares", "(note1)", "(註1)", "普通股", "股"] {
        rest = rest.replace(own, "");
    }
    rest.chars().all(|c| matches!(c, '(' | ')' | '/' | '.' | ':' | '_'))
}

/// A doubt about everything in a table.
pub(super) fn doubt(table: Table, message: &str) -> Finding {
    let mut finding = Finding::new(Code::AmbiguousColumns, message);
    finding.table = Some(table);
    finding
}

/// The columns of a row that hold figures.
pub(super) fn figure_names(section: &SectionSpec) -> Vec<&str> {
    let columns = section.columns.iter().skip(1).flat_map(|column| &column.values);
    columns.map(String::as_str).filter(|name| !name.ends_with("currency")).collect()
}
