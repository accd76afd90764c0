//! Random returns on the legacy template, 2009 to 2021.
//!
//! What the template has no cell for stays null: no status, no counters, no treasury shares, no balance of options. Rows
//! of section III name the class only: they carry code and flag of its block in section I where that is its only one.

mod capital;
mod movements;
mod totals;
mod words;

use super::words::{issuer_name, remark, signatory};
use super::{Rng, Words, later, month_end};
use crate::filing::{Date, Form, Language, MonthlyReturn, Remark, Section};
use capital::{Blocks, Shape};

/// A return that is being filled in.
struct Work {
    rng: Rng,
    language: Language,
    month: Date,
    blocks: Blocks,
    filing: MonthlyReturn,
    habits: Habits,
}

/// How the issuer fills in what is nil.
struct Habits {
    /// A movement of nothing is printed as nil rather than left out.
    states_nil: bool,
    /// Totals of nothing are printed as nil.
    nil_totals: bool,
    /// Columns and totals of classes that the issuer does not have are printed as nil, too.
    fills_all: bool,
    /// Dates in slots have two digits for day and month.
    padded: bool,
}

/// A random return on the legacy template, exactly as a reader should give it back; only `pages` is for the drawing to
/// fill in. The same seed gives the same numbers in both languages.
#[must_use]
pub fn legacy_return(seed: u64, language: Language) -> MonthlyReturn {
    let mut rng = Rng::new(seed ^ 0x1e6a_c0de);
    let shape = Shape::random(&mut rng);
    let month = month(&mut rng);
    file(rng, &shape, None, month, language)
}

/// The return of a named issuer for a month, with something in every section; the rest is random.
pub(in crate::synth) fn legacy_return_of(
    seed: u64,
    (name, code): (&Words, &str),
    month: Date,
    language: Language,
) -> MonthlyReturn {
    let mut rng = Rng::in_lots(seed ^ 0x1e6a_c0de);
    let shape = Shape::random(&mut rng).filled();
    let mut filing = file(rng, &shape, Some(code), month, language);
    filing.issuer_name = Some(name.in_language(language));
    filing
}

/// A month in which the template was in use.
fn month(rng: &mut Rng) -> Date {
    let months = rng.range(0, 150);
    let year = i16::try_from(2009 + months / 12).unwrap_or(2009);
    month_end(year, i8::try_from(months % 12 + 1).unwrap_or(1))
}

fn file(mut rng: Rng, shape: &Shape, code: Option<&str>, month: Date, language: Language) -> MonthlyReturn {
    let habits = Habits {
        states_nil: rng.chance(40),
        nil_totals: rng.chance(35),
        fills_all: rng.chance(15),
        padded: rng.chance(60),
    };
    let blocks = Blocks::random(&mut rng, shape, code, language);
    let mut work =
        Work { rng, language, month, blocks, filing: MonthlyReturn::new(Form::LegacyEquity, language), habits };
    work.head();
    work.options(shape.schemes);
    work.warrants(shape.warrants);
    work.convertibles(shape.convertibles);
    work.agreements(shape.agreements);
    work.events(shape.events);
    work.totals();
    work.capital();
    work.filing
}

impl Work {
    fn head(&mut self) {
        let rng = &mut self.rng;
        let name = issuer_name(rng, false);
        let (by, title) = signatory(rng);
        let submitted = later(self.month, rng.range(1, 9));
        let marked = rng.chance(60);
        let remarked = rng.chance(30);
        let remark = remark(rng, self.month);
        let filing = &mut self.filing;
        filing.issuer_name = Some(name.in_language(self.language));
        filing.month_end = Some(self.month);
        filing.submitted_on = Some(submitted);
        filing.submitted_by = Some(by.in_language(self.language));
        filing.submitted_by_title = Some(title.in_language(self.language));
        filing.form_version = (marked && self.month >= month_end(2019, 3)).then(|| "March 2019".to_owned());
        if remarked {
            filing.remarks.push(Remark {
                section: Some(Section::End.as_str().to_owned()),
                text: Some(remark.in_language(self.language)),
            });
        }
    }

    /// Nil as the issuer states it, or not.
    fn nil(&self) -> Option<i64> {
        self.habits.states_nil.then_some(0)
    }
}
