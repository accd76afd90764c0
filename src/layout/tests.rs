use super::*;
use crate::extract::{Geometry, Rule};
use crate::filing::SourceFormat;

fn word(text: &str, x0: f32, y: f32) -> Word {
    let width = 5.0 * f32::from(u8::try_from(text.chars().count()).unwrap());
    Word { text: text.to_owned(), bbox: BBox { x0, y0: y - 4.0, x1: x0 + width, y1: y + 4.0 }, size: 9.0 }
}

fn document(words: Vec<Word>, rules: Vec<Rule>) -> Document {
    let page = Page { number: 1, width: 842.0, height: 595.0, words, rules };
    Document {
        format: SourceFormat::Pdf,
        geometry: Geometry::Points,
        pages: vec![page],
        release_version: None,
        undecodable: 0,
        doubts: Vec::new(),
    }
}

fn horizontal(y: f32, x0: f32, x1: f32) -> Rule {
    Rule::Horizontal { y, x0, x1 }
}

fn vertical(x: f32, y0: f32, y1: f32) -> Rule {
    Rule::Vertical { x, y0, y1 }
}

/// Two columns; the left cell spans both rows of the right one.
fn merged_grid() -> Vec<Rule> {
    vec![
        horizontal(100.0, 20.0, 220.0),
        horizontal(120.0, 120.0, 220.0),
        horizontal(140.0, 20.0, 220.0),
        vertical(20.0, 100.0, 140.0),
        vertical(120.0, 100.0, 140.0),
        vertical(220.0, 100.0, 140.0),
    ]
}

fn cell_texts(layout: &Layout) -> Vec<String> {
    let table = layout.items.iter().find_map(|item| match item {
        Item::Table(table) => Some(table),
        Item::Line(_) => None,
    });
    let texts = |cell: &Cell| cell.segments().map(|s| s.text.clone()).collect::<Vec<_>>().join("/");
    table.map(|table| table.cells.iter().map(texts).collect()).unwrap_or_default()
}

#[test]
fn merged_cells_keep_their_text_together() {
    let words = vec![
        word("Scheme", 22.0, 110.0),
        word("one", 22.0, 130.0),
        word("Granted", 122.0, 110.0),
        word("-5", 190.0, 130.0),
    ];
    let layout = layout(&document(words, merged_grid()));
    assert_eq!(cell_texts(&layout), ["Scheme/one", "Granted", "-5"]);
}

#[test]
fn an_underline_inside_a_cell_closes_nothing() {
    let mut rules = merged_grid();
    rules.push(horizontal(131.0, 130.0, 180.0));
    let layout = layout(&document(vec![word("23", 135.0, 126.0)], rules));
    assert_eq!(cell_texts(&layout), ["", "", "23"]);
}

#[test]
fn a_grid_with_an_open_side_is_no_cell() {
    let rules: Vec<Rule> =
        merged_grid().into_iter().filter(|rule| !matches!(rule, Rule::Vertical { x, .. } if *x > 200.0)).collect();
    let layout = layout(&document(vec![word("out", 150.0, 110.0), word("in", 50.0, 110.0)], rules));
    assert_eq!(cell_texts(&layout), ["in"]);
    assert!(layout.items.iter().any(|item| matches!(item, Item::Line(line) if line.segments[0].text == "out")));
}

#[test]
fn rules_that_nearly_meet_are_one_grid() {
    let shaken = merged_grid()
        .into_iter()
        .map(|rule| match rule {
            Rule::Horizontal { y, x0, x1 } => Rule::Horizontal { y: y + 0.4, x0: x0 + 0.9, x1: x1 - 0.9 },
            vertical @ Rule::Vertical { .. } => vertical,
        })
        .collect();
    let layout = layout(&document(vec![word("a", 30.0, 110.0), word("b", 130.0, 110.0)], shaken));
    assert_eq!(cell_texts(&layout), ["a", "b", ""]);
}

#[test]
fn the_order_of_words_does_not_matter() {
    let words = vec![
        word("Total", 20.0, 200.0),
        word("A", 48.0, 200.0),
        word("1,000", 300.0, 201.0),
        word("Scheme", 22.0, 110.0),
        word("-5", 190.0, 130.0),
    ];
    let expected = layout(&document(words.clone(), merged_grid()));
    let mut turned = words;
    for _ in 0..turned.len() {
        turned.rotate_left(1);
        assert_eq!(layout(&document(turned.clone(), merged_grid())), expected);
    }
    turned.reverse();
    assert_eq!(layout(&document(turned, merged_grid())), expected);
}

#[test]
fn wide_gaps_part_segments_and_small_ones_do_not() {
    let layout =
        layout(&document(vec![word("Total", 20.0, 50.0), word("A", 48.0, 50.0), word("0", 300.0, 50.0)], vec![]));
    let Item::Line(line) = &layout.items[0] else { panic!("a line") };
    let texts: Vec<&str> = line.segments.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(texts, ["Total A", "0"]);
}
