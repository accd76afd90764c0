//! Characters whose typeface is not in the file: Chinese, mostly, which the interpreter has no glyphs for.
//!
//! Whoever made the file relied on the typefaces of the reader's machine, and so does the picture: the characters are set
//! as text at the places where they were read, and the browser finds glyphs for them.

use std::fmt::Write;

use hayro_syntax::object::{Array, Dict};
use hayro_syntax::page::Page;

use crate::extract::Word;
use crate::extract::resources::{Resource, walk};

/// What a browser looks for, in this order.
const FAMILIES: &str = "Noto Sans CJK TC, PingFang TC, Microsoft JhengHei, Droid Sans Fallback, sans-serif";
/// The baseline lies so much of the size above the lower edge of a word's box.
const DESCENT: f32 = 0.2;

/// Whether a page uses a composite font whose glyphs are not in the file.
pub(super) fn is_lacking(page: &Page<'_>) -> bool {
    let mut is_lacking = false;
    walk(std::slice::from_ref(page), |resource| {
        if let Resource::Font(font) = resource {
            is_lacking |= has_no_glyphs(&font);
        }
    });
    is_lacking
}

fn has_no_glyphs(font: &Dict<'_>) -> bool {
    let descendant = font.get::<Array<'_>>(b"DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let Some(descendant) = descendant else { return false };
    let descriptor = descendant.get::<Dict<'_>>(b"FontDescriptor");
    let files: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
    descriptor.is_none_or(|descriptor| !files.iter().any(|file| descriptor.contains_key(*file)))
}

/// The picture with the wide characters of the words set as text. Those whose glyphs are in the file are set over them.
pub(super) fn set(mut svg: String, words: &[Word]) -> String {
    let Some(end) = svg.rfind("</svg>") else { return svg };
    let mut text = format!("<g font-family=\"{FAMILIES}\">");
    for word in words {
        set_word(&mut text, word);
    }
    text.push_str("</g>");
    svg.insert_str(end, &text);
    svg
}

/// A narrow character takes half of the room of a wide one.
fn set_word(out: &mut String, word: &Word) {
    let all: u16 = word.text.chars().map(halves).sum();
    let half = word.bbox.width() / f32::from(all.max(1));
    let (mut x, y) = (word.bbox.x0, word.bbox.y1 - DESCENT * word.size);
    for run in word.text.chars().collect::<Vec<_>>().chunk_by(|a, b| is_wide(*a) == is_wide(*b)) {
        let width = half * f32::from(run.iter().map(|c| halves(*c)).sum::<u16>());
        if is_wide(run[0]) {
            let run: String = run.iter().collect();
            // Writing to a String cannot fail, and no wide character means anything to XML.
            let _ = write!(
                out,
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{:.2}\" textLength=\"{width:.2}\">{run}</text>",
                word.size
            );
        }
        x += width;
    }
}

fn halves(c: char) -> u16 {
    if is_wide(c) { 2 } else { 1 }
}

/// Ideographs, kana, full-width forms: what takes a square. Noncharacters may not stand in XML.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{fffd}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::BBox;

    #[test]
    fn wide_characters_are_set_where_they_stand() {
        let bbox = BBox { x0: 100.0, y0: 50.0, x1: 160.0, y1: 60.0 };
        let word = Word { text: "本月2025年<".to_owned(), bbox, size: 10.0 };
        let svg = set("<svg><use/></svg>".to_owned(), &[word]);
        // Eleven halves: two characters, four digits, one character, and a sign that is left to the picture.
        assert!(
            svg.contains("<text x=\"100.00\" y=\"58.00\" font-size=\"10.00\" textLength=\"21.82\">本月</text>"),
            "{svg}"
        );
        assert!(
            svg.contains("<text x=\"143.64\" y=\"58.00\" font-size=\"10.00\" textLength=\"10.91\">年</text>"),
            "{svg}"
        );
        assert!(svg.starts_with("<svg><use/><g ") && svg.ends_with("</g></svg>"), "{svg}");
        assert_eq!(svg.matches("<text").count(), 2);
    }
}
