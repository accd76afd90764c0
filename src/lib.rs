//! sharecap reads the monthly returns of companies listed in Hong Kong and publishes exact, checked Parquet tables.
//!
//! # The way of a filing
//! A filing walks through the crate in the order of this list and never goes back:
//!
//! 1. [`crawl`]: folders → sources, sorted.
//! 2. [`extract`]: bytes → a document of pages with words and rules, in points from the top left: those of a PDF, or made
//!    up for the tables of HTML and the lines of text.
//! 3. [`layout`]: document → lines, tables and cells. Pure geometry: it knows no form.
//! 4. [`parse`]: a layout is cut into its forms; layout and form → form data: section, block, row, field, each value a
//!    text with its place.
//! 5. [`record`]: form data → a reading. Text becomes numbers, dates and codes here and nowhere else.
//! 6. [`check`]: the accounting identities of a reading. Breaches become findings; a gap that an identity determines is
//!    filled in, with a finding.
//! 7. [`tables`]: readings → the tables of the contract, in order.
//! 8. [`publish`]: tables → an immutable Parquet snapshot with its manifest, which goes on from the one before.
//!
//! [`pipeline`] joins these stages, for one filing or, night after night, for folders of them, and has files read in child
//! processes ([`worker`]); [`cli`] says what to do and shows what was done. [`synth`] goes the other way: it draws a return as a filing, for the samples and the round-trip tests.
//!
//! [`audit`] shows the findings of a dataset, [`gaps`] says what it lacks, [`views`] is the SQL that its users ask it
//! with, now or as of a moment. [`page`] is the frame of the web pages that a person looks at: [`explain`] shows one
//! filing with every value boxed where it stands, [`report`] the health of a dataset.
//!
//! `python`, behind the feature of that name, is the extension module of the Python package `sharecap`: the command line
//! and the pipeline once more, for those who hold a dataset in Python.
//!
//! Every stage may use [`filing`], the domain's words; [`finding`], what a careful reader would query and why a filing
//! stops; and [`spec`], which reads `config`: forms and tables are data. Of an earlier stage it names the types, never
//! the code, and of a later one nothing. `tests/architecture` holds the source to that.
//!
//! # Two ways to fail
//! A [`FilingError`](finding::FilingError) stops one filing: the batch goes on, and the filing's row in `filings` says
//! why. A [`Finding`](finding::Finding) is published beside the values: unreadable text is a null and a finding, never 0.
//!
//! # Example
//! ```
//! let bytes = std::fs::read("data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf")?;
//! let reading = sharecap::pipeline::read_filing(&bytes)?;
//! assert_eq!(reading.filing.stock_code.as_deref(), Some("09101"));
//! assert_eq!(reading.filing.issued_shares[0].closing_treasury, Some(2_544_969));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod audit;
pub mod check;
pub mod cli;
pub mod crawl;
pub mod explain;
pub mod extract;
pub mod filing;
pub mod finding;
pub mod gaps;
pub mod layout;
pub mod page;
pub mod parse;
pub mod pipeline;
pub mod publish;
#[cfg(feature = "python")]
mod python;
pub mod record;
pub mod report;
pub mod spec;
pub mod synth;
pub mod tables;
pub mod views;
pub mod worker;
