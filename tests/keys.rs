//! Keys in the formats that other programs write, natively and in browsers.

mod common;

use base64::Engine as _;
use common::private_key;
use logpush_decrypt::testing::envelope::LineKeys;
use logpush_decrypt::testing::envelope::{Siblings, open};
use logpush_decrypt::testing::keys::{UnwrapError, now};
use logpush_decrypt::{KeyRing, KeySize, PrivateKey};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// keys/matrix.json, made by make-keys.mjs.
fn matrix() -> Value {
    serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys")
}

/// How many files there are, so that none is lost silently.
const GOOD: usize = 318;
const BAD: usize = 114;

fn bytes(base64: &Value) -> Vec<u8> {
    base64::prelude::BASE64_STANDARD.decode(base64.as_str().expect("base64")).expect("base64")
}

#[wasm_bindgen_test(unsupported = test)]
fn every_way_of_writing_a_key_gives_the_key() {
    let matrix = matrix();
    let good = matrix["good"].as_array().expect("keys");
    assert_eq!(good.len(), GOOD);
    let fixtures = [
        ("rsa2048", fixture!("ordinary-rsa2048")),
        ("rsa3072", fixture!("ordinary-rsa3072")),
        ("rsa4096", fixture!("ordinary-rsa4096")),
    ];
    let mut unread = Vec::new();
    for (key, fixture) in fixtures {
        let fingerprint = private_key(key).fingerprint().to_string();
        for case in good.iter().filter(|case| case["key"] == key) {
            let name = &case["name"];
            let read = match PrivateKey::read_all(&bytes(&case["file"]), case["passphrase"].as_str()) {
                Ok(read) => read,
                Err(error) => {
                    unread.push(format!("{key} as {name}: {error}"));
                    continue;
                }
            };
            assert_eq!(read.iter().map(PrivateKey::fingerprint).collect::<Vec<_>>(), [&fingerprint], "{key} as {name}");
            let mut ring = KeyRing::new();
            for key in read {
                ring.add(key);
            }
            assert_eq!(fixture.run(usize::MAX, &mut ring).output, fixture.output, "{key} as {name} opens the fixture");
        }
    }
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_no_private_rsa_key_is_named() {
    let matrix = matrix();
    let bad = matrix["bad"].as_array().expect("files");
    assert_eq!(bad.len(), BAD);
    let mut misnamed = Vec::new();
    for case in bad {
        let name = &case["name"];
        match PrivateKey::read_all(&bytes(&case["file"]), case["passphrase"].as_str()) {
            Ok(_) => misnamed.push(format!("{name} is read")),
            Err(error) => {
                let says = case["says"].as_str().expect("words");
                if error.code.as_str() != case["code"] || !error.message.contains(says) {
                    misnamed.push(format!("{name}: {error}"));
                }
            }
        }
    }
    assert!(misnamed.is_empty(), "{}", misnamed.join("\n"));
}

#[wasm_bindgen_test(unsupported = test)]
fn several_keys_in_one_text_are_all_read() {
    let keys = PrivateKey::read_all(&bytes(&matrix()["several"]), None).expect("two keys");
    let keys: Vec<_> = keys.iter().map(PrivateKey::bits).collect();
    assert_eq!(keys, [4096, 2048]);
}

#[wasm_bindgen_test(unsupported = test)]
fn primes_of_very_different_length_are_as_good_as_others() {
    let unequal = &matrix()["unequalPrimes"];
    let files = unequal["files"].as_array().expect("PKCS#8, PKCS#1 and JWK");
    let [_, _, jwk] = files.as_slice() else { panic!("{} files", files.len()) };
    // The longer prime first and second: `rsa` has had faults with either.
    let mut changed_over: Value = serde_json::from_slice(&bytes(jwk)).expect("a JWK");
    for member in ["dp", "dq", "qi"] {
        changed_over.as_object_mut().expect("a JWK").remove(member);
    }
    let (p, q) = (changed_over["p"].take(), changed_over["q"].take());
    (changed_over["p"], changed_over["q"]) = (q, p);
    let changed_over = changed_over.to_string().into_bytes();
    for file in files.iter().map(bytes).chain([changed_over]) {
        let key = PrivateKey::read(&file).expect("the key");
        assert_eq!(key.fingerprint(), unequal["fingerprint"]);
        let opened = key.decrypt_oaep(&bytes(&unequal["wrapped"])).expect("it opens what node:crypto sealed");
        assert_eq!(*opened, [7; 32]);
        // As workers get it.
        let again = PrivateKey::read(&key.to_pkcs8_der().expect("DER")).expect("the key");
        assert_eq!(again.fingerprint(), key.fingerprint());
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn texts_that_are_nearly_keys_end_with_an_error() {
    let long = [
        "-",
        "a--b",
        "{",
        "\"",
        "'+'",
        "&#",
        "\\u",
        "%",
        "<",
        "-----BEGIN ",
        "-----BEGIN A-----",
        "MII\n",
        "[\"kty\":",
        "\"n\":\"a b",
        "3082 ",
        "3082 3082a ",
        "[48,130,",
        "[48,130,1,2 3082 ",
        "b \nMI",
        "-----BEGIN PRIVATE KEY-----\nw | A\n",
        "DEK-Info: A,0",
    ];
    for piece in long {
        let text = piece.repeat(20_000);
        let error = PrivateKey::read_all(text.as_bytes(), None).expect_err("no key");
        assert_eq!(error.code.as_str(), "ERR_KEY_FORMAT", "{piece}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn fingerprints_are_those_that_openssl_gives() {
    let fingerprints: Value = serde_json::from_slice(key_file!("fingerprints.json")).expect("the fingerprints");
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
fn a_key_under_a_passphrase_opens_with_it_alone() {
    let key = private_key("rsa2048");
    let pem = key.to_encrypted_pkcs8_pem("größer").expect("PEM");
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let opened = PrivateKey::read_all(pem.as_bytes(), Some("größer")).expect("the key");
    assert_eq!(opened[0].fingerprint(), key.fingerprint());
    for wrong in [None, Some("grosser"), Some("")] {
        let error = PrivateKey::read_all(pem.as_bytes(), wrong).expect_err("locked");
        assert_eq!(error.code.as_str(), "ERR_KEY_PASSPHRASE");
    }
    assert!(key.proves_itself());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_key_made_in_rust_works() {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    assert_eq!(key.bits(), 2048);
    assert!(key.proves_itself());
    let read = PrivateKey::read(key.to_pkcs8_pem().expect("PEM").as_bytes()).expect("the key");
    assert_eq!(read.fingerprint(), key.fingerprint());
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_sealed_here_opens_here() {
    let key = private_key("rsa2048");
    let envelope = logpush_decrypt::testing::envelope::seal("größer 🔒".as_bytes(), &key.public_key());
    let line = format!(r#"{{"RequestBody":{envelope}}}"#);
    let found = logpush_decrypt::testing::envelope::scan(line.as_bytes(), 8).expect("a record");
    let mut ring = KeyRing::new();
    ring.add(key);
    let known = LineKeys::default();
    let opened = now(open(line.as_bytes(), &found, |_| true, &known, &mut ring, &mut Siblings::new(false)));
    let text = opened[0].text.as_ref().and_then(|text| text.as_ref().ok()).expect("it opens");
    assert_eq!(**text, *"größer 🔒".as_bytes());
    // With its content key it opens once more, without RSA.
    let mut known = LineKeys::default();
    known.push(opened[0].key.clone());
    let operations = ring.private_operations();
    ring.clear();
    let opened = now(open(line.as_bytes(), &found, |_| true, &known, &mut ring, &mut Siblings::new(false)));
    assert!(matches!(&opened[0].text, Some(Ok(text)) if **text == *"größer 🔒".as_bytes()));
    assert_eq!(ring.private_operations(), operations);
    // A strict run does not believe it.
    let opened = now(open(line.as_bytes(), &found, |_| true, &known, &mut ring, &mut Siblings::new(true)));
    assert!(matches!(&opened[0].text, Some(Err(error)) if error.code.as_str() == "ERR_KEY_SIZE"));
    assert!(
        now(open(line.as_bytes(), &found, |_| false, &known, &mut ring, &mut Siblings::new(true)))[0].text.is_none()
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn a_ring_remembers_what_it_unwrapped_until_it_is_cleared() {
    let mut ring = KeyRing::new();
    assert!(ring.add(private_key("other2048")));
    assert!(ring.add(private_key("rsa2048")));
    assert!(!ring.add(private_key("rsa2048")), "a key is there once");
    let wrapped = private_key("rsa2048").public_key().encrypt_oaep(&[7; 32]).expect("it fits");

    assert_eq!(now(ring.unwrap_key(&wrapped)).expect("it opens").as_bytes(), &[7; 32]);
    assert_eq!(ring.private_operations(), 2, "the key that does not fit was tried first");
    assert_eq!(now(ring.unwrap_key(&wrapped)).expect("it opens").as_bytes(), &[7; 32]);
    assert_eq!(ring.private_operations(), 2, "the same wrapped key costs nothing");
    let next = private_key("rsa2048").public_key().encrypt_oaep(&[8; 32]).expect("it fits");
    now(ring.unwrap_key(&next)).expect("it opens");
    assert_eq!(ring.private_operations(), 3, "the key that fitted last is tried first");

    let usage: Vec<_> = ring.usage().map(|(key, fields)| (key.fingerprint().to_string(), fields)).collect();
    let [other, fitting] = ["other2048", "rsa2048"].map(|name| private_key(name).fingerprint().to_string());
    assert_eq!(usage, [(other, 0), (fitting, 3)], "which key opened how many, in the order they were added");

    ring.reset_usage();
    assert!(ring.usage().all(|(_, fields)| fields == 0));

    let short = private_key("rsa2048").public_key().encrypt_oaep(&[1; 16]).expect("it fits");
    assert_eq!(now(ring.unwrap_key(&short)).expect_err("no AES-256 key"), UnwrapError::Length(16));
    ring.clear();
    assert_eq!(
        now(ring.unwrap_key(&wrapped)).expect_err("forgotten"),
        UnwrapError::Size { sealed_for: 2048, keys: vec![] }
    );
}
