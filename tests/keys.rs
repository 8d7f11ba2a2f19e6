//! Keys in the formats that other programs write, natively and in browsers.

mod common;

use common::private_key;
use logpush_decrypt::keys::{Unwrap, UnwrapError};
use logpush_decrypt::{ErrorCode, KeyRing, PrivateKey};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test(unsupported = test)]
fn every_format_gives_the_same_key() {
    let expected = private_key("rsa2048");
    for (name, file) in [
        ("PKCS#1 PEM", key_file!("rsa2048.pkcs1.pem")),
        ("PKCS#8 DER", key_file!("rsa2048.pkcs8.der")),
        ("PKCS#1 DER", key_file!("rsa2048.pkcs1.der")),
        ("PKCS#8 under PKCS#1's label", key_file!("rsa2048.mislabelled.pem")),
        ("CRLF, indented, with text around", key_file!("rsa2048.crlf-indented.pem")),
        ("a line of a .env file", key_file!("rsa2048.env")),
        ("one line", key_file!("rsa2048.one-line.pem")),
    ] {
        let key = PrivateKey::read(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.fingerprint(), expected.fingerprint(), "{name}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_no_private_rsa_key_is_named() {
    use ErrorCode::{KeyFormat, KeyPassphrase, KeyPublic};
    for (file, code, says) in [
        (key_file!("rsa2048.public.pem"), KeyPublic, "public key"),
        (key_file!("rsa2048.public.pkcs1.pem"), KeyPublic, "public key"),
        (key_file!("rsa2048.encrypted.pem"), KeyPassphrase, "passphrase"),
        (key_file!("rsa2048.encrypted.pkcs1.pem"), KeyPassphrase, "passphrase"),
        (key_file!("rsa2048.cut.pem"), KeyFormat, "cut off"),
        (key_file!("rsa2048.damaged.pem"), KeyFormat, "damaged"),
        (key_file!("ec.pem"), KeyFormat, "not RSA"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----", KeyFormat, "OpenSSH"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", KeyPublic, "certificate"),
        (b"hello", KeyFormat, "no key"),
        (b"", KeyFormat, "no key"),
        (b"\xff\xfe\x00", KeyFormat, "no key"),
        (b"-----BEGIN ", KeyFormat, "cut off"),
    ] {
        let error = PrivateKey::read(file).expect_err(says);
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(says), "{error} says {says}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn fingerprints_are_those_that_openssl_gives() {
    let fingerprints: serde_json::Value =
        serde_json::from_slice(key_file!("fingerprints.json")).expect("the fingerprints");
    for (name, bits) in [("rsa2048", 2048), ("rsa3072", 3072), ("rsa4096", 4096)] {
        let key = private_key(name);
        assert_eq!(key.fingerprint(), fingerprints[name]);
        assert_eq!((key.bits(), key.modulus_bytes()), (bits, bits / 8));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_key_that_is_written_is_read_again_and_shows_no_secret() {
    let key = private_key("rsa2048");
    let pem = key.to_pkcs8_pem().expect("PEM");
    assert_eq!(pem.as_bytes(), key_file!("rsa2048.pem"));
    let public = key.public_key().to_spki_pem().expect("PEM");
    assert_eq!(public.as_bytes(), key_file!("rsa2048.public.pem"));
    assert!(private_key("rsa4096").public_key().to_spki_pem().expect("PEM").len() <= 1024);
    assert_eq!(format!("{key:?}"), format!("PrivateKey {{ bits: 2048, fingerprint: {:?}, .. }}", key.fingerprint()));
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_sealed_here_opens_here() {
    let key = private_key("rsa2048");
    let envelope = logpush_decrypt::envelope::seal("größer 🔒".as_bytes(), &key.public_key());
    let line = format!(r#"{{"RequestBody":{envelope}}}"#);
    let found = logpush_decrypt::envelope::scan(line.as_bytes(), 8).expect("a record");
    let mut ring = KeyRing::new();
    ring.add(key);
    let text = logpush_decrypt::envelope::open(line.as_bytes(), &found[0].parts, &mut ring).expect("it opens");
    assert_eq!(*text, "größer 🔒".as_bytes());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_ring_remembers_what_it_unwrapped_until_it_is_cleared() {
    let mut ring = KeyRing::new();
    assert!(ring.add(private_key("other2048")));
    assert!(ring.add(private_key("rsa2048")));
    assert!(!ring.add(private_key("rsa2048")), "a key is there once");
    let wrapped = private_key("rsa2048").public_key().encrypt_oaep(&[7; 32]).expect("it fits");

    assert_eq!(ring.unwrap_key(&wrapped).expect("it opens").as_bytes(), &[7; 32]);
    assert_eq!(ring.private_operations(), 2, "the key that does not fit was tried first");
    assert_eq!(ring.unwrap_key(&wrapped).expect("it opens").as_bytes(), &[7; 32]);
    assert_eq!(ring.private_operations(), 2, "the same wrapped key costs nothing");
    let next = private_key("rsa2048").public_key().encrypt_oaep(&[8; 32]).expect("it fits");
    ring.unwrap_key(&next).expect("it opens");
    assert_eq!(ring.private_operations(), 3, "the key that fitted last is tried first");

    let short = private_key("rsa2048").public_key().encrypt_oaep(&[1; 16]).expect("it fits");
    assert_eq!(ring.unwrap_key(&short).expect_err("no AES-256 key"), UnwrapError::Length(16));
    ring.clear();
    assert_eq!(ring.unwrap_key(&wrapped).expect_err("forgotten"), UnwrapError::Size { sealed_for: 2048, keys: vec![] });
}
