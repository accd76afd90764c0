//! Pages of any kind, by `hayro-interpret`.
//!
//! The interpreter walks the page and calls a device for everything that is drawn; the device here keeps glyphs and
//! lines and drops the rest. No outline is built and no image decoded.

use super::canvas::{Canvas, Drawn, ReadPage};
use super::glyph::{Meaning, Shape, stretch};
use super::{MAX_OPERATIONS, Spent, frame, guarded};
use crate::extract::fonts::Guesses;
use crate::extract::rules;
use crate::finding::FilingError;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::kurbo::{BezPath, Point, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, SoftMask, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads pages of one document.
pub(super) struct Reader<'d, 'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    missing_fonts: Arc<AtomicU32>,
    guesses: &'d Guesses<'d, 'a>,
}

impl<'d, 'a> Reader<'d, 'a> {
    pub(super) fn new(pdf: &'a Pdf, guesses: &'d Guesses<'d, 'a>) -> Self {
        let missing_fonts = Arc::new(AtomicU32::new(0));
        Self { pdf, cache: InterpreterCache::new(), settings: settings(&missing_fonts), missing_fonts, guesses }
    }

    /// Reads a page that draws no more than `max_glyphs`.
    ///
    /// # Errors
    ///
    /// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge) beyond the limits,
    /// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf) where the interpreter gives up.
    pub(super) fn page(&self, page: &Page<'a>, number: u32, max_glyphs: usize) -> Result<ReadPage, FilingError> {
        let ((width, height), transform) = frame(page);
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut taker =
            Taker { canvas: Canvas::new((width, height)), guesses: self.guesses, max_glyphs, operations: 0 };
        guarded(&format!("page {number}"), || {
            let mut context = Context::new(transform, bounds, &self.cache, self.pdf.xref(), self.settings.clone());
            interpret_page(page, &mut context, &mut taker);
        })?;
        Ok(taker.canvas.finish(number))
    }

    /// How often a font was asked for that cannot be loaded, on the pages read so far.
    pub(super) fn missing_fonts(&self) -> u32 {
        self.missing_fonts.load(Ordering::Relaxed)
    }
}

fn settings(missing_fonts: &Arc<AtomicU32>) -> InterpreterSettings {
    let missing_fonts = Arc::clone(missing_fonts);
    InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                missing_fonts.fetch_add(1, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    }
}

/// The device: takes down glyphs and lines.
struct Taker<'d, 'a> {
    canvas: Canvas,
    guesses: &'d Guesses<'d, 'a>,
    max_glyphs: usize,
    operations: usize,
}

impl Taker<'_, '_> {
    fn spend(&mut self, glyphs: usize) {
        self.operations += 1;
        self.canvas.glyphs += glyphs;
        if self.canvas.glyphs > self.max_glyphs {
            resume_unwind(Box::new(Spent {
                what: "glyphs (those of the pages before included)",
                limit: self.max_glyphs,
            }));
        }
        if self.operations > MAX_OPERATIONS {
            resume_unwind(Box::new(Spent { what: "drawing operations", limit: MAX_OPERATIONS }));
        }
    }

    fn meaning(&self, glyph: &Glyph<'_>) -> Meaning {
        match glyph {
            Glyph::Outline(outline) => Meaning::of_outline(outline, self.guesses),
            Glyph::Type3(drawing) => Meaning::of_drawing(drawing.as_unicode()),
        }
    }
}

impl<'a> Device<'a> for Taker<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(0);
        rules::collect(path.iter(), props.transform, &props.paint, mode, &mut self.canvas.rules);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(0);
        rules::collect(rect.path_elements(0.1), props.transform, &props.paint, mode, &mut self.canvas.rules);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.spend(run.glyphs().len());
        let placed = || run.glyphs().iter().map(|glyph| props.transform * glyph.transform());
        let stretch = stretch(placed().map(|placed| Shape::of(placed).ratio));
        let is_horizontal = run.writing_mode() == WritingMode::Horizontal;
        for (glyph, placed) in run.glyphs().iter().zip(placed()) {
            let width = match &**glyph {
                _ if !is_horizontal => 1000.0,
                Glyph::Outline(outline) => outline.advance_width().unwrap_or(500.0),
                Glyph::Type3(drawing) => drawing.advance_width().unwrap_or(500.0),
            };
            let shape = Shape::of(placed);
            let drawn = Drawn { origin: placed * Point::ZERO, shape: &shape, stretch, width, is_horizontal };
            if Canvas::is_visible(&drawn) {
                let meaning = self.canvas.said().unwrap_or_else(|| self.meaning(glyph));
                self.canvas.write(&drawn, &meaning);
            }
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.spend(0);
        self.canvas.begin(properties);
    }

    fn end_marked_content(&mut self) {
        self.canvas.end();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.spend(0);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(0);
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.spend(0);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(0);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
