//! Marked sequences: what the file itself says that its glyphs mean.

use hayro_syntax::object::{self, Dict};

/// Glyphs that a short text can stand for.
const SPAN_GLYPHS: usize = 4;

/// What the glyphs of a marked sequence mean.
pub(super) enum Span {
    /// What their fonts say.
    AsDrawn,
    /// This, whatever they are.
    Means(String),
    /// Nothing more: the first glyph has taken it all. So many more may follow, lest a sequence that is never closed
    /// swallows the page.
    Said(usize),
}

impl Span {
    /// `/ActualText` of a sequence. LibreOffice gives it where one glyph stands for several characters: all those that
    /// no typeface of its machine has look alike. Longer texts describe pictures and paragraphs, not glyphs.
    pub(super) fn of(properties: Option<&Dict<'_>>) -> Self {
        let text = properties.and_then(|properties| properties.get::<object::String<'_>>(b"ActualText"));
        let text = text.and_then(|text| match text.as_bytes() {
            [0xFE, 0xFF, wide @ ..] => encoding_rs::UTF_16BE
                .decode_without_bom_handling_and_without_replacement(wide)
                .map(std::borrow::Cow::into_owned),
            _ => None,
        });
        let is_plain = |text: &str| {
            (1..=SPAN_GLYPHS).contains(&text.chars().count())
                && !text.contains(|character: char| character.is_control() || character.is_whitespace())
        };
        text.filter(|text| is_plain(text)).map_or(Self::AsDrawn, Self::Means)
    }

    /// What the next glyph means; `None` where its font says.
    pub(super) fn next(&mut self) -> Option<String> {
        let (said, left) = match std::mem::replace(self, Self::AsDrawn) {
            Self::AsDrawn | Self::Said(0) => return None,
            Self::Means(text) => (text, SPAN_GLYPHS - 1),
            Self::Said(left) => (String::new(), left - 1),
        };
        *self = Self::Said(left);
        Some(said)
    }
}
