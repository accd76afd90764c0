//! How the standard (ISO 32000) spells what stands on the way to the text.

/// What a dictionary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Catalog,
    Pages,
    Page,
    Resources,
    Font,
    Descendant,
    Descriptor,
    Encoding,
    Stream,
}

impl Role {
    /// The keys that such a dictionary may have.
    pub(super) fn keys(self) -> &'static [&'static [u8]] {
        match self {
            Self::Catalog => CATALOG,
            Self::Pages => PAGES,
            Self::Page => PAGE,
            Self::Resources => RESOURCES,
            Self::Font => FONT,
            Self::Descendant => DESCENDANT,
            Self::Descriptor => DESCRIPTOR,
            Self::Encoding => &[b"Type", b"BaseEncoding", b"Differences"],
            Self::Stream => STREAM,
        }
    }
}

const CATALOG: &[&[u8]] = &[
    b"Type",
    b"Version",
    b"Extensions",
    b"Pages",
    b"PageLabels",
    b"Names",
    b"Dests",
    b"ViewerPreferences",
    b"PageLayout",
    b"PageMode",
    b"Outlines",
    b"Threads",
    b"OpenAction",
    b"AA",
    b"URI",
    b"AcroForm",
    b"Metadata",
    b"StructTreeRoot",
    b"MarkInfo",
    b"Lang",
    b"SpiderInfo",
    b"OutputIntents",
    b"PieceInfo",
    b"OCProperties",
    b"Perms",
    b"Legal",
    b"Requirements",
    b"Collection",
    b"NeedsRendering",
    b"DSS",
    b"AF",
    b"DPartRoot",
];
const PAGES: &[&[u8]] = &[b"Type", b"Parent", b"Kids", b"Count", b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
const PAGE: &[&[u8]] = &[
    b"Type",
    b"Parent",
    b"LastModified",
    b"Resources",
    b"MediaBox",
    b"CropBox",
    b"BleedBox",
    b"TrimBox",
    b"ArtBox",
    b"BoxColorInfo",
    b"Contents",
    b"Rotate",
    b"Group",
    b"Thumb",
    b"B",
    b"Dur",
    b"Trans",
    b"Annots",
    b"AA",
    b"Metadata",
    b"PieceInfo",
    b"StructParents",
    b"ID",
    b"PZ",
    b"SeparationInfo",
    b"Tabs",
    b"TemplateInstantiated",
    b"PresSteps",
    b"UserUnit",
    b"VP",
    b"AF",
    b"OutputIntents",
    b"DPart",
];
const RESOURCES: &[&[u8]] =
    &[b"ExtGState", b"ColorSpace", b"Pattern", b"Shading", b"XObject", b"Font", b"ProcSet", b"Properties"];
const FONT: &[&[u8]] = &[
    b"Type",
    b"Subtype",
    b"Name",
    b"BaseFont",
    b"FirstChar",
    b"LastChar",
    b"Widths",
    b"FontDescriptor",
    b"Encoding",
    b"ToUnicode",
    b"DescendantFonts",
    b"FontBBox",
    b"FontMatrix",
    b"CharProcs",
    b"Resources",
];
const DESCENDANT: &[&[u8]] = &[
    b"Type",
    b"Subtype",
    b"BaseFont",
    b"CIDSystemInfo",
    b"FontDescriptor",
    b"DW",
    b"W",
    b"DW2",
    b"W2",
    b"CIDToGIDMap",
];
const DESCRIPTOR: &[&[u8]] = &[
    b"Type",
    b"FontName",
    b"FontFamily",
    b"FontStretch",
    b"FontWeight",
    b"Flags",
    b"FontBBox",
    b"ItalicAngle",
    b"Ascent",
    b"Descent",
    b"Leading",
    b"CapHeight",
    b"XHeight",
    b"StemV",
    b"StemH",
    b"AvgWidth",
    b"MaxWidth",
    b"MissingWidth",
    b"FontFile",
    b"FontFile2",
    b"FontFile3",
    b"CharSet",
    b"Style",
    b"Lang",
    b"FD",
    b"CIDSet",
];
/// Of streams of all kinds: what says how they are packed, and what forms have.
const STREAM: &[&[u8]] = &[
    b"Length",
    b"Filter",
    b"DecodeParms",
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"DL",
    b"Type",
    b"Subtype",
    b"Length1",
    b"Length2",
    b"Length3",
    b"N",
    b"First",
    b"Extends",
    b"Size",
    b"Index",
    b"Prev",
    b"W",
    b"Root",
    b"Info",
    b"ID",
    b"Encrypt",
    b"BBox",
    b"Matrix",
    b"Resources",
    b"FormType",
    b"Group",
    b"Ref",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"StructParent",
    b"StructParents",
    b"OPI",
    b"OC",
    b"Name",
    b"Width",
    b"Height",
    b"ColorSpace",
    b"BitsPerComponent",
    b"Intent",
    b"ImageMask",
    b"Mask",
    b"Decode",
    b"Interpolate",
    b"Alternates",
    b"SMask",
    b"SMaskInData",
    b"Alternate",
    b"Range",
    b"Domain",
    b"FunctionType",
    b"BitsPerSample",
    b"Order",
    b"Encode",
    b"PatternType",
    b"PaintType",
    b"TilingType",
    b"XStep",
    b"YStep",
    b"ShadingType",
    b"BitsPerCoordinate",
    b"BitsPerFlag",
    b"CMapName",
    b"CIDSystemInfo",
    b"WMode",
    b"UseCMap",
    b"Params",
];

/// The compressions of streams, with the short names of inline images, which some writers use everywhere.
pub(super) fn is_filter(name: &[u8]) -> bool {
    const FILTERS: [&[u8]; 17] = [
        b"ASCIIHexDecode",
        b"ASCII85Decode",
        b"LZWDecode",
        b"FlateDecode",
        b"RunLengthDecode",
        b"CCITTFaxDecode",
        b"JBIG2Decode",
        b"DCTDecode",
        b"JPXDecode",
        b"Crypt",
        b"AHx",
        b"A85",
        b"LZW",
        b"Fl",
        b"RL",
        b"CCF",
        b"DCT",
    ];
    FILTERS.contains(&name)
}

/// The encodings of simple fonts.
pub(super) fn is_encoding(name: &[u8]) -> bool {
    const ENCODINGS: [&[u8]; 5] =
        [b"StandardEncoding", b"MacRomanEncoding", b"WinAnsiEncoding", b"PDFDocEncoding", b"MacExpertEncoding"];
    ENCODINGS.contains(&name)
}

/// Adobe's collections of characters, the East Asian ones first.
pub(super) const ORDERINGS: [&[u8]; 6] = [b"GB1", b"CNS1", b"Japan1", b"Korea1", b"Identity", b"UCS"];

/// Whether two words are one letter apart: another one, one more or one less.
pub(super) fn is_nearly(word: &[u8], other: &[u8]) -> bool {
    let front = word.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (word, other) = (&word[front..], &other[front..]);
    let back = word.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    word.len().max(other.len()) - back == 1
}

#[cfg(test)]
mod tests {
    use super::is_nearly;

    #[test]
    fn words_one_letter_apart() {
        for (word, other) in [("Filtex", "Filter"), ("Fiter", "Filter"), ("Fiilter", "Filter"), ("V", "W"), ("", "W")] {
            assert!(is_nearly(word.as_bytes(), other.as_bytes()), "{word} {other}");
        }
        for (word, other) in [("Filter", "Filter"), ("Fitler", "Filter"), ("FontFile", "FontBBox")] {
            assert!(!is_nearly(word.as_bytes(), other.as_bytes()), "{word} {other}");
        }
    }
}
