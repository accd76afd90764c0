//! PDF → words and rules, by `hayro-interpret`.
//!
//! The interpreter walks the page and calls a device for everything that is drawn; the device here keeps glyphs and
//! lines and drops the rest. No outline is built and no image decoded.

use super::fonts::Fonts;
use super::words::{Placed, Words};
use super::{Document, Geometry, Limits, Page, Rule, integrity, rules, too_large};
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};
use hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::object::{self, Dict, ObjectIdentifier};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page};
use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads a PDF.
///
/// # Errors
///
/// [`RejectCode::Encrypted`] if it wants a password, [`RejectCode::MalformedPdf`] if it is broken or cut,
/// [`RejectCode::TooLarge`] beyond the limits, [`RejectCode::NoTextLayer`] if there is no text on any page.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    integrity::check_end(bytes)?;
    guarded("the file", || read_whole(bytes, limits))?
}

fn read_whole(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    let pdf = open(bytes)?;
    let pages = pdf.pages();
    check_pages(&pdf, pages.len(), limits)?;
    integrity::check_streams(pages)?;
    let missing_fonts = Arc::new(AtomicU32::new(0));
    let reader = Reader {
        pdf: &pdf,
        cache: InterpreterCache::new(),
        settings: settings(&missing_fonts),
        fonts: OnceCell::new(),
    };
    let mut document = Document {
        format: SourceFormat::Pdf,
        geometry: Geometry::Points,
        pages: Vec::with_capacity(pages.len()),
        release_version: release_version(bytes, &pdf),
        undecodable: 0,
        doubts: integrity::inspect(bytes),
    };
    document.doubts.extend(integrity::lost_fonts(pages));
    let mut glyphs_left = limits.max_glyphs;
    let mut hidden = Vec::with_capacity(pages.len());
    for (number, page) in (1..).zip(pages.iter()) {
        let read = reader.page(page, number, glyphs_left)?;
        glyphs_left -= read.glyphs;
        document.undecodable += read.undecodable;
        hidden.push(read.hidden);
        document.pages.push(read.page);
    }
    document.doubts.extend(integrity::cut_pages(&document.pages, &hidden));
    // Text set in a font that cannot be loaded is lost or guessed.
    document.undecodable += missing_fonts.load(Ordering::Relaxed);
    if document.pages.iter().all(|page| page.words.is_empty()) {
        return Err(FilingError::new(
            RejectCode::NoTextLayer,
            format!(
                "none of the {} pages holds any text: a scan, or text drawn as outlines; run it through OCR, or get \
                 the original filing",
                document.pages.len()
            ),
        ));
    }
    Ok(document)
}

/// A PDF whose pages can be found, whether or not they can be read.
pub(super) fn open(bytes: &[u8]) -> Result<Pdf, FilingError> {
    guarded("the file", || Pdf::new(bytes.to_vec()).map_err(load_error))?
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

pub(super) fn malformed(what: impl std::fmt::Display) -> FilingError {
    FilingError::new(RejectCode::MalformedPdf, format!("{what}; the PDF is damaged, fetch it again"))
}

fn load_error(error: LoadPdfError) -> FilingError {
    let encrypted = |what: &str| FilingError::new(RejectCode::Encrypted, what);
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            encrypted("the PDF opens only with a password; remove it (qpdf --decrypt) and try again")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            encrypted("the PDF is encrypted in a way that is not known; print it to a new PDF and try again")
        }
        LoadPdfError::Decryption(DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption) => {
            malformed("the encryption dictionary makes no sense")
        }
        LoadPdfError::Invalid => malformed("no pages can be found in the file"),
    }
}

/// Too many pages, none, or fewer than the page tree promises.
fn check_pages(pdf: &Pdf, count: usize, limits: &Limits) -> Result<(), FilingError> {
    if count == 0 {
        return Err(malformed("the file has no pages"));
    }
    if count > limits.max_pages {
        let limit = limits.max_pages;
        return Err(too_large(format!("the PDF has {count} pages, the limit is {limit}")));
    }
    let promised = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .and_then(|root| root.get::<Dict<'_>>(b"Pages"))
        .and_then(|tree| tree.get::<u32>(b"Count"))
        .and_then(|count| usize::try_from(count).ok());
    match promised {
        Some(promised) if promised > count => {
            Err(malformed(format!("the page tree names {promised} pages, only {count} can be found")))
        }
        _ => Ok(()),
    }
}

/// `/ReleaseVersion` of the information dictionary. hayro hands on the standard entries only, so the last `/Info`
/// reference of the file is followed by hand.
fn release_version(bytes: &[u8], pdf: &Pdf) -> Option<String> {
    const KEY: &[u8] = b"/Info";
    let at = bytes.windows(KEY.len()).rposition(|window| window == KEY)? + KEY.len();
    let tail = &bytes[at..bytes.len().min(at + 32)];
    let tail = std::str::from_utf8(tail).unwrap_or_else(|error| {
        // Cut at the first byte that is no text, as a reference is ASCII.
        std::str::from_utf8(&tail[..error.valid_up_to()]).unwrap_or_default()
    });
    let mut parts = tail.split_whitespace();
    let object = parts.next()?.parse().ok()?;
    let generation = parts.next()?.parse().ok()?;
    let info = pdf.xref().get::<Dict<'_>>(ObjectIdentifier::new(object, generation))?;
    let value = info.get::<object::String<'_>>(b"ReleaseVersion")?;
    let text = text_of(value.as_bytes());
    (!text.is_empty()).then_some(text)
}

/// The characters of a text string, trimmed.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, wide @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(wide).0.into_owned(),
        plain => String::from_utf8_lossy(plain).into_owned(),
    };
    text.trim().to_owned()
}

/// Runs code that may panic (the interpreter on damaged input), and makes an error of it.
pub(super) fn guarded<T>(what: &str, work: impl FnOnce() -> T) -> Result<T, FilingError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| match payload.downcast::<Spent>() {
        Ok(spent) => too_large(format!("{what} draws more than the limit of {} {}", spent.limit, spent.what)),
        Err(_) => malformed(format_args!("{what} cannot be interpreted")),
    })
}

/// What is thrown to leave the interpreter, which has no other way out of a page that draws without end.
struct Spent {
    what: &'static str,
    limit: usize,
}

/// Drawing operations on one page that are looked at, text included.
const MAX_OPERATIONS: usize = 4_000_000;

struct Reader<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    fonts: OnceCell<Fonts>,
}

struct ReadPage {
    page: Page,
    glyphs: usize,
    undecodable: u32,
    /// Words off the page.
    hidden: usize,
}

impl<'a> Reader<'a> {
    fn page(&self, page: &page::Page<'a>, number: u32, max_glyphs: usize) -> Result<ReadPage, FilingError> {
        let (width, height) = page.render_dimensions();
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let name = format!("page {number}");
        let mut canvas = Canvas {
            words: Words::new(width, height),
            rules: Vec::new(),
            fonts: &self.fonts,
            pages: self.pdf.pages(),
            glyphs: 0,
            max_glyphs,
            operations: 0,
            undecodable: 0,
            spans: Vec::new(),
        };
        guarded(&name, || {
            let mut context = Context::new(transform, bounds, &self.cache, self.pdf.xref(), self.settings.clone());
            interpret_page(page, &mut context, &mut canvas);
        })?;
        let (words, hidden) = canvas.words.finish();
        Ok(ReadPage {
            glyphs: canvas.glyphs,
            undecodable: canvas.undecodable,
            hidden,
            page: Page { number, width, height, words, rules: canvas.rules },
        })
    }
}

/// The device: takes down glyphs and lines.
struct Canvas<'d, 'a> {
    words: Words,
    rules: Vec<Rule>,
    fonts: &'d OnceCell<Fonts>,
    pages: &'d [page::Page<'a>],
    glyphs: usize,
    max_glyphs: usize,
    operations: usize,
    undecodable: u32,
    /// The marked sequences that are open.
    spans: Vec<Span>,
}

/// What the glyphs of a marked sequence mean.
enum Span {
    /// What their fonts say.
    AsDrawn,
    /// This, whatever they are.
    Means(String),
    /// Nothing more: the first glyph has taken it all. So many more may follow, lest a sequence that is never closed
    /// swallows the page.
    Said(usize),
}

/// Glyphs that a short text can stand for.
const SPAN_GLYPHS: usize = 4;

impl Span {
    /// `/ActualText` of a sequence. LibreOffice gives it where one glyph stands for several characters: all those that
    /// no typeface of its machine has look alike. Longer texts describe pictures and paragraphs, not glyphs.
    fn of(properties: Option<&Dict<'_>>) -> Self {
        let text = properties.and_then(|properties| properties.get::<object::String<'_>>(b"ActualText"));
        let text = text.and_then(|text| match text.as_bytes() {
            [0xFE, 0xFF, wide @ ..] => encoding_rs::UTF_16BE
                .decode_without_bom_handling_and_without_replacement(wide)
                .map(std::borrow::Cow::into_owned),
            _ => None,
        });
        let is_plain = |text: &str| {
            (1..=SPAN_GLYPHS).contains(&text.chars().count())
                && !text.contains(|character: char| character.is_control() || character.is_whitespace())
        };
        text.filter(|text| is_plain(text)).map_or(Self::AsDrawn, Self::Means)
    }

    /// What the next glyph means; `None` where its font says.
    fn next(&mut self) -> Option<String> {
        let (said, left) = match std::mem::replace(self, Self::AsDrawn) {
            Self::AsDrawn | Self::Said(0) => return None,
            Self::Means(text) => (text, SPAN_GLYPHS - 1),
            Self::Said(left) => (String::new(), left - 1),
        };
        *self = Self::Said(left);
        Some(said)
    }
}

impl Canvas<'_, '_> {
    fn spend(&mut self, glyphs: usize) {
        self.operations += 1;
        self.glyphs += glyphs;
        if self.glyphs > self.max_glyphs {
            resume_unwind(Box::new(Spent {
                what: "glyphs (those of the pages before included)",
                limit: self.max_glyphs,
            }));
        }
        if self.operations > MAX_OPERATIONS {
            resume_unwind(Box::new(Spent { what: "drawing operations", limit: MAX_OPERATIONS }));
        }
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, transform: Affine, stretch: f64, mode: WritingMode) {
        let placed = transform * glyph.transform();
        let [ux, uy, vx, vy, ..] = placed.as_coeffs();
        let size = 1000.0 * vx.hypot(vy);
        let origin = placed * Point::ZERO;
        let run = ux.hypot(uy);
        if !(size.is_finite() && size > 0.0 && run > 0.0 && origin.is_finite()) {
            return;
        }
        let width = match (mode, &**glyph) {
            (WritingMode::Vertical, _) => 1000.0,
            (WritingMode::Horizontal, Glyph::Outline(outline)) => outline.advance_width().unwrap_or(500.0),
            (WritingMode::Horizontal, Glyph::Type3(glyph)) => glyph.advance_width().unwrap_or(500.0),
        };
        let decoded = self.decode(glyph);
        let mut buffer = [0; 4];
        let text = match &decoded {
            BfString::Char(character) => &*character.encode_utf8(&mut buffer),
            BfString::String(text) => text,
        };
        self.words.push(&Placed {
            text,
            x: narrow(origin.x),
            y: narrow(origin.y),
            along: (narrow(ux / run), narrow(uy / run)),
            advance: width * narrow(size * stretch / 1000.0),
            size: narrow(size),
        });
        if mode == WritingMode::Vertical {
            self.words.close();
        }
    }

    /// What a glyph means: U+FFFD if nobody knows, a blank if it draws nothing.
    fn decode(&mut self, glyph: &Glyph<'_>) -> BfString {
        if let Some(said) = self.spans.iter_mut().rev().find_map(Span::next) {
            return BfString::String(said);
        }
        let known = glyph.as_unicode().filter(is_meaningful);
        let found = known.or_else(|| {
            let fonts = self.fonts.get_or_init(|| Fonts::of(self.pages));
            fonts.character(glyph).filter(is_meaningful)
        });
        match found {
            Some(text) => {
                if let BfString::Char('\u{E000}'..='\u{F8FF}') = text {
                    self.undecodable += 1;
                }
                text
            }
            None if draws_nothing(glyph) => BfString::Char(' '),
            None => {
                self.undecodable += 1;
                BfString::Char(char::REPLACEMENT_CHARACTER)
            }
        }
    }
}

/// No control characters, which broken tables put in place of what they do not know. Tabs and line ends are white space.
fn is_meaningful(text: &BfString) -> bool {
    let is_bad = |character: char| {
        (character.is_control() && !character.is_whitespace()) || character == char::REPLACEMENT_CHARACTER
    };
    match text {
        BfString::Char(character) => !is_bad(*character),
        BfString::String(text) => !text.is_empty() && !text.chars().any(is_bad),
    }
}

fn draws_nothing(glyph: &Glyph<'_>) -> bool {
    match glyph {
        Glyph::Outline(outline) => outline.outline().elements().is_empty(),
        Glyph::Type3(_) => false,
    }
}

/// How much wider than high the text of a run is set (`Tz`). Substituted fonts are stretched glyph by glyph to the
/// widths that the PDF gives, which says nothing about the advance: then it is 1.
fn stretch(run: &GlyphRun<'_, '_>, transform: Affine) -> f64 {
    let mut ratios = run.glyphs().iter().map(|glyph| {
        let [ux, uy, vx, vy, ..] = (transform * glyph.transform()).as_coeffs();
        ux.hypot(uy) / vx.hypot(vy)
    });
    let Some(first) = ratios.next() else {
        return 1.0;
    };
    let mut others = ratios.peekable();
    if others.peek().is_some() && others.all(|ratio| (ratio - first).abs() < 0.01) && first.is_finite() {
        first
    } else {
        1.0
    }
}

#[allow(clippy::cast_possible_truncation, reason = "geometry is f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

impl<'a> Device<'a> for Canvas<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(0);
        rules::collect(path.iter(), props.transform, &props.paint, mode, &mut self.rules);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(0);
        rules::collect(rect.path_elements(0.1), props.transform, &props.paint, mode, &mut self.rules);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.spend(run.glyphs().len());
        let stretch = stretch(run, props.transform);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform, stretch, run.writing_mode());
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.spend(0);
        self.spans.push(Span::of(properties));
    }

    fn end_marked_content(&mut self) {
        self.spans.pop();
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
