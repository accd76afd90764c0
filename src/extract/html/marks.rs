//! Signs in cells of their own: `$`, `(` and `)` stand beside their figure, so that digits line up.

use super::blocks::Block;
use super::grid::Grid;

/// What can stand before a figure.
const BEFORE: [&str; 10] = ["$", "(", "$(", "($", "HK$", "US$", "HK$(", "£", "€", "¥"];
/// What can stand behind a figure.
const BEHIND: [&str; 3] = [")", "%", ")%"];

impl Grid {
    /// Puts signs to their figures; the cells that they leave are blank.
    pub(super) fn join_marks(&mut self) {
        for (number, row) in self.by_row().into_iter().enumerate() {
            let is_text = |at: &usize| self.cells[*at].row.start == number && !self.cells[*at].is_blank();
            let line: Vec<usize> = row.into_iter().filter(is_text).collect();
            for pair in line.windows(2) {
                self.join_before(pair[0], pair[1]);
            }
            for pair in line.windows(2).rev() {
                self.join_behind(pair[0], pair[1]);
            }
        }
    }

    fn join_before(&mut self, mark: usize, figure: usize) {
        let (Some(sign), Some(text)) = (self.cells[mark].line(), self.cells[figure].line()) else { return };
        let is_figure = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '(' | '.' | '-'));
        if BEFORE.contains(&sign.trim()) && is_figure {
            // `HK$` is a word of its own before its figure; one sign alone is part of it.
            let blank = if sign.trim().ends_with('$') && sign.trim().len() > 1 { " " } else { "" };
            let joined = format!("{}{blank}{text}", sign.trim());
            self.put(figure, joined, mark);
        }
    }

    fn join_behind(&mut self, figure: usize, mark: usize) {
        let (Some(text), Some(sign)) = (self.cells[figure].line(), self.cells[mark].line()) else { return };
        if BEHIND.contains(&sign.trim()) && text.ends_with(|last: char| last.is_ascii_digit()) {
            let joined = format!("{text}{}", sign.trim());
            self.put(figure, joined, mark);
        }
    }

    fn put(&mut self, cell: usize, text: String, from: usize) {
        self.cells[cell].blocks = vec![Block::Line(text)];
        self.cells[from].blocks.clear();
    }
}
