//! libFuzzer on [`LAYOUT`](sharecap_fuzz::LAYOUT).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::LAYOUT;

fuzz_target!(init: LAYOUT.begin(), |bytes: &[u8]| LAYOUT.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    LAYOUT.mutate(data, size, most, seed, fuzzer_mutate)
});
