//! Strings, in both ways of writing them.

use super::{Odd, Text, Tokens, is_blank};
use std::ops::Range;

impl<'c> Tokens<'c> {
    /// `(text)`, with what is escaped.
    pub(super) fn literal(&mut self) -> Result<Text<'c>, Odd> {
        let start = self.at + 1;
        let (mut depth, mut at, mut is_plain) = (1, start, true);
        while depth > 0 {
            match self.content.get(at).ok_or(Odd)? {
                b'\\' => {
                    at += 1;
                    is_plain = false;
                }
                b'\r' | b'\n' => is_plain = false,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.at = at;
        let written = self.content.get(start..at - 1).ok_or(Odd)?;
        if is_plain { Ok(Text::AsWritten(written)) } else { Ok(Text::Decoded(self.unescape(written))) }
    }

    fn unescape(&mut self, written: &[u8]) -> Range<usize> {
        let start = self.decoded.len();
        let mut rest = written.iter().copied().peekable();
        let is_octal = |byte: &u8| matches!(byte, b'0'..=b'7');
        while let Some(byte) = rest.next() {
            let byte = match byte {
                b'\r' => {
                    rest.next_if_eq(&b'\n');
                    b'\n'
                }
                b'\\' => match rest.next() {
                    None | Some(b'\n') => continue,
                    Some(b'\r') => {
                        rest.next_if_eq(&b'\n');
                        continue;
                    }
                    Some(b'n') => b'\n',
                    Some(b'r') => b'\r',
                    Some(b't') => b'\t',
                    Some(b'b') => 0x08,
                    Some(b'f') => 0x0C,
                    Some(first @ b'0'..=b'7') => {
                        let mut code = u32::from(first - b'0');
                        for _ in 0..2 {
                            code = rest.next_if(is_octal).map_or(code, |next| code * 8 + u32::from(next - b'0'));
                        }
                        // Beyond a byte there is none.
                        let Ok(code) = u8::try_from(code) else { continue };
                        code
                    }
                    Some(other) => other,
                },
                other => other,
            };
            self.decoded.push(byte);
        }
        start..self.decoded.len()
    }

    /// `<0A1B>`.
    pub(super) fn hexadecimal(&mut self) -> Result<Text<'c>, Odd> {
        let start = self.decoded.len();
        let mut high = None;
        loop {
            self.at += 1;
            let byte = *self.content.get(self.at).ok_or(Odd)?;
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'F' => byte - b'A' + 10,
                b'a'..=b'f' => byte - b'a' + 10,
                b'>' => break,
                _ if is_blank(byte) => continue,
                _ => return Err(Odd),
            };
            match high.take() {
                None => high = Some(digit << 4),
                Some(high) => self.decoded.push(high | digit),
            }
        }
        self.at += 1;
        self.decoded.extend(high);
        Ok(Text::Decoded(start..self.decoded.len()))
    }
}
