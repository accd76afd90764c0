//! What every section of the form is composed with: spans across the page, headings, labels, values.

use super::pages::{Block, Part};
use super::style::{Breaks, LegacyStyle, Rules};
use crate::filing::{Language, MonthlyReturn};
use crate::synth::band::{Align, Band, Piece, Run, Shape, Style, many};
use crate::synth::metrics::{width, wrap};
use crate::synth::random::Rng;

/// A return that is being composed.
pub(super) struct Composer<'a> {
    pub style: &'a LegacyStyle,
    pub filing: &'a MonthlyReturn,
    pub chinese: bool,
    /// For what changes from cell to cell.
    pub rng: Rng,
    pub parts: Vec<Part>,
}

/// Left and right edge of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub x0: f32,
    pub x1: f32,
}

/// The sections before which the template starts a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Page,
    Movements,
}

/// Below the baseline of a value stands its line.
const BELOW: f32 = 2.2;

impl<'a> Composer<'a> {
    pub(super) fn new(filing: &'a MonthlyReturn, style: &'a LegacyStyle) -> Self {
        let chinese = filing.language != Language::English;
        Self { style, filing, chinese, rng: Rng::new(style.seed ^ 0x0c0f_fee0), parts: Vec::new() }
    }

    /// The whole form.
    pub(super) fn form(mut self) -> Vec<Part> {
        self.header();
        self.authorised_capital();
        self.issued_shares();
        self.options();
        self.warrants();
        self.convertibles();
        self.agreements();
        self.events();
        self.closing();
        self.parts
    }

    pub(super) fn pick(&self, english: &'static str, chinese: &'static str) -> &'static str {
        if self.chinese { chinese } else { english }
    }

    pub(super) fn body(&self) -> Style {
        Style::plain(self.style.size)
    }

    pub(super) fn bold(&self) -> Style {
        Style { size: self.style.size, bold: true }
    }

    pub(super) fn leading(&self) -> f32 {
        self.style.size * 1.25
    }

    /// Height of a row of figures.
    pub(super) fn row_height(&self) -> f32 {
        self.leading() * self.style.row_lines
    }

    /// The place at a fraction of the width between the margins.
    pub(super) fn x(&self, fraction: f32) -> f32 {
        let paper = self.style.paper;
        paper.left + (paper.right - paper.left) * fraction
    }

    pub(super) fn span(&self, from: f32, to: f32) -> Span {
        Span { x0: self.x(from), x1: self.x(to) }
    }

    pub(super) fn frame(&self) -> Option<(f32, f32)> {
        match self.style.rules {
            Rules::Underlined => Some((self.x(0.0) - 3.0, self.x(1.0) + 3.0)),
            Rules::Boxed => Some((self.x(0.0), self.x(1.0))),
            Rules::Bare => None,
        }
    }

    /// Starts a page where the style does.
    pub(super) fn start(&mut self, start: Start) {
        let turns = match self.style.breaks {
            Breaks::Sections => true,
            Breaks::Movements => start == Start::Movements,
            Breaks::Full => false,
        };
        let gap = self.leading() * 1.5;
        self.parts.push(if turns { Part::NewPage } else { Part::Space(gap) });
    }

    pub(super) fn space(&mut self, lines: f32) {
        let height = self.leading() * lines;
        self.parts.push(Part::Space(height));
    }

    /// A line of text on its own, wrapped if need be, held together with what follows.
    pub(super) fn title(&mut self, text: &str, style: Style) -> Band {
        let mut band = Band::new(0.0);
        let limit = self.x(1.0) - self.x(0.0);
        let lines = band.lines(0, self.x(0.0), style.size, limit, style, text);
        band.height = many(lines) * style.leading() + style.size * 0.7;
        band.kept()
    }

    pub(super) fn block(&mut self, block: Block) {
        self.parts.push(Part::Block(block));
    }

    /// A label, wrapped from baseline `y` down; the number of its lines.
    pub(super) fn label(&self, band: &mut Band, row: usize, span: Span, y: f32, text: &str) -> usize {
        let style = self.body();
        let lines = wrap(text, style.size, style.bold, span.x1 - span.x0);
        self.stack(band, row, span.x0, y, &lines);
        lines.len()
    }

    /// Lines of one text, one below the other.
    pub(super) fn stack(&self, band: &mut Band, row: usize, x: f32, y: f32, lines: &[String]) {
        let mut at = y;
        let mut runs = Vec::with_capacity(lines.len());
        for text in lines {
            runs.push(Run { x, y: at, style: self.body(), text: text.clone() });
            at += self.leading();
        }
        band.pieces.push(Piece { row, x, runs });
    }

    /// How many lines a heading takes, and in which size it is set.
    fn heading_lines(&self, span: Span, text: &str) -> (Vec<String>, f32) {
        let size = self.style.size;
        let room = span.x1 - span.x0 - 3.0;
        let flat = room / width(text, 1.0, false);
        if self.style.flat_headings && flat >= size * 0.6 {
            return (vec![text.to_owned()], size.min(flat));
        }
        let mut lines = Vec::new();
        for part in text.split('\n') {
            lines.extend(wrap(part, size, false, room));
        }
        (lines, size)
    }

    /// A row of headings, each set from the bottom of the row up; the height of the row.
    pub(super) fn headings(&mut self, band: &mut Band, row: usize, top: f32, headings: &[(Span, String)]) -> f32 {
        let set: Vec<_> = headings.iter().map(|(span, text)| (*span, self.heading_lines(*span, text))).collect();
        let most = set.iter().map(|(_, (lines, _))| lines.len()).max().unwrap_or(0);
        let height = many(most) * self.leading() + 4.0;
        for (span, (lines, size)) in set {
            let mut y = top + height - 4.0 - many(lines.len().saturating_sub(1)) * self.leading();
            let mut runs = Vec::new();
            for text in lines {
                let slack = span.x1 - span.x0 - width(&text, size, false);
                let x = span.x0 + if self.style.left_headings { 2.0 } else { slack.max(0.0) / 2.0 };
                runs.push(Run { x, y, style: Style::plain(size), text });
                y += self.leading();
            }
            band.pieces.push(Piece { row, x: span.x0, runs });
        }
        height
    }

    /// A value over its line, or in a cell whose box is drawn elsewhere; set smaller where it is too wide.
    pub(super) fn value(&mut self, band: &mut Band, row: usize, span: Span, y: f32, text: &str) {
        self.value_in(band, row, span, y, text, self.body());
    }

    pub(super) fn value_in(&mut self, band: &mut Band, row: usize, span: Span, y: f32, text: &str, style: Style) {
        if self.style.rules == Rules::Underlined {
            band.shapes.push(Shape::Rule(span.x0 + 2.0, span.x1 - 2.0, y + BELOW, 0.5));
        }
        let room = span.x1 - span.x0 - 5.0;
        let size = style.size.min(style.size * room / width(text, style.size, style.bold).max(1.0));
        let style = Style { size, ..style };
        let slack = (room - width(text, size, style.bold)).max(0.0);
        let place = match self.style.align {
            Align::Left => 0.0,
            Align::Centre => slack / 2.0,
            Align::Right => slack,
        };
        let shift = self.shift();
        let x = span.x0 + 2.5 + (place + shift).clamp(0.0, slack);
        let runs = if text.is_empty() { Vec::new() } else { vec![Run { x, y, style, text: text.to_owned() }] };
        band.pieces.push(Piece { row, x: span.x0, runs });
    }

    /// How many lines a value takes in [`Composer::value_up`].
    pub(super) fn value_lines(&self, span: Span, text: &str) -> usize {
        wrap(text, self.style.size, false, span.x1 - span.x0 - 5.0).len()
    }

    /// A value that may take several lines, the last of them on baseline `y`.
    pub(super) fn value_up(&mut self, band: &mut Band, row: usize, span: Span, y: f32, text: &str) {
        let style = self.body();
        let lines = wrap(text, style.size, false, span.x1 - span.x0 - 5.0);
        if lines.len() < 2 {
            return self.value(band, row, span, y, text);
        }
        let first = y - many(lines.len() - 1) * self.leading();
        self.stack(band, row, span.x0 + 2.5, first, &lines);
        if self.style.rules == Rules::Underlined {
            band.shapes.push(Shape::Rule(span.x0 + 2.0, span.x1 - 2.0, y + BELOW, 0.5));
        }
    }

    fn shift(&mut self) -> f32 {
        if self.style.shift == 0.0 {
            return 0.0;
        }
        let steps = i16::try_from(self.rng.range(-4, 4)).unwrap_or(0);
        self.style.shift * f32::from(steps) / 4.0
    }

    /// A line under a text of ours, in the style that has lines.
    pub(super) fn underline(&self, band: &mut Band, span: Span, y: f32) {
        if self.style.rules == Rules::Underlined {
            band.shapes.push(Shape::Rule(span.x0, span.x1, y + BELOW, 0.5));
        }
    }

    /// Boxes around the cells of a row, each up to the next, in the style that has boxes.
    pub(super) fn boxes(&self, band: &mut Band, spans: &[Span], y0: f32, y1: f32) {
        if self.style.rules != Rules::Boxed {
            return;
        }
        for (at, span) in spans.iter().enumerate() {
            let next = spans.get(at + 1).map_or(self.x(1.0), |next| next.x0);
            let x1 = if next - span.x1 < 16.0 { next } else { span.x1 };
            band.shapes.push(Shape::Frame(span.x0, y0, x1, y1));
        }
    }
}
