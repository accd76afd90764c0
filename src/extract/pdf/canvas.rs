//! A page as it is taken down: words, lines, and what could not be read.

use super::glyph::{Meaning, Shape};
use super::span::Span;
use crate::extract::words::{Placed, Words};
use crate::extract::{Page, Rule};
use hayro_interpret::kurbo::Point;
use hayro_syntax::object::Dict;

/// Takes down glyphs and lines in the order in which they are drawn.
pub(super) struct Canvas {
    words: Words,
    size: (f32, f32),
    /// Glyphs drawn so far.
    pub(super) glyphs: usize,
    undecodable: u32,
    /// Lines drawn so far.
    pub(super) rules: Vec<Rule>,
    /// The marked sequences that are open.
    spans: Vec<Span>,
}

/// A glyph on its way to the page.
pub(super) struct Drawn<'g> {
    pub(super) origin: Point,
    pub(super) shape: &'g Shape,
    /// How much wider than high its run is set.
    pub(super) stretch: f64,
    /// Advance width in thousandths of an em.
    pub(super) width: f32,
    /// Whether its font runs across the page, not down.
    pub(super) is_horizontal: bool,
}

/// A page that has been read.
pub(super) struct ReadPage {
    pub(super) page: Page,
    /// Glyphs drawn.
    pub(super) glyphs: usize,
    /// Glyphs without a known meaning.
    pub(super) undecodable: u32,
    /// Words off the page.
    pub(super) hidden: usize,
}

impl Canvas {
    /// An empty page of this size, in points.
    pub(super) fn new(size: (f32, f32)) -> Self {
        let words = Words::new(size.0, size.1);
        Self { words, size, glyphs: 0, undecodable: 0, rules: Vec::new(), spans: Vec::new() }
    }

    /// A marked sequence begins.
    pub(super) fn begin(&mut self, properties: Option<&Dict<'_>>) {
        self.spans.push(Span::of(properties));
    }

    /// The last marked sequence that is open ends.
    pub(super) fn end(&mut self) {
        self.spans.pop();
    }

    /// Whether the glyph can be seen at all. Others mean nothing.
    pub(super) fn is_visible(glyph: &Drawn<'_>) -> bool {
        glyph.shape.is_visible() && glyph.origin.is_finite()
    }

    /// What the marked sequences that are open say of the next glyph.
    pub(super) fn said(&mut self) -> Option<Meaning> {
        let text = self.spans.iter_mut().rev().find_map(Span::next)?;
        Some(Meaning { text, is_undecodable: false })
    }

    /// Takes down a glyph that can be seen.
    pub(super) fn write(&mut self, glyph: &Drawn<'_>, meaning: &Meaning) {
        self.undecodable += u32::from(meaning.is_undecodable);
        let along = glyph.shape.along();
        self.words.push(&Placed {
            text: &meaning.text,
            x: narrow(glyph.origin.x),
            y: narrow(glyph.origin.y),
            along: (narrow(along.0), narrow(along.1)),
            advance: glyph.width * narrow(glyph.shape.size * glyph.stretch / 1000.0),
            size: narrow(glyph.shape.size),
        });
        if !glyph.is_horizontal {
            self.words.close();
        }
    }

    /// The page, once all is drawn.
    pub(super) fn finish(self, number: u32) -> ReadPage {
        let (words, hidden) = self.words.finish();
        let (width, height) = self.size;
        ReadPage {
            page: Page { number, width, height, words, rules: self.rules },
            glyphs: self.glyphs,
            undecodable: self.undecodable,
            hidden,
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "geometry is f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}
