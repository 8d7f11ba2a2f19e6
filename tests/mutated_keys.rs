//! Keys with some bytes changed, left out or put in: an error with a code, or a key that works, and never a panic.
//! `fuzz/` does the same for as long as one likes.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use logpush_decrypt::PrivateKey;
use serde_json::Value;

/// Changed copies of each file.
const COPIES: usize = 24;

/// Numbers that are the same in each run (Marsaglia, 'Xorshift RNGs', 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).expect("a size")).expect("below a size")
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("a byte")
    }
}

/// A copy with one to four changes.
fn changed(file: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut copy = file.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(copy.len());
        match numbers.below(6) {
            0 if !copy.is_empty() => copy[at] = numbers.byte(),
            1 if !copy.is_empty() => copy[at] ^= 1 << numbers.below(8),
            2 if !copy.is_empty() => drop(copy.remove(at)),
            3 => copy.insert(at, numbers.byte()),
            4 => copy.truncate(at),
            // A part once more, somewhere else.
            _ => {
                let end = (at + numbers.below(40)).min(copy.len());
                let part = copy[at.min(end)..end].to_vec();
                let to = numbers.below(copy.len());
                copy.splice(to..to, part);
            }
        }
    }
    copy
}

#[test]
fn whatever_is_changed_in_a_key_ends_with_a_key_or_an_error() {
    let matrix: Value = serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys");
    let files = ["good", "bad"].into_iter().flat_map(|kind| matrix[kind].as_array().expect("files"));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    for case in files.filter(|case| case["key"].as_str().is_none_or(|key| key == "rsa2048")) {
        let file = base64::prelude::BASE64_STANDARD.decode(case["file"].as_str().expect("base64")).expect("base64");
        for copy in 0..COPIES {
            let file = changed(&file, &mut numbers);
            // Deriving keys takes most of the time: once in each file.
            let passphrase = case["passphrase"].as_str().filter(|_| copy == 0);
            match PrivateKey::read_all(&file, passphrase) {
                Ok(keys) => {
                    assert!(!keys.is_empty());
                    read += keys.len();
                }
                Err(error) => {
                    assert!(error.code.as_str().starts_with("ERR_KEY_"), "{error}");
                    refused += 1;
                }
            }
        }
    }
    // Many changes are of no consequence: to a label, or to what stands around a key.
    assert!(read > 100 && refused > 3000, "{read} read, {refused} refused");
}

/// A key of impossible numbers is an error, however few of them there are: libraries panic at some of these.
#[test]
fn no_number_of_a_key_panics() {
    let matrix: Value = serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys");
    for name in ["JWK", "JWK without CRT values", "JWK without primes"] {
        let good = matrix["good"].as_array().expect("files").iter().find(|case| case["name"] == name).expect("a JWK");
        let file = base64::prelude::BASE64_STANDARD.decode(good["file"].as_str().expect("base64")).expect("base64");
        let key: Value = serde_json::from_slice(&file).expect("a JWK");
        assert!(PrivateKey::read(&file).is_ok(), "{name}");
        let members = ["n", "e", "d", "p", "q"].into_iter().filter(|member| !key[member].is_null());
        for member in members {
            // Nothing, 0, 1, 2, 3, and the modulus itself.
            for number in ["", "AA", "AQ", "Ag", "Aw", key["n"].as_str().expect("a modulus")] {
                let mut changed = key.clone();
                changed[member] = number.into();
                let read = PrivateKey::read(changed.to_string().as_bytes());
                let is_same = changed == key;
                assert_eq!(read.is_ok(), is_same, "{name} with {member} of {number:?}");
            }
        }
    }
}

/// Many programs write the members that a key lacks as `null`.
#[test]
fn members_that_are_null_are_not_there() {
    let matrix: Value = serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys");
    let file = matrix["good"].as_array().expect("files").iter().find(|case| case["name"] == "JWK").expect("a JWK");
    let file = base64::prelude::BASE64_STANDARD.decode(file["file"].as_str().expect("base64")).expect("base64");
    let key: Value = serde_json::from_slice(&file).expect("a JWK");
    let without = |members: &[&str]| {
        let mut changed = key.clone();
        for member in members {
            changed[*member] = Value::Null;
        }
        PrivateKey::read(changed.to_string().as_bytes())
    };
    let read = without(&["p", "q", "dp", "dq", "qi"]).expect("the key");
    assert_eq!(read.fingerprint(), PrivateKey::read(&file).expect("the key").fingerprint());
    let public = without(&["d", "p", "q", "dp", "dq", "qi"]).expect_err("a public key");
    assert_eq!(public.code.as_str(), "ERR_KEY_PUBLIC");
}
