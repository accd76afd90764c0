//! The spec files as they are written, and how one is laid over another.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::super::SpecError;
use super::super::label::Label;
use super::{Choice, ColumnSpec, Field, Labels, SectionSpec, Shape, TotalSpec, columns_of};
use crate::filing::{Section, ShareClass, Table};

/// A TOML table that keeps the order in which it is written.
#[derive(Debug, Clone)]
pub(super) struct Ordered<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Something that a later file can lay over what it inherits.
trait Over: Sized {
    fn over(self, base: Self) -> Self;
}

impl<T: Over> Over for Ordered<T> {
    /// Known keys are overlaid where they stand, new ones follow.
    fn over(self, base: Self) -> Self {
        let mut entries = base.0;
        for (key, value) in self.0 {
            match entries.iter().position(|(known, _)| *known == key) {
                Some(at) => {
                    let (key, base) = entries.remove(at);
                    entries.insert(at, (key, value.over(base)));
                }
                None => entries.push((key, value)),
            }
        }
        Self(entries)
    }
}

/// The later list, or the inherited one where it gives none.
fn list_over<T>(own: Vec<T>, base: Vec<T>) -> Vec<T> {
    if own.is_empty() { base } else { own }
}

/// One spec file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) extends: Option<String>,
    pub(super) form: Option<String>,
    #[serde(default)]
    pub(super) versions: Vec<String>,
    #[serde(default)]
    pub(super) title: RawField,
    #[serde(default)]
    pub(super) header: Ordered<RawField>,
    #[serde(default)]
    pub(super) furniture: Ordered<RawField>,
    #[serde(default)]
    pub(super) classes: Ordered<RawField>,
    #[serde(default)]
    pub(super) class: Ordered<RawField>,
    #[serde(default)]
    pub(super) section: Ordered<RawSection>,
    #[serde(default)]
    pub(super) grand: Ordered<RawField>,
    #[serde(default)]
    pub(super) remarks: RawField,
    #[serde(default)]
    pub(super) not_applicable: RawField,
}

impl RawForm {
    /// This file laid over the one it extends. Versions are never inherited.
    pub(super) fn over(self, base: Self) -> Self {
        Self {
            extends: self.extends,
            form: self.form.or(base.form),
            versions: self.versions,
            title: self.title.over(base.title),
            header: self.header.over(base.header),
            furniture: self.furniture.over(base.furniture),
            classes: self.classes.over(base.classes),
            class: self.class.over(base.class),
            section: self.section.over(base.section),
            grand: self.grand.over(base.grand),
            remarks: self.remarks.over(base.remarks),
            not_applicable: self.not_applicable.over(base.not_applicable),
        }
    }
}

/// Anything that has a label: a field, a column, a total.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    zh: Vec<String>,
    /// Columns that the value fills.
    #[serde(default)]
    values: Vec<String>,
    /// Columns of `filings` that the value fills.
    #[serde(default)]
    header: Vec<String>,
    /// The column for a movement's own words.
    text: Option<String>,
    /// The column of a movement whose label itself is the words.
    named: Option<String>,
    /// A mark in brackets.
    mark: Option<String>,
    /// `optional` where the form may print no heading.
    heading: Option<HeadingRule>,
    /// The row in which the column is left blank.
    blank_in: Option<String>,
    /// Why a label is known and its value not read.
    ignored: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HeadingRule {
    Optional,
}

impl Over for RawField {
    fn over(self, base: Self) -> Self {
        Self {
            en: list_over(self.en, base.en),
            zh: list_over(self.zh, base.zh),
            values: list_over(self.values, base.values),
            header: list_over(self.header, base.header),
            text: self.text.or(base.text),
            named: self.named.or(base.named),
            mark: self.mark.or(base.mark),
            heading: self.heading.or(base.heading),
            blank_in: self.blank_in.or(base.blank_in),
            ignored: self.ignored.or(base.ignored),
        }
    }
}

impl RawField {
    pub(super) fn labels(&self) -> Labels {
        let prepare = |texts: &[String]| {
            let mut labels: Vec<Label> = texts.iter().map(|text| Label::new(text)).collect();
            labels.sort_by_key(|label| std::cmp::Reverse(label.folded.len()));
            labels
        };
        Labels { english: prepare(&self.en), chinese: prepare(&self.zh) }
    }

    /// A field that fills the column of its own key, unless it says otherwise.
    pub(super) fn keyed(self, key: &str) -> Field {
        let values = match (self.ignored.is_some(), self.values.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => vec![key.to_owned()],
            (false, false) => self.values.clone(),
        };
        Field { key: key.to_owned(), labels: self.labels(), values, named: false }
    }

    /// A name that fills no column by itself.
    pub(super) fn unplaced(self, key: &str) -> Field {
        Field { key: key.to_owned(), labels: self.labels(), values: Vec::new(), named: false }
    }

    fn movement(self, key: &str) -> Field {
        let column = self.named.clone().unwrap_or_else(|| key.to_owned());
        let values = std::iter::once(column).chain(self.text.clone()).collect();
        Field { key: key.to_owned(), labels: self.labels(), values, named: self.named.is_some() }
    }

    fn column(self, key: &str) -> ColumnSpec {
        ColumnSpec {
            key: key.to_owned(),
            labels: self.labels(),
            mark: self.mark.as_deref().map(Label::new),
            values: self.values,
            heading_optional: self.heading.is_some(),
            blank_in: self.blank_in,
        }
    }

    pub(super) fn check(self, key: &str) -> TotalSpec {
        let header = !self.header.is_empty();
        TotalSpec {
            key: key.to_owned(),
            labels: self.labels(),
            mark: self.mark.as_deref().map(Label::new),
            values: if header { self.header } else { self.values },
            header,
        }
    }
}

/// Two statements of which one is ticked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    yes: RawField,
    no: RawField,
}

impl Over for RawChoice {
    fn over(self, base: Self) -> Self {
        Self { yes: self.yes.over(base.yes), no: self.no.over(base.no) }
    }
}

/// One section of a spec file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSection {
    shape: Option<String>,
    table: Option<String>,
    absent: Option<BTreeMap<String, String>>,
    #[serde(default)]
    heading: RawField,
    #[serde(default)]
    rows: Ordered<RawField>,
    #[serde(default)]
    column: Ordered<RawField>,
    #[serde(default)]
    movement: Ordered<RawField>,
    #[serde(default)]
    item: Ordered<RawField>,
    #[serde(default)]
    detail: Ordered<RawField>,
    #[serde(default)]
    choice: Ordered<RawChoice>,
    #[serde(default)]
    total: Ordered<RawField>,
}

impl Over for RawSection {
    fn over(self, base: Self) -> Self {
        Self {
            shape: self.shape.or(base.shape),
            table: self.table.or(base.table),
            absent: self.absent.or(base.absent),
            heading: self.heading.over(base.heading),
            rows: self.rows.over(base.rows),
            column: self.column.over(base.column),
            movement: self.movement.over(base.movement),
            item: self.item.over(base.item),
            detail: self.detail.over(base.detail),
            choice: self.choice.over(base.choice),
            total: self.total.over(base.total),
        }
    }
}

impl RawSection {
    pub(super) fn check(self, file: &str, key: &str) -> Result<SectionSpec, SpecError> {
        let wrong = |message: String| SpecError::new(file, format!("section.{key}: {message}"));
        let shape = match self.shape.as_deref() {
            Some("heading") => Shape::Heading,
            Some("balances") => Shape::Balances,
            Some("records") => Shape::Records,
            Some("signature") => Shape::Signature,
            other => return Err(wrong(format!("unknown shape {other:?}"))),
        };
        let table = match self.table.as_deref() {
            Some(word) => Some(Table::from_word(word).ok_or_else(|| wrong(format!("unknown table `{word}`")))?),
            None => None,
        };
        let absent = self.absent.unwrap_or_default();
        let spec = SectionSpec {
            key: key.to_owned(),
            section: Section::from_word(key),
            heading: self.heading.labels(),
            shape,
            table,
            rows: self.rows.0.into_iter().map(|(key, row)| row.keyed(&key)).collect(),
            columns: self.column.0.into_iter().map(|(key, column)| column.column(&key)).collect(),
            movements: self.movement.0.into_iter().map(|(key, movement)| movement.movement(&key)).collect(),
            items: self.item.0.into_iter().map(|(key, item)| item.unplaced(&key)).collect(),
            details: self.detail.0.into_iter().map(|(key, detail)| detail.keyed(&key)).collect(),
            choices: self
                .choice
                .0
                .into_iter()
                .map(|(column, choice)| Choice { column, yes: choice.yes.labels(), no: choice.no.labels() })
                .collect(),
            totals: self.total.0.into_iter().map(|(key, total)| total.check(&key)).collect(),
        };
        if let Some(table) = table {
            check_columns(&spec, table, &absent).map_err(wrong)?;
        }
        Ok(spec)
    }
}

/// Every column of the table is placed or said to be absent, and nothing else is.
fn check_columns(spec: &SectionSpec, table: Table, absent: &BTreeMap<String, String>) -> Result<(), String> {
    let known = columns_of(table);
    let mut placed = spec.placed_columns();
    // A field may name the class of its row.
    placed.retain(|column| !ShareClass::COLUMNS.contains(&column.as_str()));
    for column in placed.iter().chain(absent.keys()) {
        if !known.contains(&column.as_str()) {
            return Err(format!("table `{}` has no column `{column}`", table.as_str()));
        }
    }
    for column in known {
        match (placed.iter().any(|placed| placed == column), absent.contains_key(column)) {
            (true, true) => return Err(format!("`{column}` is both placed and absent")),
            (false, false) => return Err(format!("`{column}` is neither placed nor absent")),
            _ => {}
        }
    }
    Ok(())
}

impl SectionSpec {
    /// Every column of the section's table that some field fills.
    fn placed_columns(&self) -> Vec<String> {
        let mut placed = Vec::new();
        for column in &self.columns {
            for value in &column.values {
                match value.as_str() {
                    "movements" => {}
                    value if value.contains('*') => placed.extend(
                        self.rows
                            .iter()
                            .filter(|row| column.blank_in.as_deref() != Some(row.key.as_str()))
                            .map(|row| value.replace('*', &row.key)),
                    ),
                    value => placed.push(value.to_owned()),
                }
            }
        }
        let fields = self.movements.iter().chain(&self.details);
        placed.extend(fields.flat_map(|field| field.values.iter().cloned()));
        placed.extend(self.choices.iter().map(|choice| choice.column.clone()));
        placed.sort();
        placed.dedup();
        placed
    }
}
