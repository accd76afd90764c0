//! Ruled form tables: which cell holds what, told by geometry.
//!
//! The cells along a table's left edge divide it into bands. A band is a head that names a class, a head of column
//! titles, a balance row, a numbered record, or labelled details below a record; anything else goes on with the record
//! before it, across page breaks too.

use super::RawValue;
use super::builder::{Builder, Draft};
use super::class;
use super::columns::{self, Column};
use super::join::join;
use super::record;
use super::shape::{Shape, item_number, shape};
use super::stream::Stream;
use crate::filing::{Section, Table as TableName};
use crate::finding::{BBox, Place};
use crate::layout::{Cell, Segment, Table};
use crate::spec::form::{Field, FormSpec, SectionSpec, Shape as SectionShape};
use crate::spec::label::{Label, find_approximately, fold};

/// Reads the tables of one section.
pub(super) struct GridReader<'a> {
    pub(super) spec: &'a FormSpec,
    pub(super) section: &'a SectionSpec,
    pub(super) name: Section,
    pub(super) table: TableName,
    /// The columns as the last head placed them.
    columns: Vec<Column<'a>>,
    /// Index of the draft that is being filled.
    current: Option<usize>,
    /// What the tables hold besides: public float statements and the like.
    pub(super) rest: Stream,
    rest_lines: u32,
}

/// The cells that lie beside one cell of the left edge.
struct Band<'t> {
    page: u32,
    cells: Vec<&'t Cell>,
}

impl<'a> GridReader<'a> {
    pub(super) fn new(spec: &'a FormSpec, section: &'a SectionSpec, name: Section, table: TableName) -> Self {
        Self { spec, section, name, table, columns: Vec::new(), current: None, rest: Stream::default(), rest_lines: 0 }
    }

    /// Reads one table of the section.
    pub(super) fn read(&mut self, builder: &mut Builder, table: &Table) {
        for band in bands(table) {
            self.read_band(builder, &band);
        }
    }

    fn read_band(&mut self, builder: &mut Builder, band: &Band<'_>) {
        let Some(first) = band.cells.first() else { return };
        let text = cell_text(first);
        let folded: String = fold(&text).into_iter().collect();
        if self.is_class_band(band, &text) {
            let cells: Vec<Option<RawValue>> = band.cells.iter().map(|cell| value_of(cell, band.page)).collect();
            let before = builder.blocks_of(self.name).count();
            class::read_cells(self.spec, builder, self.name, &cells);
            if builder.blocks_of(self.name).count() != before {
                self.current = None;
                self.columns.clear();
            }
        } else if let Some(row) = self.row_of(&text) {
            self.read_balance(builder, band, row);
        } else if self.is_record(&folded) {
            self.open_record(builder);
            self.read_record(builder, band);
        } else if self.is_detail(first) {
            self.read_details(builder, band);
        } else if self.is_head(band) {
            self.columns = columns::place(self.section, &band.cells, builder, self.table);
        } else if self.current.is_some() && self.section.shape == SectionShape::Records {
            self.read_record(builder, band);
        } else {
            self.keep_rest(band);
        }
    }

    fn is_class_band(&self, band: &Band<'_>, text: &str) -> bool {
        if class::field_of(self.spec, text).is_some() {
            // The column "Description" of a table is no description of a class.
            return band.cells.len() > 1 && !self.is_head(band);
        }
        // An unknown label in the place of the first: `1. …`, with values behind labels.
        class::printed_number(text).is_some() && band.cells.len() >= 6 && self.row_of(text).is_none()
    }

    fn row_of(&self, text: &str) -> Option<&'a Field> {
        let folded = fold(text);
        self.section.rows.iter().find(|row| row.labels.all().any(|label| is_close(&folded, label)))
    }

    fn is_record(&self, folded: &str) -> bool {
        let front: String = folded.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ')' | '.' | '(')).collect();
        self.section.shape == SectionShape::Records && item_number(&front).is_some()
    }

    /// Whether a band begins with the label of a detail, or with as much of it as stands on the first line.
    fn is_detail(&self, first: &Cell) -> bool {
        // Of a label beside a tall value the left edge tells, not the height.
        let left = first.segments().map(|segment| segment.bbox().x0).fold(f32::INFINITY, f32::min);
        let line = first.segments().find(|segment| segment.bbox().x0 - left < 12.0);
        let Some(line) = line.map(|segment| fold(&segment.text)) else {
            return false;
        };
        let labels = || self.section.details.iter().flat_map(|detail| detail.labels.all());
        self.current.is_some()
            && line.len() >= 2
            && labels().any(|label| label.folded.starts_with(&line) || line.starts_with(&label.folded))
    }

    /// Whether a band holds column titles: at least two that are known, or the first when nothing is open yet.
    fn is_head(&self, band: &Band<'_>) -> bool {
        let known = band.cells.iter().filter(|cell| columns::is_title(self.section, &fold(&cell_text(cell)))).count();
        let figures =
            band.cells.iter().any(|cell| cell_text(cell).split_whitespace().any(|word| shape(word) == Shape::Number));
        known >= 2 || self.columns.is_empty() && self.current.is_none() && band.cells.len() >= 2 && !figures
    }

    /// A row of a balance: opening, change or closing.
    fn read_balance(&mut self, builder: &mut Builder, band: &Band<'_>, row: &Field) {
        let draft = self.balance_draft(builder);
        let cells = &band.cells[1..];
        if self.columns.is_empty() {
            self.columns = columns::without_head(self.section, cells);
        }
        for (index, column) in self.columns.iter().enumerate() {
            let inside: Vec<&Cell> =
                cells.iter().copied().filter(|cell| columns::holds(&self.columns, index, cell)).collect();
            let names: Vec<String> = column.spec.values.iter().map(|name| name.replace('*', &row.key)).collect();
            columns::fill(&mut builder.drafts[draft], &names, &inside, band.page);
        }
        for cell in cells.iter().filter(|cell| !columns::any_holds(&self.columns, cell)) {
            if let Some(value) = value_of(cell, band.page) {
                builder.unclaimed(&value, Some(self.table));
            }
        }
    }

    /// The draft for the balances of the current block.
    fn balance_draft(&mut self, builder: &mut Builder) -> usize {
        if let Some(current) = self.current {
            return current;
        }
        self.open_record(builder)
    }

    fn open_record(&mut self, builder: &mut Builder) -> usize {
        if builder.blocks_of(self.name).next().is_none() {
            builder.open_block(self.name);
        }
        let (number, class) = match builder.blocks_of(self.name).last() {
            Some(block) => (block.number, block.class.clone()),
            None => Default::default(),
        };
        let mut draft = Draft::new(self.table, self.name, number);
        draft.fields = class;
        builder.drafts.push(draft);
        let index = builder.drafts.len() - 1;
        self.current = Some(index);
        index
    }

    /// A numbered record, or its continuation.
    fn read_record(&mut self, builder: &mut Builder, band: &Band<'_>) {
        let Some(current) = self.current else { return };
        if self.columns.is_empty() {
            self.keep_rest(band);
            return;
        }
        let mut unclaimed = Vec::new();
        let draft = &mut builder.drafts[current];
        for cell in band.cells.iter().filter(|cell| !columns::any_holds(&self.columns, cell)) {
            unclaimed.extend(value_of(cell, band.page));
        }
        for (index, column) in self.columns.iter().enumerate() {
            let inside: Vec<&Cell> =
                band.cells.iter().copied().filter(|cell| columns::holds(&self.columns, index, cell)).collect();
            if column.spec.values == ["movements"] {
                record::read_movements(self.section, draft, &inside, band.page);
            } else if index == 0 {
                record::read_particulars(draft, &column.spec.values[0], &inside, band.page);
            } else {
                columns::fill(draft, &column.spec.values, &inside, band.page);
            }
        }
        for value in unclaimed {
            builder.unclaimed(&value, Some(self.table));
        }
    }

    /// Labelled values below a record: labels down the left side, values beside them.
    fn read_details(&mut self, builder: &mut Builder, band: &Band<'_>) {
        let Some(current) = self.current else { return };
        let segments: Vec<&Segment> = band.cells.iter().flat_map(|cell| cell.segments()).collect();
        let Some(left) = segments.iter().map(|segment| segment.bbox().x0).reduce(f32::min) else {
            return;
        };
        let (labels, values): (Vec<&Segment>, Vec<&Segment>) =
            segments.into_iter().partition(|segment| segment.bbox().x0 - left < 12.0);
        let placed = record::label_boxes(self.section, &labels);
        let mut grouped: Vec<Vec<&Segment>> = vec![Vec::new(); placed.len()];
        for value in values {
            let nearest = (0..placed.len()).min_by(|a, b| {
                let distance = |at: &usize| (placed[*at].1.center_y() - value.bbox().center_y()).abs();
                distance(a).total_cmp(&distance(b))
            });
            if let Some(at) = nearest {
                grouped[at].push(value);
            }
        }
        for ((field, _), segments) in placed.iter().zip(grouped) {
            columns::fill_segments(&mut builder.drafts[current], &field.values, &segments);
        }
    }

    fn keep_rest(&mut self, band: &Band<'_>) {
        for cell in &band.cells {
            for line in &cell.lines {
                for segment in &line.segments {
                    self.rest.push(segment, self.rest_lines);
                }
            }
            self.rest_lines += 1;
        }
    }

    /// The draft that was filled last.
    pub(super) fn current(&self) -> Option<usize> {
        self.current
    }
}

/// Whether a table belongs to the form's grid: it names a class, holds balance rows, records or movements, or has the
/// columns of the form; a box around remarks or totals does not.
pub(super) fn is_form_table(spec: &FormSpec, table: &Table) -> bool {
    if table.cells.len() < 3 {
        return false;
    }
    let mut titles = 0;
    for cell in &table.cells {
        let text = cell_text(cell);
        let folded = fold(&text);
        let item: String = folded.iter().collect();
        let words = || spec.sections.iter().flat_map(|section| section.rows.iter().chain(&section.movements));
        if class::field_of(spec, &text).is_some_and(|field| field.key != "class_description")
            || item_number(&item).is_some()
            || words().flat_map(|field| field.labels.all()).any(|label| label.folded == folded)
        {
            return true;
        }
        titles += usize::from(spec.sections.iter().any(|section| columns::is_title(section, &folded)));
    }
    // Figures in several columns below no known label: the rest of a table that a page break cut.
    let figures = table.cells.iter().filter(|cell| shape(&cell_text(cell)) == Shape::Number).count();
    titles >= 2 || figures >= 2
}

/// Whether a folded text is a label, allowing for a little damage.
pub(super) fn is_close(text: &[char], label: &Label) -> bool {
    text == label.folded
        || label.tolerance() > 0
            && text.len().abs_diff(label.folded.len()) <= label.tolerance()
            && find_approximately(&label.folded, text, label.tolerance()).is_some()
}

/// The text of a cell, its lines joined.
pub(super) fn cell_text(cell: &Cell) -> String {
    join(cell.segments().map(|segment| segment.text.as_str()))
}

/// The text of a cell as a value; `None` when it is blank.
pub(super) fn value_of(cell: &Cell, page: u32) -> Option<RawValue> {
    let text = cell_text(cell);
    let bbox = cell.segments().map(Segment::bbox).reduce(BBox::union)?;
    (!text.is_empty()).then_some(RawValue { text, place: Place { page, bbox: Some(bbox) } })
}

/// Divides a table into bands along its left edge.
fn bands(table: &Table) -> Vec<Band<'_>> {
    let left = table.cells.iter().map(|cell| cell.bbox.x0).fold(f32::INFINITY, f32::min);
    let mut edges: Vec<&Cell> = table.cells.iter().filter(|cell| cell.bbox.x0 - left < 4.0).collect();
    edges.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    edges
        .iter()
        .map(|edge| {
            let mut cells: Vec<&Cell> = table
                .cells
                .iter()
                .filter(|cell| edge.bbox.y0 <= cell.bbox.center_y() && cell.bbox.center_y() < edge.bbox.y1)
                .collect();
            cells.sort_by(|a, b| {
                if (a.bbox.y0 - b.bbox.y0).abs().lt(&3.0) {
                    a.bbox.x0.total_cmp(&b.bbox.x0)
                } else {
                    a.bbox.y0.total_cmp(&b.bbox.y0)
                }
            });
            // The cell of the left edge leads, whatever its height.
            if let Some(at) = cells.iter().position(|cell| std::ptr::eq(*cell, *edge)) {
                let first = cells.remove(at);
                cells.insert(0, first);
            }
            Band { page: table.page, cells }
        })
        .collect()
}
