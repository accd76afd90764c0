//! Text input → words on a made-up raster.
//!
//! Texts of a form come from many hands: one line a form line with cells between tabs, pipes or runs of blanks; one
//! cell a line; one long line a page. What they share is the order, so the raster keeps that, the borders between
//! cells, and the lines, and nothing else. [`feet`](super::feet) finds where pages end.

use super::encoding::Decoded;
use super::feet::{Feet, apart};
use super::{Document, Geometry, Limits, Page, TEXT_CELL_GAP, TEXT_COLUMN, TEXT_LINE, Word, too_large};
use crate::filing::SourceFormat;
use crate::finding::{BBox, FilingError};

/// Font size that words of text input are said to have: a line's height less a gap above and below.
const SIZE: f32 = TEXT_LINE - 2.0;

/// Reads text.
///
/// # Errors
///
/// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge) beyond the limits.
pub(super) fn read(decoded: &Decoded, limits: &Limits) -> Result<Document, FilingError> {
    let count = decoded.text.chars().count();
    if count > limits.max_glyphs {
        let limit = limits.max_glyphs;
        return Err(too_large(format!("the text has {count} characters, the limit is {limit}")));
    }
    read_lines(&lines(&decoded.text), limits, decoded.undecodable)
}

/// Reads lines of text; a form feed is a line of its own.
///
/// # Errors
///
/// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge) for too many pages.
pub(super) fn read_lines(lines: &[String], limits: &Limits, undecodable: u32) -> Result<Document, FilingError> {
    let lines: Vec<String> = lines.iter().flat_map(|line| two(line)).collect();
    let feet = Feet::of(&lines);
    let mut pages = Pages::default();
    for (index, line) in lines.iter().enumerate() {
        // At once: a million pages of a character each are no text of a million characters.
        if pages.done.len() > limits.max_pages {
            break;
        }
        if line == FORM_FEED {
            pages.turn();
            continue;
        }
        if feet.starts_page(index) {
            pages.turn();
        }
        pages.line(line);
        if let Some(number) = feet.number(index) {
            pages.name(number);
        }
        if feet.ends_page(index) {
            pages.turn();
        }
    }
    let pages = pages.finish();
    if pages.len() > limits.max_pages {
        return Err(too_large(format!("the text has more than {} pages", limits.max_pages)));
    }
    Ok(Document {
        format: SourceFormat::Text,
        geometry: Geometry::Order,
        pages,
        release_version: None,
        undecodable,
        doubts: Vec::new(),
    })
}

/// A line, or its foot and the rest of it.
fn two(line: &str) -> Vec<String> {
    match apart(line) {
        ("", _) | (_, "") => vec![line.to_owned()],
        (foot, rest) => vec![foot.to_owned(), rest.to_owned()],
    }
}

/// A line of its own for every form feed.
const FORM_FEED: &str = "\u{c}";

/// The lines, without mark-up, whatever ends them.
fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\u{c}', "\n\u{c}\n");
    text.split(['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}']).map(plain).collect()
}

/// A line without markdown: heading and fence marks, bold marks, table separators, line breaks within cells.
fn plain(line: &str) -> String {
    let trimmed = line.trim();
    let is_separator = trimmed.contains("---")
        && trimmed.chars().all(|character| matches!(character, '|' | '-' | ':' | '+' | ' ' | '\t'));
    if is_separator || trimmed.starts_with("```") || trimmed.starts_with("~~~") {
        return String::new();
    }
    let mut line = match trimmed.trim_start_matches('#') {
        heading if heading.len() < trimmed.len() && heading.starts_with(' ') => heading.trim_start().to_owned(),
        _ => line.to_owned(),
    };
    if line.contains('<') {
        for mark in ["<br>", "<br/>", "<br />", "<BR>"] {
            line = line.replace(mark, " ");
        }
    }
    if line.contains('&') {
        line = line.replace("&nbsp;", " ").replace("&amp;", "&");
    }
    if line.matches("**").count() >= 2 {
        line = line.replace("**", "");
    }
    line
}

/// The pages as they fill.
#[derive(Default)]
struct Pages {
    done: Vec<Page>,
    words: Vec<Word>,
    lines: u16,
    /// The number that the foot of this page tells.
    named: Option<u32>,
}

impl Pages {
    fn line(&mut self, line: &str) {
        let y = f32::from(self.lines) * TEXT_LINE;
        self.words.extend(words(line, y));
        self.lines = self.lines.saturating_add(1);
    }

    fn name(&mut self, number: u32) {
        self.named = Some(number);
    }

    /// Ends the page, unless there is nothing on it.
    fn turn(&mut self) {
        let named = self.named.take();
        let lines = std::mem::take(&mut self.lines);
        if self.words.is_empty() {
            return;
        }
        let before = self.done.last().map_or(0, |page| page.number);
        let words = std::mem::take(&mut self.words);
        self.done.push(Page {
            number: named.filter(|number| *number > before).unwrap_or(before + 1),
            width: words.iter().map(|word| word.bbox.x1).fold(0.0, f32::max),
            height: f32::from(lines) * TEXT_LINE,
            words,
            rules: Vec::new(),
        });
    }

    fn finish(mut self) -> Vec<Page> {
        self.turn();
        self.done
    }
}

/// What stands between two words of a line.
#[derive(Default)]
struct Gap {
    blanks: u16,
    tabs: u16,
    pipes: u16,
}

impl Gap {
    fn add(&mut self, character: char) {
        let counter = match character {
            '\t' => &mut self.tabs,
            _ if is_pipe(character) => &mut self.pipes,
            _ => &mut self.blanks,
        };
        *counter = counter.saturating_add(1);
    }

    /// How wide it is: a border for every pipe or tab, so that an empty cell widens it; blanks as wide as they are, so
    /// that what stands one over another in the text does so on the raster.
    fn width(&self) -> f32 {
        match self.pipes.max(self.tabs) {
            0 => f32::from(self.blanks) * TEXT_COLUMN,
            borders => f32::from(borders) * TEXT_CELL_GAP,
        }
    }
}

fn is_pipe(character: char) -> bool {
    matches!(character, '|' | '｜' | '│' | '┃')
}

/// Drawn by nobody: byte order marks, joiners, soft spaces of no width.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// The words of a line at this height.
pub(super) fn words(line: &str, y: f32) -> Vec<Word> {
    let mut words = Vec::new();
    let mut x = 0.0;
    let mut gap = Gap::default();
    let mut text = String::new();
    // The pipe that opens a table row is no border between two cells, and the blank behind it no indent.
    let row = line.trim_start_matches(' ').strip_prefix(is_pipe);
    let line = row.map_or(line, |row| row.trim_start_matches(' '));
    for character in line.chars().filter(|character| !is_invisible(*character)).chain([' ']) {
        if !(character.is_whitespace() || is_pipe(character)) {
            if text.is_empty() {
                x += std::mem::take(&mut gap).width();
            }
            text.push(character);
            continue;
        }
        if !text.is_empty() {
            let width = columns(&text);
            words.push(word(std::mem::take(&mut text), x, y, width));
            x += width;
        }
        gap.add(character);
    }
    words
}

/// Width of a text on the raster.
pub(super) fn columns(text: &str) -> f32 {
    let count = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    f32::from(count) * TEXT_COLUMN
}

fn word(text: String, x: f32, y: f32, width: f32) -> Word {
    let top = y + (TEXT_LINE - SIZE) / 2.0;
    Word { text, bbox: BBox { x0: x, y0: top, x1: x + width, y1: top + SIZE }, size: SIZE }
}
