//! Pages → PDF.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::band::{Run, Shape, Style};
use super::edition::Edition;
use super::flow::{PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use super::fonts::{FontBook, Fonts};
use crate::filing::Date;

/// What the file says about itself.
pub(super) struct Info {
    /// `/ReleaseVersion`; none on what is not FF301.
    pub release: Option<&'static str>,
    pub date: Option<Date>,
    pub producer: &'static str,
}

/// The paper of a file and what is set on it.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// Points.
    pub width: f32,
    /// Points.
    pub height: f32,
    /// Whether the form is in Chinese.
    pub chinese: bool,
    /// Whether Latin text is in Times rather than Helvetica, where no typeface is embedded.
    pub serif: bool,
    pub fonts: &'a Fonts,
}

impl<'a> Setting<'a> {
    /// A4, landscape, as FF301 is printed.
    pub(super) fn landscape(chinese: bool, fonts: &'a Fonts) -> Self {
        Self { width: PAGE_WIDTH, height: PAGE_HEIGHT, chinese, serif: false, fonts }
    }
}

/// Writes the pages of an FF301 form, with head and foot.
pub(super) fn write_form(sheets: &[Sheet], edition: Edition, fonts: &Fonts, info: &Info) -> Vec<u8> {
    let count = sheets.len();
    let heads: Vec<Vec<Run>> = (1..=count).map(|page| furniture(edition, page, count)).collect();
    write_pages(sheets, &heads, &Setting::landscape(edition.chinese, fonts), info)
}

/// Head and foot, in the order in which the real forms draw them: before the page's content, the foot in pieces.
fn furniture(edition: Edition, page: usize, pages: usize) -> Vec<Run> {
    let run = |x: f32, y: f32, text: String| Run { x, y, style: Style::BODY, text };
    vec![
        run(761.6, 27.3, "FF301".to_owned()),
        run(763.6, 547.8, "v".to_owned()),
        run(390.6, 547.8, edition.page_foot(page, pages)),
        run(770.6, 547.8, edition.version.number().to_owned()),
    ]
}

/// Writes pages, each with runs that are drawn before its content.
pub(super) fn write_pages(sheets: &[Sheet], heads: &[Vec<Run>], setting: &Setting, info: &Info) -> Vec<u8> {
    let mut book = FontBook::new(setting);
    let contents: Vec<Vec<u8>> = sheets
        .iter()
        .enumerate()
        .map(|(at, sheet)| content(sheet, heads.get(at).map_or(&[], Vec::as_slice), setting.height, &mut book))
        .collect();
    assemble(&contents, book, setting, info)
}

fn content(sheet: &Sheet, head: &[Run], height: f32, book: &mut FontBook) -> Vec<u8> {
    let mut content = Content::new();
    for run in head {
        show(&mut content, run, height, book);
    }
    content.set_line_width(0.5);
    for shape in &sheet.shapes {
        draw(&mut content, *shape, height);
    }
    for run in sheet.pieces.iter().flat_map(|(_, piece)| &piece.runs) {
        show(&mut content, run, height, book);
    }
    content.finish().into_vec()
}

fn draw(content: &mut Content, shape: Shape, height: f32) {
    match shape {
        Shape::Frame(x0, y0, x1, y1) => {
            content.rect(x0, height - y1, x1 - x0, y1 - y0).stroke();
        }
        Shape::Grey(x0, y0, x1, y1) => {
            content.set_fill_gray(0.918);
            content.rect(x0, height - y1, x1 - x0, y1 - y0).fill_nonzero_and_stroke();
            content.set_fill_gray(0.0);
        }
        Shape::Rule(x0, x1, y, weight) => {
            content.set_line_width(weight);
            content.move_to(x0, height - y).line_to(x1, height - y).stroke();
            content.set_line_width(0.5);
        }
    }
}

fn show(content: &mut Content, run: &Run, height: f32, book: &mut FontBook) {
    content.begin_text();
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, run.x, height - run.y]);
    for (face, bytes) in book.encode(&run.text, run.style.bold) {
        content.set_font(Name(face.resource()), run.style.size);
        content.show(Str(&bytes));
    }
    content.end_text();
}

fn assemble(contents: &[Vec<u8>], book: FontBook, setting: &Setting, info: &Info) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut next = 0;
    let mut alloc = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree, about) = (alloc(), alloc(), alloc());
    pdf.catalog(catalog).pages(tree);
    let faces = book.write(&mut pdf, &mut alloc);
    let mut kids = Vec::with_capacity(contents.len());
    for bytes in contents {
        let (page_id, content_id) = (alloc(), alloc());
        kids.push(page_id);
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, setting.width, setting.height));
        page.parent(tree).contents(content_id);
        let mut resources = page.resources();
        let mut dictionary = resources.fonts();
        for (face, id) in &faces {
            dictionary.pair(Name(face.resource()), id);
        }
        dictionary.finish();
        resources.finish();
        page.finish();
        let packed = deflate(bytes);
        pdf.stream(content_id, &packed).filter(pdf_writer::Filter::FlateDecode);
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(kids).count(count);
    write_info(&mut pdf, about, info);
    pdf.finish()
}

fn write_info(pdf: &mut Pdf, about: Ref, info: &Info) {
    let mut dictionary = pdf.document_info(about);
    dictionary.creator(TextStr("sharecap synth"));
    dictionary.producer(TextStr(info.producer));
    if let Some(date) = info.date {
        let year = u16::try_from(date.year()).unwrap_or(0);
        let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
        dictionary.creation_date(pdf_writer::Date::new(year).month(month).day(day).hour(9));
    }
    if let Some(release) = info.release {
        dictionary.pair(Name(b"ReleaseVersion"), TextStr(release));
    }
}

/// A zlib stream.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 7)
}
