//! The tree of a page → lines, tables and page breaks in reading order. The walk keeps its own stack: no depth of tags
//! can overflow the program's.

use scraper::node::Element;
use scraper::{Html, Node};

use super::grid::Grid;
use super::look::{Look, Sheet, names};
use super::tables::{OpenTable, RawCell};
use crate::extract::too_large;
use crate::finding::FilingError;

/// A part of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A line of text; runs of three or more blanks part its cells.
    Line(String),
    /// The alternative text of a picture of a page.
    Picture(String),
    /// A table of more than one column.
    Grid(Grid),
    /// A page ends here.
    Break,
}

impl Block {
    pub(super) fn characters(&self) -> usize {
        match self {
            Self::Line(line) | Self::Picture(line) => line.chars().count(),
            Self::Grid(grid) => grid.cells.iter().flat_map(|cell| &cell.blocks).map(Self::characters).sum(),
            Self::Break => 0,
        }
    }

    /// The lines of a text rendering: a table gives one a row, with tabs between the cells.
    pub(super) fn as_text(&self) -> Vec<String> {
        match self {
            Self::Line(line) | Self::Picture(line) => vec![line.clone()],
            Self::Grid(grid) => grid.lines(),
            Self::Break => vec!["\u{c}".to_owned()],
        }
    }
}

/// Tables in tables in tables: beyond this depth nobody made them for readers.
const MOST_NESTED: usize = 12;
/// An alternative text of fewer words tells what the picture is (a logo), not what it says.
const WORDS_OF_A_PAGE: usize = 8;

/// Elements whose content is no text of the page.
const UNSEEN: [&str; 12] = [
    "script", "style", "title", "template", "noscript", "select", "object", "iframe", "svg", "head", "math", "datalist",
];

/// Elements that begin and end lines.
const LINES: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "details",
    "ul",
    "menu",
];

/// Reads a page.
///
/// # Errors
///
/// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge) for tables nested too deep or too large.
pub(super) fn read(html: &Html) -> Result<Vec<Block>, FilingError> {
    let mut reader = Reader { sheet: sheet(html), ..Reader::default() };
    let root = html.tree.root();
    let mut node = root;
    loop {
        if reader.open(node.value())? {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            reader.close(node.value())?;
        }
        // Up to the first ancestor that has something behind it.
        loop {
            if node == root {
                return Ok(reader.finish());
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return Ok(reader.finish()),
            }
            reader.close(node.value())?;
        }
    }
}

fn sheet(html: &Html) -> Sheet {
    let mut sheet = Sheet::default();
    for node in html.tree.nodes() {
        if node.value().as_element().is_some_and(|element| element.name() == "style") {
            node.children().filter_map(|child| child.value().as_text()).for_each(|css| sheet.add(css));
        }
    }
    sheet
}

/// The page as it is read.
#[derive(Default)]
struct Reader {
    sheet: Sheet,
    page: Content,
    tables: Vec<OpenTable>,
    /// Open elements: what selectors call them, and how they look.
    open: Vec<Vec<String>>,
    looks: Vec<Look>,
    /// How many of them keep white space.
    preformatted: usize,
    /// Squares of all tables so far.
    squares: usize,
}

/// What a page or a cell holds so far.
#[derive(Default)]
pub(super) struct Content {
    pub blocks: Vec<Block>,
    line: String,
    /// A blank is due before the next character.
    blank: bool,
}

impl Content {
    /// Text with white space folded; a no-break space stays.
    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.blank = true,
                _ => {
                    if std::mem::take(&mut self.blank) && !self.line.is_empty() {
                        self.line.push(' ');
                    }
                    self.line.push(if character.is_whitespace() { ' ' } else { character });
                }
            }
        }
    }

    fn preformatted(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line(true);
            }
            self.line.push_str(line.trim_end_matches('\r'));
        }
    }

    /// Ends the line, if anything stands on it.
    fn end_line(&mut self, preformatted: bool) {
        self.blank = false;
        let line = std::mem::take(&mut self.line);
        let line = if preformatted { line.trim_end().to_owned() } else { single_blanks(line.trim()) };
        if !line.trim().is_empty() {
            self.blocks.push(Block::Line(line));
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_line(false);
        self.blocks
    }
}

/// Two blanks are how a sentence ends (`.&nbsp; `), not how a cell does.
fn single_blanks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for run in line.split_inclusive(|character| character != ' ') {
        match run.strip_prefix("  ") {
            Some(rest) if !rest.starts_with(' ') => {
                out.push(' ');
                out.push_str(rest);
            }
            _ => out.push_str(run),
        }
    }
    out
}

impl Reader {
    /// Where text goes: the open cell of the innermost table, or the page.
    fn content(&mut self) -> &mut Content {
        match self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut()) {
            Some(cell) => &mut cell.content,
            None => &mut self.page,
        }
    }

    fn end_line(&mut self) {
        let preformatted = self.preformatted > 0;
        self.content().end_line(preformatted);
    }

    fn page_break(&mut self) {
        self.end_line();
        self.content().blocks.push(Block::Break);
    }

    /// Takes a node in; says whether what is in it is to be read.
    fn open(&mut self, node: &Node) -> Result<bool, FilingError> {
        match node {
            Node::Text(text) if self.preformatted > 0 => self.content().preformatted(text),
            Node::Text(text) => self.content().text(text),
            Node::Element(element) => return self.open_element(element),
            _ => {}
        }
        Ok(true)
    }

    fn open_element(&mut self, element: &Element) -> Result<bool, FilingError> {
        let look = self.sheet.look(element, &self.open);
        let name = element.name();
        // Of what is hidden, the text that stands for a picture of a page is still the page.
        if name == "img" {
            self.image(element);
            return Ok(false);
        }
        if look.hidden || UNSEEN.contains(&name) {
            return Ok(false);
        }
        if look.break_before {
            self.page_break();
        }
        match name {
            "br" => self.end_line(),
            "table" => self.open_table(element, &look)?,
            "tr" => self.table(OpenTable::begin_row),
            "td" | "th" => self.open_cell(element, &look),
            "input" => self.input(element),
            _ if LINES.contains(&name) => self.end_line(),
            _ => {}
        }
        self.preformatted += usize::from(look.preformatted);
        self.open.push(names(element));
        self.looks.push(look);
        Ok(true)
    }

    fn close(&mut self, node: &Node) -> Result<(), FilingError> {
        let Node::Element(element) = node else { return Ok(()) };
        self.open.pop();
        let look = self.looks.pop().unwrap_or_default();
        match element.name() {
            "table" => self.close_table()?,
            "td" | "th" => self.table(OpenTable::end_cell),
            "tr" => self.table(OpenTable::end_row),
            name if LINES.contains(&name) => self.end_line(),
            _ => {}
        }
        self.preformatted -= usize::from(look.preformatted);
        if look.break_after {
            self.page_break();
        }
        Ok(())
    }

    /// The picture of a page says in its alternative text what it shows.
    fn image(&mut self, element: &Element) {
        let Some(alt) = element.attr("alt") else { return };
        if alt.split_whitespace().count() < WORDS_OF_A_PAGE {
            return;
        }
        self.end_line();
        let text = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        self.content().blocks.push(Block::Picture(text));
    }

    /// What a form control shows.
    fn input(&mut self, element: &Element) {
        let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
        match kind.as_str() {
            "checkbox" | "radio" => {
                let tick = if element.attr("checked").is_some() { "☑" } else { "☐" };
                self.content().text(tick);
            }
            "text" | "number" | "date" => {
                let value = element.attr("value").unwrap_or_default().to_owned();
                self.content().text(&value);
            }
            _ => {}
        }
    }

    fn open_table(&mut self, element: &Element, look: &Look) -> Result<(), FilingError> {
        if self.tables.len() >= MOST_NESTED {
            return Err(too_large(format!("tables are nested more than {MOST_NESTED} deep")));
        }
        self.end_line();
        self.tables.push(OpenTable::new(element, look));
        Ok(())
    }

    /// Does something to the innermost table.
    fn table(&mut self, act: fn(&mut OpenTable)) {
        if let Some(table) = self.tables.last_mut() {
            act(table);
        }
    }

    fn open_cell(&mut self, element: &Element, look: &Look) {
        if let Some(table) = self.tables.last_mut() {
            table.end_cell();
            table.cell = Some(RawCell::new(element, look));
        }
    }

    fn close_table(&mut self) -> Result<(), FilingError> {
        self.table(OpenTable::end_row);
        let Some(table) = self.tables.pop() else { return Ok(()) };
        let blocks = table.finish(&mut self.squares)?;
        self.end_line();
        self.content().blocks.extend(blocks);
        Ok(())
    }

    fn finish(mut self) -> Vec<Block> {
        while !self.tables.is_empty() {
            if self.close_table().is_err() {
                break;
            }
        }
        let blocks = std::mem::take(&mut self.page).finish();
        without_repeats(blocks)
    }
}

/// Leaves out hidden or tiny text beside a picture that says what its alternative text says.
fn without_repeats(blocks: Vec<Block>) -> Vec<Block> {
    let runs: Vec<usize> = (0..blocks.len()).filter(|at| matches!(blocks[*at], Block::Picture(_))).collect();
    let bare = |at: usize| match &blocks[at] {
        Block::Line(line) | Block::Picture(line) => Some(line.split_whitespace().collect::<String>()),
        _ => None,
    };
    let mut is_repeat = vec![false; blocks.len()];
    for (index, &run) in runs.iter().enumerate() {
        let Some(said) = bare(run) else { continue };
        let before = index.checked_sub(1).map_or(0, |before| runs[before] + 1);
        let behind = runs.get(index + 1).copied().unwrap_or(blocks.len());
        let mut rest = said.as_str();
        let same = (run + 1..behind).map_while(|at| {
            rest = rest.strip_prefix(bare(at)?.as_str())?;
            Some(at)
        });
        let after: Vec<usize> = same.collect();
        let found = if rest.is_empty() && !after.is_empty() {
            after
        } else {
            rest = said.as_str();
            let same = (before..run).rev().map_while(|at| {
                rest = rest.strip_suffix(bare(at)?.as_str())?;
                Some(at)
            });
            let ahead: Vec<usize> = same.collect();
            if rest.is_empty() { ahead } else { Vec::new() }
        };
        found.into_iter().for_each(|at| is_repeat[at] = true);
    }
    let mut is_repeat = is_repeat.into_iter();
    blocks.into_iter().filter(|_| !is_repeat.next().unwrap_or(false)).collect()
}
