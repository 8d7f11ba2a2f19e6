#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| logpush_decrypt_fuzz::run("gunzip", input));
