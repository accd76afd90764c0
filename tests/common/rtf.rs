//! A drawn page as a Word document: its lines with tabs, its rules as shapes.

use std::fmt::Write;

use sharecap::extract::{Page, Rule, Word};

/// Word measures in twentieths of a point.
#[allow(clippy::cast_possible_truncation, reason = "places on a page")]
fn twips(points: f32) -> i64 {
    (points * 20.0).round() as i64
}

/// The pages as RTF, every word and rule where it stands.
pub(crate) fn rtf(pages: &[Page]) -> String {
    let (width, height) = (twips(pages[0].width), twips(pages[0].height));
    let mut out = format!(
        "{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Liberation Sans;}}}}\\paperw{width}\\paperh{height}\
         \\margl0\\margr0\\margt0\\margb0\n"
    );
    for page in pages {
        let mut above = 0.0;
        for (number, line) in lines(page).iter().enumerate() {
            let bottom = line[0].bbox.y1;
            let page_break = if number == 0 && page.number > 1 { "\\pagebb" } else { "" };
            write!(out, "\\pard{page_break}\\sl-{}\\slmult0", twips(bottom - above).max(20)).unwrap();
            above = bottom;
            paragraph(&mut out, line, if number == 0 { &page.rules } else { &[] });
        }
    }
    out + "}"
}

/// The words of a page, line by line.
fn lines(page: &Page) -> Vec<Vec<&Word>> {
    let mut words: Vec<&Word> = page.words.iter().collect();
    words.sort_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1));
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if (line[0].bbox.y1 - word.bbox.y1).abs() < 1.5 => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    }
    lines
}

/// A line as a paragraph with a tab before each piece; figures end at theirs. The rules hang on it.
fn paragraph(out: &mut String, line: &[&Word], rules: &[Rule]) {
    let mut pieces: Vec<(String, f32, f32)> = Vec::new();
    for word in line {
        match pieces.last_mut() {
            Some((text, _, end)) if word.bbox.x0 - *end < 0.7 * word.size => {
                if word.bbox.x0 - *end > 0.15 * word.size {
                    text.push(' ');
                }
                text.push_str(&word.text);
                *end = word.bbox.x1;
            }
            _ => pieces.push((word.text.clone(), word.bbox.x0, word.bbox.x1)),
        }
    }
    for (text, left, right) in &pieces {
        let is_figure = text.chars().all(|character| "0123456789,.()-".contains(character));
        let (kind, at) = if is_figure { ("\\tqr", right) } else { ("", left) };
        write!(out, "{kind}\\tx{}", twips(*at)).unwrap();
    }
    for rule in rules {
        shape(out, rule);
    }
    // Half points.
    write!(out, "\\fs{} ", twips(line[0].size / 10.0)).unwrap();
    for (text, ..) in &pieces {
        out.push_str("\\tab ");
        for unit in text.encode_utf16() {
            match u8::try_from(unit) {
                Ok(plain @ (b' '..=b'~')) if !b"\\{}".contains(&plain) => out.push(char::from(plain)),
                _ => write!(out, "\\u{}?", unit.cast_signed()).unwrap(),
            }
        }
    }
    out.push_str("\\par\n");
}

/// A line in front of the text, which does not flow around it.
fn shape(out: &mut String, rule: &Rule) {
    let [left, top, right, bottom] = match *rule {
        Rule::Horizontal { y, x0, x1 } => [x0, y, x1, y],
        Rule::Vertical { x, y0, y1 } => [x, y0, x, y1],
    }
    .map(twips);
    write!(
        out,
        "{{\\shp{{\\*\\shpinst\\shpleft{left}\\shptop{top}\\shpright{right}\\shpbottom{bottom}\\shpbxpage\\shpbypage\
         \\shpwr3\\shpfblwtxt1{{\\sp{{\\sn shapeType}}{{\\sv 20}}}}{{\\sp{{\\sn lineWidth}}{{\\sv 6350}}}}}}}}"
    )
    .unwrap();
}
