//! Feeds the fuzzer's bytes to `fuzzing::regressions`, which tests/hostile_bytes.rs runs on inputs of its own.
#![no_main]

#[path = "../../tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::regressions(bytes));
