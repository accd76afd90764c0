//! Blocks → pages of any size, framed where the style frames them.

use super::style::Paper;
use crate::synth::band::{Band, Shape};
use crate::synth::flow::Sheet;

/// One part of the form in its order.
pub(super) enum Part {
    /// The next part starts a page.
    NewPage,
    /// Empty space, dropped at the top of a page.
    Space(f32),
    /// Bands that belong together.
    Block(Block),
}

/// Bands that belong together.
#[derive(Default)]
pub(super) struct Block {
    /// Above the frame, on the same page as what follows.
    pub titles: Vec<Band>,
    /// Headings, repeated where the block goes on to a page if `repeats`.
    pub head: Vec<Band>,
    pub bands: Vec<Band>,
    /// Left and right edge of the frame around the block's part on each page.
    pub frame: Option<(f32, f32)>,
    /// Not to be torn while it fits on a page.
    pub whole: bool,
    pub repeats: bool,
}

/// Lays the parts out.
pub(super) fn paginate(parts: Vec<Part>, paper: Paper) -> Vec<Sheet> {
    let mut pages = Pages { done: vec![Sheet::default()], y: paper.top, band: 0, paper };
    for part in parts {
        match part {
            Part::NewPage => pages.turn(),
            Part::Space(height) if pages.y > paper.top => pages.y += height,
            Part::Space(_) => {}
            Part::Block(block) => pages.place_block(block),
        }
    }
    pages.done
}

fn height_of(bands: &[Band]) -> f32 {
    bands.iter().map(|band| band.height).sum()
}

/// Height of the first band and of those that must stand on the same page.
fn together(bands: &[Band]) -> f32 {
    let kept = bands.iter().take_while(|band| band.keep_with_next).count();
    height_of(&bands[..(kept + 1).min(bands.len())])
}

struct Pages {
    done: Vec<Sheet>,
    y: f32,
    band: usize,
    paper: Paper,
}

impl Pages {
    fn left(&self) -> f32 {
        self.paper.bottom - self.y
    }

    fn turn(&mut self) {
        if self.y > self.paper.top {
            self.done.push(Sheet::default());
            self.y = self.paper.top;
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

    fn frame(&mut self, frame: Option<(f32, f32)>, top: f32) {
        let bottom = self.y;
        if let (Some((x0, x1)), Some(sheet)) = (frame, self.done.last_mut())
            && bottom > top
        {
            sheet.shapes.push(Shape::Frame(x0, top, x1, bottom));
        }
    }

    fn place_block(&mut self, block: Block) {
        let head = height_of(&block.titles) + height_of(&block.head);
        let first = if block.whole { height_of(&block.bands) } else { together(&block.bands) };
        let least = head + first;
        if least > self.left() {
            self.turn();
        }
        for band in block.titles {
            self.place(band);
        }
        let mut top = self.y;
        for band in block.head.iter().cloned() {
            self.place(band);
        }
        for at in 0..block.bands.len() {
            let starts = at == 0 || !block.bands[at - 1].keep_with_next;
            if starts && together(&block.bands[at..]) > self.left() {
                self.frame(block.frame, top);
                self.turn();
                top = self.y;
                if block.repeats {
                    for band in block.head.iter().cloned() {
                        self.place(band);
                    }
                }
            }
            self.place(block.bands[at].clone());
        }
        self.frame(block.frame, top);
    }
}
