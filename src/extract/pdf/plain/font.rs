//! Fonts by the codes of their glyphs: what a code means and how far it moves the pen is found out once a document.

use super::Odd;
use super::described::Described;
use crate::extract::fonts::Guesses;
use crate::extract::pdf::glyph::Meaning;
use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::kurbo::Vec2;
use hayro_syntax::object::Dict;
use std::collections::HashMap;

/// The fonts of a document that were asked for so far.
pub(super) struct Book<'d, 'a> {
    loader: Loader<'d, 'a>,
    by_dict: HashMap<&'a [u8], usize>,
    fonts: Vec<Codes<'a>>,
}

/// What it takes to look into the program of a font.
struct Loader<'d, 'a> {
    guesses: &'d Guesses<'d, 'a>,
    cache: FontCache<'a>,
    settings: InterpreterSettings,
    /// Whether programs may be taken to be whole.
    is_sound: bool,
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

impl<'a> Loader<'_, 'a> {
    /// A font that cannot be loaded is not plain.
    fn load(&self, dict: &Dict<'a>) -> Result<Font<'a>, Odd> {
        let (fonts, tables) = (&self.settings.font_resolver, &self.settings.cmap_resolver);
        self.cache.font(dict, fonts, tables).ok_or(Odd)
    }
}

impl<'d, 'a> Book<'d, 'a> {
    /// `is_sound` tells that the file's integrity was checked and found to be beyond doubt.
    pub(super) fn new(guesses: &'d Guesses<'d, 'a>, is_sound: bool) -> Self {
        let loader = Loader { guesses, cache: FontCache::new(), settings: InterpreterSettings::default(), is_sound };
        Self { loader, by_dict: HashMap::new(), fonts: Vec::new() }
    }

    /// The number of a font. One that cannot be loaded is not plain.
    pub(super) fn number(&mut self, dict: &Dict<'a>) -> Result<usize, Odd> {
        if let Some(number) = self.by_dict.get(dict.data()) {
            return Ok(*number);
        }
        let described = self.loader.is_sound.then(|| Described::of(dict)).flatten();
        let source = match described {
            Some(described) => Source::Described { described: Box::new(described), dict: dict.clone() },
            None => Source::Loaded(self.loader.load(dict)?),
        };
        let number = self.fonts.len();
        self.fonts.push(Codes::new(source));
        self.by_dict.insert(dict.data(), number);
        Ok(number)
    }

    /// Whether the font of this number runs across the page, not down.
    pub(super) fn is_horizontal(&self, font: usize) -> bool {
        match &self.fonts[font].source {
            Source::Loaded(font) => font.is_horizontal(),
            Source::Described { .. } => true,
        }
    }

    /// The first glyph of a text that is not empty, and the length of its code.
    pub(super) fn read(&mut self, font: usize, text: &[u8]) -> Result<(usize, usize), Odd> {
        self.fonts[font].read(text, &self.loader)
    }

    /// What [`read`](Self::read) has found.
    pub(super) fn glyph(&self, font: usize, glyph: usize) -> &Glyph {
        &self.fonts[font].glyphs[glyph]
    }
}

/// A font, with the glyphs that were used so far.
struct Codes<'a> {
    source: Source<'a>,
    glyphs: Vec<Glyph>,
    by_first: Vec<Entry>,
    /// Glyphs of codes that the first two bytes do not tell.
    others: HashMap<(u32, usize), usize>,
}

/// Where glyphs come from.
enum Source<'a> {
    Loaded(Font<'a>),
    /// Its program is loaded if a glyph calls for it.
    Described {
        described: Box<Described>,
        dict: Dict<'a>,
    },
}

/// What begins with a byte.
#[derive(Clone)]
enum Entry {
    Unseen,
    /// This glyph, and no more.
    Glyph(usize),
    /// Codes of two bytes, by the second: one more than the number of the glyph, 0 where none was used.
    Pairs(Box<[u16; 256]>),
}

impl<'a> Codes<'a> {
    fn new(source: Source<'a>) -> Self {
        Self { source, glyphs: Vec::new(), by_first: vec![Entry::Unseen; 256], others: HashMap::new() }
    }

    fn read(&mut self, text: &[u8], loader: &Loader<'_, 'a>) -> Result<(usize, usize), Odd> {
        let first = usize::from(text[0]);
        let second = text.get(1).map(|byte| usize::from(*byte));
        match (&self.by_first[first], second) {
            (Entry::Glyph(glyph), _) => return Ok((*glyph, 1)),
            (Entry::Pairs(pairs), Some(second)) if pairs[second] > 0 => {
                return Ok((usize::from(pairs[second]) - 1, 2));
            }
            _ => {}
        }
        let (code, length) = self.source.read_code(text);
        if let Some(glyph) = self.others.get(&(code, length)) {
            return Ok((*glyph, length));
        }
        let glyph = self.glyphs.len();
        self.glyphs.push(self.source.glyph(code, length, loader)?);
        self.keep(first, second, (code, length), glyph);
        Ok((glyph, length))
    }

    /// Takes down the glyph of a code, where it will be looked for.
    fn keep(&mut self, first: usize, second: Option<usize>, code: (u32, usize), glyph: usize) {
        let entry = &mut self.by_first[first];
        match (code, second, u16::try_from(glyph + 1)) {
            // Code 0 of one byte stands for all that is no code, too.
            ((1.., 1), ..) => *entry = Entry::Glyph(glyph),
            ((_, 2), Some(second), Ok(number)) => {
                if !matches!(entry, Entry::Pairs(_)) {
                    *entry = Entry::Pairs(Box::new([0; 256]));
                }
                if let Entry::Pairs(pairs) = entry {
                    pairs[second] = number;
                }
            }
            _ => {
                self.others.insert(code, glyph);
            }
        }
    }
}

impl<'a> Source<'a> {
    fn read_code(&self, text: &[u8]) -> (u32, usize) {
        match self {
            Self::Loaded(font) => font.read_code(text, 0),
            Self::Described { described, .. } => described.read_code(text),
        }
    }

    fn glyph(&self, code: u32, length: usize, loader: &Loader<'_, 'a>) -> Result<Glyph, Odd> {
        match self {
            Self::Loaded(font) => Ok(glyph_of(font, code, length, loader.guesses)),
            Self::Described { described, dict } => match described.glyph(code, length) {
                Some(glyph) => Ok(glyph),
                None => Ok(glyph_of(&loader.load(dict)?, code, length, loader.guesses)),
            },
        }
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
