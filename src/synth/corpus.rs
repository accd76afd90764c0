//! Any number of random filings in a folder: for load tests and benchmarks.

use std::io;
use std::path::Path;

use super::random::{legacy_return, monthly_return};
use super::{DrawOptions, Drawn, Fonts, FormVersion, LegacyStyle, draw_legacy_pdf, draw_pdf};
use crate::filing::Language;

/// Filings in one folder of a corpus.
const FOLDER: u64 = 1000;

/// What [`corpus`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Corpus {
    /// Filings.
    pub filings: u64,
    /// Their pages.
    pub pages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Writes `count` random filings below `out`, a thousand a folder: every version of FF301 and, every third, the
/// legacy template, both languages, and both kinds of fonts that need no typeface. The same seed gives the same files.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn corpus(seed: u64, count: u64, out: &Path) -> io::Result<Corpus> {
    let mut written = Corpus::default();
    for number in 0..count {
        let folder = out.join(format!("{:04}", number / FOLDER));
        if number % FOLDER == 0 {
            std::fs::create_dir_all(&folder)?;
        }
        let seed = seed.wrapping_mul(0x1_0000_0001).wrapping_add(number);
        let (name, drawn) = if number % 3 == 2 { legacy(seed, number) } else { ff301(seed, number) };
        std::fs::write(folder.join(name), &drawn.bytes)?;
        written.filings += 1;
        written.pages += u64::from(drawn.pages);
        written.bytes += u64::try_from(drawn.bytes.len()).unwrap_or(0);
    }
    Ok(written)
}

fn ff301(seed: u64, number: u64) -> (String, Drawn) {
    let turn = usize::try_from(number % 28).unwrap_or(0);
    let version = FormVersion::ALL[turn % 7];
    let language = [Language::English, Language::TraditionalChinese][turn / 7 % 2];
    let fonts = if turn < 14 { Fonts::NoToUnicode } else { Fonts::Plain };
    let filing = monthly_return(seed, version, language);
    let drawn = draw_pdf(&filing, version, &DrawOptions { fonts });
    let name = format!("FF301_v{}_{}_{number:07}.pdf", version.number(), language.as_str());
    (name, drawn)
}

/// A legacy return: the template of a random issuer, or one of the layouts of another year.
fn legacy(seed: u64, number: u64) -> (String, Drawn) {
    let language = [Language::English, Language::TraditionalChinese][usize::from(number % 2 == 1)];
    let filing = legacy_return(seed, language);
    let style = if number.is_multiple_of(4) {
        let [first, second, third] = LegacyStyle::variants(seed);
        [first, second, third]
            .into_iter()
            .nth(usize::try_from(seed % 3).unwrap_or(0))
            .unwrap_or_else(LegacyStyle::underlined)
    } else {
        LegacyStyle::random(seed)
    };
    let name = format!("legacy_{}_{number:07}.pdf", language.as_str());
    (name, draw_legacy_pdf(&filing, &style))
}
