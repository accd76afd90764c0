//! Cross references, objects and what lies between them: every byte of a sound file belongs to something.

use std::collections::{BTreeMap, BTreeSet};

use flate2::{Decompress, FlushDecompress, Status};

use super::syntax::{Cursor, Dict, Object, is_white};
use crate::extract::kind;

/// How many bytes of cross references, object streams and fonts are unpacked at most, over all.
const MAX_UNPACKED: usize = 64 << 20;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// At this place in the file.
    At(usize),
    /// In an object stream.
    Packed { stream: u32 },
}

/// The bytes of a file, and what was found in them.
pub(super) struct File<'b> {
    bytes: &'b [u8],
    /// Every object in its newest version.
    pub(super) entries: BTreeMap<u32, Entry>,
    /// Newest first.
    pub(super) trailers: Vec<Dict<'b>>,
    /// The bytes that are accounted for.
    extents: Vec<(usize, usize)>,
    /// Number, place and generation of every object that stands in the file itself, of older versions too.
    places: BTreeSet<(u32, usize, Option<u16>)>,
    size: u64,
}

/// An object with its stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Indirect<'b> {
    pub(super) value: Object<'b>,
    pub(super) stream: Option<&'b [u8]>,
    pub(super) generation: u16,
    end: usize,
}

impl<'b> File<'b> {
    /// Reads the cross references from the end of the file to its beginning.
    ///
    /// # Errors
    /// What is not to the letter.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let last = kind::rfind(bytes, b"startxref").ok_or("no startxref")?;
        let mut cursor = Cursor::new(bytes, last + b"startxref".len());
        let mut next = cursor.unsigned();
        let mut file = Self {
            bytes,
            entries: BTreeMap::new(),
            trailers: Vec::new(),
            extents: Vec::new(),
            places: BTreeSet::new(),
            size: 0,
        };
        let mut seen = BTreeSet::new();
        let mut more = Vec::new();
        while let Some(at) = next {
            let at = usize::try_from(at).ok().filter(|at| *at < bytes.len());
            let at = at.ok_or("the cross references are said to stand behind the end")?;
            if !seen.insert(at) {
                return Err("the cross references go round in a circle".to_owned());
            }
            let trailer = file.section(at).ok_or_else(|| format!("the cross references at byte {at} are damaged"))?;
            let link = |key: &[u8]| match trailer.get(key) {
                Some(Object::Integer(at)) => u64::try_from(*at).ok(),
                _ => None,
            };
            // What a table leaves to a stream comes before what is older than both.
            more.extend(link(b"Prev"));
            more.extend(link(b"XRefStm"));
            file.trailers.push(trailer);
            next = more.pop();
        }
        Ok(file)
    }

    /// One section of cross references with its trailer; what a newer section says goes before.
    fn section(&mut self, at: usize) -> Option<Dict<'b>> {
        let mut cursor = Cursor::new(self.bytes, at);
        let (listed, trailer, end) = if cursor.keyword(b"xref").is_some() {
            let listed = table(&mut cursor)?;
            let Some(Object::Dict(trailer)) = cursor.object() else { return None };
            (listed, trailer, cursor.at)
        } else {
            let number = cursor.unsigned()?;
            let indirect = indirect(self.bytes, at, u32::try_from(number).ok()?, |_| None)?;
            let Object::Dict(trailer) = indirect.value else { return None };
            let data = unpack(&trailer, indirect.stream?)?;
            (packed_table(&trailer, &data)?, trailer, indirect.end)
        };
        let Some(Object::Integer(size)) = trailer.get(b"Size") else { return None };
        self.size = self.size.max(u64::try_from(*size).ok()?);
        for (number, entry) in listed {
            if u64::from(number) >= self.size {
                return None;
            }
            match entry {
                Listed::At(place, generation) => {
                    self.places.insert((number, place, generation));
                    self.entries.entry(number).or_insert(Entry::At(place));
                }
                Listed::Packed(stream) => {
                    self.entries.entry(number).or_insert(Entry::Packed { stream });
                }
                // The list of free objects links numbers.
                Listed::Free(next) if next > self.size => return None,
                Listed::Free(_) => {}
            }
        }
        let mut cursor = Cursor::new(self.bytes, end);
        cursor.skip_white_and_comments();
        if cursor.keyword(b"startxref").is_some() {
            cursor.unsigned()?;
            self.extents.push((at, cursor.at));
        } else {
            self.extents.push((at, end));
        }
        Some(trailer)
    }

    /// Checks every object where the cross references say it is, and that nothing else is in the file.
    pub(super) fn check_objects(&mut self, doubts: &mut Vec<String>) {
        for (number, place, generation) in self.places.clone() {
            match self.at(number, place).filter(|indirect| generation == Some(indirect.generation)) {
                Some(indirect) => self.extents.push((place, indirect.end)),
                None => doubts.push(format!("object {number} at byte {place} is damaged, or not where it should be")),
            }
        }
        self.extents.sort_unstable();
        let mut end = 0;
        let ends = [(self.bytes.len(), self.bytes.len())];
        for (start, next) in self.extents.iter().copied().chain(ends) {
            if end < start && !is_filling(&self.bytes[end..start]) {
                doubts.push(format!("the bytes from {end} to {start} belong to no object"));
            }
            end = end.max(next);
        }
    }

    fn at(&self, number: u32, place: usize) -> Option<Indirect<'b>> {
        indirect(self.bytes, place, number, |length| match self.entries.get(&length)? {
            Entry::At(place) => match indirect(self.bytes, *place, length, |_| None)?.value {
                Object::Integer(length) => usize::try_from(length).ok(),
                _ => None,
            },
            Entry::Packed { .. } => None,
        })
    }

    /// An object that stands in the file itself.
    pub(super) fn get(&self, number: u32) -> Option<Indirect<'b>> {
        match self.entries.get(&number)? {
            Entry::At(place) => self.at(number, *place),
            Entry::Packed { .. } => None,
        }
    }

    /// A stream whose bytes do not unpack to what was packed. Images and encrypted files are not looked at.
    pub(super) fn damaged_stream(&self) -> Option<u32> {
        if self.trailers.iter().any(|trailer| trailer.has(b"Encrypt")) {
            return None;
        }
        self.entries.keys().copied().find(|number| {
            let Some(Indirect { value: Object::Dict(dict), stream: Some(data), .. }) = self.get(*number) else {
                return false;
            };
            let is_image = dict.name(b"Subtype") == Some(b"Image");
            !is_image && dict.name(b"Filter") == Some(b"FlateDecode") && unpack(&dict, data).is_none()
        })
    }

    /// Every object stream, unpacked, with its number; `None` for one that is damaged.
    pub(super) fn object_streams(&self) -> Vec<(u32, Option<ObjectStream>)> {
        let streams: BTreeSet<u32> = self
            .entries
            .values()
            .filter_map(|entry| match entry {
                Entry::Packed { stream } => Some(*stream),
                Entry::At(_) => None,
            })
            .collect();
        let read = |number: u32| {
            let indirect = self.get(number)?;
            let Object::Dict(dict) = &indirect.value else { return None };
            let integer = |key: &[u8]| match dict.get(key) {
                Some(Object::Integer(value)) => usize::try_from(*value).ok(),
                _ => None,
            };
            let data = unpack(dict, indirect.stream?)?;
            let (count, first) = (integer(b"N")?, integer(b"First")?);
            let mut cursor = Cursor::new(&data, 0);
            let mut places = Vec::new();
            for _ in 0..count {
                let number = u32::try_from(cursor.unsigned()?).ok()?;
                let place = usize::try_from(cursor.unsigned()?).ok()?.checked_add(first)?;
                places.push((number, place));
            }
            Some(ObjectStream { data, places })
        };
        streams.into_iter().map(|number| (number, read(number))).collect()
    }
}

/// Objects that stand in a stream.
pub(super) struct ObjectStream {
    pub(super) data: Vec<u8>,
    /// The number of each object, and where it stands in `data`.
    pub(super) places: Vec<(u32, usize)>,
}

enum Listed {
    /// Place and generation.
    At(usize, Option<u16>),
    /// The number of the object stream.
    Packed(u32),
    /// The number of the next free object.
    Free(u64),
}

/// `xref`, its subsections, and the word `trailer`.
fn table(cursor: &mut Cursor<'_>) -> Option<Vec<(u32, Listed)>> {
    let mut listed = Vec::new();
    while cursor.keyword(b"trailer").is_none() {
        let first = u32::try_from(cursor.unsigned()?).ok()?;
        let count = u32::try_from(cursor.unsigned()?).ok()?;
        cursor.skip_white();
        for number in (first..).take(usize::try_from(count).ok()?) {
            let line = cursor.rest().get(..18)?;
            let is_regular = line[..10].iter().chain(&line[11..16]).all(u8::is_ascii_digit);
            if !is_regular || line[10] != b' ' || line[16] != b' ' {
                return None;
            }
            let place = Cursor::new(&line[..10], 0).unsigned()?;
            listed.push(match line[17] {
                b'n' => {
                    let generation = Cursor::new(&line[11..16], 0).unsigned()?;
                    (number, Listed::At(usize::try_from(place).ok()?, u16::try_from(generation).ok()))
                }
                b'f' => (number, Listed::Free(place)),
                _ => return None,
            });
            cursor.at += 18;
            let before = cursor.at;
            cursor.skip_white();
            if cursor.at == before {
                return None;
            }
        }
    }
    Some(listed)
}

/// The table of a cross-reference stream.
fn packed_table(trailer: &Dict<'_>, data: &[u8]) -> Option<Vec<(u32, Listed)>> {
    let integers = |key: &[u8]| match trailer.get(key) {
        Some(Object::Array(all)) => all
            .iter()
            .map(|object| match object {
                Object::Integer(value) => u32::try_from(*value).ok(),
                _ => None,
            })
            .collect::<Option<Vec<u32>>>(),
        _ => None,
    };
    let widths: [usize; 3] = integers(b"W")?.iter().map(|width| *width as usize).collect::<Vec<_>>().try_into().ok()?;
    let Some(Object::Integer(size)) = trailer.get(b"Size") else { return None };
    let ranges = integers(b"Index").unwrap_or_else(|| vec![0, u32::try_from(*size).unwrap_or(0)]);
    let numbers = ranges.chunks_exact(2).flat_map(|range| range[0]..range[0].saturating_add(range[1]));
    let length = widths.iter().try_fold(0_usize, |sum, width| sum.checked_add(*width)).filter(|length| *length > 0)?;
    let lines = data.chunks_exact(length);
    if widths.iter().any(|width| *width > 8) || !lines.remainder().is_empty() {
        return None;
    }
    let count: u64 = ranges.chunks_exact(2).map(|range| u64::from(range[1])).sum();
    if u64::try_from(lines.len()).ok()? != count {
        return None;
    }
    let field = |line: &[u8]| line.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    numbers
        .zip(lines)
        .map(|(number, line)| {
            let (kind, rest) = line.split_at(widths[0]);
            let (second, third) = rest.split_at(widths[1]);
            let kind = if kind.is_empty() { 1 } else { field(kind) };
            let entry = match kind {
                0 => Listed::Free(field(second)),
                1 => Listed::At(usize::try_from(field(second)).ok()?, u16::try_from(field(third)).ok()),
                2 if field(third) <= 0xFFFF => Listed::Packed(u32::try_from(field(second)).ok()?),
                _ => return None,
            };
            Some((number, entry))
        })
        .collect()
}

/// `12 0 obj … endobj` at a place; `length_of` tells the value of a length that is an object of its own.
fn indirect(bytes: &[u8], at: usize, number: u32, length_of: impl Fn(u32) -> Option<usize>) -> Option<Indirect<'_>> {
    let mut cursor = Cursor::new(bytes, at);
    if cursor.unsigned()? != u64::from(number) {
        return None;
    }
    let generation = u16::try_from(cursor.unsigned()?).ok()?;
    cursor.keyword(b"obj")?;
    let value = cursor.object()?;
    let mut stream = None;
    if let Object::Dict(dict) = &value
        && cursor.keyword(b"stream").is_some()
    {
        cursor.take(b"\r\n").or_else(|| cursor.take(b"\n")).or_else(|| cursor.take(b"\r"))?;
        let length = match dict.get(b"Length")? {
            Object::Integer(length) => usize::try_from(*length).ok()?,
            Object::Reference(number, _) => length_of(*number)?,
            _ => return None,
        };
        let end = cursor.at.checked_add(length)?;
        stream = Some(bytes.get(cursor.at..end)?);
        cursor.at = end;
        cursor.keyword(b"endstream")?;
    }
    cursor.keyword(b"endobj")?;
    Some(Indirect { value, stream, generation, end: cursor.at })
}

/// White space and comments, the header among them.
fn is_filling(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new(bytes, 0);
    cursor.skip_white_and_comments();
    cursor.at == bytes.len()
}

/// What a stream holds whose only compression is Flate, checksum and all; `None` where that fails, or it is another.
pub(super) fn unpack(dict: &Dict<'_>, data: &[u8]) -> Option<Vec<u8>> {
    let filter = match dict.get(b"Filter") {
        None => return Some(data.to_vec()),
        Some(Object::Array(filters)) if filters.len() == 1 => &filters[0],
        Some(filter) => filter,
    };
    if *filter != Object::Name(b"FlateDecode") {
        return None;
    }
    let plain = inflate(data)?;
    let parameters = match dict.get(b"DecodeParms") {
        Some(Object::Array(all)) => all.first(),
        other => other,
    };
    let Some(Object::Dict(parameters)) = parameters else { return Some(plain) };
    let integer = |key: &[u8], otherwise: usize| match parameters.get(key) {
        Some(Object::Integer(value)) => usize::try_from(*value).unwrap_or(otherwise),
        _ => otherwise,
    };
    if integer(b"Predictor", 1) < 10 { Some(plain) } else { unpredict(&plain, integer(b"Columns", 1)) }
}

/// The content of a zlib stream whose checksum holds; what stands behind it is not looked at.
fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut state = Decompress::new(true);
    let mut plain = Vec::with_capacity(data.len().saturating_mul(2).clamp(1 << 12, 1 << 20));
    loop {
        let rest = &data[usize::try_from(state.total_in()).ok()?..];
        match state.decompress_vec(rest, &mut plain, FlushDecompress::Finish).ok()? {
            Status::StreamEnd => return Some(plain),
            // Room is left, so it was the data that ended.
            Status::Ok | Status::BufError if plain.len() < plain.capacity() => return None,
            Status::Ok | Status::BufError if plain.len() >= MAX_UNPACKED => return None,
            Status::Ok | Status::BufError => plain.reserve(plain.len()),
        }
    }
}

/// Undoes PNG's prediction for samples of one byte.
fn unpredict(data: &[u8], columns: usize) -> Option<Vec<u8>> {
    // A row longer than all there is: it says nothing of how much memory it is worth.
    if columns > data.len() {
        return data.is_empty().then(Vec::new);
    }
    let mut above = vec![0_u8; columns];
    let mut plain = Vec::with_capacity(data.len());
    let rows = data.chunks_exact(columns.checked_add(1)?);
    if !rows.remainder().is_empty() {
        return None;
    }
    for row in rows {
        let mut left = 0;
        let mut corner = 0;
        for (sample, above) in row[1..].iter().zip(&mut above) {
            let predicted = match row[0] {
                0 => 0,
                1 => left,
                2 => *above,
                3 => u8::midpoint(left, *above),
                4 => paeth(left, *above, corner),
                _ => return None,
            };
            corner = *above;
            left = sample.wrapping_add(predicted);
            *above = left;
        }
        plain.extend_from_slice(&above);
    }
    Some(plain)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |sample: u8| (guess - i16::from(sample)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

/// Whether all that is not white is gone: for what follows an object in an object stream.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_white(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_longer_than_the_data_takes_no_memory() {
        for columns in [4, 1 << 40, usize::MAX] {
            assert_eq!(unpredict(&[2, 1, 1], columns), None, "{columns}");
            assert_eq!(unpredict(&[], columns), Some(Vec::new()), "{columns}");
        }
        assert_eq!(unpredict(&[0, 1, 2, 2, 1, 1], 2), Some(vec![1, 2, 2, 3]), "each row adds to the one above");
    }
}
