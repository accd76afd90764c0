//! Bytes of text input → characters.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text input as characters.
pub(super) struct Decoded {
    /// The characters; U+FFFD where bytes or characters mean nothing.
    pub text: String,
    /// How many characters that is.
    pub undecodable: u32,
}

/// Words of which every Chinese return holds several, whatever else it says; they tell Big5 from GB 18030, since read
/// in the wrong one of the two a text has none of them.
const CHINESE_MARKERS: &[&str] =
    &["股份", "公司", "月份", "結存", "结存", "證券", "证券", "發行", "发行", "不適用", "不适用", "變動", "变动"];

/// How many of them make sure that it is Chinese.
const MARKERS_WANTED: usize = 3;

/// Decodes text, or says `None` if the bytes are no text.
///
/// A byte order mark decides; else UTF-8 if it is (nearly) valid; else the legacy encoding whose reading holds Chinese
/// words of the form; else what a web page declares; else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return checked(&encoding.decode_without_bom_handling(&bytes[mark..]).0);
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return checked(&encoding.decode_without_bom_handling(bytes).0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(text);
    }
    let (lossy, _) = UTF_8.decode_without_bom_handling(bytes);
    if is_damaged_utf8(&lossy) {
        return checked(&lossy);
    }
    let readings = [BIG5, GB18030].map(|encoding| encoding.decode_without_bom_handling(bytes).0);
    let [big5, gb18030] = readings.each_ref().map(|text| markers(text));
    if big5.max(gb18030) >= MARKERS_WANTED {
        return checked(&readings[usize::from(gb18030 > big5)]);
    }
    if let Some(encoding) = declared(bytes) {
        return checked(&encoding.decode_without_bom_handling(bytes).0);
    }
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if foreign * 5 > bytes.len() {
        return None;
    }
    checked(&WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// The encoding that a web page says it has: `<meta charset=big5>`. Not UTF-8, which was tried before.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const FRONT: usize = 4096;
    let front = String::from_utf8_lossy(&bytes[..bytes.len().min(FRONT)]).to_ascii_lowercase();
    let (_, meta) = front.split_once("<meta")?;
    let (_, name) = meta.split_once("charset")?;
    let name = name.trim_start_matches([' ', '=', '"', '\'']);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))?;
    Encoding::for_label(&name.as_bytes()[..end]).filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())
}

/// UTF-16 without a mark: nearly every second byte is zero, which needs mostly Latin text, and nothing else is.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = bytes.len() / 5;
    match (even > many, odd > many) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// A few bad bytes among valid sequences of several bytes: UTF-8 with a wound, or cut in the middle of a character.
fn is_damaged_utf8(lossy: &str) -> bool {
    let bad = lossy.matches(char::REPLACEMENT_CHARACTER).count();
    let wide = lossy.chars().filter(|character| !character.is_ascii()).count() - bad;
    wide >= bad * 10
}

fn markers(text: &str) -> usize {
    CHINESE_MARKERS.iter().map(|word| text.matches(word).count()).sum()
}

/// Replaces control characters, and says `None` if there are too many of them for a text.
fn checked(text: &str) -> Option<Decoded> {
    let mut undecodable = 0_u32;
    let mut count = 0_u32;
    let text: String = text
        .chars()
        .map(|character| {
            count = count.saturating_add(1);
            let is_layout = matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
            if (character.is_control() && !is_layout) || character == char::REPLACEMENT_CHARACTER {
                undecodable += 1;
                return char::REPLACEMENT_CHARACTER;
            }
            character
        })
        .collect();
    (undecodable <= 1 + count / 50).then_some(Decoded { text, undecodable })
}
