//! The sample filings that the project ships: invented issuers over several months, with their truth.

mod cast;
mod legacy;

use std::io;
use std::path::Path;

use super::random::{Issuer, Restatement, Rng, month_end};
use super::text::TextStyle;
use super::{DrawOptions, Fonts, FormVersion, draw_pdf, draw_text, lookalikes, truth};
use crate::filing::{Date, Language, MonthlyReturn, Status};
use cast::{CAST, Member, Paper};

/// What [`write`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Monthly returns, PDF and text.
    pub returns: u32,
    /// Files that are none.
    pub others: u32,
}

/// Where the samples go, and what they are drawn with.
struct Studio<'a> {
    out: &'a Path,
    options: DrawOptions,
    written: Written,
}

/// Writes `filings/{pdf,text,other}` and `truth` below `out`. The same fonts give the same bytes.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write(out: &Path, fonts: Fonts) -> io::Result<Written> {
    for folder in ["filings/pdf", "filings/text", "filings/other", "truth"] {
        std::fs::create_dir_all(out.join(folder))?;
    }
    let mut studio = Studio { out, options: DrawOptions { fonts }, written: Written::default() };
    for (seed, member) in (1..).zip(CAST) {
        studio.file_months(seed, member)?;
    }
    studio.file_legacy()?;
    studio.file_others()?;
    Ok(studio.written)
}

impl Studio<'_> {
    fn file_months(&mut self, seed: u64, member: &Member) -> io::Result<()> {
        let mut rng = Rng::in_lots(seed * 7919);
        let mut issuer = Issuer::named(&mut rng, &member.profile(), member.name(), member.code);
        for (turn, &(year, month, version, paper)) in (1..).zip(member.months) {
            let month = month_end(year, month);
            if let Paper::Consolidated(old) = paper {
                issuer.restate(Restatement { old, new: 1, keeps_par: false });
            }
            let mut after = issuer.clone();
            for &language in member.languages {
                // The same numbers in every language: the same issuer, the same seed.
                let mut rng = Rng::in_lots(seed * 1000 + turn);
                after = issuer.clone();
                let filing = after.file(&mut rng, month, version, language);
                self.file(filing, version, paper)?;
            }
            issuer = after;
        }
        Ok(())
    }

    fn file(&mut self, mut filing: MonthlyReturn, version: FormVersion, paper: Paper) -> io::Result<()> {
        let name = base_name(&filing, version);
        match paper {
            Paper::Pdf | Paper::Consolidated(_) => self.pdf(&name, filing, version),
            Paper::Text(style, word) => {
                let text = draw_text(&filing, version, style);
                self.text(&format!("{name}_{word}"), &text, &filing, version)
            }
            Paper::Ocr => {
                let text = damage(&draw_text(&filing, version, TextStyle::Tabs), &filing);
                self.text(&format!("{name}_ocr"), &text, &filing, version)
            }
            Paper::Corrected => {
                let mut first = filing.clone();
                misstate(&mut first);
                self.pdf(&name, first, version)?;
                filing.status = Some(Status::Resubmission);
                filing.submitted_on =
                    filing.submitted_on.and_then(|day| day.checked_add(jiff::Span::new().days(6)).ok());
                self.pdf(&format!("{name}_resubmission"), filing, version)
            }
        }
    }

    fn pdf(&mut self, name: &str, mut filing: MonthlyReturn, version: FormVersion) -> io::Result<()> {
        let drawn = draw_pdf(&filing, version, &self.options);
        filing.pages = Some(drawn.pages);
        self.put(&format!("filings/pdf/{name}.pdf"), &drawn.bytes)?;
        self.truth(name, &filing, version)
    }

    fn text(&mut self, name: &str, text: &str, filing: &MonthlyReturn, version: FormVersion) -> io::Result<()> {
        self.put(&format!("filings/text/{name}.txt"), text.as_bytes())?;
        self.truth(name, filing, version)
    }

    fn truth(&mut self, name: &str, filing: &MonthlyReturn, version: FormVersion) -> io::Result<()> {
        self.written.returns += 1;
        self.put(&format!("truth/{name}.csv"), truth::csv(filing, Some(version)).as_bytes())
    }

    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.out.join(path), bytes)
    }

    fn file_others(&mut self) -> io::Result<()> {
        let fonts = &self.options.fonts;
        let date = Date::constant(2026, 3, 12);
        let version = FormVersion::V1_1_1;
        let whole = super::random::monthly_return(11, version, Language::English);
        let mut broken = draw_pdf(&whole, version, &self.options).bytes;
        broken.truncate(broken.len() * 3 / 5);
        let others = [
            ("FF305_next_day_09111_2026-03-12.pdf", lookalikes::next_day_return(fonts, date)),
            ("FF302_unit_trust_09190_2026-03.pdf", lookalikes::unit_trust_return(fonts, date)),
            ("announcement_09112_2025-07-25.pdf", lookalikes::announcement(fonts, date)),
            ("proxy_form_09107_2026-04-30.pdf", lookalikes::proxy_form(fonts, date)),
            ("scan_without_text_09101.pdf", lookalikes::image_only()),
            ("truncated_monthly_return.pdf", broken),
            ("empty.pdf", Vec::new()),
        ];
        for (name, bytes) in others {
            self.put(&format!("filings/other/{name}"), &bytes)?;
            self.written.others += 1;
        }
        Ok(())
    }
}

fn language_word(language: Language) -> &'static str {
    if language == Language::English { "en" } else { "zh" }
}

/// `FF301_v1.1.1_en_09101_2025-06`.
fn base_name(filing: &MonthlyReturn, version: FormVersion) -> String {
    let language = language_word(filing.language);
    let code = filing.stock_code.as_deref().unwrap_or("00000");
    let month = filing.month_end.map_or_else(String::new, |day| day.strftime("%Y-%m").to_string());
    format!("FF301_v{}_{language}_{code}_{month}", version.number())
}

/// Puts a wrong, but everywhere equally wrong, number of shares into a return: the filing that is corrected later.
fn misstate(filing: &mut MonthlyReturn) {
    const ERROR: i64 = 20_000;
    let Some(event) = filing.other_movements.iter_mut().find(|row| row.issued_change.is_some()) else {
        return;
    };
    let class = event.class.clone();
    let add = |figure: &mut Option<i64>| *figure = Some(figure.unwrap_or(0) + ERROR);
    add(&mut event.issued_change);
    for total in &mut filing.section_totals {
        let section = total.section.as_deref();
        if matches!(section, Some("E" | "all")) && total.class.share_type == class.share_type {
            add(&mut total.issued_total);
        }
    }
    for row in &mut filing.issued_shares {
        if row.class.share_type == class.share_type && row.class.share_class == class.share_class {
            add(&mut row.change_issued);
            add(&mut row.closing_issued);
            add(&mut row.closing_total);
        }
    }
}

/// Damages a text as OCR does: letters lost, a word torn, and a figure cut off that the other figures determine.
fn damage(text: &str, filing: &MonthlyReturn) -> String {
    let mut text = text
        .replacen("Increase / decrease (-)", "ncrease / decrease (-)", 1)
        .replacen("New Submission", "New Submis\tsion", 1)
        .replacen("Movements in Authorised", "Movements in Autho\trised", 1)
        .replacen("Listed on the Exchange (Note 1)", "Listed on the Exchang\te (Note 1)", 1);
    if let Some(scheme) = filing.option_movements.first() {
        let opening = super::printed::count(scheme.opening_options);
        if opening.len() > 5 {
            text = text.replacen(&format!("\t{opening}\t"), &format!("\t{}\t", &opening[..3]), 1);
        }
    }
    text
}
