//! Numbers as people read them, paths as addresses hold them, text from outside as a terminal may show it.

/// `-1234567.5` → `-1,234,567.5`: a number as a person reads it. What is no number stays as it is.
///
/// # Examples
/// ```
/// use sharecap::filing::grouped;
/// assert_eq!(["0", "-1000", "1234567.000125"].map(grouped), ["0", "-1,000", "1,234,567.000125"]);
/// ```
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// The bytes of a path as a URI reference holds them: all but unreserved characters and `/` as `%NN` (RFC 3986).
///
/// # Examples
/// ```
/// use sharecap::filing::as_uri;
/// assert_eq!(as_uri(b"2024/1105/a b#c.pdf"), "2024/1105/a%20b%23c.pdf");
/// assert_eq!(as_uri("月報.pdf".as_bytes()), "%E6%9C%88%E5%A0%B1.pdf");
/// ```
#[must_use]
pub fn as_uri(path: &[u8]) -> String {
    use std::fmt::Write;
    let mut uri = String::new();
    for &byte in path {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// Text from outside (a path, a title, a message about either) as a line of a terminal or a log may show it: control
/// characters, line breaks and whatever is invisible or turns the direction of writing are spelt out, `\u{1b}`.
///
/// A name can then neither begin a line of its own, nor recolour, hide or reorder what stands around it.
///
/// # Examples
/// ```
/// use sharecap::filing::printable;
/// assert_eq!(printable("股份 a\nerror: b\u{1b}[2K"), r"股份 a\nerror: b\u{1b}[2K");
/// assert_eq!(printable("\u{202e}fdp.exe"), r"\u{202e}fdp.exe");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if misleads(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// Whether a character does something else than stand where it is: what [`printable`] spells out.
#[must_use]
pub fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            // Zero width and direction marks; line and paragraph separators, embeddings and overrides; isolates.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Byte order mark; interlinear annotation; tags.
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_misleads_is_left() {
        let all: String = ('\0'..=char::MAX).filter(|&c| misleads(c)).collect();
        let shown = printable(&all);
        assert!(shown.is_ascii() && !shown.contains(|c: char| c.is_control()), "{shown}");
        for (text, expected) in [
            ("a\r\nerror: forged", r"a\r\nerror: forged"),
            ("\u{1b}]0;title\u{7}\u{9b}2J", r"\u{1b}]0;title\u{7}\u{9b}2J"),
            ("\u{2067}\u{2029}\u{feff}\u{e0041}", r"\u{2067}\u{2029}\u{feff}\u{e0041}"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["2024/1105/證券變動月報表 (2).pdf", "café “naïve” – 1,000", "𠮷野家", r"odd\xFF.pdf", ""]
        {
            assert_eq!(printable(text), text);
        }
    }
}
