//! One file, several forms: where each begins.
//!
//! A form begins where its title begins a line, is followed by the month and the first section before the next title,
//! and, in a file that has pages, stands at the front of a page. A title that every page repeats, or that an announcement
//! quotes, is followed by no first section of its own, and cuts nothing.

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::furniture;
use crate::filing::Section;
use crate::layout::{Cell, Item, Layout, Rule, Sheet};
use crate::spec::form::{Field, Forms, Labels};
use crate::spec::label::{Label, find_exactly, fold};

/// The words that a form begins with, of all known forms; folded.
struct Words {
    titles: Vec<Vec<char>>,
    months: Vec<Vec<char>>,
    first_sections: Vec<Vec<char>>,
}

/// How much of a title has to stand there: its end is often torn off or on the next line.
const TITLE: usize = 34;
/// How many folded characters may stand on a page before the title of a form: the form's mark, a line about the issuers
/// that it is for.
const HEAD: usize = 150;
/// Within how many folded characters behind its title a form comes to its month and its first section.
const REACH: usize = 2_500;

impl Words {
    fn builtin() -> Self {
        let mut words = Self { titles: Vec::new(), months: Vec::new(), first_sections: Vec::new() };
        for spec in &Forms::builtin().specs {
            words.titles.extend(labels(&spec.title));
            let is_month = |field: &&Field| field.key == "month_end";
            words.months.extend(spec.header.iter().filter(is_month).flat_map(|field| labels(&field.labels)));
            let is_first = spec.sections.iter().filter(|section| section.section == Some(Section::I));
            words.first_sections.extend(is_first.flat_map(|section| labels(&section.heading)));
        }
        words.titles.iter_mut().for_each(|title| title.truncate(TITLE));
        for all in [&mut words.titles, &mut words.months, &mut words.first_sections] {
            all.sort_unstable();
            all.dedup();
        }
        words
    }
}

fn labels(labels: &Labels) -> impl Iterator<Item = Vec<char>> + '_ {
    labels.all().map(|label: &Label| label.folded.clone())
}

/// Cuts a document into its forms: some files hold several returns, or one in several copies.
///
/// What stands before the first form stays with it. A document without a form stays whole:
/// [`parse()`](super::parse()) says what it is.
#[must_use]
pub fn split(layout: Layout) -> Vec<Layout> {
    let starts = starts(&layout);
    if starts.len() < 2 {
        return vec![layout];
    }
    let mut items = layout.items;
    let mut forms = Vec::new();
    for start in starts.iter().skip(1).rev() {
        forms.push(items.split_off(*start));
    }
    forms.push(items);
    forms.reverse();
    // What stands before the first form is the first's.
    let mut fronts: Vec<Front> = forms.iter().map(|items| items.first().map_or(Front::FILE, Front::of)).collect();
    fronts[0] = Front::FILE;
    fronts.push(Front { page: layout.pages.saturating_add(1), y: f32::NEG_INFINITY });
    let parts = forms.into_iter().zip(fronts.windows(2));
    parts
        .map(|(items, ends)| Layout {
            items,
            sheets: layout.sheets.iter().filter_map(|sheet| part(sheet, ends[0], ends[1])).collect(),
            pages: ends[1].page.saturating_sub(ends[0].page).max(1),
            release_version: layout.release_version.clone(),
            ..layout
        })
        .collect()
}

/// Where a form begins.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Front {
    page: u32,
    y: f32,
}

impl Front {
    const FILE: Self = Self { page: 1, y: f32::NEG_INFINITY };

    fn of(item: &Item) -> Self {
        let y = match item {
            Item::Line(line) => line.bbox().y0,
            Item::Table(table) => table.bbox.y0,
        };
        Self { page: page(item), y }
    }
}

/// What of a page stands between two places; `None` when nothing does.
fn part(sheet: &Sheet, from: Front, to: Front) -> Option<Sheet> {
    let inside = |y: f32| {
        let place = Front { page: sheet.page, y };
        from <= place && place < to
    };
    let lines: Vec<_> = sheet.lines.iter().filter(|line| inside(line.bbox().center_y())).cloned().collect();
    let rules = sheet.rules.iter().filter(|rule| match **rule {
        Rule::Horizontal { y, .. } => inside(y),
        Rule::Vertical { y0, y1, .. } => inside(f32::midpoint(y0, y1)),
    });
    (!lines.is_empty()).then(|| Sheet { page: sheet.page, lines, rules: rules.copied().collect() })
}

/// The items that forms begin with.
fn starts(layout: &Layout) -> Vec<usize> {
    static WORDS: LazyLock<Words> = LazyLock::new(Words::builtin);
    let words = &*WORDS;
    let texts = Texts::new(&layout.items);
    let titles: Vec<usize> = (0..layout.items.len()).filter(|at| is_title(words, layout, &texts, *at)).collect();
    // Nearly every file is done with here.
    if titles.len() < 2 {
        return titles;
    }
    let mut starts: Vec<usize> = Vec::new();
    for (index, &title) in titles.iter().enumerate() {
        let next = titles.get(index + 1).copied().unwrap_or(layout.items.len());
        let opening: Vec<char> = texts.run(title..next).take(REACH).collect();
        let holds = |labels: &[Vec<char>]| labels.iter().any(|label| find_exactly(label, &opening).is_some());
        let start = fresh_page(layout, &texts, title);
        let begins = holds(&words.months) && holds(&words.first_sections);
        if let Some(start) = start.filter(|start| begins && !starts.contains(start)) {
            starts.push(start);
        }
    }
    starts
}

/// The folded texts of items, each made when first asked for: of most items nobody does.
struct Texts<'l> {
    items: &'l [Item],
    folded: Vec<OnceCell<Vec<char>>>,
}

impl<'l> Texts<'l> {
    fn new(items: &'l [Item]) -> Self {
        Self { items, folded: vec![OnceCell::new(); items.len()] }
    }

    fn of(&self, at: usize) -> &[char] {
        self.folded[at].get_or_init(|| text(&self.items[at]))
    }

    /// The texts of several items in one.
    fn run(&self, items: std::ops::Range<usize>) -> impl Iterator<Item = char> {
        items.flat_map(|at| self.of(at).iter().copied())
    }
}

/// The folded text of a line without the foot of the page, or of a table with few cells.
fn text(item: &Item) -> Vec<char> {
    match item {
        Item::Line(line) => {
            let whole: Vec<char> = line.segments.iter().flat_map(|segment| fold(&segment.text)).collect();
            match furniture::strip(&whole) {
                Some((_, rest)) => whole[rest.start..rest.end].to_vec(),
                None => whole,
            }
        }
        Item::Table(table) => {
            table.cells.iter().flat_map(Cell::segments).flat_map(|segment| fold(&segment.text)).collect()
        }
    }
}

/// Whether a title begins with this item, and perhaps goes on in the next lines.
fn is_title(words: &Words, layout: &Layout, texts: &Texts<'_>, at: usize) -> bool {
    if matches!(layout.items[at], Item::Table(_)) {
        return false;
    }
    let Some(first) = texts.of(at).first() else { return false };
    let mut likely = words.titles.iter().filter(|title| title.first() == Some(first));
    likely.any(|title| {
        let mut front = texts.run(at..layout.items.len().min(at + 4));
        title.iter().all(|c| front.next() == Some(*c))
    })
}

/// The first item of a form with this title: the first of its page. `None` where other text stands on the page before
/// the title. Only a PDF is sure of its pages; elsewhere a page is as good as a line.
fn fresh_page(layout: &Layout, texts: &Texts<'_>, title: usize) -> Option<usize> {
    let own = page(&layout.items[title]);
    let first = layout.items[..title].iter().rposition(|item| page(item) != own).map_or(0, |before| before + 1);
    let before: usize = (first..title).map(|at| texts.of(at).len()).sum();
    match (before <= HEAD, layout.has_points) {
        (true, _) => Some(first),
        (false, true) => None,
        (false, false) => Some(title),
    }
}

fn page(item: &Item) -> u32 {
    match item {
        Item::Line(line) => line.segments.first().map_or(0, |segment| segment.place.page),
        Item::Table(table) => table.page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{BBox, Place};
    use crate::layout::{Line, Segment};

    const TITLE_LINE: &str = "Monthly Return of Equity Issuer on Movements in Securities";

    fn line(page: u32, text: &str) -> Item {
        let place = Place { page, bbox: Some(BBox::default()) };
        Item::Line(Line { segments: vec![Segment { text: text.to_owned(), place }] })
    }

    fn layout(lines: &[(u32, &str)]) -> Layout {
        Layout {
            items: lines.iter().map(|(page, text)| line(*page, text)).collect(),
            sheets: Vec::new(),
            has_geometry: true,
            has_points: true,
            pages: lines.iter().map(|(page, _)| *page).max().unwrap_or(0),
            release_version: None,
            undecodable: 0,
        }
    }

    fn form(page: u32) -> [(u32, &'static str); 5] {
        [
            (page, "For Main Board and GEM listed issuers"),
            (page, TITLE_LINE),
            (page, "For the month ended (dd/mm/yyyy) : 31/1/2011"),
            (page, "I. Movements in Authorised Share Capital"),
            (page + 1, "II. Movements in Issued Share Capital"),
        ]
    }

    /// First items and pages of the forms.
    fn cut(lines: &[(u32, &str)]) -> Vec<(usize, u32)> {
        split(layout(lines)).iter().map(|form| (form.items.len(), form.pages)).collect()
    }

    #[test]
    fn three_copies_are_three_forms_with_pages_of_their_own() {
        let mut lines = [form(1), form(3), form(5)].concat();
        lines.push((7, "Page 7"));
        assert_eq!(cut(&lines), [(5, 2), (5, 2), (6, 3)]);
    }

    #[test]
    fn a_cover_stays_with_the_first_form() {
        let lines = [&[(1, "Form 6-K"), (1, "Exhibits")][..], &form(2), &form(4)].concat();
        assert_eq!(cut(&lines), [(7, 3), (5, 2)]);
    }

    #[test]
    fn a_title_at_the_head_of_every_page_cuts_nothing() {
        let lines =
            [&form(1)[..], &[(3, TITLE_LINE), (3, "For the month ended (dd/mm/yyyy) : 31/1/2011"), (3, "III.")]];
        assert_eq!(cut(&lines.concat()), [(8, 3)]);
    }

    #[test]
    fn a_title_that_is_quoted_cuts_nothing() {
        let long = "The board refers to the announcement of the Company dated 3 January 2011 and to the return of which \
                    a copy is attached, and wishes to inform the shareholders and potential investors of the following";
        let lines =
            [&form(1)[..], &[(3, long), (3, long), (3, TITLE_LINE), (4, "For the month ended"), (4, "I. Movements")]];
        assert_eq!(cut(&lines.concat()).len(), 1);
        let quoted = [&[(1, "We enclose the"), (1, TITLE_LINE), (1, "as of today.")][..], &form(2)].concat();
        assert_eq!(cut(&quoted), [(8, 3)]);
    }

    #[test]
    fn text_without_pages_is_cut_at_the_line() {
        let mut layout = layout(&[form(1), form(1)].concat());
        for item in &mut layout.items {
            let Item::Line(line) = item else { unreachable!() };
            line.segments[0].place.page = 1;
        }
        (layout.has_geometry, layout.has_points) = (false, false);
        let forms: Vec<usize> = split(layout).iter().map(|form| form.items.len()).collect();
        assert_eq!(forms, [6, 4], "the line above the second title cannot be told from the end of the first form");
    }
}
