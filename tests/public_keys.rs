//! Public keys, for which records are sealed: every form that is read, and all else refused.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use logpush_decrypt::{ErrorCode, PrivateKey, PublicKey};
use serde_json::Value;

/// Of the files that are no private key, those with a public one.
const PUBLIC: [&str; 10] = [
    "SPKI PEM",
    "SPKI DER",
    "SPKI DER in hexadecimal",
    "PKCS#1 public PEM",
    "public JWK",
    "public key under the private key's label",
    "certificate",
    "certificate DER",
    "certificate request",
    ".NET XML, public",
];

/// Files of keys, by their names.
fn files(kind: &str) -> Vec<(String, Vec<u8>)> {
    let matrix: Value = serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys");
    let file = |case: &Value| BASE64_STANDARD.decode(case["file"].as_str().expect("base64")).expect("base64");
    let cases = matrix[kind].as_array().expect("files").iter();
    cases.map(|case| (case["name"].as_str().expect("a name").to_string(), file(case))).collect()
}

#[test]
fn public_keys_are_read_in_every_form() {
    let expected = PrivateKey::read(key_file!("rsa2048.pem")).expect("a key");
    let key = PublicKey::read(key_file!("rsa2048.public.pem")).expect("a public key");
    assert_eq!((key.fingerprint().as_str(), key.bits()), (expected.fingerprint(), 2048));
    let found: Vec<_> = files("bad").into_iter().filter(|(name, _)| PUBLIC.contains(&name.as_str())).collect();
    assert_eq!(found.len(), PUBLIC.len());
    for (name, file) in found {
        let key = PublicKey::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        // It is the same key when it is written and read again.
        let again = PublicKey::read(key.to_spki_pem().expect("PEM").as_bytes()).expect("a public key");
        assert_eq!(key.fingerprint(), again.fingerprint(), "{name}");
        assert_eq!(key.encrypt_oaep(b"x").map(|sealed| sealed.len() * 8), Some(key.bits()), "{name}");
    }
}

#[test]
fn what_is_not_a_public_key_is_refused() {
    let mut refused = 0;
    for (name, file) in files("bad") {
        // It has a public RSA key too.
        if !PUBLIC.contains(&name.as_str()) && name != "EC beside a public RSA key" {
            assert!(PublicKey::read(&file).is_err(), "{name} is read");
            refused += 1;
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn private_keys_are_refused() {
    let files = files("good");
    assert!(files.len() > 50);
    for (name, file) in files {
        let error = PublicKey::read(&file).err().unwrap_or_else(|| panic!("{name} is read"));
        assert_eq!(error.code, ErrorCode::KeyFormat, "{name}");
        assert!(error.message.contains("a private key stays with its owner"), "{name}: {error}");
    }
}
