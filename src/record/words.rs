//! Words of fixed lists: class and type of shares, status, yes and no; and stock codes.

use super::text::{self, Read};
use crate::filing::{Form, Status};

/// A word of the contract and the spellings that mean it, as [`text::key`] gives them.
pub(crate) type Vocabulary = [(&'static str, &'static [&'static str])];

/// Finds `raw` in a vocabulary; a spelling that OCR tore or bent a little is found when no other is as near.
pub(crate) fn find(raw: &str, vocabulary: &Vocabulary) -> Read<&'static str> {
    if text::is_blank(raw) {
        return Read::Blank;
    }
    let key = text::key(raw);
    // Hardly a word is damaged; only for one that is does it matter which others are near.
    if let Some((word, _)) = vocabulary.iter().find(|(_, spellings)| spellings.contains(&key.as_str())) {
        return Read::Clean(word);
    }
    let mut ranked: Vec<(usize, &'static str)> = vocabulary
        .iter()
        .filter_map(|(word, spellings)| Some((spellings.iter().map(|s| text::distance(&key, s)).min()?, *word)))
        .collect();
    ranked.sort_unstable();
    let length = key.chars().count();
    match ranked.as_slice() {
        [(edits, word), rest @ ..]
            if *edits <= 2 && edits * 5 <= length && rest.first().is_none_or(|(next, _)| *next >= edits + 2) =>
        {
            Read::Repaired(word, format!("{:?} is read as {word}", text::fold(raw)))
        }
        _ => Read::Unreadable(format!("{:?} is not in the form's list", text::fold(raw))),
    }
}

const STATUS: &Vocabulary = &[
    ("new_submission", &["newsubmission", "新提交", "新呈交"]),
    (
        "resubmission",
        &[
            "resubmission",
            "resubmitted",
            "revised",
            "revisedsubmission",
            "revision",
            "amended",
            "amendedsubmission",
            "重新提交",
            "重新呈交",
            "再次提交",
            "再提交",
            "修訂",
            "經修訂",
            "修订",
        ],
    ),
];

/// Whether a return is new or a correction.
pub(crate) fn status(raw: &str) -> Read<Status> {
    let of = |word| {
        if word == "resubmission" { Status::Resubmission } else { Status::NewSubmission }
    };
    find(raw, STATUS).map(of)
}

const CLASSES: &Vocabulary = &[
    ("ordinary", &["ordinaryshares", "ordinaryshare", "ordinary", "普通股", "普通股份"]),
    (
        "preference",
        &["preferenceshares", "preferenceshare", "preference", "preferredshares", "優先股", "优先股", "優先股份"],
    ),
    (
        "wvr_ordinary",
        &[
            "wvrordinaryshares",
            "wvrordinaryshare",
            "wvrordinary",
            "不同投票權架構公司普通股",
            "不同投票權普通股",
            "不同投票权架构公司普通股",
            "同股不同權普通股",
        ],
    ),
    (
        "other",
        &[
            "otherclassspecifyindescription",
            "otherclass",
            "othertypespecifyindescription",
            "其他類別",
            "其他类别",
            "其他類別請在說明註明",
        ],
    ),
];

/// The family of shares in the first position of a class block.
pub(crate) fn share_class(raw: &str) -> Read<&'static str> {
    let key = text::key(raw);
    if ["不同投票權", "不同投票权", "同股不同權", "同股不同权"].iter().any(|mark| key.contains(mark))
    {
        return Read::Clean("wvr_ordinary");
    }
    if ["otherclass", "其他類", "其他类", "其它類"].iter().any(|mark| key.starts_with(mark)) {
        return Read::Clean("other");
    }
    match find(raw, CLASSES) {
        Read::Unreadable(why) => contained_class(raw, &key).unwrap_or(Read::Unreadable(why)),
        read => read,
    }
}

/// The class whose name stands in a text that damage doubled or glued to a neighbour: `WVR ordinary WVR ordinary shares`.
fn contained_class(raw: &str, key: &str) -> Option<Read<&'static str>> {
    let named = |(word, spellings): &(&'static str, &'static [&'static str])| {
        let inside = spellings.iter().filter(|spelling| key.contains(**spelling));
        inside.map(|spelling| spelling.chars().count()).max().map(|length| (length, *word))
    };
    let (length, word) = CLASSES.iter().filter_map(named).max()?;
    // What is left over must be scraps of the same words, or the text says something else.
    let words = ["ordinary", "shares", "preference", "wvr"];
    let scraps = text::fold(raw).to_lowercase();
    let known =
        scraps.split_whitespace().all(|scrap| words.iter().any(|word| word.contains(scrap) || scrap.contains(word)));
    (length >= 8 && known).then(|| Read::Repaired(word, format!("{:?} is read as {word}", text::fold(raw))))
}

/// The type in the second position of a class block: a letter, `other`, or nothing.
pub(crate) fn share_type(raw: &str) -> Read<String> {
    if text::is_blank(raw) {
        return Read::Blank;
    }
    let key = text::key(raw);
    if ["othertype", "otherclass", "其他類", "其他类", "其它類", "其他股"].iter().any(|mark| key.starts_with(mark))
    {
        return Read::Clean("other".to_owned());
    }
    let mut core = key.as_str();
    for word in [
        "ordinaryshares",
        "shares",
        "share",
        "普通股份",
        "普通股",
        "股份",
        "股",
        "class",
        "type",
        "類別",
        "类别",
        "類",
        "类",
    ] {
        core = core.strip_prefix(word).unwrap_or(core);
        core = core.strip_suffix(word).unwrap_or(core);
    }
    if core.len() == 1 && core.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Read::Clean(core.to_ascii_uppercase());
    }
    if let Some(latin) = latin_look_alike(core) {
        return Read::Repaired(latin.to_string(), format!("{core:?} is no Latin letter; read as {latin}"));
    }
    if text::distance(&key, "notapplicable") <= 2 {
        return Read::Unreadable(format!("{:?} is taken for \"Not applicable\"", text::fold(raw)));
    }
    Read::Repaired(
        text::fold(raw).into_owned(),
        "a type of shares that the form's list does not hold, kept as printed".to_owned(),
    )
}

/// The Latin capital that a letter of another alphabet looks like: what optical recognition takes it for.
fn latin_look_alike(core: &str) -> Option<char> {
    let mut chars = core.chars();
    let (only, None) = (chars.next()?, chars.next()) else {
        return None;
    };
    Some(match only {
        'а' | 'А' | 'α' | 'Α' => 'A',
        'в' | 'В' | 'β' | 'Β' => 'B',
        'с' | 'С' => 'C',
        'н' | 'Н' | 'η' | 'Η' => 'H',
        _ => return None,
    })
}

/// Yes or no, in words or as a tick; a tick before one of several statements means what that statement says.
pub(crate) fn yes_no(raw: &str) -> Read<bool> {
    if text::is_blank(raw) {
        return Read::Blank;
    }
    match text::key(raw).as_str() {
        "yes" | "y" | "true" | "是" | "有" => return Read::Clean(true),
        "no" | "n" | "false" | "否" | "沒有" => return Read::Clean(false),
        _ => {}
    }
    let ticked: Vec<&str> = raw.split(['✔', '✓', '☑', '☒', '√', '\u{F0FC}']).skip(1).collect();
    let statement = match ticked.as_slice() {
        [behind] => *behind,
        [] if !raw.contains(['☐', '□', '✘', '✗', '×']) => raw,
        [] if text::key(raw).is_empty() => return Read::Clean(false),
        _ => return Read::Unreadable(format!("{:?} does not tell which statement is ticked", text::fold(raw))),
    };
    let statement = statement.split(['☐', '□']).next().unwrap_or(statement).to_lowercase();
    if text::key(&statement).is_empty() {
        return Read::Clean(true);
    }
    let first = ["complied", "符合", "遵守"].iter().filter_map(|word| Some(statement.find(word)? + word.len())).min();
    let Some(end) = first else {
        return Read::Unreadable(format!("{:?} is neither yes nor no", text::fold(raw)));
    };
    let said = &statement[..end];
    let denied = [" not ", "未", "不符合", "没有", "沒有", "並無"].iter().any(|word| said.contains(word))
        || said.starts_with("not ");
    Read::Clean(!denied)
}

/// A stock code: five digits; a six-digit A-share code stays as it is.
///
/// FF301 prints all five digits: fewer there may mean that one was lost, and are read with a remark.
pub(crate) fn stock_code(raw: &str, form: Form) -> Read<String> {
    let folded = text::fold(raw);
    let key = text::key(&folded);
    if text::is_blank(&folded)
        || folded.chars().all(text::is_dash)
        || matches!(key.as_str(), "nil" | "unlisted" | "notlisted" | "非上市" | "未上市" | "無")
    {
        return Read::Blank;
    }
    let upper = folded.to_ascii_uppercase();
    let core = upper.trim_matches(|c: char| matches!(c, '(' | ')' | ' ' | ':' | '*'));
    let core = core.strip_suffix("HK").map_or(core, |head| head.trim_end_matches(['.', ' ']));
    if let Some(code) = repeated_code(core) {
        return Read::Repaired(code, "the cell holds scraps beside the code".to_owned());
    }
    let torn = core.contains(' ');
    let digits: String = core.chars().filter(|c| *c != ' ').collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Read::Unreadable(format!("{folded:?} is no stock code"));
    }
    let padded = format!("{digits:0>5}");
    match digits.len() {
        _ if digits.bytes().all(|b| b == b'0') => Read::Unreadable(format!("{folded:?} is no stock code")),
        5 | 6 if !torn => Read::Clean(padded),
        5 => Read::Repaired(padded, "blanks within the code were closed".to_owned()),
        1..=4 if !torn && form == Form::LegacyEquity => Read::Clean(padded),
        1..=4 if !torn => Read::Repaired(padded, "this form prints five digits: one may be lost".to_owned()),
        _ => Read::Unreadable(format!("{folded:?} is no stock code")),
    }
}

/// The one code of five or six digits in a cell that holds it again, or scraps of its label.
fn repeated_code(core: &str) -> Option<String> {
    let pieces: Vec<&str> = core.split_whitespace().collect();
    let is_code = |piece: &&&str| matches!(piece.len(), 5 | 6) && piece.bytes().all(|b| b.is_ascii_digit());
    let mut known: Vec<&str> = pieces.iter().filter(is_code).copied().collect();
    let scraps = pieces.iter().filter(|piece| !is_code(piece)).all(|piece| !piece.chars().any(|c| c.is_ascii_digit()));
    known.dedup();
    match known.as_slice() {
        [only] if scraps && pieces.len() > 1 => Some((*only).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_status() {
        for text in ["New Submission", "新提交", "NEW SUBMISSION", "New\nSubmission"] {
            assert_eq!(status(text), Read::Clean(Status::NewSubmission), "{text:?}");
        }
        for text in ["Re-submission", "Resubmission", "Revised", "重新提交", "Re-Submission"] {
            assert_eq!(status(text), Read::Clean(Status::Resubmission), "{text:?}");
        }
        assert!(matches!(status("New Submis ssion"), Read::Repaired(Status::NewSubmission, _)));
        assert!(matches!(status("Re-submis ssion"), Read::Repaired(Status::Resubmission, _)));
        assert!(matches!(status("Draft"), Read::Unreadable(_)));
        assert!(matches!(status("submission"), Read::Unreadable(_)), "as near to the one as to the other");
        assert_eq!(status(""), Read::Blank);
    }

    #[test]
    fn reads_classes() {
        for (text, word) in [
            ("Ordinary shares", "ordinary"),
            ("Ordinary Shares", "ordinary"),
            ("普通股", "ordinary"),
            ("Preference shares", "preference"),
            ("優先股", "preference"),
            ("WVR ordinary shares", "wvr_ordinary"),
            ("不同投票權架構公司普通股", "wvr_ordinary"),
            ("不同投票權普通股", "wvr_ordinary"),
            ("同股不同權", "wvr_ordinary"),
            ("Other class (specify in description)", "other"),
            ("其他類別", "other"),
            ("其他類別（請在說明欄註明）", "other"),
        ] {
            assert_eq!(share_class(text), Read::Clean(word), "{text:?}");
        }
        assert!(matches!(share_class("Ordlnary shares"), Read::Repaired("ordinary", _)));
        assert!(matches!(share_class("H Shares"), Read::Unreadable(_)));
        assert_eq!(share_class("N/A"), Read::Blank);
    }

    #[test]
    fn reads_types() {
        for text in ["Not applicable", "不適用", "N/A", ""] {
            assert_eq!(share_type(text), Read::Blank, "{text:?}");
        }
        for (text, word) in [
            ("A", "A"),
            ("Class A", "A"),
            ("class B", "B"),
            ("A類", "A"),
            ("H", "H"),
            ("H股", "H"),
            ("H shares", "H"),
            ("Class H", "H"),
            ("B類普通股", "B"),
            ("Class Y", "Y"),
            ("Other type (specify in description)", "other"),
            ("Other class (specify in description)", "other"),
            ("其他類別", "other"),
        ] {
            assert_eq!(share_type(text), Read::Clean(word.to_owned()), "{text:?}");
        }
        assert!(matches!(share_type("Domestic"), Read::Repaired(word, _) if word == "Domestic"));
        assert!(matches!(share_type("Not app1icable"), Read::Unreadable(_)));
    }

    #[test]
    fn reads_yes_and_no() {
        for text in [
            "Yes",
            "是",
            "YES",
            "✔",
            "✔ The applicable public float requirement has been complied with",
            "✔ 已符合公眾持股量",
        ] {
            assert_eq!(yes_no(text), Read::Clean(true), "{text:?}");
        }
        for text in [
            "No",
            "否",
            "✔ has not been complied with",
            "✔ 未符合",
            "Public float has been complied with ✔ has not been complied with",
        ] {
            assert_eq!(yes_no(text), Read::Clean(false), "{text:?}");
        }
        assert_eq!(yes_no("✔ has been complied with has not been complied with"), Read::Clean(true));
        assert_eq!(yes_no(""), Read::Blank);
        assert!(matches!(yes_no("Ycs?"), Read::Unreadable(_)));
        assert!(matches!(yes_no("✔ complied ✔ not complied"), Read::Unreadable(_)));
    }

    #[test]
    fn reads_codes() {
        for (text, code) in [
            ("00328", "00328"),
            ("00770.HK", "00770"),
            ("601939", "601939"),
            ("(00770)", "00770"),
            ("００３２８", "00328"),
        ] {
            assert_eq!(stock_code(text, Form::Ff301), Read::Clean(code.to_owned()), "{text:?}");
        }
        for (text, code) in [("1149", "01149"), ("388", "00388"), ("716", "00716")] {
            assert_eq!(stock_code(text, Form::LegacyEquity), Read::Clean(code.to_owned()), "{text:?}");
            assert!(matches!(stock_code(text, Form::Ff301), Read::Repaired(read, _) if read == code), "{text:?}");
        }
        for text in ["N/A", "", "不適用", "Unlisted", "-", "NIL"] {
            assert_eq!(stock_code(text, Form::Ff301), Read::Blank, "{text:?}");
        }
        for text in ["0032B", "1,149", "00328 80020", "00000", "1234567", "ABC"] {
            assert!(matches!(stock_code(text, Form::Ff301), Read::Unreadable(_)), "{text:?}");
        }
        assert!(matches!(stock_code("00 328", Form::Ff301), Read::Repaired(code, _) if code == "00328"));
    }
}
