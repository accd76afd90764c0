//! Pages that are written the plain way, without an interpreter.
//!
//! `hayro-interpret` draws: it looks up every glyph anew, builds paints and clips, and asks a device. What is wanted
//! here is far less, so most pages are read by this small reader of content, which knows the state of text and of
//! paths, the device colours and forms. Fonts are those of `hayro-font`, asked once for each code.
//!
//! It keeps the arithmetic of the interpreter to the last bit. Where a page holds anything of which it does not know
//! what the interpreter would make, it says so ([`Odd`]) and the page is interpreted.

mod described;
mod font;
mod paint;
mod path;
mod state;
mod text;
mod tokens;

use super::canvas::{Canvas, ReadPage};
use super::{MAX_OPERATIONS, frame};
use crate::extract::fonts::Guesses;
use font::Book;
use hayro_interpret::kurbo::Affine;
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use path::Path;
use state::States;
use std::cell::RefCell;
use tokens::{Operand, Tokens};

/// Something that is for the interpreter.
#[derive(Debug)]
pub(super) struct Odd;

/// Reads pages of one document.
pub(super) struct Reader<'d, 'a> {
    /// `None` where the whole document is for the interpreter.
    book: Option<RefCell<Book<'d, 'a>>>,
}

impl<'d, 'a> Reader<'d, 'a> {
    /// `is_sound` tells that the file's integrity was checked and found to be beyond doubt.
    pub(super) fn new(pdf: &Pdf, guesses: &'d Guesses<'d, 'a>, is_sound: bool) -> Self {
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
        // Layers may hide text.
        let is_plain = catalog.is_some_and(|catalog| !catalog.contains_key(b"OCProperties"));
        Self { book: is_plain.then(|| RefCell::new(Book::new(guesses, is_sound))) }
    }

    /// Reads a page that draws no more than `max_glyphs`.
    pub(super) fn page(&self, page: &Page<'a>, number: u32, max_glyphs: usize) -> Result<ReadPage, Odd> {
        let mut book = self.book.as_ref().ok_or(Odd)?.try_borrow_mut().map_err(|_| Odd)?;
        if has_drawn_annotations(page) {
            return Err(Odd);
        }
        let (size, transform) = frame(page);
        let mut walk = Walk {
            book: &mut book,
            canvas: Canvas::new(size),
            states: States::new(transform),
            path: Path::new(),
            run: Vec::new(),
            max_glyphs,
            operations: 0,
            depth: 0,
        };
        if let Some(content) = page.page_stream() {
            walk.content(content, page.resources())?;
        }
        Ok(walk.canvas.finish(number))
    }
}

fn has_drawn_annotations(page: &Page<'_>) -> bool {
    let annotations = page.raw().get::<Array<'_>>(b"Annots");
    annotations.is_some_and(|all| all.iter::<Dict<'_>>().any(|annotation| annotation.contains_key(b"AP")))
}

/// Forms within forms; deeper ones are for the interpreter.
const MAX_DEPTH: usize = 20;

/// What is known while the content of a page is read.
struct Walk<'w, 'd, 'a> {
    book: &'w mut Book<'d, 'a>,
    canvas: Canvas,
    states: States,
    path: Path,
    run: Vec<text::Laid>,
    max_glyphs: usize,
    operations: usize,
    depth: usize,
}

/// The fonts that a stream of content has named so far.
type Named<'c> = Vec<(&'c [u8], usize)>;

impl<'a> Walk<'_, '_, 'a> {
    /// Reads a stream of content. What it saves and does not restore is restored, and its path ends with it.
    fn content(&mut self, content: &[u8], resources: &Resources<'a>) -> Result<(), Odd> {
        let depth = self.states.depth();
        self.states.save()?;
        let mut tokens = Tokens::new(content);
        let mut fonts = Named::new();
        while let Some(operator) = tokens.next()? {
            self.operations += 1;
            if self.operations > MAX_OPERATIONS {
                return Err(Odd);
            }
            self.operator(operator, &tokens, resources, &mut fonts)?;
        }
        self.path.clear();
        self.states.restore_to(depth);
        Ok(())
    }

    fn operator<'c>(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'c>,
        resources: &Resources<'a>,
        fonts: &mut Named<'c>,
    ) -> Result<(), Odd> {
        if self.text_operator(operator, tokens, resources, fonts)?
            || self.path_operator(operator, tokens)?
            || self.paint_operator(operator, tokens)?
        {
            return Ok(());
        }
        match operator {
            b"q" => self.states.save()?,
            b"Q" => self.states.restore(),
            b"cm" => self.states.now().ctm *= Affine::new(tokens.numbers()?),
            b"gs" => {
                if let Some(dict) = resources.ext_g_states.get::<Dict<'_>>(tokens.name()?) {
                    self.set_state(&dict)?;
                }
            }
            b"BMC" => {
                tokens.name()?;
                self.canvas.begin(None);
            }
            b"BDC" => self.begin_marked(tokens, resources)?,
            b"EMC" => self.canvas.end(),
            b"Do" => self.form(tokens.name()?, resources)?,
            // Images within the content; shadings, which fill what is not clipped; and what follows in the file where a
            // damaged end let the content run into it: there a dictionary may begin a stream.
            b"BI" | b"sh" | b"stream" | b"endstream" | b"obj" | b"endobj" => return Err(Odd),
            // What is left draws nothing, or is no operator.
            _ => {}
        }
        Ok(())
    }

    /// `gs`.
    fn set_state(&mut self, dict: &Dict<'_>) -> Result<(), Odd> {
        let is_name = |key: &[u8]| dict.get::<Name<'_>>(key).is_some();
        let is_unnamed = |key: &[u8]| dict.contains_key(key) && !is_name(key);
        // Functions change colours; a font here is rare.
        if is_unnamed(b"TR") || is_unnamed(b"TR2") || dict.contains_key(b"Font") {
            return Err(Odd);
        }
        let state = self.states.now();
        for (key, value) in
            [(&b"LW"[..], &mut state.line_width), (b"ca", &mut state.fill.alpha), (b"CA", &mut state.stroke.alpha)]
        {
            *value = dict.get::<f32>(key).unwrap_or(*value);
        }
        Ok(())
    }

    /// `BDC`: the properties are written here, or named.
    fn begin_marked(&mut self, tokens: &Tokens<'_>, resources: &Resources<'a>) -> Result<(), Odd> {
        match tokens.last(2)? {
            [Operand::Name(_), Operand::Name(name)] => {
                let properties = resources.properties.get::<Dict<'_>>(*name);
                // Conditions on layers may hide text, whether or not there are layers.
                let kind = properties.as_ref().and_then(|properties| properties.get::<Name<'_>>(b"Type"));
                if kind.is_some_and(|kind| *kind == *b"OCMD") {
                    return Err(Odd);
                }
                self.canvas.begin(properties.as_ref());
            }
            [Operand::Name(_), Operand::Dict(written)] => {
                let holds = |key: &[u8]| written.windows(key.len()).any(|window| window == key);
                if holds(b"/OC") {
                    return Err(Odd);
                }
                if holds(b"/ActualText") {
                    let content = [written, &b" BDC"[..]].concat();
                    let mut operators = UntypedIter::new(&content);
                    let operands = operators.next().ok_or(Odd)?;
                    match operands.operands().next() {
                        Some(Object::Dict(properties)) => self.canvas.begin(Some(properties)),
                        _ => return Err(Odd),
                    }
                } else {
                    self.canvas.begin(None);
                }
            }
            _ => return Err(Odd),
        }
        Ok(())
    }

    /// `Do`: images draw no text and no lines.
    fn form(&mut self, name: &[u8], resources: &Resources<'a>) -> Result<(), Odd> {
        let Some(stream) = resources.x_objects.get::<Stream<'_>>(name) else {
            return Ok(());
        };
        let dict = stream.dict();
        match dict.get::<Name<'_>>(b"Subtype") {
            Some(subtype) if *subtype == *b"Form" => {}
            _ => return Ok(()),
        }
        if dict.contains_key(b"OC") || self.depth == MAX_DEPTH {
            return Err(Odd);
        }
        let (Ok(content), Some(_)) = (stream.decoded_data(), dict.get::<[f32; 4]>(b"BBox")) else {
            return Ok(());
        };
        self.path.clear();
        self.states.save()?;
        let state = self.states.now();
        state.ctm *= Affine::new(dict.get::<[f64; 6]>(b"Matrix").unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
        if dict.get::<Dict<'_>>(b"Group").is_some() {
            // The group is as opaque as what it was drawn with; its parts begin anew.
            (state.fill.alpha, state.stroke.alpha) = (1.0, 1.0);
        }
        let own = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
        self.depth += 1;
        self.content(&content, own.as_ref().unwrap_or(resources))?;
        self.depth -= 1;
        self.states.restore();
        Ok(())
    }
}

#[allow(clippy::cast_possible_truncation, reason = "colours, sizes and spaces are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}
