//! Pages → HTML, as filing agents make exhibits of returns: tables, or pictures with the page's text beside them.
//!
//! Works on laid-out sheets, whatever form they show: frames become the cells of tables, all other text stands in lines.

mod sheet;

use std::fmt::Write as _;

use self::sheet::{LineCell, Part, Row, Tabled, Texts, in_columns};
use super::flow::Sheet;
use super::random::Rng;

/// How an exhibit shows a form. The seed chooses among the habits of filing agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlStyle {
    /// Tables with borders: by attribute, inline style or class; with spacer columns, nested in a frame, and so on.
    Tables {
        /// Which habits.
        seed: u64,
    },
    /// The same tables without any border.
    BareTables {
        /// Which habits.
        seed: u64,
    },
    /// A picture a page; its text is the picture's alternative text, or tiny text beside it.
    AltText {
        /// Which habits.
        seed: u64,
    },
}

/// A sheet with what is printed above and below it.
pub(super) struct HtmlPage<'s> {
    pub sheet: &'s Sheet,
    /// The lines of the head: the form's mark, `FF301`.
    pub head: Vec<String>,
    /// The cells of the foot: page number, version.
    pub foot: Vec<String>,
    /// The whole page as one run of text.
    pub run: String,
}

/// Draws the pages of a form.
///
/// `joins_lines`: whether an agent may set a text that the form sets on several lines on one.
pub(super) fn render(pages: &[HtmlPage<'_>], chinese: bool, joins_lines: bool, style: HtmlStyle) -> String {
    let (seed, pictures, bare) = match style {
        HtmlStyle::Tables { seed } => (seed, false, false),
        HtmlStyle::BareTables { seed } => (seed, false, true),
        HtmlStyle::AltText { seed } => (seed, true, false),
    };
    let mut habits = Habits::of(seed, bare);
    if !joins_lines {
        habits.lines %= 2;
    }
    let mut out = Writer { out: String::new(), habits };
    out.opening(chinese);
    for (at, page) in pages.iter().enumerate() {
        if pictures {
            out.picture(at + 1, page);
        } else {
            out.page(page);
        }
        if at + 1 < pages.len() {
            out.page_end();
        }
    }
    out.closing();
    out.out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Borders {
    Attribute,
    Inline,
    Class,
    None,
}

/// What a filing agent always does in one file.
#[derive(Clone, Copy)]
struct Habits {
    borders: Borders,
    /// Empty columns on both sides of every cell.
    spacers: bool,
    /// How the lines of a cell are parted: `<br>`, paragraphs, or not at all.
    lines: u8,
    /// `<font>` around every text.
    fonts: bool,
    /// Lines outside of tables as borderless tables, not as paragraphs with runs of `&nbsp;`.
    line_tables: bool,
    /// Every page in a table of one cell.
    framed: bool,
    /// How a page ends.
    page_end: u8,
    /// What stands before `<html>`.
    front: u8,
    upper_case: bool,
    /// How the text stands beside a picture.
    picture: u8,
}

impl Habits {
    fn of(seed: u64, bare: bool) -> Self {
        let mut rng = Rng::new(seed ^ 0x4854_4d4c);
        let borders = *rng.pick(&[Borders::Attribute, Borders::Inline, Borders::Class]);
        let mut one_of = |count: i64| u8::try_from(rng.range(0, count - 1)).unwrap_or(0);
        Self {
            borders: if bare { Borders::None } else { borders },
            spacers: one_of(2) == 0,
            lines: one_of(3),
            fonts: one_of(2) == 0,
            line_tables: one_of(2) == 0,
            framed: one_of(4) == 0,
            page_end: one_of(4),
            front: one_of(4),
            upper_case: one_of(3) == 0,
            picture: one_of(4),
        }
    }
}

struct Writer {
    out: String,
    habits: Habits,
}

const RULED: &str = "border:1px solid #000";

impl Writer {
    /// Writes mark-up; the names of tags in capitals where that is the agent's habit.
    fn tag(&mut self, tag: &str) {
        let end = tag.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(tag.len());
        if self.habits.upper_case {
            self.out.push_str(&tag[..end].to_ascii_uppercase());
            self.out.push_str(&tag[end..]);
        } else {
            self.out.push_str(tag);
        }
    }

    fn tags(&mut self, tags: &[&str]) {
        tags.iter().for_each(|tag| self.tag(tag));
    }

    fn opening(&mut self, chinese: bool) {
        match self.habits.front {
            0 => self.out.push_str(
                "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>ex99-1.htm\n<DESCRIPTION>EX-99.1\n<TEXT>\n",
            ),
            1 => self.out.push_str("EX-99.1\n2\nex99-1.htm\nEXHIBIT 99.1\n"),
            2 => self.out.push_str("<!DOCTYPE html>\n"),
            _ => {}
        }
        self.tags(&["<html>", "<head>"]);
        self.out.push_str("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">");
        let _ = write!(self.out, "<title>{}</title>", if chinese { "月報表" } else { "Exhibit 99.1" });
        if self.habits.borders == Borders::Class {
            let _ = write!(self.out, "<style>\n.grid td, .cell {{ {RULED} }}\n.gone {{ display: none }}\n</style>");
        }
        self.tags(&["</head>", "<body bgcolor=\"white\">\n"]);
        self.tag("<p style=\"text-align:right\">");
        self.out.push_str("<b>Exhibit&nbsp;99.1</b></p>\n<!-- the exhibit begins -->\n");
    }

    fn closing(&mut self) {
        self.tags(&["</body>", "</html>\n"]);
        if self.habits.front == 0 {
            self.out.push_str("</TEXT>\n</DOCUMENT>\n");
        }
    }

    fn page_end(&mut self) {
        match self.habits.page_end {
            0 => self.tag("<hr style=\"page-break-after:always\" noshade>\n"),
            1 => self.tag("<p style=\"margin:0; page-break-before: always\">&nbsp;</p>\n"),
            2 => self.tag("<div style=\"break-after:page\"></div>\n"),
            _ => self.tag("<hr>\n"),
        }
    }

    fn picture(&mut self, number: usize, page: &HtmlPage<'_>) {
        let text = escaped(&page.run);
        let alt = if self.habits.picture == 3 { format!("Picture {number}") } else { text.clone() };
        self.tag("<p align=\"center\">");
        let _ = writeln!(self.out, "<img src=\"ex991_{number:03}.jpg\" width=\"816\" alt=\"{alt}\"></p>");
        match self.habits.picture {
            0 => {}
            1 => {
                let _ = writeln!(self.out, "<div style=\"display:none\">{text}</div>");
            }
            _ => {
                let _ = writeln!(self.out, "<p style=\"font-size:1pt;color:white;margin:0\">{text}</p>");
            }
        }
    }

    fn page(&mut self, page: &HtmlPage<'_>) {
        if self.habits.framed {
            self.tags(&["<table width=\"100%\" cellpadding=\"0\">", "<tr>", "<td>\n"]);
        }
        for line in &page.head {
            self.tag("<p align=\"right\">");
            let _ = writeln!(self.out, "{}</p>", escaped(line));
        }
        for part in sheet::parts(page.sheet) {
            match part {
                Part::Lines(lines) => self.lines(&lines),
                Part::Box(lines) => self.boxed(&lines),
                Part::Table(table) => self.table(&table),
            }
        }
        let foot = |(at, text): (u16, &String)| LineCell { x: 100.0 * f32::from(at), texts: vec![vec![text.clone()]] };
        self.lines(&[(0..).zip(&page.foot).map(foot).collect()]);
        if self.habits.framed {
            self.tags(&["</td>", "</tr>", "</table>\n"]);
        }
    }

    /// Lines outside of frames, each with its cells.
    fn lines(&mut self, rows: &[Row]) {
        if self.habits.line_tables && rows.iter().any(|cells| cells.len() > 1) {
            self.tag("<table style=\"border-collapse:collapse\" width=\"100%\">\n");
            for row in in_columns(rows) {
                self.tag("<tr>");
                for (blank, columns, texts) in row {
                    if blank > 0 {
                        self.tag(&format!("<td colspan=\"{blank}\"></td>"));
                    }
                    self.tag(&format!("<td valign=\"bottom\" colspan=\"{columns}\">"));
                    self.text(texts);
                    self.tag("</td>");
                }
                self.tag("</tr>\n");
            }
            self.tag("</table>\n");
            return;
        }
        for cells in rows {
            self.tag("<p style=\"margin:0\">");
            let texts: Vec<String> = cells
                .iter()
                .filter(|cell| !cell.texts.is_empty())
                .map(|cell| escaped(&one_line(&cell.texts.concat())))
                .collect();
            self.out.push_str(&texts.join("&nbsp;&nbsp;&nbsp;&nbsp; "));
            self.out.push_str("</p>\n");
        }
    }

    /// A frame around lines.
    fn boxed(&mut self, lines: &[Row]) {
        match self.habits.borders {
            Borders::Attribute => self.tag("<table border=\"1\" width=\"100%\">"),
            Borders::None => self.tag("<table width=\"100%\">"),
            _ => self.tag(&format!("<table style=\"{RULED}\" width=\"100%\">")),
        }
        self.tags(&["<tr>", "<td>\n"]);
        self.lines(lines);
        self.tags(&["</td>", "</tr>", "</table>\n"]);
    }

    fn table(&mut self, table: &Tabled) {
        match self.habits.borders {
            Borders::Attribute => self.tag("<table border=\"1\" cellspacing=\"0\">\n"),
            Borders::Class => self.tag("<table class=\"grid\" cellspacing=\"0\">\n"),
            Borders::Inline => self.tag(&format!("<table style=\"{RULED}\" cellspacing=\"0\">\n")),
            Borders::None => self.tag("<table cellspacing=\"0\" cellpadding=\"0\">\n"),
        }
        for row in &table.rows {
            self.tag("<tr>");
            for cell in row {
                self.cell(cell);
            }
            self.tag("</tr>\n");
        }
        self.tag("</table>\n");
    }

    fn cell(&mut self, cell: &sheet::TabledCell) {
        let border = match self.habits.borders {
            Borders::Inline if cell.framed => format!(" style=\"{RULED}\""),
            _ => String::new(),
        };
        let spans = |columns: usize| {
            let mut spans = String::new();
            for (name, count) in [("colspan", columns), ("rowspan", cell.rows)] {
                if count > 1 {
                    let _ = write!(spans, " {name}=\"{count}\"");
                }
            }
            spans
        };
        if !self.habits.spacers {
            self.tag(&format!("<td{}{border}>", spans(cell.columns)));
            self.text(&cell.texts);
            self.tag("</td>");
            return;
        }
        // A spacer to the left and one to the right of every column; signs stand in them.
        let (before, figure, behind) = parted(&cell.texts);
        let side = |left: &str| {
            if border.is_empty() {
                String::new()
            } else {
                format!(" style=\"border:1px solid #000;border-{left}-style:none\"")
            }
        };
        let middle = match border.as_str() {
            "" => String::new(),
            _ => " style=\"border-top:1px solid #000;border-bottom:#000 1px solid\"".to_owned(),
        };
        self.tag(&format!("<td{}{} width=\"1%\">{before}</td>", spans(1), side("right")));
        self.tag(&format!("<td{}{middle}>", spans(3 * cell.columns - 2)));
        self.text(&figure);
        self.tag("</td>");
        self.tag(&format!("<td{}{} width=\"1%\">{behind}</td>", spans(1), side("left")));
    }

    /// The texts of a cell, with their lines or each on one.
    fn text(&mut self, texts: &Texts) {
        if texts.is_empty() {
            self.out.push_str(if self.habits.fonts { "&nbsp;" } else { "" });
            return;
        }
        let lines: Vec<String> = match self.habits.lines {
            2 => texts.iter().map(|text| escaped(&one_line(text))).collect(),
            _ => texts.iter().flatten().map(|line| escaped(line)).collect(),
        };
        let (open, close) = if self.habits.fonts { ("<font size=\"2\">", "</font>") } else { ("", "") };
        if self.habits.lines == 1 {
            for line in lines {
                let _ = write!(self.out, "<p style=\"margin: 0\">{open}{line}{close}</p>");
            }
        } else {
            let _ = write!(self.out, "{open}{}{close}", lines.join("<br>\n"));
        }
    }
}

/// `$` and brackets stand in the spacers beside their figure.
fn parted(texts: &Texts) -> (&'static str, Texts, &'static str) {
    let [[line]] = texts.iter().map(Vec::as_slice).collect::<Vec<_>>()[..] else { return ("", texts.clone(), "") };
    let (before, rest) = match line.strip_prefix('$') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => ("$", rest),
        _ => ("", line.as_str()),
    };
    let is_bracketed = rest.starts_with('(') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    match rest.strip_suffix(')').filter(|_| is_bracketed && !rest.contains(").")) {
        Some(figure) => (before, vec![vec![figure.to_owned()]], ")"),
        None => (before, vec![vec![rest.to_owned()]], ""),
    }
}

/// Lines as one: no blank between two Han characters.
fn one_line(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        let ends = |c: Option<char>| c.is_some_and(super::metrics::is_han);
        let is_one_word = ends(text.chars().next_back()) && ends(line.chars().next());
        if !text.is_empty() && !is_one_word {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
