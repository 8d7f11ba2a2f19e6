//! Whatever is given as a key file: keys or an error come out, never a panic.

use logpush_decrypt::PrivateKey;

pub fn run(file: &[u8]) {
    for passphrase in [None, Some("passphrase")] {
        match PrivateKey::read_all(file, passphrase) {
            Ok(keys) => assert!(!keys.is_empty()),
            Err(error) => assert!(error.code.as_str().starts_with("ERR_KEY_"), "{error}"),
        }
    }
}
