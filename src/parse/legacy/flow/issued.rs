//! Section II: one row of the table for every column with a figure.

use super::super::super::RawValue;
use super::super::super::builder::{Builder, Draft};
use super::super::super::stream::Range;
use super::Reader;
use super::atoms::{self, Kind};
use super::capital::{TORN, balance_scraps};
use super::grid::{self, Cell, Placed};
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::{Section, Table};
use crate::finding::Code;
use crate::spec::form::SectionSpec;

/// A column of section II: a class of shares, and the line of the class where the form has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    class: usize,
    line: Option<u32>,
    /// Which block of section I it is, where that is known.
    block: Option<usize>,
    /// Whether only its place among more columns than the form prints tells the class.
    by_order: bool,
}

impl Reader<'_> {
    /// Reads section II.
    pub(super) fn issued(&self, builder: &mut Builder, section: &SectionSpec, body: Range) {
        let mut vocabulary = Vocabulary::of(self.spec, section);
        vocabulary.mend(self.stream, body);
        balance_scraps(&mut vocabulary);
        let atoms = atoms::read(self.stream, body, &vocabulary);
        let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); 3];
        let mut row = None;
        let mut rest = Vec::new();
        let mut at = 0;
        while at < atoms.len() {
            match atoms[at].kind {
                Kind::Label(Mark::Row(TORN)) => row = Some(if row.is_none() { 0 } else { 2 }),
                Kind::Label(Mark::Row(found)) => row = Some(found.min(2)),
                // Titles between rows belong to a further page, or to columns that the text puts behind them.
                Kind::Label(_) | Kind::Note | Kind::Remark | Kind::Line(_) | Kind::Slot | Kind::Sign => {}
                _ => {
                    let (cell, used) = self.cell(&atoms[at..]);
                    match (cell, row) {
                        (Some(cell), Some(row)) => rows[row].push(cell),
                        (Some(cell), None) if cell.is_nothing() => {}
                        _ => rest.push(atoms[at]),
                    }
                    at += used - 1;
                }
            }
            at += 1;
        }
        let columns = self.columns(&rows);
        let filled: Vec<bool> = columns.iter().map(|column| self.is_filled(column)).collect();
        let placed = grid::place(&rows, columns.len(), &filled);
        self.push_columns(builder, section, &columns, &placed);
        // The par value above a column tells one kind of preference shares from another.
        rest.retain(|atom| atom.kind != Kind::Money);
        self.unclaimed(builder, Table::IssuedShares, &self.without_scraps(&vocabulary, &rest));
    }

    /// The columns that the rows fill: the form's four, or as many as the fullest row has.
    fn columns(&self, rows: &[Vec<Cell>]) -> Vec<Column> {
        let total: usize = rows.iter().map(Vec::len).sum();
        let most = rows.iter().map(Vec::len).max().unwrap_or(0);
        let own = |class: usize, line: Option<u32>| Column { class, line, block: None, by_order: false };
        let form = [own(0, Some(1)), own(0, Some(2)), own(1, None), own(2, None)];
        if most <= 4 || total == 12 {
            return form.iter().map(|column| self.with_block(*column)).collect();
        }
        // More figures than columns: kinds of preference shares beside each other.
        let mut columns: Vec<Column> = form[..2].iter().map(|column| self.with_block(*column)).collect();
        let blocks = self.capital.blocks.iter().enumerate();
        let kinds: Vec<usize> =
            blocks.filter(|(_, block)| block.class == 1 && block.filled).map(|(at, _)| at).collect();
        let known = kinds.len() == most - 3;
        for kind in 0..most - 3 {
            let block = kinds.get(kind).copied().filter(|_| known);
            columns.push(Column { class: 1, line: None, block, by_order: true });
        }
        columns.push(self.with_block(form[3]));
        columns
    }

    /// A column with the block of section I that is the only one it can be.
    fn with_block(&self, column: Column) -> Column {
        let fitting = (0..self.capital.blocks.len()).filter(|at| {
            let block = &self.capital.blocks[*at];
            block.class == column.class && column.line.is_none_or(|line| block.line == line)
        });
        let filled: Vec<usize> = fitting.filter(|at| self.capital.blocks[*at].filled).collect();
        Column { block: if let [only] = filled[..] { Some(only) } else { None }, ..column }
    }

    fn is_filled(&self, column: &Column) -> bool {
        column.block.is_some_and(|block| self.capital.blocks[block].filled)
            || self.capital.blocks.iter().any(|block| {
                block.filled && block.class == column.class && column.line.is_none_or(|line| block.line == line)
            })
    }

    fn push_columns(&self, builder: &mut Builder, section: &SectionSpec, columns: &[Column], placed: &Placed) {
        for (at, column) in columns.iter().enumerate() {
            let cells: Vec<Option<&Cell>> =
                placed.rows.iter().map(|row| row.get(at).and_then(Option::as_ref)).collect();
            if cells.iter().flatten().all(|cell| cell.is_nothing()) {
                continue;
            }
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let mut draft = Draft::new(Table::IssuedShares, Section::II, number);
            for (row, cell) in section.rows.iter().zip(&cells) {
                if let Some(cell) = cell {
                    draft.put(&format!("{}_issued", row.key), cell.value.clone());
                }
            }
            self.name_class(&mut draft, column, cells.iter().flatten().next());
            note(&mut draft, placed, column);
            builder.drafts.push(draft);
        }
    }

    /// The class of a column: the words above its block in section I, else the form's own.
    fn name_class(&self, draft: &mut Draft, column: &Column, cell: Option<&&Cell>) {
        let words = self.spec.classes.get(column.class).and_then(|class| class.labels.all().next());
        let place = cell.map(|cell| cell.value.place).unwrap_or_default();
        if let Some(words) = words {
            draft.put("share_class", RawValue { text: words.text.clone(), place });
        }
        match column.block {
            Some(block) => {
                if let Some(code) = self.capital.blocks[block].code.clone() {
                    draft.put("class_stock_code", code);
                }
            }
            None => self.capital.lend_code(draft, Some(column.class), column.line),
        }
    }
}

fn note(draft: &mut Draft, placed: &Placed, column: &Column) {
    let rows = ["opening_issued", "change_issued", "closing_issued"];
    if placed.doubtful {
        let message = "fewer figures than columns, and no sum decides which columns they stand in";
        for name in rows.iter().chain(&["share_class", "class_stock_code", "listed"]) {
            draft.note(Code::AmbiguousColumns, name, message.to_owned());
        }
    } else if placed.searched {
        for name in rows {
            let message = "fewer figures than columns, or figures before their labels; the balances place them";
            draft.note(Code::PlacedByIdentity, name, message.to_owned());
        }
    }
    if column.by_order {
        for name in ["share_class", "class_stock_code", "listed"] {
            let message = "more columns than the form has: the class is told by their order";
            draft.note(Code::ColumnByOrder, name, message.to_owned());
        }
    }
}
