//! libFuzzer on [`WORKER_FRAME`](sharecap_fuzz::WORKER_FRAME).

#![no_main]

use libfuzzer_sys::fuzz_target;
use sharecap_fuzz::WORKER_FRAME;

fuzz_target!(init: WORKER_FRAME.begin(), |bytes: &[u8]| WORKER_FRAME.hold(bytes));
