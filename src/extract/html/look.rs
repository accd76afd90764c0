//! What style attributes and style sheets say that matters here: what is hidden, where pages end, what has borders.

use std::collections::HashMap;
use std::rc::Rc;

use scraper::node::Element;

/// The sides of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    pub(super) const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];
}

/// Where an element has borders: top, right, bottom, left; `None` where nothing is said.
pub(super) type Borders = [Option<bool>; 4];

/// How an element looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub hidden: bool,
    pub break_before: bool,
    pub break_after: bool,
    /// White space is kept.
    pub preformatted: bool,
    pub borders: Borders,
}

/// The style sheets of a page: what their rules declare, by what the selectors end with: `td`, `.c1`, `td.c1`.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, Vec<Rule>>,
    count: usize,
}

/// Declarations, and what an element has to stand in for them to hold (`.grid td`).
#[derive(Debug)]
struct Rule {
    within: Vec<String>,
    declarations: Rc<str>,
}

/// Rules beyond this many are not kept.
const MOST_RULES: usize = 2_000;

/// What selectors can call an element: its name, its classes, both.
pub(super) fn names(element: &Element) -> Vec<String> {
    let name = element.name();
    let mut names = vec![name.to_owned()];
    for class in element.classes().take(10) {
        let class = class.to_ascii_lowercase();
        names.push(format!("{name}.{class}"));
        names.push(format!(".{class}"));
    }
    names
}

impl Sheet {
    /// Adds the rules of a `<style>` element.
    pub(super) fn add(&mut self, css: &str) {
        for rule in css.replace("<!--", " ").replace("-->", " ").split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else { continue };
            let declarations: Rc<str> = declarations.into();
            for selector in selectors.split(',') {
                let is_gap = |c: char| c.is_whitespace() || c == '>';
                let mut parts: Vec<String> =
                    selector.split(is_gap).filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
                let is_plain = parts.iter().all(|part| !part.contains(['@', ':', '[', '#', '*', '+', '~']));
                let Some(last) = parts.pop().filter(|_| is_plain && self.count < MOST_RULES) else { continue };
                self.count += 1;
                let rule = Rule { within: parts, declarations: Rc::clone(&declarations) };
                self.rules.entry(last).or_default().push(rule);
            }
        }
    }

    /// How an element looks by the sheets, then by its own attributes. `open` has the names of the elements that it
    /// stands in.
    pub(super) fn look(&self, element: &Element, open: &[Vec<String>]) -> Look {
        let mut look = Look { preformatted: element.name() == "pre", ..Look::default() };
        if !self.rules.is_empty() {
            let is_open = |name: &String| open.iter().any(|names| names.contains(name));
            for rule in names(element).iter().filter_map(|name| self.rules.get(name)).flatten() {
                if rule.within.iter().all(is_open) {
                    look.apply(&rule.declarations);
                }
            }
        }
        if let Some(style) = element.attr("style") {
            look.apply(style);
        }
        look.hidden |= element.attr("hidden").is_some();
        look
    }
}

impl Look {
    fn apply(&mut self, declarations: &str) {
        for declaration in declarations.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
                self.declare(&name, value.trim_end_matches("!important").trim_end());
            }
        }
    }

    fn declare(&mut self, name: &str, value: &str) {
        let is_break = matches!(value, "always" | "page" | "left" | "right");
        match name {
            "display" => self.hidden = value == "none",
            "visibility" => self.hidden |= matches!(value, "hidden" | "collapse"),
            "page-break-before" | "break-before" => self.break_before = is_break,
            "page-break-after" | "break-after" => self.break_after = is_break,
            "white-space" => self.preformatted = value.starts_with("pre"),
            "border" => self.borders = [border(value); 4],
            "border-style" | "border-width" => self.each_side(value),
            _ => {
                let sides = ["top", "right", "bottom", "left"];
                let mut parts = name.splitn(3, '-');
                let side = parts.next().filter(|front| *front == "border").and_then(|_| parts.next());
                let at = side.and_then(|side| sides.iter().position(|known| *known == side));
                if let (Some(at), "" | "style" | "width") = (at, parts.next().unwrap_or_default()) {
                    self.borders[at] = border(value).or(self.borders[at]);
                }
            }
        }
    }

    /// `solid none`, `1px 0 1px 0`: a value a side, as many as differ.
    fn each_side(&mut self, value: &str) {
        let values: Vec<&str> = value.split_whitespace().collect();
        for side in Side::ALL {
            let at = match values.len() {
                0 => return,
                1 => 0,
                2 => side as usize % 2,
                3 => [0, 1, 2, 1][side as usize],
                _ => side as usize,
            };
            self.borders[side as usize] = border(values[at]).or(self.borders[side as usize]);
        }
    }
}

/// Whether a border is drawn: it takes a style, and a width that is not nil. `None` for a width alone.
fn border(value: &str) -> Option<bool> {
    const DRAWN: [&str; 8] = ["solid", "double", "dashed", "dotted", "groove", "ridge", "inset", "outset"];
    let mut words = value.split_whitespace();
    let is_nil = |word: &str| {
        word == "none" || word == "hidden" || word.trim_end_matches(char::is_alphabetic).parse() == Ok(0.0_f32)
    };
    if words.clone().any(is_nil) {
        return Some(false);
    }
    words.any(|word| DRAWN.contains(&word)).then_some(true)
}
