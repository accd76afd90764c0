//! libFuzzer on [`RECORD`](sharecap_fuzz::RECORD).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::RECORD;

fuzz_target!(init: RECORD.begin(), |bytes: &[u8]| RECORD.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    RECORD.mutate(data, size, most, seed, fuzzer_mutate)
});
