//! Fuzzes `targets::secrets`; see there.
#![no_main]

#[path = "../../tests/fuzzing/targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|input: &[u8]| targets::secrets::run(input));
