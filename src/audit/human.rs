//! For a person.

use std::io::{self, Write};

use super::{Audit, Group, Located, codes, place};
use crate::filing::{grouped, printable};
use crate::finding::Severity;

pub(super) fn write(audit: &Audit<'_>, most: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    for group in &audit.groups {
        write_group(group, most, out)?;
    }
    let count = |severity: Severity| {
        let count = audit.count(severity);
        // "infos" is no word.
        let plural = if count == 1 || severity == Severity::Info { "" } else { "s" };
        format!("{} {}{plural}", number(count), severity.as_str())
    };
    let read = audit.filings - audit.rejected;
    writeln!(
        out,
        "{} filings read, {} rejected: {}, {}, {}",
        number(read),
        number(audit.rejected),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    )
}

fn write_group(group: &Group<'_>, most: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let (findings, filings) = (group.findings.len(), group.filings());
    let (many, held) =
        (if findings == 1 { "finding" } else { "findings" }, if filings == 1 { "filing" } else { "filings" });
    writeln!(
        out,
        "{}: {}: {} {many} in {} {held}",
        group.worst.as_str(),
        group.code.as_str(),
        number(findings),
        number(filings)
    )?;
    writeln!(out, "  {}", codes::summary(group.code))?;
    let shown = most.unwrap_or(findings).min(findings);
    for located in &group.findings[..shown] {
        write_finding(located, group.worst, out)?;
    }
    if shown < findings {
        writeln!(out, "  … and {} more (--all shows them)", number(findings - shown))?;
    }
    writeln!(out)
}

fn write_finding(located: &Located<'_>, worst: Severity, out: &mut dyn Write) -> io::Result<()> {
    let finding = located.finding;
    let issuer = printable(located.stock_code.unwrap_or("?????"));
    let month = located.month_end.map_or_else(|| "????-??".to_owned(), |month| month.strftime("%Y-%m").to_string());
    let place = place(finding);
    let page = finding.page.map_or_else(String::new, |page| format!(", page {page}"));
    let severity = if finding.severity == worst { String::new() } else { format!("[{}] ", finding.severity.as_str()) };
    let path = printable(located.source_path);
    writeln!(out, "  {severity}{issuer} {month} {}  {path}{page}", located.language.as_str())?;
    let at = if place.is_empty() { String::new() } else { format!("{place}: ") };
    writeln!(out, "      {at}{}", printable(&finding.message))
}

fn number(count: usize) -> String {
    grouped(&count.to_string())
}
