//! Rust source → tokens → the paths that it names.

use std::collections::BTreeMap;

/// Every path into the crate, from its root, with its line.
pub(crate) fn crate_paths(module: &[String], tokens: &[Token]) -> Vec<(Vec<String>, usize)> {
    let paths = paths(tokens);
    let resolve = |names: &[String]| -> Option<Vec<String>> {
        let supers = names.iter().take_while(|name| *name == "super").count();
        let rest = &names[supers..];
        match (supers, rest.first()?.as_str()) {
            (0, "crate" | "sharecap") => Some(rest[1..].to_vec()),
            (0, "self") => Some([module, &rest[1..]].concat()),
            (0, _) => None,
            _ => Some([module.get(..module.len().saturating_sub(supers))?, rest].concat()),
        }
    };
    let mut brought_in = BTreeMap::new();
    for path in paths.iter().filter(|path| path.in_use) {
        if let (Some(name), Some(whole)) = (path.called(), resolve(&path.names)) {
            brought_in.insert(name.to_owned(), whole);
        }
    }
    let whole = |path: &PathAt| {
        let first = path.names.first()?;
        let by_name = || brought_in.get(first).map(|start| [start, &path.names[1..]].concat());
        resolve(&path.names).or_else(|| if path.in_use { None } else { by_name() })
    };
    let mut all: Vec<_> = paths.iter().filter_map(|path| Some((whole(path)?, path.line))).collect();
    for (names, _) in &mut all {
        names.retain(|name| name != "self");
    }
    all.retain(|(names, _)| !names.is_empty());
    all
}

/// Every path of two names or more, and every `use`, as it is written.
pub(crate) fn outside_paths(tokens: &[Token]) -> impl Iterator<Item = (Vec<String>, usize)> {
    let paths = paths(tokens).into_iter();
    paths.filter(|path| path.in_use || path.names.len() > 1).map(|path| (path.names, path.line))
}

/// A path as it is written, `use` trees spelt out.
struct PathAt {
    names: Vec<String>,
    /// `as` this.
    alias: Option<String>,
    line: usize,
    in_use: bool,
}

impl PathAt {
    /// What a `use` brings in; `None` for a glob.
    fn called(&self) -> Option<&str> {
        let last = self.names.iter().rev().find(|name| *name != "self");
        self.alias.as_ref().or(last).map(String::as_str).filter(|name| *name != "*")
    }
}

fn paths(tokens: &[Token]) -> Vec<PathAt> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut all = Vec::new();
    let (mut at, mut in_use) = (0, false);
    while at < tokens.len() {
        in_use = text(at) == "use" || in_use && text(at) != ";";
        // The second half of `<T as Trait>::name` is no path of its own; `::rayon::join` is one.
        let goes_on = at >= 2 && text(at - 1) == "::" && (is_name(text(at - 2)) || text(at - 2) == ">");
        at = if is_name(text(at)) && text(at) != "use" && !goes_on {
            spell_out(tokens, at, &[], in_use, &mut all)
        } else {
            at + 1
        };
    }
    all
}

/// Adds the path that begins at `at`, or the paths of its tree, and returns where it ends.
fn spell_out(tokens: &[Token], mut at: usize, before: &[String], in_use: bool, all: &mut Vec<PathAt>) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let line = tokens[at].line;
    let mut names = before.to_vec();
    while is_name(text(at)) || text(at) == "*" {
        names.push(text(at).to_owned());
        at += 1;
        if text(at) != "::" || !(is_name(text(at + 1)) || ["{", "*"].contains(&text(at + 1))) {
            break;
        }
        at += 1;
    }
    if text(at) == "{" && text(at - 1) == "::" {
        at += 1;
        while at < tokens.len() && text(at) != "}" {
            at = match text(at) {
                "," => at + 1,
                _ => spell_out(tokens, at, &names, in_use, all).max(at + 1),
            };
        }
        return at + 1;
    }
    let alias = (in_use && text(at) == "as").then(|| text(at + 1).to_owned());
    at += if alias.is_some() { 2 } else { 0 };
    all.push(PathAt { names, alias, line, in_use });
    at
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// A name, a number or a sign.
pub(crate) struct Token {
    /// As it is written.
    pub(crate) text: String,
    /// Counted from 1.
    pub(crate) line: usize,
}

/// Names, numbers and signs; no comments, strings or test modules.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = end_of_token(&chars, at);
        let piece: String = chars[at..end].iter().collect();
        let is_dull = piece.starts_with(|first: char| first.is_whitespace() || "\"'".contains(first))
            || piece.starts_with("//")
            || piece.starts_with("/*");
        let is_string = piece.ends_with(['"', '#']) && piece.len() > 1;
        if !is_dull && !is_string {
            tokens.push(Token { text: piece.clone(), line });
        }
        line += piece.matches('\n').count();
        at = end;
    }
    without_tests(tokens)
}

fn end_of_token(chars: &[char], at: usize) -> usize {
    let char_at = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let run = |from: usize, wanted: fn(char) -> bool| from + chars[from..].iter().take_while(|c| wanted(**c)).count();
    match (char_at(at), char_at(at + 1)) {
        ('/', '/') => run(at, |c| c != '\n'),
        ('/', '*') => end_of_block_comment(chars, at),
        ('"', _) => end_of_string(chars, at),
        ('\'', '\\') => run(at + 3, |c| c != '\'') + 1,
        ('\'', _) if char_at(at + 2) == '\'' => at + 3,
        (':', ':') => at + 2,
        (first, _) if first.is_ascii_digit() => {
            let end = run(at, |c| c.is_alphanumeric() || c == '_');
            // `self.0.1` are two indices, `1..2` is a range.
            let has_fraction =
                char_at(end) == '.' && char_at(end + 1).is_ascii_digit() && (at == 0 || chars[at - 1] != '.');
            if has_fraction { run(end + 1, |c| c.is_alphanumeric() || c == '_') } else { end }
        }
        (first, _) if first.is_alphabetic() || first == '_' => {
            let end = run(at, |c| c.is_alphanumeric() || c == '_');
            let prefix: String = chars[at..end].iter().collect();
            let hashes = run(end, |c| c == '#') - end;
            match (prefix.as_str(), char_at(end + hashes)) {
                ("b" | "c", '"') if hashes == 0 => end_of_string(chars, end),
                ("r" | "br" | "cr", '"') => end_of_raw_string(chars, end + hashes, hashes),
                _ => end,
            }
        }
        (first, _) if first.is_whitespace() => run(at, char::is_whitespace),
        _ => at + 1,
    }
}

fn end_of_string(chars: &[char], open: usize) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn end_of_raw_string(chars: &[char], open: usize, hashes: usize) -> usize {
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let rest = &chars[open + 1..];
    let close = rest.windows(closing.len()).position(|window| window == closing);
    close.map_or(chars.len(), |close| open + 1 + close + closing.len())
}

fn end_of_block_comment(chars: &[char], open: usize) -> usize {
    let (mut at, mut depth) = (open, 0_usize);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    at
}

/// Leaves out what stands behind `#[cfg(test)]`, to its closing brace or semicolon.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_mark = |at: usize| tokens[at..].iter().map(|token| token.text.as_str()).take(MARK.len()).eq(MARK);
    let mut keep = vec![true; tokens.len()];
    let mut at = 0;
    while at < tokens.len() {
        if !is_mark(at) {
            at += 1;
            continue;
        }
        let (mut end, mut depth) = (at + MARK.len(), 0_i32);
        while end < tokens.len() {
            match tokens[end].text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            end += 1;
            if depth == 0 && ["}", ";"].contains(&tokens[end - 1].text.as_str()) {
                break;
            }
        }
        keep[at..end].fill(false);
        at = end;
    }
    let mut keep = keep.into_iter();
    tokens.into_iter().filter(|_| keep.next() == Some(true)).collect()
}
