//! libFuzzer on [`EXTRACT_PDF`](sharecap_fuzz::EXTRACT_PDF).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::EXTRACT_PDF;

fuzz_target!(init: EXTRACT_PDF.begin(), |bytes: &[u8]| EXTRACT_PDF.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    EXTRACT_PDF.mutate(data, size, most, seed, fuzzer_mutate)
});
