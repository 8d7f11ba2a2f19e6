//! Damage in a record is noticed: whatever byte of it changes, a sealed field comes out as it went in, or it is
//! reported, or the whole line is rejected. Nothing passes in silence, and no text comes out changed.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::collections::BTreeSet;

use common::Frozen;
use logpush_decrypt::{Decryptor, Event, KeyRing, Settings};
use serde_json::Value;

/// What came of one line.
#[derive(Default)]
struct Outcome {
    opened: u32,
    faults: usize,
    rejected: usize,
    records: Vec<Vec<u8>>,
}

fn decrypt(line: &[u8], keys: &mut KeyRing<Frozen>) -> Outcome {
    let mut decryptor = Decryptor::new(Settings { strict: true, ..Settings::default() });
    decryptor.push([line, b"\n"].concat());
    decryptor.finish();
    let mut outcome = Outcome::default();
    while let Some(event) = decryptor.next(keys) {
        match event {
            Event::Record(record) => {
                outcome.opened += record.opened;
                outcome.faults += record.faults.len();
                outcome.records.push(record.text.to_vec());
            }
            Event::Reject(reject) => outcome.rejected += usize::from(reject.last),
            Event::Fault(_) => outcome.faults += 1,
            Event::Warning(_) => {}
        }
    }
    outcome
}

/// All strings of a record, and of records within strings.
fn strings(value: &Value, to: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|member| strings(member, to)),
        Value::Array(items) => items.iter().for_each(|item| strings(item, to)),
        Value::String(text) => {
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
                strings(&inner, to);
            }
            to.insert(text.clone());
        }
        _ => {}
    }
}

fn strings_of(outcome: &Outcome) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for record in &outcome.records {
        // Escapes of half a surrogate pair are JSON, but no text that this reader takes.
        let whole = |text: &str| serde_json::from_str(text);
        let text = str::from_utf8(record).expect("a record is UTF-8");
        let value = whole(text).or_else(|_| whole(&text.replace("\\ud", "\\u0").replace("\\uD", "\\u0")));
        strings(&value.expect("a record is JSON"), &mut found);
    }
    found
}

/// The lines of a fixture: as they were sealed, and as they must come out.
fn lines(fixture: &common::Fixture) -> Vec<(Vec<u8>, Value)> {
    let mut reader = logpush_decrypt::testing::input::LineReader::new(1 << 20);
    reader.push(fixture.input.to_vec());
    reader.finish();
    let mut sealed = Vec::new();
    while let Some(input) = reader.next() {
        if let logpush_decrypt::testing::input::Input::Line(line) = input {
            sealed.push(line.bytes.to_vec());
        }
    }
    let opened = fixture.output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let opened: Vec<_> = opened.map(|line| serde_json::from_slice(line).expect("JSON")).collect();
    assert_eq!(sealed.len(), opened.len());
    sealed.into_iter().zip(opened).collect()
}

/// Changes each bit of a line, and each byte to some that mean something in JSON, one after the other. Returns the
/// changes that nothing reports, as the offset and the byte that stands there then.
fn silent_changes(line: &[u8], texts: &[&str], key: &str) -> Vec<(usize, u8)> {
    let mut keys = KeyRing::with_engine(Frozen::default());
    keys.add(common::private_key(key));
    let whole = decrypt(line, &mut keys);
    assert_eq!((whole.opened as usize, whole.faults, whole.rejected), (texts.len(), 0, 0));
    keys.engine().no_more = true;
    let mut silent = Vec::new();
    let mut changed = line.to_vec();
    for at in 0..line.len() {
        let bits = (0..8).map(|bit| line[at] ^ 1 << bit);
        for byte in bits.chain([b'"', b'\\', b'{', b'}', b' ', b'A', b'=']) {
            if byte == line[at] {
                continue;
            }
            changed[at] = byte;
            let outcome = decrypt(&changed, &mut keys);
            let found = strings_of(&outcome);
            let right = texts.iter().filter(|text| found.contains(**text)).count();
            assert_eq!(right, outcome.opened as usize, "a wrong text: {byte} at {at}");
            if right < texts.len() && outcome.faults + outcome.rejected == 0 {
                silent.push((at, byte));
            }
        }
        changed[at] = line[at];
    }
    silent
}

fn shown(line: &[u8], silent: &[(usize, u8)]) -> String {
    let show = |&(at, byte): &(usize, u8)| {
        let around = |from: usize, to: usize| String::from_utf8_lossy(&line[from..to.min(line.len())]).into_owned();
        format!("{}[{}]{}", around(at.saturating_sub(30), at), byte.escape_ascii(), around(at + 1, at + 30))
    };
    silent.iter().take(40).map(show).collect::<Vec<_>>().join("\n")
}

/// The texts that are sealed in the named members of a record.
fn texts<'a>(record: &'a Value, members: &[&str]) -> Vec<&'a str> {
    members.iter().map(|member| record.pointer(member).and_then(Value::as_str).expect("a text")).collect()
}

#[test]
fn every_changed_byte_of_a_record_is_noticed() {
    let (line, record) = lines(&fixture!("ordinary-rsa2048")).remove(0);
    let texts = texts(&record, &["/Metadata", "/RequestBody", "/ResponseBody"]);
    let silent = silent_changes(&line, &texts, "rsa2048");
    assert!(silent.is_empty(), "{} changes:\n{}", silent.len(), shown(&line, &silent));
}

#[test]
fn every_changed_byte_of_escaped_names_and_types_is_noticed() {
    let types = lines(&fixture!("types"));
    let (line, record) = types.last().expect("a line");
    let silent = silent_changes(line, &texts(record, &["/RequestBody", "/ResponseBody"]), "rsa2048");
    assert!(silent.is_empty(), "{} changes:\n{}", silent.len(), shown(line, &silent));
}

#[test]
fn every_changed_byte_of_the_older_form_is_noticed() {
    for (line, record) in lines(&fixture!("older-form")).iter().skip(1) {
        let members: &[&str] =
            if record.get("RequestBody").is_some() { &["/Metadata", "/RequestBody"] } else { &["/Metadata"] };
        let silent = silent_changes(line, &texts(record, members), "rsa4096");
        assert!(silent.is_empty(), "{} changes:\n{}", silent.len(), shown(line, &silent));
    }
}

#[test]
fn every_changed_byte_of_a_record_in_a_string_is_noticed() {
    let strings = lines(&fixture!("strings"));
    let (line, record) = &strings[1];
    let inner: Value = serde_json::from_str(record["log"].as_str().expect("a text")).expect("a record");
    let silent = silent_changes(line, &texts(&inner, &["/Metadata", "/RequestBody", "/ResponseBody"]), "rsa2048");
    assert!(silent.is_empty(), "{} changes:\n{}", silent.len(), shown(line, &silent));
}

#[test]
fn a_line_that_is_cut_anywhere_is_rejected() {
    let (line, _) = lines(&fixture!("ordinary-rsa2048")).remove(0);
    let mut keys = KeyRing::with_engine(Frozen::default());
    for end in 1..line.len() {
        let outcome = decrypt(&line[..end], &mut keys);
        assert_eq!((outcome.records.len(), outcome.rejected), (0, 1), "cut at {end}");
    }
}
