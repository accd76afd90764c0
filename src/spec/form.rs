//! What tells one form version from the next, as data: `config/forms/*.toml`.
//!
//! A file may extend another: what it gives replaces or follows what it inherits, key by key. Everything is checked at
//! load: unknown keys, columns that a table does not have, columns that are neither placed nor said to be absent.

mod raw;

use serde::{Deserialize, Serialize};

use self::raw::RawForm;
use super::SpecError;
use super::label::Label;
use crate::filing::{
    AgreementMovement, AuthorisedCapital, ConvertibleMovement, DepositaryReceipt, Form, IssuedShares, OptionMovement,
    OtherMovement, Row, Section, ShareClass, Table, WarrantMovement,
};

/// Every form version that can be read, oldest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forms {
    /// The specs.
    pub specs: Vec<FormSpec>,
}

/// One form version, or a run of versions that differ in nothing that is read.
#[derive(Debug, Serialize, Deserialize)]
pub struct FormSpec {
    /// The name of its file, without ending.
    pub name: String,
    /// The family.
    pub form: Form,
    /// The version numbers it is for, newest first.
    pub versions: Vec<String>,
    /// The titles by which the form is recognised.
    pub title: Labels,
    /// Fields of the head.
    pub header: Vec<Field>,
    /// What stands on every page and belongs to no section.
    pub furniture: Vec<Field>,
    /// The classes of shares that the form prints by name, in their order; empty where each block states its own.
    pub classes: Vec<Field>,
    /// Fields of the block that names a class of shares.
    pub class: Vec<Field>,
    /// The sections in the order in which the form prints them.
    pub sections: Vec<SectionSpec>,
    /// The totals over all sections.
    pub grand: Vec<TotalSpec>,
    /// The label before remarks.
    pub remarks: Labels,
    /// What is printed behind the title of an empty section.
    pub not_applicable: Labels,
}

/// The spellings of one label, in both languages, longest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Labels {
    /// English spellings.
    pub english: Vec<Label>,
    /// Chinese spellings.
    pub chinese: Vec<Label>,
}

impl Labels {
    /// All spellings.
    pub fn all(&self) -> impl Iterator<Item = &Label> {
        self.english.iter().chain(&self.chinese)
    }
}

/// A label with the columns that its value fills.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Its key in the spec file.
    pub key: String,
    /// The label.
    pub labels: Labels,
    /// The columns, in the order in which the value prints them; empty for a label that is known and ignored.
    pub values: Vec<String>,
    /// For a movement: the label itself is the text of the second column.
    pub named: bool,
}

/// What a section looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Only a heading over further sections.
    Heading,
    /// Class blocks with the rows opening, change and closing.
    Balances,
    /// Class blocks with numbered records.
    Records,
    /// Confirmations and signature.
    Signature,
}

/// One section of the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SectionSpec {
    /// Its key in the spec file: `I`, `A`, …
    pub key: String,
    /// The section that remarks and totals in it belong to; `None` for III and V.
    pub section: Option<Section>,
    /// Its heading.
    pub heading: Labels,
    /// What it looks like.
    pub shape: Shape,
    /// The table it fills.
    pub table: Option<Table>,
    /// For balances: the rows, with their names (`opening`, `change`, `closing`).
    pub rows: Vec<Field>,
    /// Its columns, left to right.
    pub columns: Vec<ColumnSpec>,
    /// For records: the kinds of movement; `values` is the column, and the column for its text if it has one.
    pub movements: Vec<Field>,
    /// For records that the form prints by name: the names, in their order.
    pub items: Vec<Field>,
    /// Labelled values below a record or a block.
    pub details: Vec<Field>,
    /// Pairs of statements of which one is ticked.
    pub choices: Vec<Choice>,
    /// Totals that the section prints below a block.
    pub totals: Vec<TotalSpec>,
}

/// A column of a section's grid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ColumnSpec {
    /// Its key in the spec file.
    pub key: String,
    /// Its heading.
    pub labels: Labels,
    /// Its mark in brackets, folded: `(a1)`.
    pub mark: Option<Label>,
    /// The columns of the table that it fills; `*` stands for the row's name. `movements` is the movement sub-table.
    pub values: Vec<String>,
    /// The form may print the column without a heading.
    pub heading_optional: bool,
    /// The row in which the form leaves this column blank.
    pub blank_in: Option<String>,
}

/// A total line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TotalSpec {
    /// Its key in the spec file.
    pub key: String,
    /// The label; `{class}` in it stands for the class of shares.
    pub labels: Labels,
    /// The mark behind the class, folded: `(aa1)`.
    pub mark: Option<Label>,
    /// The columns of `section_totals`, or of `filings` when `header`.
    pub values: Vec<String>,
    /// Whether the value belongs to the filing as a whole.
    pub header: bool,
}

/// Two statements of which one is ticked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// The column, a bool.
    pub column: String,
    /// The words of the statement that means yes.
    pub yes: Labels,
    /// The words of the statement that means no.
    pub no: Labels,
}

/// What a section holds where a class of shares is named in a total: the placeholder in its label.
pub const CLASS_PLACEHOLDER: &str = "{class}";

impl Forms {
    /// Reads spec files, given as name and text; those without `versions` are only there to be extended.
    ///
    /// # Errors
    /// A [`SpecError`] that names the file and the line or key, for anything unknown, missing or doubled.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, SpecError> {
        let mut specs = Vec::new();
        for &(name, _) in files {
            let raw = resolve(name, files, 0)?;
            if !raw.versions.is_empty() {
                specs.push(check(name, raw)?);
            }
        }
        Ok(Self { specs })
    }

    /// The spec for a version number of a form.
    #[must_use]
    pub fn for_version(&self, form: Form, version: &str) -> Option<&FormSpec> {
        self.specs.iter().find(|spec| spec.form == form && spec.versions.iter().any(|known| known == version))
    }

    /// The spec whose version is nearest below an unknown one, or the oldest.
    #[must_use]
    pub fn nearest(&self, form: Form, version: &str) -> Option<&FormSpec> {
        let number = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>();
        let wanted = number(version);
        let of_form = || self.specs.iter().filter(|spec| spec.form == form);
        let newest = |spec: &&FormSpec| spec.versions.iter().map(|version| number(version)).max();
        of_form()
            .filter(|spec| spec.versions.iter().any(|known| number(known) <= wanted))
            .max_by_key(newest)
            .or_else(|| of_form().min_by_key(newest))
    }
}

impl FormSpec {
    /// The section with this key.
    #[must_use]
    pub fn section(&self, key: &str) -> Option<&SectionSpec> {
        self.sections.iter().find(|section| section.key == key)
    }
}

/// Reads a file and lays it over the one it extends.
fn resolve(name: &str, files: &[(&str, &str)], depth: usize) -> Result<RawForm, SpecError> {
    let text = files.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    let text = text.ok_or_else(|| SpecError::new(name, "extended, but there is no such spec file"))?;
    let raw: RawForm = toml::from_str(text).map_err(|error| SpecError::toml(name, text, &error))?;
    match raw.extends.clone() {
        None => Ok(raw),
        Some(_) if depth > 8 => Err(SpecError::new(name, "extends itself")),
        Some(base) => Ok(raw.over(resolve(&base, files, depth + 1)?)),
    }
}

/// Turns a resolved file into a spec, with every check.
fn check(name: &str, raw: RawForm) -> Result<FormSpec, SpecError> {
    let form = raw.form.ok_or_else(|| SpecError::new(name, "`form` is missing"))?;
    let form = Form::from_word(&form).ok_or_else(|| SpecError::new(name, format!("`form`: unknown form `{form}`")))?;
    let sections =
        raw.section.0.into_iter().map(|(key, section)| section.check(name, &key)).collect::<Result<Vec<_>, _>>()?;
    let spec = FormSpec {
        name: name.to_owned(),
        form,
        versions: raw.versions,
        title: raw.title.labels(),
        header: raw.header.0.into_iter().map(|(key, field)| field.keyed(&key)).collect(),
        furniture: raw.furniture.0.into_iter().map(|(key, field)| field.unplaced(&key)).collect(),
        classes: raw.classes.0.into_iter().map(|(key, field)| field.unplaced(&key)).collect(),
        class: raw.class.0.into_iter().map(|(key, field)| field.keyed(&key)).collect(),
        sections,
        grand: raw.grand.0.into_iter().map(|(key, total)| total.check(&key)).collect(),
        remarks: raw.remarks.labels(),
        not_applicable: raw.not_applicable.labels(),
    };
    for section in &spec.sections {
        if section.heading.all().next().is_none() {
            return Err(SpecError::new(name, format!("section.{}: no heading", section.key)));
        }
    }
    for wanted in ShareClass::COLUMNS {
        if !spec.class.iter().any(|field| field.key == wanted) {
            return Err(SpecError::new(name, format!("class: `{wanted}` is neither placed nor absent")));
        }
    }
    Ok(spec)
}

/// The columns that a section of this table can fill.
fn columns_of(table: Table) -> Vec<&'static str> {
    fn own<R: Row>() -> Vec<&'static str> {
        R::columns().into_iter().filter(|column| !ShareClass::COLUMNS.contains(column)).collect()
    }
    match table {
        Table::AuthorisedCapital => own::<AuthorisedCapital>(),
        Table::IssuedShares => own::<IssuedShares>(),
        Table::OptionMovements => own::<OptionMovement>(),
        Table::WarrantMovements => own::<WarrantMovement>(),
        Table::ConvertibleMovements => own::<ConvertibleMovement>(),
        Table::AgreementMovements => own::<AgreementMovement>(),
        Table::OtherMovements => own::<OtherMovement>(),
        Table::DepositaryReceipts => own::<DepositaryReceipt>(),
        Table::Filings
        | Table::SectionTotals
        | Table::Remarks
        | Table::Findings
        | Table::Provenance
        | Table::CapitalEvents => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
