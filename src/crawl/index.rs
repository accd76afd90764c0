//! An index of publication: a list that a mirror of the Exchange's site keeps beside its files, and that says of each
//! when it was published, under which stock code and which title.
//!
//! A filing does not say when it became public, and a path seldom says more than the day. The index is believed as it
//! stands: what it says of a file that cannot be right stops the run with file, line and column, for nobody would
//! notice a wrong moment afterwards.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Crawl, Source, Warning};
use crate::filing::hong_kong_moment;

/// The columns of an index that mean something; further ones are ignored.
const COLUMNS: [&str; 4] = ["path", "published_at", "stock_code", "title"];
/// How moments without an offset are written; they are those of Hong Kong.
const CLOCKS: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
];

/// What an index says of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Publication {
    /// When the file was published; `None` where the index leaves it blank.
    pub published_at: Option<Timestamp>,
    /// The stock codes under which it is listed, of five digits or, of mainland shares, six; empty where the index
    /// leaves them blank.
    pub stock_codes: Vec<String>,
    /// The title under which it was published.
    pub title: Option<String>,
}

impl Publication {
    /// The earlier of two publications of the same file; one without a moment comes last.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        let moment = |publication: &Self| publication.published_at.unwrap_or(Timestamp::MAX);
        if moment(&other) < moment(&self) { other } else { self }
    }
}

/// One index, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    file: PathBuf,
    lines: Vec<Line>,
}

/// What one line says: of which path, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: u64,
    path: String,
    publication: Publication,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file cannot be read.
    #[error("{}: {source}; check --index", file.display())]
    Unreadable {
        /// The index.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A line does not say what it should.
    #[error("{}, line {line}, {column}: {message}", file.display())]
    Line {
        /// The index.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column: its name, or its number from 1 where the line cannot be taken apart.
        column: String,
        /// What is wrong, and what would be right.
        message: String,
    },
}

/// What is wrong with a line: the column, and the message.
type Fault = (String, String);

impl Index {
    /// Reads an index: CSV with a header row, or one JSON object a line, told by how the content begins.
    ///
    /// Both have the columns `path`, `published_at`, `stock_code` and `title`, in any order and the last two if they
    /// like; others are ignored. A moment without an offset is one of Hong Kong.
    ///
    /// # Errors
    /// When the file cannot be read, or a line has no path or a moment that cannot be read.
    pub fn load(file: &Path) -> Result<Self, IndexError> {
        let text = fs::read_to_string(file);
        let text = text.map_err(|source| IndexError::Unreadable { file: file.to_owned(), source })?;
        // The reader of CSV counts a line late after \r\n.
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let lines = if text.trim_start().starts_with(['{', '[']) { json_lines(&text) } else { csv_lines(&text) };
        let lines = lines.map_err(|(line, (column, message))| {
            let file = file.to_owned();
            IndexError::Line { file, line, column, message }
        })?;
        Ok(Self { file: file.to_owned(), lines })
    }
}

/// The lines of a CSV file. Its header says which column is which.
fn csv_lines(text: &str) -> Result<Vec<Line>, (u64, Fault)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| malformed(&error))?.clone();
    let place = |column: &str| header.iter().position(|name| name.eq_ignore_ascii_case(column));
    for needed in &COLUMNS[..2] {
        if place(needed).is_none() {
            let message =
                format!("the header does not name it; it has {}", header.iter().collect::<Vec<_>>().join(", "));
            return Err((1, (format!("column {needed}"), message)));
        }
    }
    let places = COLUMNS.map(place);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(&error))?;
        let number = record.position().map_or(0, csv::Position::line);
        let cells = places.map(|place| record.get(place?).filter(|cell| !cell.is_empty()).map(str::to_owned));
        lines.push(line(number, cells).map_err(|fault| (number, fault))?);
    }
    Ok(lines)
}

fn malformed(error: &csv::Error) -> (u64, Fault) {
    let line = error.position().map_or(1, csv::Position::line);
    let column = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (*expected_len).min(*len) + 1,
        _ => 1,
    };
    (line, (format!("column {column}"), format!("is no CSV ({error}); quote cells that hold commas or quotes")))
}

/// The lines of a file of JSON objects.
fn json_lines(text: &str) -> Result<Vec<Line>, (u64, Fault)> {
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let refused = |fault| (number, fault);
        let object: Json = serde_json::from_str(text).map_err(|error| {
            refused((
                format!("column {}", error.column()),
                format!("is no JSON object ({error}); write one object a line"),
            ))
        })?;
        let Json::Object(fields) = object else {
            return Err(refused(("column 1".to_owned(), "is no JSON object; write one object a line".to_owned())));
        };
        let mut cells = [const { None }; COLUMNS.len()];
        for (cell, column) in cells.iter_mut().zip(COLUMNS) {
            *cell = match fields.get(column) {
                None | Some(Json::Null) => None,
                Some(Json::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                // A stock code may have lost its quotation marks and its leading noughts.
                Some(Json::Number(code)) if column == "stock_code" => Some(code.to_string()),
                Some(other) => return Err(refused(fault(column, format!("is `{other}`, which is no text")))),
            };
        }
        lines.push(line(number, cells).map_err(refused)?);
    }
    Ok(lines)
}

fn fault(column: &str, message: impl Into<String>) -> Fault {
    (format!("column {column}"), message.into())
}

fn line(number: u64, [path, published_at, codes, title]: [Option<String>; COLUMNS.len()]) -> Result<Line, Fault> {
    let path = path.ok_or_else(|| fault("path", "is blank: name the file, relative to the crawled folder"))?;
    let published_at = published_at.map(|text| moment(&text)).transpose()?;
    let stock_codes = codes.map_or(Ok(Vec::new()), |text| stock_codes(&text))?;
    Ok(Line { number, path: portable(&path), publication: Publication { published_at, stock_codes, title } })
}

fn moment(text: &str) -> Result<Timestamp, Fault> {
    let of_hong_kong = || CLOCKS.iter().find_map(|clock| hong_kong_moment(DateTime::strptime(clock, text).ok()?));
    text.parse().ok().or_else(of_hong_kong).ok_or_else(|| {
        let wanted = "2024-11-05T16:31:00+08:00, 2024-11-05 16:31, 2024-11-05T16:31 or 05/11/2024 16:31";
        fault(
            "published_at",
            format!("is `{text}`, which is no moment; write {wanted} (Hong Kong, where no offset stands)"),
        )
    })
}

/// The codes of a cell, each with its leading noughts.
fn stock_codes(text: &str) -> Result<Vec<String>, Fault> {
    let codes = text.split([',', ';', '/', ' ', '\n']).filter(|code| !code.is_empty());
    let code = |code: &str| {
        let is_code = code.len() <= 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| format!("{code:0>5}"))
    };
    codes.map(code).collect::<Option<_>>().ok_or_else(|| {
        fault("stock_code", format!("is `{text}`, which is no stock code; write five digits, or nothing"))
    })
}

/// A path as the crawl writes them: with `/`, and nothing before its first part.
fn portable(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut path = path.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path.to_owned()
}

impl Crawl {
    /// Lets the indexes say of the files that were found what they know; what they say of files that are not there
    /// becomes a warning. The indexes themselves are no filings: they are taken off the list.
    pub fn consult(&mut self, indexes: &[Index]) {
        if indexes.is_empty() {
            return;
        }
        let own: HashSet<PathBuf> = indexes.iter().filter_map(|index| resolved(&index.file)).collect();
        let found = std::mem::take(&mut self.sources).into_iter().map(|source| (resolved(&source.file), source));
        let is_filing =
            |(place, _): &(Option<PathBuf>, Source)| place.as_ref().is_none_or(|place| !own.contains(place));
        let (places, sources): (Vec<_>, Vec<_>) = found.filter(is_filing).unzip();
        let places = Places::of(places, &sources);
        self.sources = sources;
        let mut said: Vec<(usize, &Publication)> = Vec::new();
        for (index, line) in indexes.iter().flat_map(|index| index.lines.iter().map(move |line| (index, line))) {
            let meant = places.meant(index, line);
            if meant.is_empty() {
                let message = format!("line {}: {} is not among the files that were found", line.number, line.path);
                self.warnings.push(Warning { path: index.file.clone(), message });
            }
            said.extend(meant.into_iter().map(|at| (at, &line.publication)));
        }
        for (at, publication) in said {
            let publication = publication.clone();
            let known = &mut self.sources[at].publication;
            *known = Some(match known.take() {
                Some(before) => before.earlier(publication),
                None => publication,
            });
        }
    }
}

/// A path without links; `None` where nothing is.
fn resolved(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// The files that were found, by where they are and by what they are called.
struct Places {
    by_place: HashMap<PathBuf, usize>,
    by_path: HashMap<String, Vec<usize>>,
}

impl Places {
    /// `places` are those of the sources, without links.
    fn of(places: Vec<Option<PathBuf>>, sources: &[Source]) -> Self {
        let by_place = (0..).zip(places).filter_map(|(at, place)| Some((place?, at))).collect();
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, source) in sources.iter().enumerate() {
            by_path.entry(source.path.clone()).or_default().push(at);
        }
        Self { by_place, by_path }
    }

    /// The files that a line is about. A file that lies beside the index is the one; a path alone may fit one in every
    /// crawled folder.
    fn meant(&self, index: &Index, line: &Line) -> Vec<usize> {
        let folder = index.file.parent().unwrap_or(Path::new(""));
        let beside = resolved(&folder.join(&line.path)).and_then(|place| self.by_place.get(&place));
        match beside {
            Some(at) => vec![*at],
            None => self.by_path.get(line.path.trim_start_matches('/')).cloned().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_without_an_offset_are_those_of_hong_kong() {
        for text in [
            "2024-11-05T08:31:00Z",
            "2024-11-05T16:31:00+08:00",
            "2024-11-05 16:31",
            "2024-11-05 16:31:00",
            "2024-11-05T16:31",
            "05/11/2024 16:31",
            "5/11/2024 16:31",
        ] {
            assert_eq!(moment(text).map(|moment| moment.to_string()), Ok("2024-11-05T08:31:00Z".to_owned()), "{text}");
        }
        for text in ["", "2024-11-05", "11/25/2024 16:31", "2024-11-31 16:31", "2024-11-05 24:31", "16:31", "soon"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn codes_have_their_noughts_and_may_be_several() {
        assert_eq!(stock_codes("700").unwrap(), ["00700"]);
        assert_eq!(stock_codes("00020, 80020").unwrap(), ["00020", "80020"]);
        assert_eq!(stock_codes("601398").unwrap(), ["601398"]);
        assert!(stock_codes("Tencent").is_err());
    }

    #[test]
    fn both_kinds_of_index_say_the_same() {
        let csv =
            "Title,PATH,x,published_at,stock_code\n\"Return, \"\"May\"\"\",a/b.pdf,1,2024-11-05 16:31,20\n,c.pdf,,,\n";
        let json = "{\"path\": \"./a\\\\b.pdf\", \"stock_code\": 20, \"published_at\": \"2024-11-05T08:31:00Z\", \
                    \"title\": \"Return, \\\"May\\\"\", \"x\": [1]}\n\n{\"path\": \"c.pdf\", \"title\": null}\n";
        let (csv, json) = (csv_lines(csv).unwrap(), json_lines(json).unwrap());
        let parts = |lines: &[Line]| lines.iter().map(|l| (l.path.clone(), l.publication.clone())).collect::<Vec<_>>();
        assert_eq!(parts(&csv), parts(&json));
        assert_eq!((csv[0].number, csv[1].number, json[1].number), (2, 3, 3));
        assert_eq!(csv[0].publication.title.as_deref(), Some("Return, \"May\""));
        assert_eq!(csv[1].publication, Publication::default());
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_column() {
        let fault = |result: Result<Vec<Line>, (u64, Fault)>| {
            let (line, (column, message)) = result.unwrap_err();
            format!("{line}, {column}: {message}")
        };
        for (text, expected) in [
            ("path,title\n", "1, column published_at: the header does not name it"),
            ("path,published_at\na.pdf,2024-11-05 16:31\nb.pdf,today\n", "3, column published_at: is `today`"),
            ("path,published_at\n,2024-11-05 16:31\n", "2, column path: is blank"),
            ("path,published_at,stock_code\na.pdf,,A-1\n", "2, column stock_code: is `A-1`"),
            ("path,published_at\na.pdf\n", "2, column 2: is no CSV"),
        ] {
            let told = fault(csv_lines(text));
            assert!(told.starts_with(expected), "{told}");
        }
        for (text, expected) in [
            ("{\"path\": \"a.pdf\"}\n{\"path\": \"b.pdf\",}\n", "2, column 18: is no JSON object"),
            ("[{\"path\": \"a.pdf\"}]\n", "1, column 1: is no JSON object"),
            ("{\"path\": 7}\n", "1, column path: is `7`"),
        ] {
            let told = fault(json_lines(text));
            assert!(told.starts_with(expected), "{told}");
        }
    }
}
