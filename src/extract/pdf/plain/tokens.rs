//! Content as operators and operands, where it is written the plain way.
//!
//! Readers differ in what they make of a name with escapes, of a number like `1-2`, of a bracket too many. Whatever is
//! not as all readers have it is [`Odd`].

mod strings;

use super::Odd;
use std::ops::Range;

/// What stands before an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand<'c> {
    Number(f64),
    /// A name without its slash.
    Name(&'c [u8]),
    Text(Text<'c>),
    /// Items of [`Tokens::items`].
    Array(Range<usize>),
    /// A dictionary as it is written.
    Dict(&'c [u8]),
}

/// The bytes of a string.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text<'c> {
    AsWritten(&'c [u8]),
    /// A part of [`Tokens::decoded`].
    Decoded(Range<usize>),
}

/// Operands of one operator at most, those of all operators in use are fewer.
const MAX_OPERANDS: usize = 33;
/// More digits do not fit into 64 bits.
const MAX_DIGITS: usize = 18;
/// A whole number of more digits need not be one to a float.
const MAX_WHOLE_DIGITS: usize = 15;

/// What a number is divided by, for so many digits behind the point.
#[rustfmt::skip]
const POWERS_OF_10: [f64; MAX_DIGITS + 1] = [
    1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
];

/// Reads content, an operator with its operands at a time.
pub(super) struct Tokens<'c> {
    content: &'c [u8],
    at: usize,
    operands: Vec<Operand<'c>>,
    items: Vec<Operand<'c>>,
    decoded: Vec<u8>,
}

impl<'c> Tokens<'c> {
    pub(super) fn new(content: &'c [u8]) -> Self {
        Self { content, at: 0, operands: Vec::new(), items: Vec::new(), decoded: Vec::new() }
    }

    /// The next operator; its operands are kept until the one after. `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<&'c [u8]>, Odd> {
        self.operands.clear();
        self.items.clear();
        self.decoded.clear();
        loop {
            self.skip_blanks();
            let Some(&first) = self.content.get(self.at) else {
                return Ok(None);
            };
            if !is_operand(first) {
                let operator = self.regular();
                let is_plain = !operator.is_empty() && !operator.contains(&b'#');
                return if is_plain { Ok(Some(operator)) } else { Err(Odd) };
            }
            if self.operands.len() == MAX_OPERANDS {
                return Err(Odd);
            }
            let operand = if is_number(first) { Operand::Number(self.number_here()?) } else { self.operand(first)? };
            self.operands.push(operand);
        }
    }

    /// The last operands, which are numbers.
    pub(super) fn numbers<const COUNT: usize>(&self) -> Result<[f64; COUNT], Odd> {
        let mut numbers = [0.0; COUNT];
        for (number, operand) in numbers.iter_mut().zip(self.last(COUNT)?) {
            *number = operand.number()?;
        }
        Ok(numbers)
    }

    /// The last operand, a number.
    pub(super) fn number(&self) -> Result<f64, Odd> {
        self.numbers().map(|[number]| number)
    }

    /// The last operands, as many as are asked for.
    pub(super) fn last(&self, count: usize) -> Result<&[Operand<'c>], Odd> {
        let start = self.operands.len().checked_sub(count).ok_or(Odd)?;
        Ok(&self.operands[start..])
    }

    /// All operands.
    pub(super) fn all(&self) -> &[Operand<'c>] {
        &self.operands
    }

    /// The last operand, a name.
    pub(super) fn name(&self) -> Result<&'c [u8], Odd> {
        match self.operands.last() {
            Some(Operand::Name(name)) => Ok(name),
            _ => Err(Odd),
        }
    }

    /// The last operand, a string.
    pub(super) fn text(&self) -> Result<&[u8], Odd> {
        match self.operands.last() {
            Some(Operand::Text(text)) => Ok(self.bytes(text)),
            _ => Err(Odd),
        }
    }

    /// The last operand, an array.
    pub(super) fn array(&self) -> Result<&[Operand<'c>], Odd> {
        match self.operands.last() {
            Some(Operand::Array(items)) => Ok(&self.items[items.clone()]),
            _ => Err(Odd),
        }
    }

    pub(super) fn bytes<'t>(&'t self, text: &'t Text<'c>) -> &'t [u8] {
        match text {
            Text::AsWritten(bytes) => bytes,
            Text::Decoded(range) => &self.decoded[range.clone()],
        }
    }

    fn operand(&mut self, first: u8) -> Result<Operand<'c>, Odd> {
        match first {
            b'/' => self.name_here().map(Operand::Name),
            b'(' => self.literal().map(Operand::Text),
            b'[' => self.array_here().map(Operand::Array),
            b'<' if self.content.get(self.at + 1) == Some(&b'<') => self.dict().map(Operand::Dict),
            b'<' => self.hexadecimal().map(Operand::Text),
            _ => self.number_here().map(Operand::Number),
        }
    }

    /// After the slash.
    fn name_here(&mut self) -> Result<&'c [u8], Odd> {
        self.at += 1;
        let name = self.regular();
        if name.contains(&b'#') { Err(Odd) } else { Ok(name) }
    }

    /// A number of digits, with a sign and a point if need be.
    fn number_here(&mut self) -> Result<f64, Odd> {
        let rest = &self.content[self.at..];
        let (mut digits, mut count, mut point, mut end) = (0_i64, 0, None, rest.len());
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    digits = digits.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
                    count += 1;
                }
                b'.' if point.is_none() => point = Some(count),
                b'+' | b'-' if at == 0 => {}
                _ => {
                    end = at;
                    break;
                }
            }
        }
        let most = if point.is_some() { MAX_DIGITS } else { MAX_WHOLE_DIGITS };
        if count == 0 || count > most || rest.get(end).is_some_and(|next| is_regular(*next)) {
            return Err(Odd);
        }
        self.at += end;
        let is_negative = rest[0] == b'-';
        #[allow(clippy::cast_precision_loss, reason = "rounded once, as everywhere")]
        Ok(match point {
            // There is no whole number -0.
            None => (if is_negative { -digits } else { digits }) as f64,
            Some(point) => {
                let value = digits as f64 / POWERS_OF_10[count - point];
                if is_negative { -value } else { value }
            }
        })
    }

    /// `[…]` of numbers and strings.
    fn array_here(&mut self) -> Result<Range<usize>, Odd> {
        let start = self.items.len();
        self.at += 1;
        loop {
            self.skip_blanks();
            let item = match *self.content.get(self.at).ok_or(Odd)? {
                b']' => break,
                first if is_number(first) => Operand::Number(self.number_here()?),
                first @ (b'(' | b'<') => self.operand(first)?,
                _ => return Err(Odd),
            };
            if let Operand::Dict(_) = item {
                return Err(Odd);
            }
            self.items.push(item);
        }
        self.at += 1;
        Ok(start..self.items.len())
    }

    /// `<<…>>` of names with numbers, strings and names.
    fn dict(&mut self) -> Result<&'c [u8], Odd> {
        let start = self.at;
        self.at += 2;
        loop {
            self.skip_blanks();
            match self.content.get(self.at) {
                Some(b'/') => self.name_here()?,
                Some(b'>') if self.content.get(self.at + 1) == Some(&b'>') => break,
                _ => return Err(Odd),
            };
            self.skip_blanks();
            match *self.content.get(self.at).ok_or(Odd)? {
                b'<' if self.content.get(self.at + 1) == Some(&b'<') => return Err(Odd),
                b'[' => return Err(Odd),
                first if is_operand(first) => self.operand(first)?,
                _ => return Err(Odd),
            };
        }
        self.at += 2;
        Ok(&self.content[start..self.at])
    }

    /// Bytes up to the next blank or bracket.
    fn regular(&mut self) -> &'c [u8] {
        let rest = &self.content[self.at..];
        let length = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Comments are blank.
    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.content.get(self.at) {
            if byte == b'%' {
                let rest = &self.content[self.at..];
                self.at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }
}

impl Operand<'_> {
    pub(super) fn number(&self) -> Result<f64, Odd> {
        if let Self::Number(number) = self { Ok(*number) } else { Err(Odd) }
    }
}

fn is_operand(first: u8) -> bool {
    is_number(first) || matches!(first, b'/' | b'[' | b'<' | b'(')
}

fn is_number(first: u8) -> bool {
    matches!(first, b'.' | b'+' | b'-' | b'0'..=b'9')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [true; 256];
        let ends = b"\0\t\n\x0C\r ()<>[]{}/%";
        let mut at = 0;
        while at < ends.len() {
            table[ends[at] as usize] = false;
            at += 1;
        }
        table
    };
    TABLE[usize::from(byte)]
}
