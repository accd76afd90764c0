//! What each code means: the sections of `docs/findings.md`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::finding::Code;

/// The page that people read.
const PAGE: &str = include_str!("../../docs/findings.md");

/// What a code means and what to do about it, as Markdown; empty for a code that the page lacks, which a test rules out.
#[must_use]
pub fn meaning(code: Code) -> &'static str {
    static SECTIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| sections().collect());
    SECTIONS.get(code.as_str()).copied().unwrap_or_default()
}

/// The first sentence of what a code means, on one line.
pub(super) fn summary(code: Code) -> String {
    let text = meaning(code).split_whitespace().collect::<Vec<_>>().join(" ");
    // A full stop within a figure or a version is followed by no blank.
    let end = text.find(". ").map_or(text.len(), |end| end + 1);
    text[..end].to_owned()
}

/// Code and paragraphs, without the line of the severity.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("\n### ").skip(1).filter_map(|section| {
        let (code, rest) = section.split_once('\n')?;
        let (_, paragraphs) = rest.split_once("\n\n")?;
        // The next chapter begins within the last section of this one.
        Some((code, paragraphs.split("\n## ").next()?.trim()))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_page_has_every_code_with_its_severity_and_no_other() {
        let written: Vec<&str> = sections().map(|(code, _)| code).collect();
        let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(written.len(), known.len(), "a code stands on the page once");
        assert_eq!(written.iter().copied().collect::<BTreeSet<_>>(), known);
        for code in Code::ALL {
            let line = format!("\n### {}\nSeverity: {}.\n", code.as_str(), code.severity().as_str());
            assert!(PAGE.contains(&line), "the page does not say{line}");
            assert!(meaning(*code).len() > 60, "{} is not explained", code.as_str());
            assert!(summary(*code).ends_with(['.', ':']), "{}: {}", code.as_str(), summary(*code));
        }
    }
}
