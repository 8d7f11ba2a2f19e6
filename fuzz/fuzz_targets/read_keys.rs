//! Whatever is given as a key file: keys or an error come out, never a panic.
//!
//!     cargo +nightly fuzz run read_keys
#![no_main]

use libfuzzer_sys::fuzz_target;
use logpush_decrypt::PrivateKey;

fuzz_target!(|file: &[u8]| {
    for passphrase in [None, Some("passphrase")] {
        if let Ok(keys) = PrivateKey::read_all(file, passphrase) {
            assert!(!keys.is_empty());
        }
    }
});
