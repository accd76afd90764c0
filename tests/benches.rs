//! The scripts of the benchmark count what they say they count. How fast anything is, no test asserts.

use std::process::Command;

#[test]
fn the_scripts_of_the_benchmark_pass_their_own_tests() {
    let python = std::env::var("SHARECAP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ran = Command::new(&python).arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/test_benches.py")).output();
    let Some(ran) = ran.ok().filter(|_| cfg!(target_os = "linux")) else {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no {python} on Linux, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: no {python} on Linux; the benchmark's scripts were not tested (set SHARECAP_PYTHON)");
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
