//! PDFs whose streams lie open, and whose cross references are right again.
//!
//! Bytes changed in a compressed stream end at its checksum, and a byte too many anywhere moves every object away from
//! where the cross references say it is: both would keep the fuzzer at the gate. What a damaged gate does is tried all
//! the same, since only some mutations are mended.

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// A drawn PDF with its streams unpacked; fonts are left as they are.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<u8> {
    const FILTER: &[u8] = b"/Filter /FlateDecode";
    let mut open = Vec::new();
    let mut rest = bytes;
    while let Some((before, data, behind)) = stream(rest) {
        let head = before.rsplit(|byte| *byte == b'<').next().unwrap_or(before);
        let filter = find(head, FILTER).filter(|_| find(head, b"/Length1").is_none());
        match filter.and_then(|at| Some((at, decompress_to_vec_zlib(data).ok()?))) {
            Some((at, plain)) => {
                let at = before.len() - head.len() + at;
                open.extend(&before[..at]);
                open.extend(&before[at + FILTER.len()..]);
                let length = format!("/Length {}", data.len());
                let start = rfind(&open, length.as_bytes()).unwrap_or(open.len());
                open.splice(start..start + length.len(), format!("/Length {}", plain.len()).into_bytes());
                open.extend(plain);
            }
            None => open.extend([before, data].concat()),
        }
        rest = behind;
    }
    open.extend(rest);
    mended(&open)
}

/// What stands before the data of the first stream, its data, and what stands behind.
fn stream(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let start = find(bytes, b"\nstream\n")? + b"\nstream\n".len();
    let end = start + find(&bytes[start..], b"\nendstream")?;
    Some((&bytes[..start], &bytes[start..end], &bytes[end..]))
}

/// The same objects with a table of cross references that says where they are; the bytes as they are where there is no
/// such table.
pub(crate) fn mended(bytes: &[u8]) -> Vec<u8> {
    table_of(bytes).unwrap_or_else(|| bytes.to_vec())
}

fn table_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = rfind(bytes, b"\nxref")? + 1;
    let trailer = table + find(&bytes[table..], b"trailer")?;
    let start = trailer + find(&bytes[trailer..], b"startxref")?;
    let mut places = objects(&bytes[..table]);
    places.sort_unstable();
    let most = places.last().map_or(0, |(number, _)| *number).min(10_000);
    let mut mended = bytes[..table].to_vec();
    mended.extend(format!("xref\n0 {}\n0000000000 65535 f \n", most + 1).into_bytes());
    for number in 1..=most {
        let place = places.iter().rfind(|(known, _)| *known == number);
        let line = place.map_or_else(|| "0000000000 00000 f \n".to_owned(), |(_, at)| format!("{at:010} 00000 n \n"));
        mended.extend(line.into_bytes());
    }
    mended.extend(&bytes[trailer..start]);
    mended.extend(format!("startxref\n{table}\n%%EOF\n").into_bytes());
    Some(mended)
}

/// Number and place of everything that looks like the beginning of an object.
fn objects(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = find(&bytes[at..], b" 0 obj") {
        let digits = bytes[..at + next].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let start = at + next - digits;
        let number = std::str::from_utf8(&bytes[start..at + next]).ok().and_then(|digits| digits.parse().ok());
        found.extend(number.map(|number: usize| (number, start)));
        at += next + 1;
    }
    found
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}
