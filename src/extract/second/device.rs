//! Takes down the characters and paths that `pdf-extract` draws.

use hayro_interpret::kurbo::{Affine, PathEl, Point};
use pdf_extract::{ColorSpace, MediaBox, OutputDev, OutputError, Path, PathOp, Transform};

use super::Frame;
use crate::extract::words::{Placed, Words};
use crate::extract::{Rule, Word, rules};

/// Drawing operations on one page that are looked at, text included.
const MAX_OPERATIONS: usize = 4_000_000;

/// One page as it is drawn.
pub(super) struct Device {
    words: Words,
    rules: Vec<Rule>,
    transform: Transform,
    glyphs: usize,
    max_glyphs: usize,
    operations: usize,
    undecodable: u32,
}

/// What was drawn.
pub(super) struct Drawn {
    pub(super) words: Vec<Word>,
    pub(super) rules: Vec<Rule>,
    pub(super) glyphs: usize,
    pub(super) undecodable: u32,
}

impl Device {
    pub(super) fn new(frame: &Frame, max_glyphs: usize) -> Self {
        let (width, height) = frame.size;
        Self {
            words: Words::new(width, height),
            rules: Vec::new(),
            transform: frame.transform,
            glyphs: 0,
            max_glyphs,
            operations: 0,
            undecodable: 0,
        }
    }

    pub(super) fn finish(self) -> Drawn {
        let (words, _) = self.words.finish();
        Drawn { words, rules: self.rules, glyphs: self.glyphs, undecodable: self.undecodable }
    }

    /// Whether the page draws more than is looked at.
    pub(super) fn is_spent(&self) -> bool {
        self.glyphs > self.max_glyphs || self.operations > MAX_OPERATIONS
    }

    fn spend(&mut self, glyphs: usize) -> Result<(), OutputError> {
        self.operations += 1;
        self.glyphs += glyphs;
        if self.is_spent() { Err(OutputError::FormatError(std::fmt::Error)) } else { Ok(()) }
    }

    /// The way from the space of a path to our frame.
    fn way(&self, space: &Transform) -> Affine {
        let way = space.post_transform(&self.transform);
        Affine::new([way.m11, way.m12, way.m21, way.m22, way.m31, way.m32])
    }
}

impl OutputDev for Device {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        space: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.spend(1)?;
        let placed = space.post_transform(&self.transform);
        let (run, rise) = (placed.m11.hypot(placed.m12), placed.m21.hypot(placed.m22));
        let size = (font_size * rise).abs();
        if !(size.is_finite() && size > 0.0 && run > 0.0 && placed.m31.is_finite() && placed.m32.is_finite()) {
            return Ok(());
        }
        let is_unknown = text.is_empty() || text.chars().any(|c| c.is_control() && !c.is_whitespace());
        self.undecodable += u32::from(is_unknown);
        // A negative font size turns the text round.
        let forward = font_size.signum() / run;
        self.words.push(&Placed {
            text: if is_unknown { "\u{fffd}" } else { text },
            x: narrow(placed.m31),
            y: narrow(placed.m32),
            along: (narrow(placed.m11 * forward), narrow(placed.m12 * forward)),
            advance: narrow(width * font_size.abs() * run),
            size: narrow(size),
        });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(&mut self, space: &Transform, _: &ColorSpace, _: &[f64], path: &Path) -> Result<(), OutputError> {
        self.spend(0)?;
        rules::strokes(elements(path), self.way(space), &mut self.rules);
        Ok(())
    }

    fn fill(&mut self, space: &Transform, _: &ColorSpace, _: &[f64], path: &Path) -> Result<(), OutputError> {
        self.spend(0)?;
        rules::bars(elements(path), self.way(space), &mut self.rules);
        Ok(())
    }
}

/// A path as kurbo has it.
fn elements(path: &Path) -> impl Iterator<Item = PathEl> {
    path.ops.iter().flat_map(|op| match *op {
        PathOp::MoveTo(x, y) => vec![PathEl::MoveTo(Point::new(x, y))],
        PathOp::LineTo(x, y) => vec![PathEl::LineTo(Point::new(x, y))],
        PathOp::CurveTo(x1, y1, x2, y2, x, y) => {
            vec![PathEl::CurveTo(Point::new(x1, y1), Point::new(x2, y2), Point::new(x, y))]
        }
        PathOp::Rect(x, y, width, height) => vec![
            PathEl::MoveTo(Point::new(x, y)),
            PathEl::LineTo(Point::new(x + width, y)),
            PathEl::LineTo(Point::new(x + width, y + height)),
            PathEl::LineTo(Point::new(x, y + height)),
            PathEl::ClosePath,
        ],
        PathOp::Close => vec![PathEl::ClosePath],
    })
}

#[allow(clippy::cast_possible_truncation, reason = "geometry is f32")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}
