//! Whole files with each byte changed, cut off after each byte, and with their parts in another order: no wrong text, no
//! panic, and no record that is missing without a word. `tests/damage.rs` does the same with single records.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Fixture, Frozen};
use flate2::Compression;
use flate2::read::GzEncoder;
use logpush_decrypt::{Decryptor, Event, KeyRing, Settings};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

/// What came of a file.
#[derive(Default)]
struct Outcome {
    records: Vec<Vec<u8>>,
    /// Faults, rejects and fields that stayed sealed.
    reported: usize,
}

/// A fixture, and what it says.
struct Sound {
    file: Vec<u8>,
    keys: KeyRing<Frozen>,
    records: Vec<Vec<u8>>,
    texts: HashSet<Vec<u8>>,
}

impl Sound {
    fn new(fixture: &Fixture, file: Vec<u8>) -> Self {
        let mut keys = KeyRing::with_engine(Frozen::default());
        for name in fixture.key_names() {
            keys.add(common::private_key(&name));
        }
        let outcome = open(&file, &mut keys);
        assert_eq!(outcome.reported, 0, "{} has no fault", fixture.name);
        let engine = keys.engine();
        engine.no_more = true;
        let texts = engine.texts.drain(..).collect();
        Self { file, keys, records: outcome.records, texts }
    }

    /// Opens a damaged form of the file. Nothing that comes out of an envelope is another text than it was.
    fn open(&mut self, damaged: &[u8]) -> Outcome {
        let outcome = open(damaged, &mut self.keys);
        for text in self.keys.engine().texts.drain(..) {
            assert!(self.texts.contains(&text), "a wrong text: {}", String::from_utf8_lossy(&text));
        }
        outcome
    }

    /// How many records came out as they were.
    fn whole(&self, outcome: &Outcome) -> usize {
        self.records.iter().filter(|record| outcome.records.contains(record)).count()
    }
}

fn open(file: &[u8], keys: &mut KeyRing<Frozen>) -> Outcome {
    let mut decryptor = Decryptor::new(Settings { strict: true, ..Settings::default() });
    decryptor.push(file.to_vec());
    decryptor.finish();
    let mut outcome = Outcome::default();
    while let Some(event) = decryptor.next(keys) {
        match event {
            Event::Record(record) => {
                outcome.reported += record.faults.len();
                outcome.records.push(record.text.to_vec());
            }
            Event::Reject(_) | Event::Fault(_) => outcome.reported += 1,
            Event::Warning(_) => {}
        }
    }
    outcome
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    GzEncoder::new(text, Compression::default()).read_to_end(&mut file).expect("memory");
    file
}

fn gunzip(file: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut text).expect("a sound fixture");
    text
}

/// Fixtures without a fault, of every form of input.
fn sound() -> Vec<Fixture> {
    vec![
        fixture!("array"),
        fixture!("batch-wrapper"),
        fixture!("joined-by-commas"),
        fixture!("members"),
        fixture!("older-form"),
        fixture!("ordinary-rsa2048"),
        fixture!("ordinary-rsa3072"),
        fixture!("over-several-lines"),
        fixture!("several-on-a-line"),
        fixture!("strings"),
        fixture!("types"),
        fixture!("utf16"),
    ]
}

/// What a byte becomes: each of its bits the other way round in files of up to this size, one of them in longer ones,
/// and what means something in JSON.
const SHORT: usize = 1500;

fn changes(file: &[u8], at: usize) -> Vec<u8> {
    let bits = (0..8).filter(|bit| file.len() <= SHORT || *bit == at % 8).map(|bit| file[at] ^ 1 << bit);
    let other = b"\n\"{\0"[at % 4];
    bits.chain([other]).filter(|byte| *byte != file[at]).collect()
}

/// Changes each byte of a file, and calls `check` with where it is and what came of it.
fn change_each_byte(sound: &mut Sound, mut check: impl FnMut(&Sound, usize, &Outcome)) {
    let mut damaged = sound.file.clone();
    for at in 0..damaged.len() {
        for byte in changes(&sound.file, at) {
            damaged[at] = byte;
            let outcome = sound.open(&damaged);
            check(sound, at, &outcome);
        }
        damaged[at] = sound.file[at];
    }
}

#[test]
fn a_changed_byte_of_a_gzip_file_costs_no_record_in_silence() {
    for fixture in sound() {
        let mut sound = Sound::new(&fixture, fixture.input.to_vec());
        change_each_byte(&mut sound, |sound, at, outcome| {
            // What is in no checksum: flags of text, time, compressor and system.
            let whole = sound.whole(outcome) == sound.records.len() && outcome.records.len() == sound.records.len();
            assert!(whole || outcome.reported > 0, "{}: byte {at} is changed in silence", fixture.name);
        });
    }
}

#[test]
fn a_changed_byte_of_a_text_costs_the_records_that_it_touches_alone() {
    for name in ["ordinary-rsa2048", "several-on-a-line", "types"] {
        let fixture = sound().into_iter().find(|fixture| fixture.name == name).expect("it is listed");
        let mut sound = Sound::new(&fixture, gunzip(fixture.input));
        let is_one_a_line = name != "several-on-a-line";
        change_each_byte(&mut sound, |sound, at, outcome| {
            let whole = sound.whole(outcome);
            // A line end that is lost joins two lines, which are two records all the same, or a reject.
            let most = if is_one_a_line { 2 } else { sound.records.len() };
            assert!(whole + most >= sound.records.len(), "{name}: byte {at} costs {whole} of {}", sound.records.len());
        });
    }
}

#[test]
fn a_file_that_is_cut_off_gives_the_records_before_and_says_so() {
    for fixture in sound() {
        let mut sound = Sound::new(&fixture, fixture.input.to_vec());
        let (file, mut silent) = (sound.file.clone(), Vec::new());
        for end in 0..file.len() {
            let outcome = sound.open(&file[..end]);
            let count = outcome.records.len();
            if fixture.name == "batch-wrapper" {
                // Only its end tells it from a record with an array, and what begins on the first line is a reject.
                assert_eq!(sound.whole(&outcome), count, "cut at {end}");
            } else {
                assert_eq!(outcome.records[..], sound.records[..count], "{}: cut at {end}", fixture.name);
            }
            if outcome.reported == 0 {
                silent.push(end);
            }
        }
        // Between two members, where a line ends, nothing tells a file from a whole one.
        let members = member_ends(&file);
        assert!(silent.iter().all(|end| members.contains(end)), "{}: {silent:?}", fixture.name);
    }
}

/// Where the members of a gzip file end, as `flate2` reads them.
fn member_ends(file: &[u8]) -> Vec<usize> {
    let (mut rest, mut ends) = (file, Vec::new());
    while !rest.is_empty() {
        let mut decoder = flate2::bufread::GzDecoder::new(rest);
        decoder.read_to_end(&mut Vec::new()).expect("a sound fixture");
        rest = decoder.into_inner();
        ends.push(file.len() - rest.len());
    }
    ends
}

#[test]
fn a_text_that_is_cut_off_gives_every_whole_line() {
    let fixture = fixture!("ordinary-rsa2048");
    let text = gunzip(fixture.input);
    let mut sound = Sound::new(&fixture, text.clone());
    for end in 1..text.len() {
        let outcome = sound.open(&text[..end]);
        let lines = memchr::memchr_iter(b'\n', &text[..end]).count();
        // The last line may lack its end.
        let is_whole = matches!(text[end - 1], b'\n') || text[end] == b'\n';
        assert_eq!(outcome.records.len(), lines + usize::from(is_whole && text[end - 1] != b'\n'), "cut at {end}");
        assert_eq!(outcome.reported, usize::from(!is_whole), "cut at {end}");
    }
}

/// Some orders of so many things: each turned by every number, and backwards.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let turned = |by: usize| (0..count).map(move |at| (at + by) % count);
    (0..count).flat_map(|by| [turned(by).collect(), turned(by).rev().collect()]).collect()
}

#[test]
fn gzip_members_in_any_order_give_their_records_in_that_order() {
    let fixture = fixture!("types");
    let text = gunzip(fixture.input);
    let members: Vec<Vec<u8>> = text.split_inclusive(|byte| *byte == b'\n').map(gzip).collect();
    let mut sound = Sound::new(&fixture, fixture.input.to_vec());
    assert!(members.len() > 4 && members.len() == sound.records.len());
    for order in orders(members.len()) {
        let outcome = sound.open(&order.iter().map(|at| &members[*at][..]).collect::<Vec<_>>().concat());
        let expected: Vec<Vec<u8>> = order.iter().map(|at| sound.records[*at].clone()).collect();
        assert!(outcome.records == expected && outcome.reported == 0, "{order:?}");
    }
}

type Members<'a> = Vec<(String, &'a RawValue)>;

/// The members of an object in their order.
fn members(object: &str) -> Members<'_> {
    let values: BTreeMap<String, &RawValue> = serde_json::from_str(object).expect("an object");
    let mut members: Members<'_> = values.into_iter().collect();
    members.sort_by_key(|(_, value)| value.get().as_ptr());
    members
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let member = |(name, value)| format!("{}:{value}", serde_json::to_string(name).expect("a name"));
    format!("{{{}}}", members.into_iter().map(member).collect::<Vec<_>>().join(","))
}

fn in_order(members: &Members<'_>, order: &[usize]) -> String {
    object(order.iter().map(|at| (members[*at].0.as_str(), members[*at].1.get())))
}

const SEALED: [&str; 3] = ["Metadata", "RequestBody", "ResponseBody"];

#[test]
fn members_in_any_order_are_opened_the_same() {
    let fixture = fixture!("ordinary-rsa2048");
    let text = String::from_utf8(gunzip(fixture.input)).expect("text");
    let mut sound = Sound::new(&fixture, text.clone().into_bytes());
    let opened: Vec<String> = sound.records.iter().map(|record| String::from_utf8_lossy(record).into_owned()).collect();
    for (line, opened) in text.lines().zip(&opened) {
        let (of_line, of_opened) = (members(line), members(opened));
        for order in orders(of_line.len()) {
            let outcome = sound.open(in_order(&of_line, &order).as_bytes());
            assert_eq!(outcome.records, [in_order(&of_opened, &order).into_bytes()], "{order:?}");
            assert_eq!(outcome.reported, 0);
        }
        // The members of its envelopes.
        for order in orders(4) {
            let turned: Vec<(String, String)> = of_line
                .iter()
                .map(|(name, value)| {
                    let is_sealed = SEALED.contains(&name.as_str());
                    let value = if is_sealed { in_order(&members(value.get()), &order) } else { value.get().into() };
                    (name.clone(), value)
                })
                .collect();
            let line = object(turned.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let outcome = sound.open(line.as_bytes());
            assert_eq!((outcome.records, outcome.reported), (vec![opened.clone().into_bytes()], 0), "{order:?}");
        }
    }
}

#[test]
fn parts_of_one_envelope_in_another_open_nothing() {
    let fixture = fixture!("ordinary-rsa2048");
    let text = String::from_utf8(gunzip(fixture.input)).expect("text");
    let mut sound = Sound::new(&fixture, text.clone().into_bytes());
    let envelopes: Vec<(String, Members<'_>)> = text
        .lines()
        .flat_map(members)
        .filter(|(name, _)| SEALED.contains(&name.as_str()))
        .map(|(name, value)| (name, members(value.get())))
        .collect();
    let mut refused = 0;
    for (name, one) in &envelopes {
        for (_, other) in &envelopes {
            for part in ["key", "iv", "data"] {
                let from = |member: &str| if member == part { other } else { one };
                let value =
                    |member: &str| from(member).iter().find(|(name, _)| name == member).map(|(_, value)| value.get());
                let [key, iv, data] = ["key", "iv", "data"].map(|member| value(member).expect("a part"));
                let mixed = object([("key", key), ("iv", iv), ("data", data)]);
                let outcome = sound.open(object([(name.as_str(), mixed.as_str())]).as_bytes());
                // The parts of two fields can be the same, such as the wrapped key of a record.
                let is_same = one.iter().zip(other).all(|(one, other)| one.0 != part || one.1.get() == other.1.get());
                assert_eq!((outcome.records.len(), outcome.reported), (1, usize::from(!is_same)), "{part} in {name}");
                refused += usize::from(!is_same);
            }
        }
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn a_file_that_is_packed_again_is_the_same() {
    let fixture = fixture!("ordinary-rsa2048");
    let text = gunzip(fixture.input);
    let mut sound = Sound::new(&fixture, gzip(&text));
    assert_eq!(sound.open(&text).records, sound.records);
}
