//! libFuzzer on [`EXTRACT_HTML`](sharecap_fuzz::EXTRACT_HTML).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::EXTRACT_HTML;

fuzz_target!(init: EXTRACT_HTML.begin(), |bytes: &[u8]| EXTRACT_HTML.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    EXTRACT_HTML.mutate(data, size, most, seed, fuzzer_mutate)
});
