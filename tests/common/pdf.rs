//! Files that are drawn to do harm.

use std::fmt::Write as _;
use std::io::Write as _;

use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params};

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub(crate) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{number} 0 obj").unwrap();
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    write!(file, "{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).unwrap();
    file
}

/// A stream with these entries in its dictionary.
pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// A page with these resources and this content stream; further objects are numbered from 5.
pub(crate) fn page(resources: &str, content: Vec<u8>, further: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R>>");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into_bytes(),
        content,
    ];
    objects.extend(further);
    pdf(&objects)
}

/// Forty forms, each of which draws the next one twice: a million million drawings in 7 KB.
pub(crate) fn form_bomb() -> Vec<u8> {
    let form = |number: u32| {
        let entries =
            format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>", number + 1);
        stream(&entries, b"/F Do /F Do")
    };
    page("/XObject<</F 5 0 R>>", stream("", b"/F Do"), (5..45).map(form))
}

/// A font whose widths are given for four thousand million characters.
pub(crate) fn endless_widths() -> Vec<u8> {
    let fonts = [
        "<</Type/Font/Subtype/Type0/BaseFont/Helvetica/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Helvetica/W[0 4294967295 500]/FontDescriptor 7 0 R\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/Helvetica/Flags 4>>",
    ];
    let content = stream("", b"BT /F 12 Tf 50 50 Td <0041> Tj ET");
    page("/Font<</F 5 0 R>>", content, fonts.map(|font| font.as_bytes().to_vec()))
}

/// A content stream of 3 GiB of blanks in 3 MB.
pub(crate) fn flate_bomb() -> Vec<u8> {
    page("", stream("/Filter/FlateDecode", &deflated_blanks(3072)), [])
}

/// So many mebibytes of blanks as zlib packs them, a kibibyte each.
pub(crate) fn deflated_blanks(mebibytes: usize) -> Vec<u8> {
    // A mebibyte that ends at a full flush refers back to nothing before it: it can stand there any number of times.
    let raw = create_comp_flags_from_zip_params(9, -15, 0);
    let mut mebibyte = Vec::new();
    compress_to_output(&mut CompressorOxide::new(raw), &vec![b' '; 1 << 20], TDEFLFlush::Full, |out| {
        mebibyte.extend(out);
        true
    });
    let (head, last_block, checksum) = ([0x78, 0x9C], [1, 0, 0, 0xFF, 0xFF], adler_of_blanks(mebibytes << 20));
    [&head[..], &mebibyte.repeat(mebibytes), &last_block, &checksum.to_be_bytes()].concat()
}

/// zlib's checksum of so many blanks: a bomb is no damaged file.
fn adler_of_blanks(count: usize) -> u32 {
    const MODULUS: u64 = 65_521;
    let n = count as u64 % MODULUS;
    // A blank is 32: the first sum is 1 + 32 n, the second n + 32 n (n + 1) / 2.
    let a = (1 + 32 * n) % MODULUS;
    let b = (n + 16 * (n * (n + 1) % MODULUS)) % MODULUS;
    u32::try_from(b << 16 | a).unwrap()
}
