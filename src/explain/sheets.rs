//! The pages of the filing, with the values boxed.

use std::collections::HashMap;

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
    let ratio = format!("aspect-ratio:{} / {}", page.width, page.height);
    let number = page.number;
    html! {
        @match &page.picture {
            Picture::Svg(svg) => article.sheet #{ "page-" (number) } data-page=(number) style=(ratio) {
                img alt={ (ui.now(&words::PAGE)) " " (number) }
                    src={ "data:image/svg+xml;base64," (STANDARD.encode(svg)) };
                (boxes(page, spots))
            },
            Picture::Missing(why) => article.sheet #{ "page-" (number) } data-page=(number) style=(ratio) {
                p.missing { (ui.say(&words::PAGE_NOT_DRAWN)) ": " (why) }
                (boxes(page, spots))
            },
            Picture::Words => article.sheet.text #{ "page-" (number) } data-page=(number) { (lines(page, spots)) },
        }
    }
}

fn boxes(page: &DrawnPage, spots: &[Spot]) -> Markup {
    html! {
        // The larger first: a box within another can be reached.
        @for spot in by_size(spots) {
            button.box.(spot.state.class()) type="button" tabindex="-1" data-for=(spot.names.join(" "))
                aria-label=(spot.names.join(", ")) title=(spot.names.join("\n")) style=(style(page, spot)) {}
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
    let mut names: HashMap<usize, Vec<&Spot>> = HashMap::new();
    for spot in spots {
        spot.words.clone().for_each(|word| names.entry(word).or_default().push(spot));
    }
    html! {
        @for line in lines_of(&page.words) {
            div.line {
                @for (blanks, at) in line {
                    (" ".repeat(blanks))
                    @match names.get(&at) {
                        Some(spots) => (claimed(&page.words[at], spots)),
                        None => (page.words[at].text),
                    }
                }
            }
        }
    }
}

fn claimed(word: &Word, spots: &[&Spot]) -> Markup {
    let names: Vec<&str> = spots.iter().flat_map(|spot| &spot.names).map(String::as_str).collect();
    let state = spots.iter().map(|spot| spot.state).min().map_or("", super::form::State::class);
    html! { span.box.(state) role="button" data-for=(names.join(" ")) title=(names.join("\n")) { (word.text) } }
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
