//! Fonts by the codes of their glyphs: what a code means and how far it moves the pen is found out once a document.

use super::Odd;
use crate::extract::fonts::Guesses;
use crate::extract::pdf::glyph::Meaning;
use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::kurbo::Vec2;
use hayro_syntax::object::Dict;
use std::collections::HashMap;

/// The fonts of a document that were asked for so far.
pub(super) struct Book<'d, 'a> {
    guesses: &'d Guesses<'d, 'a>,
    cache: FontCache<'a>,
    settings: InterpreterSettings,
    by_dict: HashMap<&'a [u8], usize>,
    fonts: Vec<Codes<'a>>,
}

/// A glyph of a font.
pub(super) struct Glyph {
    pub(super) meaning: Meaning,
    /// Advance width in thousandths of an em.
    pub(super) width: f32,
    /// How it moves the pen, in thousandths of an em.
    pub(super) advance: Vec2,
    /// Where it stands by the pen, in thousandths of an em.
    pub(super) displacement: Vec2,
    /// How much wider it is drawn than its font has it.
    pub(super) stretch: f64,
    /// Whether it is the blank that word spacing widens.
    pub(super) is_space: bool,
}

impl<'d, 'a> Book<'d, 'a> {
    pub(super) fn new(guesses: &'d Guesses<'d, 'a>) -> Self {
        let settings = InterpreterSettings::default();
        Self { guesses, cache: FontCache::new(), settings, by_dict: HashMap::new(), fonts: Vec::new() }
    }

    /// The number of a font. One that cannot be loaded is not plain.
    pub(super) fn number(&mut self, dict: &Dict<'a>) -> Result<usize, Odd> {
        if let Some(number) = self.by_dict.get(dict.data()) {
            return Ok(*number);
        }
        let font = self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver).ok_or(Odd)?;
        let number = self.fonts.len();
        self.fonts.push(Codes::new(font));
        self.by_dict.insert(dict.data(), number);
        Ok(number)
    }

    /// Whether the font of this number runs across the page, not down.
    pub(super) fn is_horizontal(&self, font: usize) -> bool {
        self.fonts[font].font.is_horizontal()
    }

    /// The first glyph of a text that is not empty, and the length of its code.
    pub(super) fn read(&mut self, font: usize, text: &[u8]) -> (usize, usize) {
        self.fonts[font].read(text, self.guesses)
    }

    /// What [`read`](Self::read) has found.
    pub(super) fn glyph(&self, font: usize, glyph: usize) -> &Glyph {
        &self.fonts[font].glyphs[glyph]
    }
}

/// A font, with the glyphs that were used so far.
struct Codes<'a> {
    font: Font<'a>,
    glyphs: Vec<Glyph>,
    by_first: Vec<Entry>,
    /// Glyphs of codes that the first two bytes do not tell.
    others: HashMap<(u32, usize), usize>,
}

/// What begins with a byte.
#[derive(Clone)]
enum Entry {
    Unseen,
    /// This glyph, and no more.
    Glyph(usize),
    /// Codes of two bytes, by the second.
    Pairs(Box<[Option<usize>; 256]>),
}

impl<'a> Codes<'a> {
    fn new(font: Font<'a>) -> Self {
        Self { font, glyphs: Vec::new(), by_first: vec![Entry::Unseen; 256], others: HashMap::new() }
    }

    fn read(&mut self, text: &[u8], guesses: &Guesses<'_, '_>) -> (usize, usize) {
        let first = usize::from(text[0]);
        let second = text.get(1).map(|byte| usize::from(*byte));
        match (&self.by_first[first], second) {
            (Entry::Glyph(glyph), _) => return (*glyph, 1),
            (Entry::Pairs(pairs), Some(second)) => {
                if let Some(glyph) = pairs[second] {
                    return (glyph, 2);
                }
            }
            _ => {}
        }
        let (code, length) = self.font.read_code(text, 0);
        if let Some(glyph) = self.others.get(&(code, length)) {
            return (*glyph, length);
        }
        let glyph = self.glyphs.len();
        self.glyphs.push(glyph_of(&self.font, code, length, guesses));
        let entry = &mut self.by_first[first];
        match (length, second) {
            // Code 0 of one byte stands for all that is no code, too.
            (1, _) if code > 0 => *entry = Entry::Glyph(glyph),
            (2, Some(second)) => {
                if !matches!(entry, Entry::Pairs(_)) {
                    *entry = Entry::Pairs(Box::new([None; 256]));
                }
                if let Entry::Pairs(pairs) = entry {
                    pairs[second] = Some(glyph);
                }
            }
            _ => {
                self.others.insert((code, length), glyph);
            }
        }
        (glyph, length)
    }
}

fn glyph_of(font: &Font<'_>, code: u32, length: usize, guesses: &Guesses<'_, '_>) -> Glyph {
    let id = font.map_code(code);
    let (width, meaning) = match font.glyph(id, code) {
        FontGlyph::Outline(outline) => {
            (outline.advance_width().unwrap_or(500.0), Meaning::of_outline(&outline, guesses))
        }
        FontGlyph::Type3(drawing) => (drawing.advance_width(), Meaning::of_drawing(drawing.as_unicode())),
    };
    Glyph {
        meaning,
        width: if font.is_horizontal() { width } else { 1000.0 },
        advance: font.code_advance(code),
        displacement: font.origin_displacement(code),
        stretch: font.glyph_stretch(id, code),
        is_space: code == 32 && length == 1,
    }
}
