//! Mutations that keep lines, cells and numbers whole.
//!
//! A filing is made of lines, whatever its kind: those of a text, tags of HTML, operators and dictionaries of a PDF, and the
//! drawings of [`drawing`](super::drawing). Bytes changed at random rarely give another return; lines taken out, doubled,
//! moved and numbers in place of others do.

/// Numbers that are at the edge of something, and words that stand for numbers in a return.
const NUMBERS: [&str; 30] = [
    "0",
    "1",
    "-1",
    "2",
    "9",
    "12",
    "13",
    "31",
    "32",
    "99",
    "100",
    "255",
    "256",
    "1900",
    "2024",
    "9999",
    "32767",
    "32768",
    "65535",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "0.1",
    "0.000000000001",
    "1e9",
    "99999999999999999999999999",
    "100000000000000000000000000000000000000",
    "N/A",
    "-",
];

/// The same seed gives the same dice: splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// Other bytes made of these, a few steps away; `None` where their bytes are to be changed instead.
pub(crate) fn mutate(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice(u64::from(seed));
    if dice.below(2) == 0 || bytes.is_empty() {
        return None;
    }
    let mut mutated = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        match dice.below(3) {
            0 => change_lines(&mut mutated, &mut dice),
            1 => change_number(&mut mutated, &mut dice),
            _ => copy_part(&mut mutated, &mut dice),
        }
    }
    Some(mutated)
}

/// Takes lines out, doubles them, or puts them elsewhere.
fn change_lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'>' | b'|')).collect();
    if lines.is_empty() {
        return;
    }
    let start = dice.below(lines.len());
    let most = [1, 2, 8, 64][dice.below(4)];
    let end = (start + 1 + dice.below(most)).min(lines.len());
    let block = lines[start..end].to_vec();
    let turn = dice.below(4);
    if turn != 0 {
        lines.drain(start..end);
    }
    if turn != 1 {
        let to = dice.below(lines.len() + 1);
        lines.splice(to..to, block);
    }
    *bytes = lines.concat();
}

/// Puts another number, of the file or of the list, in place of one, or a digit in place of a digit.
fn change_number(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let Some((start, end)) = number_at(bytes, dice) else { return };
    let other = match dice.below(3) {
        0 => number_at(bytes, dice).map_or_else(Vec::new, |(start, end)| bytes[start..end].to_vec()),
        1 => NUMBERS[dice.below(NUMBERS.len())].as_bytes().to_vec(),
        _ => {
            let mut digits = bytes[start..end].to_vec();
            let at = dice.below(digits.len());
            digits[at] = b"0123456789,.-("[dice.below(14)];
            digits
        }
    };
    bytes.splice(start..end, other);
}

/// A run of digits with what groups them.
fn number_at(bytes: &[u8], dice: &mut Dice) -> Option<(usize, usize)> {
    let from = dice.below(bytes.len());
    let start = from + bytes[from..].iter().position(u8::is_ascii_digit)?;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')).count();
    Some((start, start + length))
}

/// Puts a short part of the bytes in place of another: a word, a label, a mark.
fn copy_part(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut part = || {
        let start = dice.below(bytes.len());
        start..(start + 1 + dice.below(24)).min(bytes.len())
    };
    let (from, to) = (part(), part());
    let copy = bytes.get(from).unwrap_or_default().to_vec();
    if to.end <= bytes.len() {
        bytes.splice(to, copy);
    }
}
