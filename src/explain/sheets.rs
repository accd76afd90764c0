//! The pages of the filing, with the values boxed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::places::{Places, Spot};
use super::words::{self, Ui};
use crate::extract::draw::{Drawing, DrawnPage, Picture};
use crate::extract::{TEXT_COLUMN, Word};
use crate::finding::FilingError;

/// Points by which a box is larger than the text in it.
const MARGIN: f32 = 1.5;
/// No more blanks than this stand for the gap between two words of text.
const MOST_BLANKS: usize = 24;

/// The pages, or why there are none.
pub(super) fn sheets(ui: &Ui, drawing: Result<&Drawing, &FilingError>, places: &Places) -> Markup {
    html! {
        section.pages #pages tabindex="-1" aria-label=(ui.now(&words::PAGES))
            data-label-en=(words::PAGES.en) data-label-zh=(words::PAGES.zh) {
            @match drawing {
                Err(error) => div.notice role="note" {
                    h2 { (ui.say(&words::NOT_DRAWN)) }
                    p { (error.message) }
                },
                Ok(drawing) => {
                    @if drawing.pages.iter().any(|page| page.picture == Picture::Words) {
                        p.quiet { (ui.say(&words::NO_PLACES)) }
                    }
                    @for page in &drawing.pages { (sheet(ui, page, places.on(page.number))) }
                },
            }
        }
    }
}

fn sheet(ui: &Ui, page: &DrawnPage, spots: &[Spot]) -> Markup {
    let ratio = format!("--ratio:{} / {}", page.width, page.height);
    let number = page.number;
    let label = |word: &str| format!("{word} {number}");
    let is_text = page.picture == Picture::Words;
    html! {
        article.sheet.text[is_text] #{ "page-" (number) } data-page=(number) style=[(!is_text).then_some(ratio)]
            aria-label=(label(ui.now(&words::PAGE)))
            data-label-en=(label(words::PAGE.en)) data-label-zh=(label(words::PAGE.zh)) {
            @match &page.picture {
                Picture::Svg(svg) => img alt="" src={ "data:image/svg+xml;base64," (STANDARD.encode(svg)) };,
                Picture::Missing(why) => p.missing { (ui.say(&words::PAGE_NOT_DRAWN)) ": " (why) },
                Picture::Words => (lines(page, spots)),
            }
            @if !is_text { (boxes(page, spots)) }
        }
    }
}

fn boxes(page: &DrawnPage, spots: &[Spot]) -> Markup {
    html! {
        // The larger first: a box within another can be reached.
        @for spot in by_size(spots) {
            button.box.(spot.state.class()) type="button" tabindex="-1" data-for=(spot.names.join(" "))
                aria-label=(spot.says.join("; ")) title=(spot.says.join("\n")) style=(style(page, spot)) {}
        }
    }
}

fn by_size(spots: &[Spot]) -> Vec<&Spot> {
    let area = |spot: &Spot| spot.bbox.width() * spot.bbox.height();
    let mut sorted: Vec<&Spot> = spots.iter().collect();
    sorted.sort_by(|a, b| area(b).total_cmp(&area(a)));
    sorted
}

/// The box in parts of the page, so that it lies right at any size.
fn style(page: &DrawnPage, spot: &Spot) -> String {
    let percent = |points: f32, whole: f32| 100.0 * points / whole.max(1.0);
    let bbox = spot.bbox;
    format!(
        "left:{:.2}%;top:{:.2}%;width:{:.2}%;height:{:.2}%",
        percent(bbox.x0 - MARGIN, page.width),
        percent(bbox.y0 - MARGIN, page.height),
        percent(bbox.width() + 2.0 * MARGIN, page.width),
        percent(bbox.height() + 2.0 * MARGIN, page.height),
    )
}

/// A page of text, line by line as its words stand on their raster.
fn lines(page: &DrawnPage, spots: &[Spot]) -> Markup {
    let mut claims: Vec<Vec<&Spot>> = vec![Vec::new(); page.words.len()];
    for spot in spots {
        claims[spot.words.clone()].iter_mut().for_each(|claim| claim.push(spot));
    }
    html! {
        @for line in lines_of(&page.words) {
            div.line {
                // Words of the same values are one run.
                @for run in line.chunk_by(|(_, one), (_, next)| claims[*one] == claims[*next]) {
                    @let (blanks, first) = run[0];
                    (" ".repeat(blanks))
                    (run_of_words(&claims[first], &text_of(run, &page.words)))
                }
            }
        }
    }
}

fn run_of_words(claim: &[&Spot], text: &str) -> Markup {
    let joined = |list: fn(&Spot) -> &[String], between: &str| {
        claim.iter().flat_map(|spot| list(spot)).map(String::as_str).collect::<Vec<_>>().join(between)
    };
    let state = claim.iter().map(|spot| spot.state).min();
    html! {
        @match state {
            None => (text),
            Some(state) => span.box.(state.class()) role="button" data-for=(joined(|spot| &spot.names, " "))
                aria-label=(joined(|spot| &spot.says, "; ")) title=(joined(|spot| &spot.says, "\n")) { (text) },
        }
    }
}

/// The text of a run of words, without the blanks before it.
fn text_of(run: &[(usize, usize)], words: &[Word]) -> String {
    let mut text = String::new();
    for (position, &(blanks, at)) in run.iter().enumerate() {
        text.push_str(&" ".repeat(if position == 0 { 0 } else { blanks }));
        text.push_str(&words[at].text);
    }
    text
}

/// The words of every line with the blanks before each, by position in `words`.
fn lines_of(words: &[Word]) -> Vec<Vec<(usize, usize)>> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    let place = |at: usize| words[at].bbox;
    order.sort_by(|&a, &b| place(a).y0.total_cmp(&place(b).y0).then(place(a).x0.total_cmp(&place(b).x0)));
    let mut lines: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut last = None;
    for at in order {
        let bbox = place(at);
        match (last, lines.last_mut()) {
            (Some(before), Some(line)) if place(before).center_y() >= bbox.y0 => {
                line.push((blanks(bbox.x0 - place(before).x1).max(1), at));
            }
            _ => lines.push(vec![(blanks(bbox.x0), at)]),
        }
        last = Some(at);
    }
    lines
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float that is cast is cut to the range")]
fn blanks(gap: f32) -> usize {
    ((gap / TEXT_COLUMN).round() as usize).min(MOST_BLANKS)
}
