//! Bands → pages: what fits stands together, tables go on under repeated headings.

use super::band::{Band, Piece, Run, Shape};

/// Page width in points: A4, landscape.
pub(super) const PAGE_WIDTH: f32 = 841.89;
/// Page height in points.
pub(super) const PAGE_HEIGHT: f32 = 595.28;
/// Left edge of every table.
pub(super) const LEFT: f32 = 20.7;
/// Right edge of every table.
pub(super) const RIGHT: f32 = 798.5;
const TOP: f32 = 40.0;
const BOTTOM: f32 = 530.0;

/// One part of the form in its order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flow {
    /// The next part starts a page.
    NewPage,
    /// A strip on its own.
    Band(Band),
    /// A ruled table.
    Table(Table),
}

/// A ruled table, framed on every page that it touches.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    /// The class block, once.
    pub lead: Vec<Band>,
    /// Column headings, on every page.
    pub head: Vec<Band>,
    /// The rest: a row and the strips below it that should stand with it, as one group.
    pub groups: Vec<Vec<Band>>,
}

/// A laid-out page, without its head and foot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sheet {
    pub shapes: Vec<Shape>,
    /// Texts band after band; a change of `band` starts a new line of a text rendering.
    pub pieces: Vec<(usize, Piece)>,
}

impl Sheet {
    /// Places a band with its top at `y`; `number` counts the bands of the form.
    pub(super) fn add(&mut self, number: usize, y: f32, band: Band) {
        self.shapes.extend(band.shapes.into_iter().map(|shape| shape.lowered(y)));
        for piece in band.pieces {
            let runs = piece.runs.into_iter().map(|run| Run { y: run.y + y, ..run }).collect();
            self.pieces.push((number, Piece { runs, ..piece }));
        }
    }
}

/// Lays the parts out.
pub(super) fn paginate(parts: Vec<Flow>) -> Vec<Sheet> {
    let mut pages = Pages::default();
    let mut waiting: Vec<Band> = Vec::new();
    for part in parts {
        match part {
            Flow::NewPage => pages.turn(),
            Flow::Band(band) if band.keep_with_next => waiting.push(band),
            Flow::Band(band) => {
                let together = height_of(&waiting) + if band.cuts.is_empty() { band.height } else { band.cuts[0] };
                pages.make_room(together);
                pages.place_all(waiting.drain(..));
                pages.place_torn(band, &[]);
            }
            Flow::Table(table) => pages.place_table(std::mem::take(&mut waiting), table),
        }
    }
    pages.place_all(waiting.drain(..));
    pages.done
}

fn height_of(bands: &[Band]) -> f32 {
    bands.iter().map(|band| band.height).sum()
}

/// The pages so far, and where the pen stands on the last.
struct Pages {
    done: Vec<Sheet>,
    y: f32,
    band: usize,
    /// Top of the table's part on this page.
    table_top: Option<f32>,
}

impl Default for Pages {
    fn default() -> Self {
        Self { done: vec![Sheet::default()], y: TOP, band: 0, table_top: None }
    }
}

impl Pages {
    fn left(&self) -> f32 {
        BOTTOM - self.y
    }

    /// A fresh page, unless this one is fresh.
    fn turn(&mut self) {
        if self.y > TOP {
            self.done.push(Sheet::default());
            self.y = TOP;
        }
    }

    fn make_room(&mut self, height: f32) {
        if height > self.left() {
            self.turn();
        }
    }

    fn place(&mut self, band: Band) {
        self.band += 1;
        let height = band.height;
        if let Some(sheet) = self.done.last_mut() {
            sheet.add(self.band, self.y, band);
        }
        self.y += height;
    }

    fn place_all(&mut self, bands: impl Iterator<Item = Band>) {
        for band in bands {
            self.place(band);
        }
    }

    /// Places a band that may be torn, with the headings repeated on every page that it goes on to.
    fn place_torn(&mut self, mut band: Band, head: &[Band]) {
        while band.height > self.left() {
            let room = self.left();
            let Some(cut) = band.cuts.iter().copied().rfind(|&cut| cut <= room) else {
                if self.fresh(head) {
                    break;
                }
                self.turn_table(head);
                continue;
            };
            let (above, below) = band.split(cut);
            self.place(above);
            self.turn_table(head);
            band = below;
        }
        self.place(band);
    }

    /// Whether nothing but headings stands on this page.
    fn fresh(&self, head: &[Band]) -> bool {
        self.y <= TOP + height_of(head) + 0.1
    }

    /// Frames the table's part on this page and goes on under the headings on the next.
    fn turn_table(&mut self, head: &[Band]) {
        self.close_table();
        self.turn();
        if !head.is_empty() {
            self.table_top = Some(self.y);
        }
        self.place_all(head.iter().cloned());
    }

    fn close_table(&mut self) {
        let bottom = self.y;
        if let (Some(top), Some(sheet)) = (self.table_top.take(), self.done.last_mut()) {
            sheet.shapes.push(Shape::Frame(LEFT, top, RIGHT, bottom));
        }
    }

    fn place_table(&mut self, titles: Vec<Band>, table: Table) {
        let start = height_of(&titles) + height_of(&table.lead) + height_of(&table.head);
        let first = table.groups.first().map_or(0.0, |group| least(group));
        self.make_room(start + first);
        self.place_all(titles.into_iter());
        self.table_top = Some(self.y);
        self.place_all(table.lead.into_iter());
        self.place_all(table.head.iter().cloned());
        for group in table.groups {
            if least(&group) > self.left() && !self.fresh(&table.head) {
                self.turn_table(&table.head);
            }
            for band in group {
                self.place_torn(band, &table.head);
            }
        }
        self.close_table();
    }
}

/// The least height with which a group may start: whole, unless it is long enough to be torn.
fn least(group: &[Band]) -> f32 {
    let whole = height_of(group);
    match group.first().and_then(|band| band.cuts.first()) {
        Some(&cut) if whole > (BOTTOM - TOP) / 3.0 => cut,
        _ => whole,
    }
}
