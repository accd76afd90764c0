//! What a glyph means and how it is set, whoever reads the content.

use crate::extract::fonts::Guesses;
use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::Affine;

/// What a glyph means.
pub(super) struct Meaning {
    /// Its characters: U+FFFD if nobody knows, a blank if it draws nothing.
    pub(super) text: String,
    /// Whether nobody but the maker of the font knows.
    pub(super) is_undecodable: bool,
}

impl Meaning {
    /// What a glyph with an outline means: by its font, by the other fonts' tables, or because it draws nothing.
    pub(super) fn of_outline(glyph: &OutlineGlyph, guesses: &Guesses<'_, '_>) -> Self {
        let found = glyph.as_unicode().filter(is_meaningful).or_else(|| guesses.character(glyph).filter(is_meaningful));
        match found {
            None if glyph.outline().elements().is_empty() => Self { text: " ".to_owned(), is_undecodable: false },
            found => Self::of(found),
        }
    }

    /// What a table of characters says, if it says anything.
    pub(super) fn stated(character: Option<BfString>) -> Option<Self> {
        character.filter(is_meaningful).map(|character| Self::of(Some(character)))
    }

    /// What a glyph of drawing instructions means: only its font can say.
    pub(super) fn of_drawing(character: Option<BfString>) -> Self {
        Self::of(character.filter(is_meaningful))
    }

    fn of(found: Option<BfString>) -> Self {
        let (text, is_undecodable) = match found {
            Some(BfString::Char(character)) => (character.to_string(), is_private(character)),
            Some(BfString::String(text)) => (text, false),
            None => (char::REPLACEMENT_CHARACTER.to_string(), true),
        };
        Self { text, is_undecodable }
    }
}

/// Characters that anybody may give a meaning.
fn is_private(character: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&character)
}

/// No control characters, which broken tables put in place of what they do not know. Tabs and line ends are white space.
fn is_meaningful(text: &BfString) -> bool {
    let is_bad = |character: char| {
        (character.is_control() && !character.is_whitespace()) || character == char::REPLACEMENT_CHARACTER
    };
    match text {
        BfString::Char(character) => !is_bad(*character),
        BfString::String(text) => !text.is_empty() && !text.chars().any(is_bad),
    }
}

/// How a glyph is set: all of its matrix but the place.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// The matrix without the place, by which shapes are the same.
    linear: [f64; 4],
    /// Length of the vector that a thousandth of an em along the baseline becomes.
    run: f64,
    /// Size of the font in points.
    pub(super) size: f64,
    /// How much wider than high the glyph is set.
    pub(super) ratio: f64,
}

impl Shape {
    /// The shape that a matrix from thousandths of an em to the page gives.
    pub(super) fn of(placed: Affine) -> Self {
        let [ux, uy, vx, vy, ..] = placed.as_coeffs();
        let (run, rise) = (ux.hypot(uy), vx.hypot(vy));
        Self { linear: [ux, uy, vx, vy], run, size: 1000.0 * rise, ratio: run / rise }
    }

    /// The same, with less work if it is that of the glyph before.
    #[allow(clippy::float_cmp, reason = "the same matrix has the same numbers, to the last bit")]
    pub(super) fn after(before: Option<Self>, placed: Affine) -> Self {
        let [ux, uy, vx, vy, ..] = placed.as_coeffs();
        before.filter(|shape| shape.linear == [ux, uy, vx, vy]).unwrap_or_else(|| Self::of(placed))
    }

    /// Whether the glyph has a size and a direction.
    pub(super) fn is_visible(&self) -> bool {
        self.size.is_finite() && self.size > 0.0 && self.run > 0.0
    }

    /// Where the baseline runs: a unit vector.
    pub(super) fn along(&self) -> (f64, f64) {
        (self.linear[0] / self.run, self.linear[1] / self.run)
    }
}

/// How much wider than high the text of a run is set (`Tz`), from the ratios of its glyphs. Substituted fonts are
/// stretched glyph by glyph to the widths that the PDF gives, which says nothing about the advance: then it is 1.
pub(super) fn stretch(mut ratios: impl Iterator<Item = f64>) -> f64 {
    let Some(first) = ratios.next() else {
        return 1.0;
    };
    let mut others = ratios.peekable();
    if others.peek().is_some() && others.all(|ratio| (ratio - first).abs() < 0.01) && first.is_finite() {
        first
    } else {
        1.0
    }
}
