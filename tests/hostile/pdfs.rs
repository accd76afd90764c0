//! PDFs that are made to do harm: bombs, loops, depths and lies.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::pdf::{deflated_blanks, endless_widths, flate_bomb, form_bomb, page, pdf, stream};
use super::{Hostile, NO_RETURN};

/// Helvetica under the name F.
const FONT: &str = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
/// A line of text in it.
const TEXT: &str = "BT /F 12 Tf 50 800 Td (Monthly minutes) Tj ET\n";

fn text_page(resources: &str, content: &str) -> Vec<u8> {
    page(&format!("{FONT}{resources}"), stream("", content.as_bytes()), [])
}

/// A page with some further objects, from number 5 on.
fn page_with(resources: &str, content: &str, further: &[Vec<u8>]) -> Vec<u8> {
    page(&format!("{FONT}{resources}"), stream("", content.as_bytes()), further.to_vec())
}

fn plain(object: &str) -> Vec<u8> {
    object.as_bytes().to_vec()
}

/// All of them.
pub(crate) fn all() -> Vec<Hostile> {
    [bombs(), loops(), depths(), masses(), lies()].into_iter().flatten().collect()
}

/// Small files that unpack or unfold to what no machine holds.
fn bombs() -> Vec<Hostile> {
    let nested = compress_to_vec_zlib(&compress_to_vec_zlib(&deflated_blanks(4096), 9), 9);
    let filters = "/Filter[/FlateDecode/FlateDecode/FlateDecode]";
    let parts: Vec<String> = (5..405).map(|number| format!("{number} 0 R")).collect();
    let of_parts = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[{}]>>", parts.join(" "));
    let mut many = vec![
        plain("<</Type/Catalog/Pages 2 0 R>>"),
        plain("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        plain(&of_parts),
        plain("null"),
    ];
    many.extend((0..400).map(|_| stream("/Filter/FlateDecode", &deflated_blanks(16))));
    let object_stream = stream("/Type/ObjStm/N 100000000/First 10/Filter/FlateDecode", &deflated_blanks(2048));
    let cmap = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> \
                endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange \
                1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange endcmap";
    let fonts = |font: &str| format!("/Font<</F {font}>>");
    let lzw = stream("/Filter[/ASCIIHexDecode/RunLengthDecode/RunLengthDecode]", "8120".repeat(2_000_000).as_bytes());
    vec![
        Hostile::new("bomb-forms.pdf", form_bomb(), &["timeout", "too_large"]),
        Hostile::new("bomb-widths.pdf", endless_widths(), &["timeout", "out_of_memory"]),
        Hostile::new("bomb-flate.pdf", flate_bomb(), &["out_of_memory"]),
        Hostile::new("bomb-flate-in-flate.pdf", page("", stream(filters, &nested), []), &["out_of_memory"]),
        Hostile::new("bomb-flate-400.pdf", pdf(&many), &["out_of_memory", "timeout"]),
        Hostile::new("bomb-run-length.pdf", page("", lzw, []), &["malformed_pdf", "out_of_memory"]),
        Hostile::new("bomb-object-stream.pdf", page_with("", TEXT, &[object_stream]), &[NO_RETURN]),
        Hostile::new(
            "bomb-to-unicode.pdf",
            page(
                &fonts("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>"),
                stream("", TEXT.as_bytes()),
                [stream("", cmap.as_bytes())],
            ),
            &[NO_RETURN],
        ),
        Hostile::new(
            "bomb-image.pdf",
            page_with(
                "/XObject<</I 5 0 R>>",
                &format!("{TEXT}q 9 0 0 9 0 0 cm /I Do Q"),
                &[stream(
                    "/Subtype/Image/Width 2000000000/Height 2000000000/ColorSpace/DeviceRGB/BitsPerComponent 16",
                    b"x",
                )],
            ),
            &[NO_RETURN],
        ),
        Hostile::new(
            "bomb-predictor.pdf",
            page(
                FONT,
                stream(
                    "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
                    &compress_to_vec_zlib(TEXT.as_bytes(), 9),
                ),
                [],
            ),
            &["malformed_pdf"],
        ),
        Hostile::new(
            "bomb-pattern.pdf",
            page_with(
                "/Pattern<</P 5 0 R>>",
                &format!("{TEXT}/Pattern cs /P scn 0 0 595 842 re f"),
                &[stream(
                    "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.00001/YStep 0.00001/Resources<<>>",
                    b"0 0 1 1 re f",
                )],
            ),
            &[NO_RETURN],
        ),
        Hostile::new(
            "bomb-shading.pdf",
            text_page(
                "/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1e30 0 1e30]/Function\
                 <</FunctionType 2/N 1e30/Domain[0 1]>>>>>>",
                &format!("{TEXT}/S sh"),
            ),
            &["malformed_pdf"],
        ),
    ]
}

/// What leads back to itself.
fn loops() -> Vec<Hostile> {
    let form = |draws: u32| {
        let entries = format!("/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {draws} 0 R>>>>");
        stream(&entries, b"/X Do")
    };
    let draw = format!("{TEXT}/X Do");
    let catalog = plain("<</Type/Catalog/Pages 2 0 R>>");
    let tree = |kids: &str, count: &str| {
        pdf(&[catalog.clone(), plain(&format!("<</Type/Pages/Kids[{kids}]/Count {count}/Parent 2 0 R>>"))])
    };
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65\
                 /Widths[9]/Encoding<</Differences[65/A]>>/CharProcs<</A 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>";
    let glyph = stream("", b"9 0 d0 BT /F 9 Tf (A) Tj ET");
    let extends = stream("/Type/ObjStm/N 1/First 4/Extends 5 0 R", b"9 0 null");
    let length = plain("<</Length 5 0 R>>\nstream\nBT ET\nendstream");
    let indirect = plain("6 0 R");
    let mut chained = text_page("", TEXT);
    let at = chained.len();
    let trailer = format!("trailer\n<</Size 5/Root 1 0 R/Prev {at}/XRefStm {at}>>\nstartxref\n{at}\n%%EOF\n");
    chained.extend(format!("xref\n0 1\n0000000000 65535 f \n{trailer}").into_bytes());
    vec![
        Hostile::new("loop-form.pdf", page_with("/XObject<</X 5 0 R>>", &draw, &[form(5)]), &[NO_RETURN]),
        Hostile::new("loop-two-forms.pdf", page_with("/XObject<</X 5 0 R>>", &draw, &[form(6), form(5)]), &[NO_RETURN]),
        Hostile::new("loop-xref.pdf", chained, &["malformed_pdf"]),
        Hostile::new("loop-pages.pdf", tree("2 0 R", "1"), &["malformed_pdf"]),
        Hostile::new("loop-pages-wide.pdf", tree(&"2 0 R ".repeat(50), "1000000"), &["malformed_pdf"]),
        Hostile::new(
            "loop-type3.pdf",
            page("/Font<</F 5 0 R>>", stream("", b"BT /F 9 Tf (A) Tj ET"), [plain(type3), glyph]),
            &[NO_RETURN],
        ),
        Hostile::new("loop-object-stream.pdf", page_with("", TEXT, &[extends]), &[NO_RETURN]),
        Hostile::new("loop-length.pdf", page_with("", TEXT, &[length]), &["malformed_pdf"]),
        Hostile::new(
            "loop-reference.pdf",
            page("/Font 5 0 R", stream("", TEXT.as_bytes()), [indirect, plain("5 0 R")]),
            &["malformed_pdf"],
        ),
    ]
}

/// What goes down further than a stack reaches.
fn depths() -> Vec<Hostile> {
    const DEPTH: usize = 500_000;
    let arrays = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let dictionaries = format!("{}0{}", "<</A ".repeat(DEPTH), ">>".repeat(DEPTH));
    let functions = stream(
        "/FunctionType 4/Domain[0 1]/Range[0 1]",
        format!("{}{}", "{".repeat(DEPTH), "}".repeat(DEPTH)).as_bytes(),
    );
    let shading = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 5 0 R>>>>";
    // A tree of page nodes, each of which has one child.
    let mut tree = vec![plain("<</Type/Catalog/Pages 2 0 R>>")];
    tree.extend((3..50_000).map(|kid| plain(&format!("<</Type/Pages/Kids[{kid} 0 R]/Count 1>>"))));
    tree.push(plain("<</Type/Page/MediaBox[0 0 595 842]>>"));
    vec![
        Hostile::new("deep-arrays.pdf", page_with("", TEXT, &[plain(&arrays)]), &["malformed_pdf"]),
        Hostile::new("deep-dictionaries.pdf", page_with("", TEXT, &[plain(&dictionaries)]), &["malformed_pdf"]),
        Hostile::new("deep-operand.pdf", text_page("", &format!("{TEXT}{arrays} TJ")), &[NO_RETURN]),
        Hostile::new(
            "deep-properties.pdf",
            text_page("", &format!("/Span {dictionaries} BDC {TEXT} EMC")),
            &["no_text_layer"],
        ),
        Hostile::new("deep-states.pdf", text_page("", &format!("{}{TEXT}", "q ".repeat(3_000_000))), &[NO_RETURN]),
        Hostile::new("deep-marks.pdf", text_page("", &format!("{}{TEXT}", "/P BMC ".repeat(1_000_000))), &[NO_RETURN]),
        Hostile::new("deep-texts.pdf", text_page("", &format!("{}{TEXT}", "BT ".repeat(3_000_000))), &[NO_RETURN]),
        Hostile::new("deep-function.pdf", page_with(shading, &format!("{TEXT}/S sh"), &[functions]), &["crashed"]),
        Hostile::new("deep-string.pdf", text_page("", &format!("{TEXT}{} Tj", "(".repeat(3_000_000))), &[NO_RETURN]),
        Hostile::new("deep-pages.pdf", pdf(&tree), &["no_text_layer"]),
    ]
}

/// More of everything than any return has.
fn masses() -> Vec<Hostile> {
    let mut pages = vec![
        plain("<</Type/Catalog/Pages 2 0 R>>"),
        plain(&format!(
            "<</Type/Pages/Kids[{}]/Count 10000>>",
            (4..10_004).map(|n| format!("{n} 0 R ")).collect::<Vec<_>>().concat()
        )),
        stream("", TEXT.as_bytes()),
    ];
    let leaf = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{FONT}>>/Contents 3 0 R>>");
    pages.extend((0..10_000).map(|_| plain(&leaf)));
    let words = |count: usize| -> String {
        let word = |n: usize| format!("1 0 0 1 {} {} Tm (word{n}) Tj\n", n * 7 % 580, n * 11 % 830);
        format!("BT /F 1 Tf\n{}ET", (0..count).map(word).collect::<String>())
    };
    let rules = |count: usize| -> String {
        let rule = |n: usize| {
            let (x, y) = (n * 7 % 580, n * 13 % 830);
            if n.is_multiple_of(2) { format!("{x} {y} 9 0.5 re f\n") } else { format!("{x} {y} 0.5 9 re f\n") }
        };
        (0..count).map(rule).collect()
    };
    let grid: String = (0..=400)
        .map(|n| format!("0 {0} 595 0.1 re f\n{0} 0 0.1 842 re f\n", n * 2))
        .chain([TEXT.to_owned()])
        .collect();
    let names = (0..200_000).map(|n| format!("/N{n} {n} ")).collect::<Vec<_>>().concat();
    // Each is nearly a key that the page has.
    let keys = (0..200_000).map(|n| format!("/Content{n} 4 0 R ")).collect::<Vec<_>>().concat();
    let of_keys = [
        plain("<</Type/Catalog/Pages 2 0 R>>"),
        plain("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        plain(&format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{keys}/Resources<<{FONT}>>/Contents 4 0 R>>")),
        stream("", TEXT.as_bytes()),
    ];
    let line = "0 0 m 9 9 l ";
    vec![
        Hostile::new("many-pages.pdf", pdf(&pages), &["too_large"]),
        Hostile::new(
            "many-glyphs.pdf",
            text_page("", &format!("BT /F 1 Tf ({}) Tj ET", "A".repeat(3_000_000))),
            &["too_large"],
        ),
        Hostile::new("many-words.pdf", text_page("", &words(30_000)), &[NO_RETURN]),
        Hostile::new("many-rules.pdf", text_page("", &format!("{TEXT}{}", rules(100_000))), &[NO_RETURN]),
        Hostile::new("many-cells.pdf", text_page("", &grid), &[NO_RETURN]),
        Hostile::new(
            "many-words-at-one-place.pdf",
            text_page("", &format!("BT /F 9 Tf 50 800 Td {}ET", "(9) Tj -5 0 Td ".repeat(200_000))),
            &["malformed_pdf"],
        ),
        Hostile::new("many-names.pdf", page_with("", TEXT, &[plain(&format!("<<{names}>>"))]), &["malformed_pdf"]),
        Hostile::new("many-keys.pdf", pdf(&of_keys), &[NO_RETURN]),
        Hostile::new("many-segments.pdf", text_page("", &format!("{TEXT}{} S", line.repeat(200_000))), &[NO_RETURN]),
        Hostile::new("many-operators.pdf", text_page("", &format!("{TEXT}{}", "n ".repeat(2_000_000))), &[NO_RETURN]),
        Hostile::new("many-operands.pdf", text_page("", &format!("{TEXT}{} re", "1 ".repeat(2_000_000))), &[NO_RETURN]),
        Hostile::new(
            "many-objects.pdf",
            [text_page("", TEXT), b"5 0 obj null endobj\n".repeat(500_000)].concat(),
            &["malformed_pdf"],
        ),
        Hostile::new(
            "many-ends.pdf",
            [text_page("", TEXT), b"%%EOF\nstartxref\n0\n".repeat(500_000)].concat(),
            &["malformed_pdf"],
        ),
    ]
}

/// Numbers, sizes and promises that are not true.
fn lies() -> Vec<Hostile> {
    let with_box = |media: &str| {
        let leaf = format!("<</Type/Page/Parent 2 0 R/MediaBox[{media}]/Resources<<{FONT}>>/Contents 4 0 R>>");
        pdf(&[
            plain("<</Type/Catalog/Pages 2 0 R>>"),
            plain("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            plain(&leaf),
            stream("", TEXT.as_bytes()),
        ])
    };
    let whole = text_page("", &TEXT.repeat(100));
    let encrypted = |entries: &str| {
        let text = String::from_utf8(text_page("", TEXT)).unwrap();
        let keys = "/O(00000000000000000000000000000000)/U(00000000000000000000000000000000)/P -4";
        text.replace("/Root 1 0 R", &format!("/Root 1 0 R/ID[(a)(a)]/Encrypt<</Filter/Standard{entries}{keys}>>"))
            .into_bytes()
    };
    let inline = format!("{TEXT}BI /W 2000000000 /H 2000000000 /BPC 8 /CS /RGB ID x EI");
    let program = "/Font<</F<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</Type/FontDescriptor/FontName/A\
                   /Flags 4/FontFile2 5 0 R>>>>>>";
    vec![
        Hostile::new("lie-box-huge.pdf", with_box("0 0 1e30 1e30"), &["malformed_pdf"]),
        Hostile::new("lie-box-none.pdf", with_box("0 0 0 0"), &[NO_RETURN]),
        Hostile::new("lie-box-negative.pdf", with_box("-99999999999999999999 5 -1 -842"), &["no_text_layer"]),
        Hostile::new("lie-box-words.pdf", with_box("nan inf -inf NaN"), &["malformed_pdf"]),
        Hostile::new(
            "lie-numbers.pdf",
            text_page(
                "",
                &format!("1e999 0 0 {} 0 0 cm {TEXT} BT /F 1e38 Tf 1e38 -1e38 Td (x) Tj ET", "9".repeat(400)),
            ),
            &[NO_RETURN],
        ),
        Hostile::new("lie-inline-image.pdf", text_page("", &inline), &[NO_RETURN]),
        Hostile::new(
            "lie-font-program.pdf",
            page(
                program,
                stream("", TEXT.as_bytes()),
                [stream("", &[0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF].repeat(1000))],
            ),
            &[NO_RETURN],
        ),
        Hostile::new("lie-end.pdf", whole[..whole.len() / 2].to_vec(), &["malformed_pdf"]),
        Hostile::new("lie-head.pdf", plain("%PDF-1.7\n"), &["malformed_pdf"]),
        Hostile::new("lie-password.pdf", encrypted("/V 2/R 3/Length 128"), &["encrypted"]),
        Hostile::new("lie-cipher.pdf", encrypted("/V 99/R 99"), &["encrypted"]),
        Hostile::new(
            "lie-start.pdf",
            String::from_utf8(whole).unwrap().replace("startxref\n", "startxref\n99999999999").into_bytes(),
            &["malformed_pdf"],
        ),
    ]
}
