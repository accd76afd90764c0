//! Page feet in text input: `Page 3 of 10`, `第 3 頁 共 10 頁`, with or without `FF301` and a version.
//!
//! A foot stands behind its page, as on paper, or in front of it where a page is one long line.

/// Where the pages of a text start and end.
pub(super) struct Feet {
    lines: Vec<Line>,
    /// Whether feet on lines of their own stand in front of their pages.
    lead: bool,
}

/// What a line has to do with page feet.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    /// Blank.
    Blank,
    /// Anything else.
    Other,
    /// Only words that belong to feet (`FF301`, `v 1.1.0`), but no page number.
    Scrap,
    /// Nothing but a foot.
    Foot(u32),
    /// A foot, then content.
    Leading(u32),
    /// Content, then a foot.
    Trailing(u32),
}

impl Feet {
    /// Looks through all lines.
    pub(super) fn of(lines: &[String]) -> Self {
        let lines: Vec<Line> = lines.iter().map(|line| classify(line)).collect();
        let first = lines.iter().find(|line| !matches!(line, Line::Blank | Line::Scrap));
        let lead = matches!(first, Some(Line::Foot(_) | Line::Leading(_)));
        Self { lines, lead }
    }

    /// Whether a page starts with this line.
    pub(super) fn starts_page(&self, index: usize) -> bool {
        match self.lines[index] {
            Line::Leading(_) => true,
            Line::Foot(_) => self.lead,
            _ => false,
        }
    }

    /// Whether a page ends with this line. Scraps after a foot (its version on a line of its own) belong to it.
    pub(super) fn ends_page(&self, index: usize) -> bool {
        if matches!(self.lines[index], Line::Trailing(_)) {
            return true;
        }
        if self.lead || !matches!(self.lines[index], Line::Foot(_) | Line::Scrap) {
            return false;
        }
        let is_last =
            self.lines[index + 1..].iter().find(|line| **line != Line::Blank).is_none_or(|line| *line != Line::Scrap);
        is_last && self.follows_foot(index)
    }

    /// Whether this line is a foot, or there are only scraps between it and one.
    fn follows_foot(&self, index: usize) -> bool {
        let before = self.lines[..=index].iter().rev();
        matches!(before.copied().find(|line| !matches!(line, Line::Blank | Line::Scrap)), Some(Line::Foot(_)))
    }

    /// The page number that this line tells.
    pub(super) fn number(&self, index: usize) -> Option<u32> {
        match self.lines[index] {
            Line::Foot(number) | Line::Leading(number) | Line::Trailing(number) => Some(number),
            _ => None,
        }
    }
}

fn classify(line: &str) -> Line {
    if line.trim().is_empty() {
        return Line::Blank;
    }
    let Some((number, start, end)) = page_of(line) else {
        return if is_scrap(line) { Line::Scrap } else { Line::Other };
    };
    match (is_scrap(&line[..start]), is_scrap(&line[end..])) {
        (true, true) => Line::Foot(number),
        (true, false) => Line::Leading(number),
        (false, true) => Line::Trailing(number),
        (false, false) => Line::Other,
    }
}

/// A line that begins with a foot in two: the foot, and what stands behind it. Where a page is one long line, the first
/// words of the page must not run into the version.
pub(super) fn apart(line: &str) -> (&str, &str) {
    let Some((_, _, end)) = page_of(line).filter(|(_, start, _)| is_scrap(&line[..*start])) else {
        return ("", line);
    };
    let mut at = end;
    for token in line[end..].split_inclusive(char::is_whitespace) {
        if !is_scrap(token) {
            break;
        }
        at += token.len();
    }
    line.split_at(at)
}

/// Whether nothing but marks of feet stands here: blanks, cell borders, `FF301`, `v`, `1.1.0`, `v1.1.0`, `FF301v`.
fn is_scrap(text: &str) -> bool {
    text.split(|character: char| character.is_whitespace() || character == '|').filter(|token| !token.is_empty()).all(
        |token| {
            let token = token.strip_prefix("FF301").unwrap_or(token);
            let token = token.strip_prefix(['v', 'V']).unwrap_or(token);
            token.is_empty() || is_version(token)
        },
    )
}

/// `1.0.2`: three numbers of one or two digits.
fn is_version(token: &str) -> bool {
    let is_number = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    token.split('.').count() == 3 && token.split('.').all(is_number)
}

/// The first `Page 3 of 10` or `第 3 頁 共 10 頁`: page number, and where it stands in bytes.
fn page_of(line: &str) -> Option<(u32, usize, usize)> {
    let english = || pattern(line, "Page", &["of"], &[""]);
    let chinese = || {
        pattern(line, "第", &["頁共", "页共", "頁,共", "页,共", "頁，共", "页，共", "頁/共", "页/共"], &["頁", "页"])
    };
    english().or_else(chinese)
}

/// `head` number `middle` number `tail`, with any blanks between.
fn pattern(line: &str, head: &str, middles: &[&str], tails: &[&str]) -> Option<(u32, usize, usize)> {
    line.match_indices(head).find_map(|(start, _)| {
        let mut rest = Rest(&line[start + head.len()..]);
        let page = rest.number()?;
        rest.one_of(middles)?;
        rest.number()?;
        rest.one_of(tails)?;
        Some((page, start, line.len() - rest.0.len()))
    })
}

/// What is left of a line.
struct Rest<'l>(&'l str);

impl Rest<'_> {
    fn number(&mut self) -> Option<u32> {
        let text = self.0.trim_start();
        let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let number = text[..end].parse().ok()?;
        self.0 = &text[end..];
        (end <= 4).then_some(number)
    }

    fn one_of(&mut self, words: &[&str]) -> Option<()> {
        words.iter().find_map(|word| self.skip(word))
    }

    /// Skips a word whose characters may have blanks between them.
    fn skip(&mut self, word: &str) -> Option<()> {
        let mut text = self.0;
        for character in word.chars() {
            text = text.trim_start().strip_prefix(character)?;
        }
        self.0 = text;
        Some(())
    }
}
