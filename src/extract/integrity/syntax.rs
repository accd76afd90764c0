//! The objects of a PDF, read to the letter: what a lenient reader passes over is an error here.

use std::collections::HashSet;

/// How deep arrays and dictionaries may be nested.
const MAX_DEPTH: u32 = 50;

/// An object as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object<'b> {
    Null,
    Bool,
    Integer(i64),
    /// The whole part.
    Real(i64),
    String(&'b [u8]),
    Name(&'b [u8]),
    Array(Vec<Object<'b>>),
    Dict(Dict<'b>),
    /// Number and generation of an object.
    Reference(u32, u16),
}

/// Keys and values in their order, each key once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dict<'b>(pub(super) Vec<(&'b [u8], Object<'b>)>);

impl<'b> Dict<'b> {
    pub(super) fn get(&self, key: &[u8]) -> Option<&Object<'b>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    pub(super) fn has(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Looked at when all are there: one by one as they come takes a minute for a million.
    fn has_each_key_once(&self) -> bool {
        let mut seen = HashSet::with_capacity(self.0.len());
        self.0.iter().all(|(key, _)| seen.insert(*key))
    }

    pub(super) fn name(&self, key: &[u8]) -> Option<&'b [u8]> {
        match self.get(key) {
            Some(Object::Name(name)) => Some(name),
            _ => None,
        }
    }
}

impl Object<'_> {
    /// The whole part of a number.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) | Self::Real(number) => Some(*number),
            _ => None,
        }
    }
}

/// Walks over bytes; every step says `None` where the bytes are not to the letter.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) at: usize,
}

impl<'b> Cursor<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at: at.min(bytes.len()) }
    }

    pub(super) fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_white(&mut self) {
        self.at += self.rest().iter().take_while(|byte| is_white(**byte)).count();
    }

    /// White space, and comments, which the structure of a file has between its objects.
    pub(super) fn skip_white_and_comments(&mut self) {
        loop {
            self.skip_white();
            if self.peek() != Some(b'%') {
                return;
            }
            self.at += self.rest().iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
        }
    }

    /// Takes these bytes, if they are next.
    pub(super) fn take(&mut self, wanted: &[u8]) -> Option<()> {
        self.rest().starts_with(wanted).then(|| self.at += wanted.len())
    }

    /// A word that ends where it ends: `obj`, `endobj`.
    pub(super) fn keyword(&mut self, wanted: &[u8]) -> Option<()> {
        let mut next = self.clone();
        next.skip_white();
        next.take(wanted)?;
        next.ends_token().then(|| self.at = next.at)
    }

    fn ends_token(&self) -> bool {
        self.peek().is_none_or(|byte| is_white(byte) || is_delimiter(byte))
    }

    /// A whole number without a sign.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        self.skip_white();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.rest()[..digits]).ok()?;
        let number = text.parse().ok()?;
        self.at += digits;
        self.ends_token().then_some(number)
    }

    /// The next object, with the white space before it.
    pub(super) fn object(&mut self) -> Option<Object<'b>> {
        self.object_at(MAX_DEPTH)
    }

    fn object_at(&mut self, depth: u32) -> Option<Object<'b>> {
        self.skip_white();
        match self.peek()? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.string().map(Object::String),
            b'<' if self.rest().starts_with(b"<<") => self.dict(depth.checked_sub(1)?).map(Object::Dict),
            b'<' => self.hex_string().map(Object::String),
            b'[' => self.array(depth.checked_sub(1)?).map(Object::Array),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.reference().or_else(|| self.number()),
            _ => {
                let words = [(&b"null"[..], Object::Null), (b"true", Object::Bool), (b"false", Object::Bool)];
                words.into_iter().find_map(|(word, object)| self.keyword(word).map(|()| object))
            }
        }
    }

    /// A name, without its slash. `#20` stays as it is written.
    fn name(&mut self) -> Option<&'b [u8]> {
        self.take(b"/")?;
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| !is_white(**byte) && !is_delimiter(**byte)).count();
        self.at += length;
        Some(&rest[..length])
    }

    fn string(&mut self) -> Option<&'b [u8]> {
        let start = self.at + 1;
        let mut open = 0_u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return self.bytes.get(start..self.at - 1);
            }
        }
        None
    }

    fn hex_string(&mut self) -> Option<&'b [u8]> {
        self.take(b"<")?;
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| byte.is_ascii_hexdigit() || is_white(**byte)).count();
        self.at += length;
        self.take(b">")?;
        Some(&rest[..length])
    }

    fn array(&mut self, depth: u32) -> Option<Vec<Object<'b>>> {
        self.take(b"[")?;
        let mut all = Vec::new();
        loop {
            self.skip_white();
            if self.take(b"]").is_some() {
                return Some(all);
            }
            all.push(self.object_at(depth)?);
        }
    }

    fn dict(&mut self, depth: u32) -> Option<Dict<'b>> {
        self.take(b"<<")?;
        let mut dict = Dict::default();
        loop {
            self.skip_white();
            if self.take(b">>").is_some() {
                return dict.has_each_key_once().then_some(dict);
            }
            let key = self.name()?;
            let value = self.object_at(depth)?;
            dict.0.push((key, value));
        }
    }

    fn reference(&mut self) -> Option<Object<'b>> {
        let mut next = self.clone();
        let number = next.unsigned()?;
        let generation = next.unsigned()?;
        next.keyword(b"R")?;
        self.at = next.at;
        Some(Object::Reference(u32::try_from(number).ok()?, u16::try_from(generation).ok()?))
    }

    fn number(&mut self) -> Option<Object<'b>> {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| !is_white(**byte) && !is_delimiter(**byte)).count();
        let text = std::str::from_utf8(&rest[..length]).ok()?;
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(whole) || !are_digits(fraction) || whole.len() + fraction.len() == 0 {
            return None;
        }
        self.at += length;
        let is_negative = text.starts_with('-');
        let number = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
        let number = if is_negative { -number } else { number };
        Some(if digits.contains('.') { Object::Real(number) } else { Object::Integer(number) })
    }
}

pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'\x0c' | 0)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Option<Object<'_>> {
        let mut cursor = Cursor::new(text.as_bytes(), 0);
        cursor.object().filter(|_| cursor.at == text.len())
    }

    #[test]
    fn objects_are_read_to_the_letter() {
        let dict = object("<</Kids[3 0 R 4 0 R]/Count 2/Title(a(b)\\)c)/Box[0 0 .5 -841.89]>>");
        let Some(Object::Dict(dict)) = dict else { panic!("{dict:?}") };
        assert_eq!(dict.get(b"Kids"), Some(&Object::Array(vec![Object::Reference(3, 0), Object::Reference(4, 0)])));
        assert_eq!(dict.get(b"Count"), Some(&Object::Integer(2)));
        assert_eq!(dict.get(b"Title"), Some(&Object::String(b"a(b)\\)c")));
        for damaged in [
            "<</A 1/A 2>>",
            "<</A>>",
            "<</A 1 2>>",
            "[0 0 84x]",
            "<4g>",
            "(a",
            "[1 2",
            "tru",
            "5.5.5",
            "-",
            "<</A[1}>>",
        ] {
            assert_eq!(object(damaged), None, "{damaged}");
        }
        let deep = "[".repeat(10_000);
        assert_eq!(object(&deep), None);
    }
}
