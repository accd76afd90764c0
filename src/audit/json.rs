//! For a program: one object with every finding, in the order in which people see them.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::{Audit, Located};
use crate::finding::Severity;

pub(super) fn write(audit: &Audit<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = |severity| audit.count(severity);
    let groups = audit.groups.iter().map(|group| {
        json!({
            "code": group.code.as_str(), "worst": group.worst.as_str(),
            "findings": group.findings.len(), "filings": group.filings(),
        })
    });
    let object = json!({
        "filings": audit.filings,
        "rejected": audit.rejected,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "infos": count(Severity::Info),
        "codes": groups.collect::<Vec<Json>>(),
        "findings": audit.findings().map(finding).collect::<Vec<Json>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &object)?;
    writeln!(out)
}

fn finding(located: &Located<'_>) -> Json {
    let finding = located.finding;
    json!({
        "code": finding.code.as_str(), "severity": finding.severity.as_str(),
        "filing_id": located.filing_id, "source_path": located.source_path,
        "stock_code": located.stock_code, "month_end": located.month_end.map(|month| month.to_string()),
        "language": located.language.as_str(), "is_current": located.is_current,
        "table_name": finding.table.map(crate::filing::Table::as_str), "table_row": finding.row,
        "column_name": finding.column, "page": finding.page,
        "message": finding.message, "expected": finding.expected, "actual": finding.actual,
    })
}
