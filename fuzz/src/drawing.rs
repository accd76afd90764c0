//! A document as lines of text: one a page, a word, a rule.
//!
//! What is not such a line is passed over, so that almost any mutation of a drawing is a drawing, and what makes a
//! crash can be read and cut down by hand.
//!
//! ```text
//! points
//! page 595 842
//! word 40 50 90 60 10 Monthly
//! across 70 40 300
//! down 40 70 90
//! ```

use std::fmt::Write as _;

use sharecap::extract::{Document, Geometry, Page, Rule, Word};
use sharecap::filing::SourceFormat;
use sharecap::finding::BBox;

/// More than any return has; beyond it, time is spent on size instead of shapes.
const MOST_LINES: usize = 4_000;

/// The document that a drawing stands for.
pub(crate) fn read(text: &str) -> Document {
    let mut document = Document {
        format: SourceFormat::Pdf,
        geometry: Geometry::Points,
        pages: Vec::new(),
        release_version: None,
        undecodable: 0,
        doubts: Vec::new(),
    };
    for line in text.lines().take(MOST_LINES) {
        // What is wrong in itself is left out.
        let _ = read_line(line, &mut document);
    }
    document
}

fn read_line(line: &str, document: &mut Document) -> Option<()> {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    let number = u32::try_from(document.pages.len() + 1).ok()?;
    match what {
        "points" => document.geometry = Geometry::Points,
        "made-up" => document.geometry = Geometry::MadeUp,
        "order" => document.geometry = Geometry::Order,
        "undecodable" => document.undecodable = rest.parse().ok()?,
        "release" => document.release_version = Some(rest.to_owned()),
        "page" => {
            let [width, height] = numbers(rest)?.0;
            document.pages.push(Page { number, width, height, ..Page::default() });
        }
        "word" => {
            let ([x0, y0, x1, y1, size], text) = numbers(rest)?;
            let text = text.trim();
            let is_one = !text.is_empty() && !text.contains(char::is_whitespace);
            let word = Word { text: text.to_owned(), bbox: BBox { x0, y0, x1, y1 }, size };
            document.pages.last_mut().filter(|_| is_one)?.words.push(word);
        }
        "across" => {
            let [y, x0, x1] = numbers(rest)?.0;
            document.pages.last_mut().filter(|_| x0 < x1)?.rules.push(Rule::Horizontal { y, x0, x1 });
        }
        "down" => {
            let [x, y0, y1] = numbers(rest)?.0;
            document.pages.last_mut().filter(|_| y0 < y1)?.rules.push(Rule::Vertical { x, y0, y1 });
        }
        _ => {}
    }
    Some(())
}

/// So many numbers, and what stands behind them.
fn numbers<const N: usize>(mut text: &str) -> Option<([f32; N], &str)> {
    let mut numbers = [0.0; N];
    for number in &mut numbers {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        *number = first.parse().ok().filter(|number: &f32| number.is_finite())?;
        text = rest;
    }
    Some((numbers, text))
}

/// The drawing of a document.
pub(crate) fn write(document: &Document) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", geometry(document.geometry));
    if let Some(release) = &document.release_version {
        let _ = writeln!(text, "release {release}");
    }
    for page in &document.pages {
        let _ = writeln!(text, "page {} {}", page.width, page.height);
        for Word { text: word, bbox: BBox { x0, y0, x1, y1 }, size } in &page.words {
            let _ = writeln!(text, "word {x0:.1} {y0:.1} {x1:.1} {y1:.1} {size:.1} {word}");
        }
        for rule in &page.rules {
            let _ = match rule {
                Rule::Horizontal { y, x0, x1 } => writeln!(text, "across {y:.1} {x0:.1} {x1:.1}"),
                Rule::Vertical { x, y0, y1 } => writeln!(text, "down {x:.1} {y0:.1} {y1:.1}"),
            };
        }
    }
    text
}

fn geometry(geometry: Geometry) -> &'static str {
    match geometry {
        Geometry::Points => "points",
        Geometry::MadeUp => "made-up",
        Geometry::Order => "order",
    }
}
