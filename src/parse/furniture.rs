//! What stands on every page and belongs to no section: `FF301`, `Page 3 of 8`, `v 1.0.2`.

use super::stream::Range;

/// What the head and foot of a page tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Furniture {
    /// The form's mark, `FF301`.
    pub(super) mark: bool,
    /// `Page x of N`: both numbers.
    pub(super) page: Option<(u32, u32)>,
    /// The version number, `1.0.2`.
    pub(super) version: Option<String>,
}

/// Finds the furniture at the front and at the end of a line of folded characters.
///
/// Gives what it tells, and the range of the line that is left; `None` when the line has none. Renderings that put a
/// page on one line move the foot to its front, broken in any order (`FF301v Page 1 of 7 1.0.1`).
pub(super) fn strip(line: &[char]) -> Option<(Furniture, Range)> {
    let mut furniture = Furniture::default();
    let mut start = 0;
    while let Some(length) = piece(&line[start..], &mut furniture) {
        start += length;
    }
    // A bare version number at the front of a text is no foot: `1.0.2` must come with a page or the form's mark.
    if start > 0 && start < line.len() && furniture.page.is_none() && !furniture.mark {
        (start, furniture) = (0, Furniture::default());
    }
    let end = strip_end(line, start, &mut furniture);
    (furniture != Furniture::default()).then_some((furniture, Range { start, end }))
}

/// Whether one of the lines beside a `v` makes it the `v` of a foot: `FF301`, `v`, `Page 2 of 11 1.2.0`, as where each
/// text of a page is taken by itself.
pub(super) fn is_foot_beside(neighbours: [&[char]; 2]) -> bool {
    let is_foot = |line: &[char]| strip(line).is_some_and(|(found, _)| found.mark || found.page.is_some());
    neighbours.into_iter().any(is_foot)
}

/// Where the text ends when `Page x of N` and what may follow it close the line.
fn strip_end(line: &[char], start: usize, furniture: &mut Furniture) -> usize {
    for at in (start..line.len()).rev() {
        if !matches!(line[at], 'p' | '第') {
            continue;
        }
        let mut tail = Furniture::default();
        let mut next = at;
        while let Some(length) = piece(&line[next..], &mut tail) {
            next += length;
        }
        if tail.page.is_some() && next == line.len() {
            furniture.page = tail.page;
            furniture.mark |= tail.mark;
            furniture.version = tail.version.or(furniture.version.take());
            return at;
        }
    }
    line.len()
}

/// The length of the piece of furniture at the front.
fn piece(chars: &[char], furniture: &mut Furniture) -> Option<usize> {
    if starts_with(chars, "ff301") {
        furniture.mark = true;
        return Some(5);
    }
    if let Some((page, length)) = page_of(chars) {
        furniture.page = Some(page);
        return Some(length);
    }
    let v = usize::from(chars.first() == Some(&'v'));
    if let Some((version, length)) = version(&chars[v..]) {
        furniture.version = Some(version);
        return Some(v + length);
    }
    // The `v` of a foot that was torn from its number.
    let torn = v == 1 && (chars.len() == 1 || page_of(&chars[1..]).is_some() || starts_with(&chars[1..], "ff301"));
    torn.then_some(1)
}

fn starts_with(chars: &[char], text: &str) -> bool {
    text.chars().enumerate().all(|(at, c)| chars.get(at) == Some(&c))
}

fn number(chars: &[char]) -> Option<(u32, usize)> {
    let length = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let mut digits = chars[..length].iter().map(|c| c.to_digit(10));
    let number = digits.try_fold(0_u32, |number, digit| number.checked_mul(10)?.checked_add(digit?));
    number.filter(|_| length > 0).map(|number| (number, length))
}

/// `page3of8`, `第3頁共8頁`.
fn page_of(chars: &[char]) -> Option<((u32, u32), usize)> {
    for (front, middle, end) in [("page", "of", ""), ("第", "頁共", "頁"), ("第", "頁,共", "頁")] {
        if !starts_with(chars, front) {
            continue;
        }
        let mut at = front.chars().count();
        let Some((page, length)) = number(&chars[at..]) else {
            continue;
        };
        at += length;
        if !starts_with(&chars[at..], middle) {
            continue;
        }
        at += middle.chars().count();
        let Some((mut pages, mut length)) = number(&chars[at..]) else {
            continue;
        };
        // `Page 1 of 7 1.0.1` without its blanks: the last digit belongs to the version behind it.
        if length > 1 && chars.get(at + length) == Some(&'.') && version(&chars[at + length - 1..]).is_some() {
            (pages, length) = (pages / 10, length - 1);
        }
        at += length;
        if starts_with(&chars[at..], end) {
            return Some(((page, pages), at + end.chars().count()));
        }
    }
    None
}

/// `1.0.2`, not followed by a further digit or part.
fn version(chars: &[char]) -> Option<(String, usize)> {
    let (major, a) = number(chars)?;
    let rest = chars.get(a..)?.strip_prefix(&['.'])?;
    let (minor, b) = number(rest)?;
    let rest = rest.get(b..)?.strip_prefix(&['.'])?;
    let (patch, c) = number(rest)?;
    let plausible = major < 10 && minor < 100 && patch < 100 && a == 1 && b <= 2 && c <= 2;
    let ends = !rest.get(c).is_some_and(|c| c.is_ascii_digit() || *c == '.');
    (plausible && ends).then(|| (format!("{major}.{minor}.{patch}"), a + b + c + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::label::fold;

    fn stripped(line: &str) -> Option<(Furniture, String)> {
        let chars = fold(line);
        strip(&chars).map(|(furniture, rest)| (furniture, chars[rest.start..rest.end].iter().collect()))
    }

    fn furniture(mark: bool, page: Option<(u32, u32)>, version: Option<&str>) -> Furniture {
        Furniture { mark, page, version: version.map(str::to_owned) }
    }

    #[test]
    fn feet_in_every_order() {
        let cases = [
            ("FF301", furniture(true, None, None), ""),
            ("Page 3 of 10 v 1.1.0", furniture(false, Some((3, 10)), Some("1.1.0")), ""),
            ("第 7 頁 共 10 頁    v 1.1.1", furniture(false, Some((7, 10)), Some("1.1.1")), ""),
            ("FF301 Page 5 of 9 v 1.0.2 (E). Other", furniture(true, Some((5, 9)), Some("1.0.2")), "(e).other"),
            ("FF301v Page 1 of 7 1.0.1 Monthly", furniture(true, Some((1, 7)), Some("1.0.1")), "monthly"),
            ("Page 2 of 11 1.2.0", furniture(false, Some((2, 11)), Some("1.2.0")), ""),
            ("v 1.1.0", furniture(false, None, Some("1.1.0")), ""),
            ("Not applicable Page 2 of 9 v 1.0.2", furniture(false, Some((2, 9)), Some("1.0.2")), "notapplicable"),
        ];
        for (line, wanted, rest) in cases {
            assert_eq!(stripped(line), Some((wanted, rest.to_owned())), "{line}");
        }
    }

    #[test]
    fn a_v_beside_the_mark_or_the_page_number_is_part_of_the_foot() {
        let is_foot = |before: &str, after: &str| is_foot_beside([&fold(before), &fold(after)]);
        assert!(is_foot("FF301", "Page 2 of 11 1.2.0"));
        assert!(is_foot("held for the ESOP", "第 2 頁 共 10 頁 1.1.1"));
        assert!(is_foot("FF301", "Remarks:"));
        assert!(!is_foot("Class A", "Class B"));
        assert!(!is_foot("", ""));
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for line in
            ["1.2.3 of the plan", "Balance at close of the month 1,000", "Page setting", "V. Confirmations", "v"]
        {
            let rest = stripped(line).map(|(_, rest)| rest);
            assert!(rest.is_none(), "{line}: {rest:?}");
        }
    }
}
