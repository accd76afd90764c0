//! A band: a strip of the page with its texts and strokes, before it has a place.
//!
//! Frame: points, x from the page's left edge, y down from the band's upper edge.

use super::metrics::{is_han, width, wrap};

/// A number of lines or rows, for arithmetic in points.
pub(super) fn many(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// A stroke or a fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// A stroked rectangle: left, top, right, bottom.
    Frame(f32, f32, f32, f32),
    /// A grey filled and stroked rectangle: left, top, right, bottom.
    Grey(f32, f32, f32, f32),
    /// A horizontal stroke: left, right, height, line width.
    Rule(f32, f32, f32, f32),
}

impl Shape {
    /// The shape lowered by `dy`.
    pub(super) fn lowered(self, dy: f32) -> Self {
        match self {
            Self::Frame(x0, y0, x1, y1) => Self::Frame(x0, y0 + dy, x1, y1 + dy),
            Self::Grey(x0, y0, x1, y1) => Self::Grey(x0, y0 + dy, x1, y1 + dy),
            Self::Rule(x0, x1, y, weight) => Self::Rule(x0, x1, y + dy, weight),
        }
    }
}

/// Size and weight of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub size: f32,
    pub bold: bool,
}

impl Style {
    pub(super) const BODY: Self = Self::plain(9.0);
    pub(super) const HEAD: Self = Self { size: 9.0, bold: true };
    pub(super) const fn plain(size: f32) -> Self {
        Self { size, bold: false }
    }
    /// From baseline to baseline.
    pub(super) fn leading(self) -> f32 {
        self.size * 1.2
    }
}

/// Where text stands across its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Text on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub x: f32,
    pub y: f32,
    pub style: Style,
    pub text: String,
}

/// The content of one cell or field: one text, on one line or several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Sub-row of the band, from 0: pieces of one sub-row are one line of a text rendering.
    pub row: usize,
    /// Left edge of the cell.
    pub x: f32,
    pub runs: Vec<Run>,
}

impl Piece {
    /// The lines as one text: joined with one blank, with none between two Han characters.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for run in &self.runs {
            let between_han =
                text.chars().next_back().is_some_and(is_han) && run.text.chars().next().is_some_and(is_han);
            if !text.is_empty() && !between_han {
                text.push(' ');
            }
            text.push_str(&run.text);
        }
        text
    }
}

/// A strip of the page that is not torn, save at its `cuts`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Band {
    pub height: f32,
    pub shapes: Vec<Shape>,
    pub pieces: Vec<Piece>,
    /// Heights at which a page may end inside the band, upwards from the top.
    pub cuts: Vec<f32>,
    /// Whether the next band must stand on the same page.
    pub keep_with_next: bool,
}

/// Space between a cell's border and its text.
const PAD: f32 = 1.45;
/// Least space above and below the text of a cell.
const TOP_PAD: f32 = 3.7;
/// From the top of a cell to the first baseline, where text is set at the top.
const FIRST_BASELINE: f32 = 11.9;

/// A rectangle of a band to put text into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub x0: f32,
    pub x1: f32,
    pub y0: f32,
    pub y1: f32,
}

impl Area {
    pub(super) fn new(x0: f32, x1: f32, y0: f32, y1: f32) -> Self {
        Self { x0, x1, y0, y1 }
    }
}

impl Band {
    pub(super) fn new(height: f32) -> Self {
        Self { height, ..Self::default() }
    }

    /// The same band, held together with the next.
    pub(super) fn kept(mut self) -> Self {
        self.keep_with_next = true;
        self
    }

    /// Puts a text on a baseline, without a frame.
    pub(super) fn line(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.sub_line(0, x, y, style, text);
    }

    /// Puts a text on a baseline in a sub-row.
    pub(super) fn sub_line(&mut self, row: usize, x: f32, y: f32, style: Style, text: &str) {
        let runs = if text.is_empty() { Vec::new() } else { vec![Run { x, y, style, text: text.to_owned() }] };
        self.pieces.push(Piece { row, x, runs });
    }

    /// Puts a text so that it ends at `x`.
    pub(super) fn line_ending(&mut self, row: usize, x: f32, y: f32, style: Style, text: &str) {
        let start = x - width(text, style.size, style.bold);
        self.sub_line(row, start, y, style, text);
    }

    /// Wraps a text from baseline `y` down and returns the number of lines.
    pub(super) fn lines(&mut self, row: usize, x: f32, y: f32, limit: f32, style: Style, text: &str) -> usize {
        let lines = if text.is_empty() { Vec::new() } else { wrap(text, style.size, style.bold, limit) };
        let mut runs = Vec::with_capacity(lines.len());
        let mut baseline = y;
        for text in lines {
            runs.push(Run { x, y: baseline, style, text });
            baseline += style.leading();
        }
        let count = runs.len();
        self.pieces.push(Piece { row, x, runs });
        count
    }

    /// A framed cell with its text centred in height.
    pub(super) fn cell(&mut self, row: usize, area: Area, align: Align, style: Style, text: &str) {
        let lines = lines_in(area.x1 - area.x0, style, text);
        let height = many(lines.len()) * style.leading();
        let top = ((area.y1 - area.y0 - height) / 2.0).max(0.0);
        self.framed(row, area, top, align, style, lines);
    }

    /// A framed cell with its text at the top.
    pub(super) fn cell_at_top(&mut self, row: usize, area: Area, align: Align, style: Style, text: &str) {
        let lines = lines_in(area.x1 - area.x0, style, text);
        self.framed(row, area, FIRST_BASELINE - style.size * 0.9, align, style, lines);
    }

    fn framed(&mut self, row: usize, area: Area, top: f32, align: Align, style: Style, lines: Vec<String>) {
        self.shapes.push(Shape::Frame(area.x0, area.y0, area.x1, area.y1));
        let mut baseline = area.y0 + top + style.size * 0.9;
        let mut runs = Vec::with_capacity(lines.len());
        for text in lines {
            let across = width(&text, style.size, style.bold);
            let x = match align {
                Align::Left => area.x0 + PAD,
                Align::Centre => area.x0 + (area.x1 - area.x0 - across) / 2.0,
                Align::Right => area.x1 - PAD - across,
            };
            runs.push(Run { x, y: baseline, style, text });
            baseline += style.leading();
        }
        self.pieces.push(Piece { row, x: area.x0, runs });
    }

    /// Tears the band at height `at`: what stands above, and the rest.
    pub(super) fn split(self, at: f32) -> (Self, Self) {
        let mut above = Self::new(at);
        let mut below = Self::new(self.height - at);
        below.cuts = self.cuts.iter().filter(|&&cut| cut > at).map(|cut| cut - at).collect();
        below.keep_with_next = self.keep_with_next;
        for shape in self.shapes {
            match shape {
                Shape::Frame(x0, y0, x1, y1) if y0 < at && y1 > at => {
                    above.shapes.push(Shape::Frame(x0, y0, x1, at));
                    below.shapes.push(Shape::Frame(x0, 0.0, x1, y1 - at));
                }
                Shape::Frame(_, y, ..) | Shape::Grey(_, y, ..) | Shape::Rule(_, _, y, _) if y < at => {
                    above.shapes.push(shape);
                }
                _ => below.shapes.push(shape.lowered(-at)),
            }
        }
        for piece in self.pieces {
            let (upper, lower): (Vec<Run>, Vec<Run>) = piece.runs.into_iter().partition(|run| run.y < at);
            let lower: Vec<Run> = lower.into_iter().map(|run| Run { y: run.y - at, ..run }).collect();
            if !lower.is_empty() || piece.row == 0 {
                let x = piece.x;
                below.pieces.push(Piece { row: 0, x, runs: lower });
            }
            above.pieces.push(Piece { runs: upper, ..piece });
        }
        (above, below)
    }
}

/// The lines of a text in a cell of this width.
pub(super) fn lines_in(cell_width: f32, style: Style, text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    wrap(text, style.size, style.bold, cell_width - 2.0 * PAD)
}

/// The height a cell of this width needs for a text.
pub(super) fn height_in(cell_width: f32, style: Style, text: &str) -> f32 {
    many(lines_in(cell_width, style, text).len()) * style.leading() + 2.0 * TOP_PAD
}
