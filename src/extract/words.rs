//! Glyphs → words: by their gaps on the baseline.

use super::overprint::Overprint;
use super::{Word, within_reach};
use crate::finding::BBox;

/// Ascent above and descent below the baseline, in em: the same for all fonts, since font files lie about theirs.
const ASCENT: f32 = 0.8;
const DESCENT: f32 = 0.2;

/// A gap wider than this ends a word, in em. A blank is 0.22 em at least, letter spacing rarely over 0.1.
const WORD_GAP: f32 = 0.2;
/// How far the next glyph may start before the end of the last one, in em (kerning, wrong widths).
const BACK_STEP: f32 = 0.3;
/// How far off the baseline the next glyph may stand, in em.
const BASELINE_SHIFT: f32 = 0.25;
/// Sizes that differ by more than this factor do not make one word (a note's mark after a figure).
const SIZE_RATIO: f32 = 1.25;
/// The same character this near, in em, is drawn over the one before ...
const REPEAT_REACH: f32 = 0.2;
/// ... unless the character is so narrow that its neighbour stands there (`ll`, `..`), in shares of the advance.
const REPEAT_ADVANCE: f32 = 0.5;

/// A glyph in the frame of the page.
pub(super) struct Placed<'t> {
    /// What it means; one character, or several for a ligature.
    pub text: &'t str,
    /// Origin, from the left.
    pub x: f32,
    /// Origin (baseline), from the top.
    pub y: f32,
    /// Where the baseline runs: a unit vector, (1, 0) for upright text.
    pub along: (f32, f32),
    /// Advance width in points.
    pub advance: f32,
    /// Font size in points.
    pub size: f32,
}

/// Builds the words of one page.
pub(super) struct Words {
    width: f32,
    height: f32,
    overprint: Overprint,
    open: Option<Open>,
    done: Vec<Word>,
    /// Words that lie wholly off the page.
    hidden: usize,
}

struct Open {
    text: String,
    bbox: BBox,
    size: f32,
    along: (f32, f32),
    /// Where the next glyph should start.
    pen: (f32, f32),
}

impl Words {
    /// An empty page of this size, in points.
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self { width, height, overprint: Overprint::new(width, height), open: None, done: Vec::new(), hidden: 0 }
    }

    /// Adds a glyph in drawing order.
    pub(super) fn push(&mut self, glyph: &Placed<'_>) {
        let Some(character) = glyph.text.chars().next() else {
            return;
        };
        let reach = (REPEAT_REACH * glyph.size).min(REPEAT_ADVANCE * glyph.advance.abs()).max(0.1);
        if self.overprint.is_repeat(character, glyph.x, glyph.y, reach) {
            return;
        }
        if glyph.text.chars().all(char::is_whitespace) {
            self.close();
            return;
        }
        let bbox = glyph.bbox();
        let pen = (glyph.x + glyph.along.0 * glyph.advance, glyph.y + glyph.along.1 * glyph.advance);
        match &mut self.open {
            Some(open) if open.takes(glyph) => {
                open.text.push_str(glyph.text);
                open.bbox = open.bbox.union(bbox);
                open.pen = pen;
            }
            _ => {
                self.close();
                self.open = Some(Open { text: glyph.text.to_owned(), bbox, size: glyph.size, along: glyph.along, pen });
            }
        }
    }

    /// Ends the word that is being built.
    pub(super) fn close(&mut self) {
        let Some(Open { text, bbox, size, .. }) = self.open.take() else {
            return;
        };
        // What lies wholly off the page nobody sees.
        let is_visible = bbox.x1 > 0.0 && bbox.x0 < self.width && bbox.y1 > 0.0 && bbox.y0 < self.height;
        if is_visible {
            self.done.push(Word { text, bbox, size: within_reach(size) });
        } else {
            self.hidden += 1;
        }
    }

    /// The words in drawing order, and how many more lie off the page.
    pub(super) fn finish(mut self) -> (Vec<Word>, usize) {
        self.close();
        (self.done, self.hidden)
    }
}

impl Open {
    fn takes(&self, glyph: &Placed<'_>) -> bool {
        let (dx, dy) = (glyph.x - self.pen.0, glyph.y - self.pen.1);
        let (ux, uy) = self.along;
        let gap = dx * ux + dy * uy;
        let shift = dx * uy - dy * ux;
        let is_parallel = ux * glyph.along.0 + uy * glyph.along.1 > 0.99;
        let ratio = (glyph.size / self.size).max(self.size / glyph.size);
        is_parallel
            && ratio <= SIZE_RATIO
            && shift.abs() <= BASELINE_SHIFT * self.size
            && gap <= WORD_GAP * self.size
            && gap >= -BACK_STEP * self.size
    }
}

impl Placed<'_> {
    fn bbox(&self) -> BBox {
        let (ascent, descent) = (ASCENT * self.size, DESCENT * self.size);
        if self.along == (1.0, 0.0) {
            // Upright, as nearly all text is.
            let end = self.x + self.advance;
            return BBox {
                x0: within_reach(self.x.min(end)),
                y0: within_reach(self.y - ascent),
                x1: within_reach(self.x.max(end)),
                y1: within_reach(self.y + descent),
            };
        }
        let (ux, uy) = self.along;
        let corner = |along: f32, up: f32| {
            let x = within_reach(self.x + ux * along + uy * up);
            let y = within_reach(self.y + uy * along - ux * up);
            BBox { x0: x, y0: y, x1: x, y1: y }
        };
        corner(0.0, ascent)
            .union(corner(0.0, -descent))
            .union(corner(self.advance, ascent))
            .union(corner(self.advance, -descent))
    }
}
