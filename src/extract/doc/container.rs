//! What an OLE file or a ZIP archive holds, as far as it takes to tell a Word document from others.

/// What a container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Container {
    /// A Word document.
    Word,
    /// An Office document, or a Word document, that opens only with a password.
    Encrypted,
    /// An Excel workbook.
    Workbook,
    /// Anything else.
    Other,
}

/// How large an entry of an OLE directory is; it begins at a multiple of that.
const ENTRY: usize = 128;

/// What an OLE file holds, by the names in its directory.
pub(in crate::extract) fn of_ole(bytes: &[u8]) -> Container {
    if let Some(entry) = stream(bytes, "WordDocument") {
        return if is_encrypted(bytes, entry) { Container::Encrypted } else { Container::Word };
    }
    if stream(bytes, "EncryptedPackage").is_some() {
        Container::Encrypted
    } else if stream(bytes, "Workbook").is_some() || stream(bytes, "Book").is_some() {
        Container::Workbook
    } else {
        Container::Other
    }
}

/// The entry of a stream, wherever the directory stands.
fn stream<'b>(bytes: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let mut wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    wide.extend([0, 0]);
    let length = u16::try_from(wide.len()).ok()?.to_le_bytes();
    let is_named = |entry: &&[u8]| entry.starts_with(&wide) && entry[64..66] == length;
    bytes.chunks_exact(ENTRY).skip(4).find(is_named)
}

/// Whether the head of the document says that what follows is encrypted. A small document stands in a stream of
/// streams, where its head is not looked for.
fn is_encrypted(bytes: &[u8], entry: &[u8]) -> bool {
    const MARK: [u8; 2] = [0xEC, 0xA5];
    let word = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let first_sector = u32::from_le_bytes([entry[116], entry[117], entry[118], entry[119]]);
    let head = || {
        let shift = u32::from(word(30)?);
        let at = usize::try_from((u64::from(first_sector) + 1).checked_shl(shift)?).ok()?;
        (bytes.get(at..at.checked_add(2)?)? == MARK).then_some(at)
    };
    head().and_then(|at| word(at + 10)).is_some_and(|flags| flags & 0x0100 != 0)
}

/// What a ZIP archive holds, by the names in its central directory, which stands at its end.
pub(in crate::extract) fn of_zip(bytes: &[u8]) -> Container {
    let (mut is_word, mut is_workbook) = (false, false);
    for name in names(bytes).unwrap_or_default() {
        // Strict and older writers number the part.
        is_word |= name.starts_with(b"word/document") && name.ends_with(b".xml");
        is_workbook |= name.starts_with(b"xl/workbook");
    }
    match (is_word, is_workbook) {
        (true, _) => Container::Word,
        (_, true) => Container::Workbook,
        _ => Container::Other,
    }
}

/// The names of the members; `None` where there is no central directory.
fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    const END: &[u8] = b"PK\x05\x06";
    const MEMBER: &[u8] = b"PK\x01\x02";
    const END_BYTES: usize = 22;
    /// The end record with the longest comment.
    const TAIL: usize = END_BYTES + 65_535;
    let tail = bytes.len().saturating_sub(TAIL);
    let end = tail + bytes[tail..].windows(END_BYTES).rposition(|window| window.starts_with(END))?;
    let number = |at: usize, width: usize| -> Option<usize> {
        let digits = bytes.get(at..at.checked_add(width)?)?;
        Some(digits.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    };
    let mut at = number(end + 16, 4)?;
    let mut names = Vec::new();
    while bytes.get(at..)?.starts_with(MEMBER) {
        let (name, extra, comment) = (number(at + 28, 2)?, number(at + 30, 2)?, number(at + 32, 2)?);
        names.push(bytes.get(at + 46..at + 46 + name)?);
        at += 46 + name + extra + comment;
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An OLE file: a sector of header, one of directory, one of document.
    fn ole(names: &[&str], flags: u16) -> Vec<u8> {
        let mut bytes = vec![0; 512];
        bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
        bytes[30] = 9;
        for name in names {
            let mut entry = [0; ENTRY];
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry[..wide.len()].copy_from_slice(&wide);
            entry[64] = u8::try_from(wide.len() + 2).unwrap();
            entry[116] = 1;
            bytes.extend(entry);
        }
        bytes.resize(1024, 0);
        bytes.extend([0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(flags.to_le_bytes());
        bytes
    }

    /// The central directory of an archive, behind as many bytes of members.
    fn zip(names: &[&str], members: usize) -> Vec<u8> {
        let mut bytes = vec![b'x'; members];
        let directory = u32::try_from(bytes.len()).unwrap();
        for name in names {
            let mut head = [0; 46];
            head[..4].copy_from_slice(b"PK\x01\x02");
            head[28] = u8::try_from(name.len()).unwrap();
            bytes.extend(head);
            bytes.extend(name.bytes());
        }
        let mut end = [0; 22];
        end[..4].copy_from_slice(b"PK\x05\x06");
        end[16..20].copy_from_slice(&directory.to_le_bytes());
        bytes.extend(end);
        bytes
    }

    #[test]
    fn ole_files_are_told_by_their_streams() {
        assert_eq!(of_ole(&ole(&["Root Entry", "1Table", "WordDocument"], 0x0200)), Container::Word);
        assert_eq!(of_ole(&ole(&["Root Entry", "WordDocument"], 0x0300)), Container::Encrypted);
        assert_eq!(of_ole(&ole(&["Root Entry", "EncryptedPackage"], 0)), Container::Encrypted);
        assert_eq!(of_ole(&ole(&["Root Entry", "Workbook"], 0)), Container::Workbook);
        assert_eq!(of_ole(&ole(&["WordDocument2"], 0)), Container::Other, "the whole name counts");
        assert_eq!(of_ole(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Container::Other);
    }

    #[test]
    fn archives_are_told_by_their_directory_however_far_back() {
        assert_eq!(of_zip(&zip(&["[Content_Types].xml", "word/document.xml"], 300_000)), Container::Word);
        assert_eq!(of_zip(&zip(&["xl/workbook.xml"], 10)), Container::Workbook);
        assert_eq!(of_zip(&zip(&["docs/word/document.xml"], 10)), Container::Other);
        let whole = zip(&["word/document.xml"], 100);
        for end in 0..whole.len() {
            assert_eq!(of_zip(&whole[..end]), Container::Other, "cut at {end}");
        }
    }
}
