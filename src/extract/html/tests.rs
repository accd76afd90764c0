use super::*;
use crate::extract::Rule;

fn document(html: &str) -> Document {
    let text = format!("<html><body>{html}</body></html>");
    read(&Decoded { text, undecodable: 0 }, &Limits::default()).unwrap()
}

/// Each word with its place.
fn words(document: &Document) -> Vec<(&str, f32, f32)> {
    document
        .pages
        .iter()
        .flat_map(|page| &page.words)
        .map(|word| (word.text.as_str(), word.bbox.x0, word.bbox.y0))
        .collect()
}

#[test]
fn cells_of_a_column_begin_at_one_place_whatever_the_spacers() {
    let document = document(
        "<table border=1><tr><td>a<td>&nbsp;<td colspan=3>total</tr>\
         <tr><td>b<td><td>(<td>12<td>)</tr><tr><td>c<td><td><td>7<td></tr></table>",
    );
    assert_eq!(document.geometry, Geometry::MadeUp);
    let words = words(&document);
    let texts: Vec<&str> = words.iter().map(|(text, ..)| *text).collect();
    assert_eq!(texts, ["a", "total", "b", "(12)", "c", "7"]);
    let column = |at: usize| words[at].1;
    assert!((column(1) - column(3)).abs() < 0.01 && (column(3) - column(5)).abs() < 0.01, "{words:?}");
}

#[test]
fn a_cell_reaches_down_over_rows_without_cells_of_their_own() {
    let document = document(
        "<table border=1><tr><td rowspan=2>a<td>b</tr><tr><td>c</tr><tr><td rowspan=0>d<td>e</tr><tr></tr><tr><td>f</tr></table>",
    );
    let words = words(&document);
    let row = |text: &str| words.iter().find(|(word, ..)| *word == text).unwrap().2;
    assert!(row("a") < row("c") && row("c") < row("d") && (row("d") - row("e")).abs() < 0.01, "{words:?}");
    let column = |text: &str| words.iter().find(|(word, ..)| *word == text).unwrap().1;
    assert!((column("c") - column("b")).abs() < 0.01 && (column("f") - column("e")).abs() < 0.01, "{words:?}");
}

#[test]
fn only_declared_borders_are_drawn() {
    let rules = |html: &str| document(html).pages[0].rules.clone();
    let bare = "<table><tr><td>a<td>b<td>c</tr><tr><td>d<td>e<td>f</tr></table>";
    assert_eq!(rules(bare), []);
    let underlined = "<table><tr><td>a<td style='border-bottom:1pt solid'>b<td>c</tr><tr><td>d<td>e<td>f</tr></table>";
    assert!(matches!(rules(underlined)[..], [Rule::Horizontal { .. }]));
    let boxed = "<style>.b td {border:solid 1px}</style><table class=b><tr><td>a<td>b</tr></table><p>c</p>";
    assert_eq!(rules(boxed).len(), 8);
    let none = "<table border=1><tr><td style='border:none'>a<td style='border-width:0'>b<td>c</tr></table>";
    assert_eq!(rules(none).len(), 4);
}

#[test]
fn pages_are_told_by_breaks_and_feet() {
    let table = "<table border=1><tr><td>a<td>b</tr></table>";
    let broken =
        format!("{table}<hr style='page-break-after:always'>{table}<p style='page-break-before:always'></p>{table}");
    let pages: Vec<u32> = document(&broken).pages.iter().map(|page| page.number).collect();
    assert_eq!(pages, [1, 2, 3]);
    let footed = format!("{table}<p>Page 4 of 9</p>{table}<p>Page 5 of 9</p>");
    let pages: Vec<u32> = document(&footed).pages.iter().map(|page| page.number).collect();
    assert_eq!(pages, [4, 5]);
}

#[test]
fn tables_that_only_frame_text_are_lines() {
    let document =
        document("<table border=1><tr><td>one<br>two<table><tr><td>three</td></tr></table></td></tr></table>");
    assert_eq!(document.geometry, Geometry::Order);
    let rows: Vec<f32> = words(&document).iter().map(|word| word.2).collect();
    assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
}

#[test]
fn a_picture_says_its_text_once() {
    let text = "FF301 Page 1 of 9 v 1.0.2 Monthly Return for Equity Issuer and so on";
    for beside in [
        "",
        &format!("<p style='font-size:1pt'>{text}</p>"),
        "<p>FF301 Page 1 of 9 v 1.0.2 Monthly Return for</p><p>Equity Issuer and so on</p>",
    ] {
        let document = document(&format!("<p><img alt='{text}' src=a.jpg></p>{beside}"));
        let count = words(&document).iter().filter(|(word, ..)| *word == "Monthly").count();
        assert_eq!(count, 1, "{beside}");
        assert_eq!(document.geometry, Geometry::Order);
    }
}
