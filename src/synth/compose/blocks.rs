//! The rows that open a class block: class, type, listed flag, code, description, counters.

use super::{Composer, ROW};
use crate::filing::{Section, ShareClass};
use crate::synth::band::{Align, Area, Band, Style, height_in};
use crate::synth::printed::currency;

/// Cell borders of the first row in I, II and IV.
const WIDE: [f32; 8] = [20.7, 139.7, 287.1, 372.2, 516.0, 650.0, 706.7, 798.5];
/// Cell borders of the first row in III.
const NARROW: [f32; 8] = [20.7, 139.7, 264.5, 349.5, 477.1, 675.5, 732.2, 798.5];

/// Whether a section lies in III.
fn in_movements(section: Section) -> bool {
    matches!(section, Section::A | Section::B | Section::C | Section::D | Section::E)
}

impl Composer<'_> {
    /// The opening rows of block `number` (from 1) of a section.
    pub(super) fn class_block(self, section: Section, number: usize, class: &ShareClass) -> Vec<Band> {
        let issuable = in_movements(section) && !self.edition.version.has_treasury();
        let mut bands = vec![self.class_row(section, number, class, issuable)];
        if issuable {
            bands.push(self.issuable_code_row(section, class));
        } else {
            bands.push(self.code_row(section, class));
        }
        if self.has_counters(class) {
            bands.extend(self.counter_rows(section));
        }
        bands
    }

    fn borders(section: Section) -> &'static [f32; 8] {
        if in_movements(section) { &NARROW } else { &WIDE }
    }

    fn class_row(self, section: Section, number: usize, class: &ShareClass, issuable: bool) -> Band {
        let edition = self.edition;
        let (family, listed) = if issuable {
            (edition.class_issuable(), edition.listed_issuable(section))
        } else {
            (edition.class_of_shares(), edition.listed())
        };
        let kind = edition.type_word(class);
        let texts = [
            format!("{number}. {family}"),
            edition.class_word(class).to_owned(),
            edition.type_of_shares().to_owned(),
            kind,
            listed.to_owned(),
            edition.listed_word(class).to_owned(),
            String::new(),
        ];
        row_of_cells(Self::borders(section), &texts)
    }

    fn code_row(self, section: Section, class: &ShareClass) -> Band {
        let borders = Self::borders(section);
        let texts = [
            self.edition.stock_code().to_owned(),
            self.edition.code_word(class),
            self.edition.description().to_owned(),
            self.edition.free_text(class.class_description.as_deref()),
        ];
        row_of_cells(&[borders[0], borders[1], borders[2], borders[3], borders[7]], &texts)
    }

    fn issuable_code_row(self, section: Section, class: &ShareClass) -> Band {
        let texts =
            [self.edition.stock_code_issuable(section).to_owned(), self.edition.code_word(class), String::new()];
        row_of_cells(&[NARROW[0], NARROW[2] + 22.0, NARROW[3], NARROW[7]], &texts)
    }

    /// Counters stand under the code of the issuer's main class, and only since v1.1.
    fn has_counters(self, class: &ShareClass) -> bool {
        self.edition.version.has_treasury()
            && class.listed == Some(true)
            && class.class_stock_code.is_some()
            && class.class_stock_code == self.filing.stock_code
    }

    fn counter_rows(self, section: Section) -> Vec<Band> {
        let borders = Self::borders(section);
        let middle = borders[1] + 75.0;
        self.filing
            .counters
            .iter()
            .map(|counter| {
                let texts = [
                    self.edition.multi_counter().to_owned(),
                    counter.stock_code.clone(),
                    currency(counter.currency.as_deref()),
                    self.edition.description().to_owned(),
                    String::new(),
                ];
                row_of_cells(&[borders[0], borders[1], middle, borders[2], borders[3], borders[7]], &texts)
            })
            .collect()
    }
}

/// A row of left-aligned cells between these borders, as high as its longest text needs.
fn row_of_cells(borders: &[f32], texts: &[String]) -> Band {
    let cells = || borders.windows(2).zip(texts);
    let height = cells().map(|(sides, text)| height_in(sides[1] - sides[0], Style::BODY, text)).fold(ROW, f32::max);
    let mut band = Band::new(height);
    for (sides, text) in cells() {
        band.cell(0, Area::new(sides[0], sides[1], 0.0, height), Align::Left, Style::BODY, text);
    }
    band
}
