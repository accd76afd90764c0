//! Section I: the blocks of authorised capital, by which the rest of the form knows its classes.

use super::super::super::RawValue;
use super::super::super::Run;
use super::super::super::builder::{Builder, Draft, unclaimed};
use super::super::super::stream::Range;
use super::super::capital::{Block, class_named};
use super::Reader;
use super::atoms::{self, Atom, Kind};
use super::grid::{self, Cell};
use super::totals::inside_brackets;
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::{Section, Table};
use crate::finding::Code;
use crate::spec::form::SectionSpec;

/// Where the values behind a label go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Nowhere,
    Code,
    Description,
    Row(usize),
    Total,
}

/// A block as it fills.
#[derive(Debug, Default)]
struct Open {
    class: usize,
    /// The words of the heading above it.
    heading: Option<RawValue>,
    code: Vec<Atom>,
    description: Vec<Atom>,
    /// Where the label `Description` stands.
    described_at: Option<u32>,
    /// Cells with the row whose label stood last before them.
    cells: Vec<(Option<usize>, Cell)>,
    rows_seen: Vec<usize>,
    /// The currencies in brackets below the titles.
    currencies: Vec<RawValue>,
}

impl Reader<'_> {
    /// Reads section I.
    pub(super) fn authorised(&mut self, builder: &mut Builder, section: &SectionSpec, body: Range) {
        let mut vocabulary = self.capital_vocabulary(section);
        vocabulary.mend(self.stream, body);
        balance_scraps(&mut vocabulary);
        let atoms = atoms::read(self.stream, body, &vocabulary);
        let mut rest: Vec<Atom> = Vec::new();
        let mut total: Vec<Atom> = Vec::new();
        let mut open: Option<Open> = None;
        let (mut class, mut heading) = (0, None);
        let mut target = Target::Nowhere;
        let mut at = 0;
        while at < atoms.len() {
            let atom = &atoms[at];
            at += 1;
            match atom.kind {
                Kind::Label(Mark::Class(found)) => {
                    self.close(builder, open.take(), &vocabulary, &mut rest);
                    (class, heading) = (found, self.heading_words(atom));
                    target = Target::Nowhere;
                }
                Kind::Label(Mark::Code) => {
                    self.close(builder, open.take(), &vocabulary, &mut rest);
                    open = Some(Open { class, heading: heading.clone(), ..Open::default() });
                    target = Target::Code;
                }
                Kind::Label(Mark::Description) => {
                    open.get_or_insert_with(|| Open { class, heading: heading.clone(), ..Open::default() })
                        .described_at = Some(atom.line);
                    target = Target::Description;
                }
                Kind::Label(Mark::Row(row)) => {
                    let row = torn_row(row, open.as_ref(), section.rows.len());
                    if open.as_ref().is_some_and(|open| open.rows_seen.contains(&row)) {
                        self.close(builder, open.take(), &vocabulary, &mut rest);
                    }
                    let block = open.get_or_insert_with(|| Open { class, heading: heading.clone(), ..Open::default() });
                    block.rows_seen.push(row);
                    target = Target::Row(row);
                }
                Kind::Label(Mark::Total(_)) => {
                    self.close(builder, open.take(), &vocabulary, &mut rest);
                    target = Target::Total;
                }
                Kind::Label(Mark::Column(_)) => {
                    if target != Target::Total {
                        target = Target::Nowhere;
                    }
                }
                Kind::Label(_) | Kind::Note | Kind::Remark | Kind::Line(_) | Kind::Slot | Kind::Sign => {}
                _ => at = self.take(&atoms, at - 1, target, open.as_mut(), &mut total, &mut rest),
            }
        }
        self.close(builder, open.take(), &vocabulary, &mut rest);
        self.total_capital(builder, &total);
        self.behind_the_wrong_code(builder);
        self.unclaimed(builder, Table::AuthorisedCapital, &self.without_scraps(&vocabulary, &rest));
    }

    /// Renderings that give a page column by column put the figures of the first code behind the second, which is N/A.
    fn behind_the_wrong_code(&mut self, builder: &mut Builder) {
        let mut drafts: Vec<&mut Draft> =
            builder.drafts.iter_mut().filter(|draft| draft.table == Table::AuthorisedCapital).collect();
        for at in 1..self.capital.blocks.len() {
            let (before, here) = (&self.capital.blocks[at - 1], &self.capital.blocks[at]);
            let stated = |at: usize| drafts.iter().any(|draft| draft.block as usize == at + 1);
            let wrong = before.class == here.class && before.filled && !stated(at - 1) && stated(at) && !has_code(here);
            if !wrong {
                continue;
            }
            let message =
                "the figures stand behind a code that is N/A, and none behind the code before it: taken for that one's";
            for draft in drafts.iter_mut().filter(|draft| draft.block as usize == at + 1) {
                if let Some(code) = before.code.clone() {
                    draft.fields.insert("class_stock_code".to_owned(), code);
                }
                for column in ["class_stock_code", "class_description", "listed"] {
                    draft.note(Code::RepairedText, column, message.to_owned());
                }
            }
            self.capital.blocks[at].filled = false;
        }
    }

    fn capital_vocabulary(&self, section: &SectionSpec) -> Vocabulary {
        let mut vocabulary = Vocabulary::of(self.spec, section);
        for (at, class) in self.spec.classes.iter().enumerate() {
            for label in class.labels.all() {
                for number in 1..=9 {
                    vocabulary.add_text(&format!("{number}. {}", label.text), Mark::Class(at));
                }
            }
        }
        for field in &self.spec.class {
            match field.key.as_str() {
                "class_stock_code" => vocabulary.add_whole(&field.labels, Mark::Code),
                "class_description" => vocabulary.add_whole(&field.labels, Mark::Description),
                _ => {}
            }
        }
        for (at, total) in section.totals.iter().enumerate() {
            vocabulary.add_whole(&total.labels, Mark::Total(at));
        }
        vocabulary
    }

    /// The words of a heading without their number.
    fn heading_words(&self, atom: &Atom) -> Option<RawValue> {
        let mut value = atoms::value(self.stream, &[*atom])?;
        value.text = value
            .text
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '、') || c.is_whitespace())
            .to_owned();
        Some(value)
    }

    /// Takes the value that begins at `at`; gives where the next begins.
    fn take(
        &self,
        atoms: &[Atom],
        at: usize,
        target: Target,
        open: Option<&mut Open>,
        total: &mut Vec<Atom>,
        rest: &mut Vec<Atom>,
    ) -> usize {
        let atom = atoms[at];
        if target == Target::Total {
            total.push(atom);
            return at + 1;
        }
        let Some(open) = open else {
            rest.push(atom);
            return at + 1;
        };
        if let Some(currency) = self.bracketed_currency(&atom) {
            open.currencies.push(currency);
            return at + 1;
        }
        match target {
            Target::Code if open.code.is_empty() && self.is_code(&atom) => open.code.push(atom),
            Target::Description => open.description.push(atom),
            _ => {
                let (cell, used) = self.cell(&atoms[at..]);
                match cell {
                    Some(cell) => {
                        let row = if let Target::Row(row) = target { Some(row) } else { None };
                        open.cells.push((row, cell));
                    }
                    None => rest.push(atom),
                }
                return at + used;
            }
        }
        at + 1
    }

    /// The cell that begins here, if one does, and how many atoms it takes.
    pub(super) fn cell(&self, atoms: &[Atom]) -> (Option<Cell>, usize) {
        let used = match atoms {
            [first, second, ..] if first.kind == Kind::Currency && matches!(second.kind, Kind::Figure | Kind::Weak) => {
                2
            }
            [first, ..] if first.is_cell() || matches!(first.kind, Kind::Weak | Kind::Bracketed) => 1,
            _ => return (None, 1),
        };
        let cell = atoms::value(self.stream, &atoms[..used]).map(|value| {
            let figure = atoms::value(self.stream, &atoms[used - 1..used]).unwrap_or_else(|| value.clone());
            let units = super::figures::units(&figure.text).filter(|_| atoms[used - 1].kind != Kind::Nothing);
            Cell { atoms: atoms[..used].to_vec(), units, value }
        });
        (cell, used)
    }

    /// Whether a cell can be a stock code, or the word that there is none.
    fn is_code(&self, atom: &Atom) -> bool {
        let text = atoms::value(self.stream, &[*atom]).map_or(String::new(), |value| value.text.to_lowercase());
        match atom.kind {
            Kind::Text => {
                text.contains(|c: char| c.is_ascii_digit()) || ["unlisted", "非上市"].contains(&text.as_str())
            }
            _ => matches!(atom.kind, Kind::Figure | Kind::Weak | Kind::Nothing),
        }
    }

    fn bracketed_currency(&self, atom: &Atom) -> Option<RawValue> {
        if atom.kind != Kind::Text {
            return None;
        }
        let inside = inside_brackets(atoms::value(self.stream, &[*atom]))?;
        let plain: String = inside.text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        super::glue::is_currency(&plain).then_some(RawValue { text: plain, place: inside.place })
    }

    /// Files a block that is complete.
    fn close(&mut self, builder: &mut Builder, open: Option<Open>, vocabulary: &Vocabulary, rest: &mut Vec<Atom>) {
        let Some(mut open) = open else { return };
        let code = atoms::value(self.stream, &open.code);
        let description = self.description(&mut open, vocabulary, rest);
        let states = open.cells.iter().any(|(_, cell)| !cell.is_nothing());
        let listed = open.code.iter().any(|atom| !matches!(atom.kind, Kind::Nothing | Kind::Slot | Kind::Sign));
        let line = self.capital.blocks.iter().filter(|block| block.class == open.class).count() + 1;
        self.capital.blocks.push(Block {
            class: open.class,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            code: code.clone(),
            description: description.clone(),
            filled: states || listed,
        });
        if !states {
            return;
        }
        let number = u32::try_from(self.capital.blocks.len()).unwrap_or(u32::MAX);
        let mut draft = Draft::new(Table::AuthorisedCapital, Section::I, number);
        let named =
            [("share_class", open.heading.clone()), ("class_stock_code", code), ("class_description", description)];
        for (column, value) in named {
            if let Some(value) = value {
                draft.put(column, value);
            }
        }
        if open.heading.is_none() {
            draft.note(Code::RepairedText, "share_class", "the heading above the block was not found".to_owned());
        }
        currencies(&mut draft, &open.currencies);
        rest.extend(fill(&mut draft, &open.cells));
        builder.drafts.push(draft);
    }

    /// The description of a block, without what torn titles leave behind its label.
    fn description(&self, open: &mut Open, vocabulary: &Vocabulary, rest: &mut Vec<Atom>) -> Option<RawValue> {
        let text = |atoms: &[Atom]| atoms::value(self.stream, atoms).map_or(String::new(), |value| value.text);
        let taken = std::mem::take(&mut open.description);
        let title = taken.iter().position(|atom| {
            let word = text(&[*atom]).to_lowercase();
            word == "no." || word == "no" || word == "number"
        });
        let (own, titles) = taken.split_at(title.unwrap_or(taken.len()));
        rest.extend(titles);
        let mut lines = own.chunk_by(|a, b| a.line == b.line).filter(|line| {
            let words = text(line);
            !vocabulary.is_scrap(&words) || class_named(self.spec, &words).is_some()
        });
        let first = lines.next()?;
        // What stands below a description that has its label's line is more of it, or damage.
        rest.extend(lines.flatten());
        atoms::value(self.stream, first)
    }

    fn total_capital(&self, builder: &mut Builder, atoms: &[Atom]) {
        let mut figures = Vec::new();
        let mut rest = Vec::new();
        let mut at = 0;
        while at < atoms.len() {
            if let Some(currency) = self.bracketed_currency(&atoms[at]) {
                builder.header.entry("total_authorised_currency".to_owned()).or_insert(currency);
                at += 1;
                continue;
            }
            match self.cell(&atoms[at..]) {
                (Some(cell), used) => {
                    figures.push(cell);
                    at += used;
                }
                (None, used) => {
                    rest.push(atoms[at]);
                    at += used;
                }
            }
        }
        if let Some(first) = figures.first() {
            builder.header.insert("total_authorised_capital".to_owned(), first.value.clone());
        }
        let more = figures.iter().skip(1).filter(|cell| !cell.is_nothing());
        for text in more.map(|cell| cell.value.text.clone()) {
            let message = format!("a further figure stands behind the total authorised capital: `{text}`");
            let finding = unclaimed(&text, message).at(Table::Filings, 1);
            builder.findings.push(finding.column("total_authorised_capital"));
        }
        self.unclaimed(builder, Table::Filings, &rest);
    }
}

/// Whether a block shows a code.
fn has_code(block: &Block) -> bool {
    block.code.as_ref().is_some_and(|code| code.text.chars().any(|c| c.is_ascii_digit()))
}

/// The number that stands for a row whose label is torn: `Balance at close of` over figures and `preceding month`.
pub(super) const TORN: usize = usize::MAX;

fn torn_row(row: usize, open: Option<&Open>, rows: usize) -> usize {
    match row {
        TORN if open.is_none_or(|open| !open.rows_seen.contains(&0)) => 0,
        TORN => rows.saturating_sub(1),
        row => row,
    }
}

/// What torn labels of rows leave.
pub(super) fn balance_scraps(vocabulary: &mut Vocabulary) {
    for text in ["Balance at close of", "Balance at close"] {
        vocabulary.add_text(text, Mark::Row(TORN));
    }
    for text in ["during the month", "preceding month", "of the month", "the month"] {
        vocabulary.add_text(text, Mark::Noise);
    }
}

/// The currency of a block: that of its capital, the last column.
fn currencies(draft: &mut Draft, found: &[RawValue]) {
    let Some(last) = found.last() else { return };
    draft.put("currency", last.clone());
    if let Some(other) = found.iter().find(|other| other.text != last.text) {
        let message =
            format!("par value in {}, capital in {}: the currency is that of the capital", other.text, last.text);
        draft.note(Code::UnknownWord, "currency", message);
    }
}

const ROWS: [&str; 3] = ["opening", "change", "closing"];
const COLUMNS: [&str; 3] = ["shares", "par_value", "capital"];

/// Puts the cells of a block under its columns; gives what is too much.
fn fill(draft: &mut Draft, cells: &[(Option<usize>, Cell)]) -> Vec<Atom> {
    let rows: Vec<Vec<Cell>> = (0..3)
        .map(|row| cells.iter().filter(|(of, _)| *of == Some(row)).map(|(_, cell)| cell.clone()).collect())
        .collect();
    let loose = cells.iter().any(|(row, _)| row.is_none());
    if !loose && rows[0].is_empty() && rows[1].len() == 3 {
        return without_opening(draft, rows);
    }
    if !loose && rows.iter().all(|row| row.len() <= 3) {
        for (row, cells) in ROWS.iter().zip(rows) {
            fill_row(draft, row, cells);
        }
        return Vec::new();
    }
    let all: Vec<Cell> = cells.iter().map(|(_, cell)| cell.clone()).collect();
    let names: Vec<String> =
        ROWS.iter().flat_map(|row| COLUMNS.iter().map(move |column| format!("{row}_{column}"))).collect();
    let (order, certain) = order_of(&all);
    let placed: Vec<RawValue> = order.iter().filter_map(|at| all.get(*at)).map(|cell| cell.value.clone()).collect();
    let excess = all.iter().skip(9).flat_map(|cell| cell.atoms.clone()).collect();
    if all.len() >= 9 {
        for (name, value) in names.iter().zip(placed) {
            let (code, message) = if certain {
                (
                    Code::PlacedByIdentity,
                    "the figures do not stand behind the labels of their rows; their products place them",
                )
            } else {
                (
                    Code::AmbiguousColumns,
                    "the figures do not stand behind the labels of their rows, and no product places them",
                )
            };
            draft.note(code, name, message.to_owned());
            draft.put(name, value);
        }
    } else {
        let message = "figures stand behind no label of a row: which row is whose is not certain; look at the document";
        for name in &names {
            draft.note(Code::AmbiguousColumns, name, message.to_owned());
        }
        draft.runs.push(Run { columns: names, values: placed });
    }
    excess
}

/// Capital that moved without a balance before: where both rows say the same, they are the balances.
fn without_opening(draft: &mut Draft, rows: Vec<Vec<Cell>>) -> Vec<Atom> {
    let texts = |row: &[Cell]| row.iter().map(|cell| cell.value.text.clone()).collect::<Vec<_>>();
    let unchanged = texts(&rows[1]) == texts(&rows[2]);
    let labels = if unchanged { [2, 0, 2] } else { [0, 1, 2] };
    let message = "no figures stand behind the label of the opening balance; look at the document";
    for (row, cells) in labels.iter().zip(rows) {
        fill_row(draft, ROWS[*row], cells);
    }
    for name in ROWS.iter().flat_map(|row| COLUMNS.iter().map(move |column| format!("{row}_{column}"))) {
        draft.note(Code::AmbiguousColumns, &name, message.to_owned());
    }
    Vec::new()
}

fn fill_row(draft: &mut Draft, row: &str, cells: Vec<Cell>) {
    let names: Vec<String> = COLUMNS.iter().map(|column| format!("{row}_{column}")).collect();
    if cells.len() == names.len() {
        for (name, cell) in names.iter().zip(cells) {
            draft.put(name, cell.value);
        }
    } else if cells.iter().any(|cell| !cell.is_nothing()) {
        draft.runs.push(Run { columns: names, values: cells.into_iter().map(|cell| cell.value).collect() });
    }
}

/// In which order nine cells fill the rows, and whether products say so: row after row, or column after column.
fn order_of(cells: &[Cell]) -> (Vec<usize>, bool) {
    let by_rows: Vec<usize> = (0..cells.len()).collect();
    let by_columns: Vec<usize> = vec![0, 3, 6, 1, 4, 7, 2, 5, 8];
    if cells.len() < 9 {
        return (by_rows, false);
    }
    let holds = |order: &[usize]| {
        let products: Vec<bool> = [0, 3, 6]
            .iter()
            .filter_map(|at| grid::is_product(&cells[order[*at]], &cells[order[at + 1]], &cells[order[at + 2]]))
            .collect();
        !products.is_empty() && products.iter().all(|holds| *holds)
    };
    match (holds(&by_rows), holds(&by_columns)) {
        (true, _) => (by_rows, true),
        (false, true) => (by_columns, true),
        (false, false) => (by_rows, false),
    }
}
