//! Queries by `DuckDB`, where there is one for Python.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

/// What one query gives: rows as objects; decimals, dates and moments as strings.
pub(crate) type Rows = Vec<Json>;

const SCRIPT: &str = "
import json, sys
try:
    import duckdb
except ImportError:
    sys.exit(77)
answers = []
for session in json.load(sys.stdin):
    db = duckdb.connect()
    db.execute(session['setup'] or 'select 1')
    answers.append([])
    for query in session['queries']:
        result = db.execute(query)
        names = [column[0] for column in result.description]
        answers[-1].append([dict(zip(names, row)) for row in result.fetchall()])
json.dump(answers, sys.stdout, default=str)
";

/// Runs queries in sessions of their own, each after the statements that set it up, all in one process: for every
/// session what its queries give. `None`, loudly, where there is no `duckdb` for Python.
pub(crate) fn sessions(sessions: &[(String, Vec<String>)]) -> Option<Vec<Vec<Rows>>> {
    let python = std::env::var("SHARECAP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let child = Command::new(python).args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let output = child.ok().map(|mut child| {
        let sessions = sessions.iter().map(|(setup, queries)| json!({"setup": setup, "queries": queries}));
        let input = Json::Array(sessions.collect()).to_string();
        // Without `duckdb`, Python is gone before it has read all.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    });
    let Some(output) = output.filter(|output| output.status.code() != Some(77)) else {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no duckdb for Python, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: no duckdb for Python; nothing was read by DuckDB (set SHARECAP_PYTHON)");
        return None;
    };
    assert!(output.status.success(), "DuckDB refused a query; its message stands above");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
