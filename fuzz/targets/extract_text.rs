//! libFuzzer on [`EXTRACT_TEXT`](sharecap_fuzz::EXTRACT_TEXT).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::EXTRACT_TEXT;

fuzz_target!(init: EXTRACT_TEXT.begin(), |bytes: &[u8]| EXTRACT_TEXT.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    EXTRACT_TEXT.mutate(data, size, most, seed, fuzzer_mutate)
});
