//! How many operations records cost, by what their fields have in common.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use logpush_decrypt::RecordOpener;
use logpush_decrypt::testing::envelope::{LineKeys, seal};
use logpush_decrypt::testing::input::{Input, LineReader};
use logpush_decrypt::testing::keys::{ContentKey, Engine, NONCE_BYTES, decrypt_gcm, now};
use logpush_decrypt::{Decryptor, Event, Fault, KeyRing, PrivateKey, Settings};
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

/// Opens this file with this ring: the fields opened, and the fields and codes of those that stay sealed.
fn run(file: &[u8], keys: &mut KeyRing<Counting>, strict: bool) -> (u32, Vec<(String, &'static str)>) {
    let mut decryptor = Decryptor::new(Settings { strict, ..Settings::default() });
    decryptor.push(file.to_vec());
    decryptor.finish();
    let (mut opened, mut sealed) = (0, Vec::new());
    while let Some(event) = decryptor.next(keys) {
        let Event::Record(record) = event else { panic!("{event:?}") };
        opened += record.opened;
        let fault = |fault: &Fault| (fault.field.clone().expect("a field"), fault.code.as_str());
        sealed.extend(record.faults.iter().map(fault));
    }
    (opened, sealed)
}

#[test]
fn a_strict_run_reports_a_damaged_wrapped_key_whatever_was_opened_before() {
    let file = fixture!("damaged-wrapped-key").input;
    let damaged = vec![("RequestBody".to_string(), "ERR_UNWRAP")];
    let mut keys = KeyRing::with_engine(Counting::default());
    keys.add(common::private_key("rsa2048"));
    assert_eq!(run(file, &mut keys, true), (1, damaged.clone()));
    for _ in 0..2 {
        assert_eq!(run(file, &mut keys, false), (2, vec![]));
        assert_eq!(run(file, &mut keys, true), (1, damaged.clone()), "the same ring, after a run that was not strict");
    }
    keys.forget_assumed();
    let operations = keys.private_operations();
    assert_eq!(run(file, &mut keys, true), (1, damaged));
    assert_eq!(keys.private_operations(), operations + 1, "what RSA gave is remembered");
}

#[test]
fn a_damaged_wrapped_key_does_not_matter_more_after_records_whose_keys_differ() {
    let mut keys = KeyRing::with_engine(Counting::default());
    keys.add(common::private_key("rsa2048"));
    let mut records = RecordOpener::new(Settings::default());
    let mut open = |file: &[u8]| {
        let mut reader = LineReader::new(1 << 20);
        reader.push(file.to_vec());
        reader.finish();
        let (mut text, mut faults, mut opened) = (Vec::new(), Vec::new(), 0);
        while let Some(input) = reader.next() {
            let Input::Line(line) = input else { panic!("{input:?}") };
            opened += now(records.open(&line, &mut keys, &mut text, &mut faults)).expect("a record");
        }
        (opened, faults.len())
    };
    let public = common::private_key("rsa2048").public_key();
    let sealed = |text: &str| seal(text.as_bytes(), &public);
    let record = || format!("{{\"A\":{},\"B\":{}}}\n", sealed("a"), sealed("bb"));
    // So many that keys of other fields are no longer tried at first.
    let others: String = (0..20).map(|_| record()).collect();
    assert_eq!(open(others.as_bytes()), (40, 0));
    assert_eq!(open(fixture!("damaged-wrapped-key").input), (2, 0));
}

#[test]
fn a_strict_run_does_not_believe_content_keys_that_it_is_given() {
    let file = fixture!("damaged-wrapped-key").input;
    let mut reader = LineReader::new(1 << 20);
    reader.push(file.to_vec());
    reader.finish();
    let Some(Input::Line(line)) = reader.next() else { panic!("a line") };
    let mut keys = KeyRing::with_engine(Counting::default());
    keys.add(common::private_key("rsa2048"));
    let mut open = |strict, known: &LineKeys| {
        let mut records = RecordOpener::new(Settings { strict, ..Settings::default() });
        let (mut text, mut faults) = (Vec::new(), Vec::new());
        let (opened, found) =
            now(records.open_with(&line, known, &mut keys, &mut text, &mut faults, |_, _| {})).expect("a record");
        (opened, faults.len(), found)
    };
    let (opened, sealed, known) = open(false, &LineKeys::default());
    assert_eq!((opened, sealed), (2, 0));
    assert!(known.get(1).is_some(), "it comes from the other field");
    let (opened, sealed, found) = open(true, &known);
    assert_eq!((opened, sealed), (1, 1));
    assert!(found.get(0).is_some() && found.get(1).is_none(), "nor does it hand it on");
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
