//! SARIF 2.1.0: what code hosts, editors and dashboards take.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::{Audit, Located, codes, place};
use crate::filing::as_uri;
use crate::finding::{Code, Severity};

/// The folder that `source_path` is relative to, for whoever resolves the results.
const BASE: &str = "FILINGS";

pub(super) fn write(audit: &Audit<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Code> = audit.groups.iter().map(|group| group.code).collect();
    let index: HashMap<Code, usize> = rules.iter().enumerate().map(|(index, code)| (*code, index)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|code| rule(*code)).collect::<Vec<Json>>(),
            } },
            "originalUriBaseIds": { BASE: { "description": { "text": "the folder that was ingested" } } },
            "columnKind": "unicodeCodePoints",
            "results": audit.findings().map(|located| result(located, index[&located.finding.code])).collect::<Vec<Json>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code) -> Json {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": codes::summary(code) },
        "fullDescription": { "text": codes::meaning(code).split_whitespace().collect::<Vec<_>>().join(" ") },
        "help": { "text": codes::meaning(code), "markdown": codes::meaning(code) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(located: &Located<'_>, rule: usize) -> Json {
    let finding = located.finding;
    let place = place(finding);
    let mut location = json!({
        "physicalLocation": { "artifactLocation": { "uri": as_uri(located.source_path.as_bytes()), "uriBaseId": BASE } },
    });
    // SARIF has lines and bytes, no pages: the region is the whole file, and the page a property.
    if let Some(bytes) = located.source_bytes {
        location["physicalLocation"]["region"] = json!({ "byteOffset": 0, "byteLength": bytes });
    }
    if !place.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": place, "kind": "member" }]);
    }
    let id = located.filing_id.unwrap_or(located.source_path);
    json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location],
        // The same finding of the same bytes is the same, wherever the file lies.
        "partialFingerprints": { "filing/v1": format!("{id}:{}:{place}", finding.code.as_str()) },
        "properties": {
            "filing_id": located.filing_id, "stock_code": located.stock_code,
            "month_end": located.month_end.map(|month| month.to_string()), "page": finding.page,
            "expected": finding.expected, "actual": finding.actual,
        },
    })
}

/// SARIF says "note" for what is worth knowing.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use crate::filing::as_uri;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(as_uri(b"2024/1105/a b#c.pdf"), "2024/1105/a%20b%23c.pdf");
        assert_eq!(as_uri("月報.pdf".as_bytes()), "%E6%9C%88%E5%A0%B1.pdf");
    }
}
