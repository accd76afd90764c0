//! `--config FILE`: settings that need not be typed, each under the id of its argument.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::CliError;
use super::settings::{Kind, Said, Setting, nearest};
use crate::spec::table::line_and_column;

/// What is wrong with a file, and at which byte.
type Fault = (usize, String);

/// What a file says of the settings; `named_by` is where the file was named.
///
/// # Errors
/// [`CliError::Usage`] with line and column, when the file has a key that is no setting, or a value that cannot be one.
pub(super) fn load(path: &Path, named_by: &str, settings: &[Setting]) -> Result<Said, CliError> {
    let name = path.display();
    let text = fs::read_to_string(path);
    let text = text.map_err(|error| CliError::Usage(format!("{name}: {error}; check {named_by}")))?;
    said(&text, settings).map_err(|(offset, message)| {
        let (line, column) = line_and_column(&text, offset);
        CliError::Usage(format!("{name}, line {line}, column {column}: {message}"))
    })
}

fn said(text: &str, settings: &[Setting]) -> Result<Said, Fault> {
    let table = DeTable::parse(text);
    let table = table.map_err(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    let mut said = Said::new();
    for (key, value) in table.get_ref() {
        let name = key.get_ref();
        let Some(setting) = settings.iter().find(|setting| setting.id == **name) else {
            let near = nearest(name, settings.iter().map(|setting| setting.id.as_str()));
            let message =
                format!("there is no setting `{name}`{near}; config/sharecap.toml of the project has them all");
            return Err((key.span().start, message));
        };
        let value_at = value.span().start;
        let texts = texts(setting, value_at, value.get_ref()).map_err(|(at, what)| (at, format!("{name}: {what}")))?;
        said.insert(setting.id.clone(), texts);
    }
    Ok(said)
}

/// The texts that would be typed for what the file says of a setting.
fn texts(setting: &Setting, at: usize, value: &DeValue<'_>) -> Result<Vec<OsString>, Fault> {
    let texts: Vec<(usize, String)> = match (setting.is_list, setting.kind, value) {
        (_, Kind::Pair, DeValue::Table(table)) => {
            let pairs = table.iter().map(|(key, value)| {
                let text = text(Kind::Text, value.span().start, value.get_ref())?;
                Ok((key.span().start, format!("{}={text}", key.get_ref())))
            });
            pairs.collect::<Result<_, Fault>>()?
        }
        (_, Kind::Pair, _) => return Err((at, "write a table: a line for each below its name in brackets".to_owned())),
        (true, kind, DeValue::Array(items)) => {
            let items = items.iter().map(|item| (item.span().start, item.get_ref()));
            items.map(|(at, item)| Ok((at, text(kind, at, item)?))).collect::<Result<_, Fault>>()?
        }
        (true, ..) => return Err((at, "write a list: [\"…\", \"…\"]".to_owned())),
        (false, kind, value) => vec![(at, text(kind, at, value)?)],
    };
    for (at, text) in &texts {
        if let Some(reason) = setting.refuses(text.as_ref()) {
            return Err((*at, reason));
        }
    }
    Ok(texts.into_iter().map(|(_, text)| text.into()).collect())
}

/// One value as it would be typed.
fn text(kind: Kind, at: usize, value: &DeValue<'_>) -> Result<String, Fault> {
    let wanted = match (kind, value) {
        (Kind::Switch, DeValue::Boolean(on)) => return Ok(on.to_string()),
        (Kind::Number, DeValue::Integer(number)) => {
            let decimal = i64::from_str_radix(number.as_str(), number.radix());
            return Ok(decimal.map_or_else(|_| number.as_str().to_owned(), |number| number.to_string()));
        }
        (Kind::Path | Kind::Text, DeValue::String(text)) => return Ok(text.clone().into_owned()),
        (Kind::Text, DeValue::Datetime(day)) => return Ok(day.to_string()),
        (Kind::Switch, _) => "true or false",
        (Kind::Number, _) => "a whole number",
        (Kind::Path | Kind::Pair | Kind::Text, _) => "a text in quotes",
    };
    let found = value.type_str();
    let article = if found.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    Err((at, format!("write {wanted}, not {article} {found}")))
}
