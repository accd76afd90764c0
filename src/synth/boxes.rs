//! A TrueType font made by hand: nothing, and a box for every width of a glyph.

/// Units in an em.
const EM: u16 = 1000;

/// The font file. Glyph 0 is nothing; from 1 on there is a box for each of these widths, in thousandths of an em.
pub(super) fn font(widths: &[u16]) -> Vec<u8> {
    let count = u16::try_from(widths.len() + 1).unwrap_or(u16::MAX);
    let (glyf, loca) = glyphs(count);
    let metrics: Vec<u16> = [EM, 0].into_iter().chain(widths.iter().flat_map(|width| [*width, 60])).collect();
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", words(&[0, 0])),
        (b"glyf", glyf),
        (b"head", head()),
        (b"hhea", hhea(count)),
        (b"hmtx", words(&metrics)),
        (b"loca", loca),
        (b"maxp", maxp(count)),
    ];
    let mut file = words(&[0x0001, 0x0000, 7, 64, 2, 48]);
    let mut offset = 12 + 16 * tables.len();
    let mut body = Vec::new();
    for (tag, table) in &tables {
        file.extend_from_slice(*tag);
        file.extend_from_slice(&checksum(table).to_be_bytes());
        for number in [offset, table.len()] {
            file.extend_from_slice(&u32::try_from(number).unwrap_or(0).to_be_bytes());
        }
        body.extend_from_slice(table);
        body.resize(body.len().next_multiple_of(4), 0);
        offset = 12 + 16 * tables.len() + body.len();
    }
    file.extend(body);
    file
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// Glyph 0 is empty; all others are a box from (60, 0) to (940, 760).
fn glyphs(count: u16) -> (Vec<u8>, Vec<u8>) {
    let mut glyph = words(&[1, 60, 0, 940, 760]);
    glyph.extend(words(&[3, 0]));
    glyph.extend([1; 4]);
    glyph.extend(words(&[60, 880, 0, 0_u16.wrapping_sub(880)]));
    glyph.extend(words(&[0, 0, 760, 0]));
    let half = u16::try_from(glyph.len() / 2).unwrap_or(0);
    let places: Vec<u16> = std::iter::once(0).chain((0..count).map(|box_number| box_number * half)).collect();
    (glyph.repeat(usize::from(count) - 1), words(&places))
}

fn head() -> Vec<u8> {
    let mut table = words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, EM]);
    table.extend([0; 16]);
    table.extend(words(&[0, 0, 940, 760, 0, 8, 2, 0, 0]));
    table
}

fn hhea(count: u16) -> Vec<u8> {
    let mut table = words(&[1, 0, 880, 0_u16.wrapping_sub(120), 0, EM, 60, 60, 940, 1]);
    table.extend([0; 14]);
    table.extend(words(&[count]));
    table
}

fn maxp(count: u16) -> Vec<u8> {
    words(&[1, 0, count, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
}
