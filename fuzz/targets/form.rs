//! libFuzzer on [`FORM`](sharecap_fuzz::FORM).

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sharecap_fuzz::FORM;

fuzz_target!(init: FORM.begin(), |bytes: &[u8]| FORM.hold(bytes));
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    FORM.mutate(data, size, most, seed, fuzzer_mutate)
});
