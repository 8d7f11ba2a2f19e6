//! How many operations records cost, by what their fields have in common.

mod common;

use logpush_decrypt::envelope::seal;
use logpush_decrypt::keys::{ContentKey, Engine, NONCE_BYTES, decrypt_gcm};
use logpush_decrypt::{Decryptor, Event, KeyRing, PrivateKey, Settings};
use zeroize::Zeroizing;

/// Counts what is asked of it.
#[derive(Default)]
struct Counting {
    rsa: usize,
    gcm: usize,
}

impl Engine for Counting {
    fn decrypt_oaep(
        &mut self,
        key: &PrivateKey,
        ciphertext: &[u8],
    ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
        self.rsa += 1;
        std::future::ready(key.decrypt_oaep(ciphertext))
    }

    fn decrypt_gcm(
        &mut self,
        key: &ContentKey,
        nonce: &[u8; NONCE_BYTES],
        sealed: Zeroizing<Vec<u8>>,
    ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
        self.gcm += 1;
        std::future::ready(decrypt_gcm(key, nonce, sealed))
    }
}

/// Opens this file, and returns the fields opened and what that took.
fn open(file: &[u8], key: PrivateKey, strict: bool) -> (u32, Counting) {
    let mut keys = KeyRing::with_engine(Counting::default());
    keys.add(key);
    let mut decryptor = Decryptor::new(Settings { strict, ..Settings::default() });
    decryptor.push(file.to_vec());
    decryptor.finish();
    let mut fields = 0;
    while let Some(event) = decryptor.next(&mut keys) {
        match event {
            Event::Record(record) => {
                assert!(record.faults.is_empty(), "{:?}", record.faults);
                fields += record.opened;
            }
            other => panic!("{other:?}"),
        }
    }
    (fields, std::mem::take(keys.engine()))
}

#[test]
fn one_content_key_a_record_costs_one_operation_a_record() {
    let fixture = fixture!("one-content-key");
    let records = str::from_utf8(fixture.output).expect("NDJSON").lines().count();
    let (fields, took) = open(fixture.input, common::private_key("rsa4096"), false);
    assert_eq!(took.rsa, records);
    let (same, strict) = open(fixture.input, common::private_key("rsa4096"), true);
    assert_eq!(fields, same);
    assert!(strict.rsa > records && strict.rsa <= fields as usize);
    assert_eq!(strict.gcm, fields as usize, "nothing is tried");
}

#[test]
fn where_a_record_s_keys_differ_trying_is_given_up() {
    let key = common::private_key("rsa2048");
    let public = key.public_key();
    let sealed = |text: &str| seal(text.as_bytes(), &public);
    let record = || format!("{{\"A\":{},\"B\":{},\"C\":{}}}\n", sealed("a"), sealed("bb"), sealed("ccc"));
    let file: String = (0..40).map(|_| record()).collect();
    let (fields, took) = open(file.as_bytes(), key, false);
    assert_eq!((fields, took.rsa), (120, 120));
    assert_eq!(took.gcm, 120 + 8, "eight trials, and no more");
}
