//! The index against the fixtures and against files of many kinds of gzip: whatever the pieces that bytes
//! come in, the records are those that opening gives, and each is reached again from a checkpoint.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use logpush_decrypt::Settings;
use logpush_decrypt::testing::index::{Cell, Chunk, Indexed, Indexer, Kind, Table, Value};
use logpush_decrypt::testing::input::{Input, LineReader};
use serde_json::Value as Json;

/// What the index has of one file, and the faults on the way, with lines and codes.
fn index(path: &str, file: &[u8], piece: usize) -> (Table, Vec<(Option<u64>, String)>) {
    let mut table = Table::default();
    table.add_file(path);
    let mut faults = Vec::new();
    let mut indexer = Indexer::new(Settings::default());
    let mut take = |indexer: &mut Indexer| {
        loop {
            let Indexed { chunk, faults: found, more_faults, more, .. } = indexer.take();
            assert_eq!(more_faults, 0);
            faults.extend(found.into_iter().map(|fault| (fault.line, fault.code.as_str().to_string())));
            // As it goes from thread to thread.
            let chunk = Chunk::from_bytes(&chunk.to_bytes()).expect("what was just made");
            table.append(chunk).expect("a chunk that fits");
            if !more {
                break;
            }
        }
    };
    for bytes in file.chunks(piece) {
        indexer.push(bytes.to_vec());
        take(&mut indexer);
    }
    indexer.finish();
    take(&mut indexer);
    (table, faults)
}

/// A cell as JSON; `None` for what is not plain.
fn plain(cell: Cell<'_>) -> Option<Json> {
    match cell {
        Cell::Plain(Value { kind: Kind::Text, text }) => Some(Json::from(text)),
        Cell::Plain(Value { text, .. }) => serde_json::from_str(text).ok(),
        Cell::Absent | Cell::Sealed(_) | Cell::Long(_) | Cell::Unopened => None,
    }
}

/// The records of a fixture are those that opening gives, and so are the lines that are none.
fn same_as_opening(fixture: &common::Fixture, piece: usize) {
    let (table, faults) = index(fixture.name, fixture.input, piece);
    let expected: Json = serde_json::from_str(fixture.expected).expect("the fixture's JSON");
    let records: Vec<&str> = std::str::from_utf8(fixture.output).expect("text").lines().collect();
    assert_eq!(table.records(), records.len(), "{} by {piece}", fixture.name);
    assert_eq!(
        table.files()[0].rejected.len() as u64,
        expected["rejected"].as_u64().unwrap_or_default(),
        "{}",
        fixture.name
    );
    let errors = expected["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let told: Vec<_> = errors.iter().filter(|error| error["field"].is_null()).collect();
    let told: Vec<_> = told
        .iter()
        .map(|error| (error["line"].as_u64(), error["code"].as_str().unwrap_or_default().to_string()))
        .collect();
    assert_eq!(faults, told, "{} by {piece}", fixture.name);
    for (at, record) in records.iter().enumerate() {
        let Ok(Json::Object(members)) = serde_json::from_str(record) else { continue };
        for (name, value) in &members {
            let column = table.columns().iter().find(|column| column.name() == name);
            let Some(cell) = column.and_then(|column| plain(column.cell(at))) else { continue };
            assert_eq!(&cell, value, "{} of record {at} of {}", name, fixture.name);
        }
    }
}

macro_rules! fixtures {
    ($($function:ident $name:literal)*) => {
        $(#[test] fn $function() {
            let fixture = fixture!($name);
            for piece in [1, 2, 3, 7, 64, 1000, 65_536, usize::MAX] {
                same_as_opening(&fixture, piece);
            }
        })*
    };
}

fixtures! {
    ordinary "ordinary-rsa2048"
    bad_lines "bad-lines"
    shapes "shapes"
    members "members"
    cut_off "cut-off"
    bad_deflate "bad-deflate"
    almost_envelopes "almost-envelopes"
    damaged_envelopes "damaged-envelopes"
    strings "strings"
    damaged_strings "damaged-strings"
    plain_text "plain-text"
    several_keys "several-keys"
}

#[test]
fn plain_fields_sizes_and_places_are_known_without_a_key() {
    let sealed = r#"{"key":"AAAA","iv":"BBBB","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
    let long = "x".repeat(600);
    let text = format!(
        "\u{feff}{{\"Model\":\"gpt-4o\",\"StatusCode\":200,\"RequestBody\":{sealed}}}\r\n\n  \n{{\"StatusCode\":429,\"note\":\"{long}\",\"Model\":null}}\nno record\n{{\"RequestBody\":{sealed},\"m\":{{\"user\":\"\\u00e9\"}}}}"
    );
    let (table, faults) = index("a/20260418T000210Z_20260418T000243Z_x.log", text.as_bytes(), 5);
    assert_eq!(faults, [(Some(5), "ERR_JSON".to_string())]);
    let cell = |record: usize, name: &str| {
        table.columns().iter().find(|column| column.name() == name).map(|column| column.cell(record))
    };
    let plain = |kind, text| Some(Cell::Plain(Value { kind, text }));
    assert_eq!(cell(0, "Model"), plain(Kind::Text, "gpt-4o"));
    assert_eq!(cell(0, "RequestBody"), Some(Cell::Sealed(25)));
    assert_eq!(cell(1, "StatusCode"), plain(Kind::Number, "429"));
    assert_eq!(cell(1, "note"), Some(Cell::Long(600)));
    assert_eq!(cell(1, "Model"), plain(Kind::Literal, "null"));
    assert_eq!(cell(1, "RequestBody"), Some(Cell::Absent));
    assert_eq!(cell(2, "m.user"), plain(Kind::Text, "é"));
    assert_eq!(table.duplicates(), 1, "the first and the last have the same key and nonce");
    for (record, line) in [(0, 1), (1, 4), (2, 6)] {
        let place = table.place(record).expect("a record");
        let rest = &text.as_bytes()[usize::try_from(place.offset).expect("small")..];
        assert_eq!((place.file, place.line), (0, line));
        assert!(rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest).starts_with(b"{"), "{place:?}");
    }
    assert_eq!([5, 7, 0].map(|line| table.find(0, line)), [None; 3], "no records");
    assert_eq!(table.files()[0].window.map(|window| window.end - window.start), Some(33_000));
}

#[test]
fn envelopes_in_strings_are_sealed_fields() {
    let data = "A".repeat(56);
    let key = "A".repeat(344);
    let sealed = format!(r#"{{\"key\":\"{key}\",\"iv\":\"AAAAAAAAAAAAAAAA\",\"data\":\"{data}\"}}"#);
    let text = format!(r#"{{"a":"{sealed}","log":"{{\"Model\":\"m\",\"b\":{sealed}}}\n","c":"plain"}}"#);
    let (table, faults) = index("x.log", text.as_bytes(), 5);
    assert_eq!(faults, []);
    let columns: Vec<_> = table.columns().iter().map(|column| (column.name().to_string(), column.cell(0))).collect();
    let plain = Cell::Plain(Value { kind: Kind::Text, text: "plain" });
    let expected = [("c", plain), ("a", Cell::Sealed(25)), ("log.b", Cell::Sealed(25))];
    assert_eq!(columns, expected.map(|(name, cell)| (name.to_string(), cell)));
}

/// The text of many records, some of them longer than a piece of a file.
fn many_records(bytes: usize) -> String {
    let mut text = String::new();
    let mut state = 1_u64;
    for record in 0.. {
        if text.len() >= bytes {
            return text;
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{{\"n\":{record},\"body\":\"");
        for _ in 0..=record % 997 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let _ = write!(text, "{:x}", state >> 16);
        }
        text.push_str(if record % 11 == 0 { "\"}\n\n" } else { "\"}\n" });
    }
    text
}

/// What `gzip` makes of a text.
fn gzip(text: &str, level: &str) -> Vec<u8> {
    let spawned = Command::new("gzip").args([level, "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.expect("the gzip command");
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(text.as_bytes()).expect("gzip reads"));
        child.wait_with_output().expect("gzip ends").stdout
    })
}

#[test]
fn every_record_of_a_large_file_is_reached_from_a_checkpoint_near_it() {
    let text = many_records(24 << 20);
    let half = text[..text.len() / 2].rfind('\n').expect("lines") + 1;
    let two_members = [gzip(&text[..half], "-6"), gzip(&text[half..], "-1")].concat();
    for (kind, file) in
        [("gzip -9", gzip(&text, "-9")), ("two members", two_members), ("plain", text.clone().into_bytes())]
    {
        let (table, faults) = index("x", &file, 1 << 20);
        assert_eq!(faults, [], "{kind}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(table.records(), lines.iter().filter(|line| !line.is_empty()).count(), "{kind}");
        for record in (0..table.records()).step_by(97).chain([table.records() - 1]) {
            let place = table.place(record).expect("a record");
            assert_eq!(table.find(place.file, place.line), Some(record), "{kind}");
            let (begin, mut reader) = match table.checkpoint(place.file, place.offset) {
                None => (0, LineReader::new(1 << 20)),
                Some(checkpoint) => (checkpoint.offset(), LineReader::resume(1 << 20, checkpoint)),
            };
            let mut read = 0;
            let begin = usize::try_from(begin).expect("small");
            let found = 'found: {
                for piece in file[begin..].chunks(100_000) {
                    reader.push(piece.to_vec());
                    while let Some(input) = reader.next() {
                        let Input::Line(line) = input else { panic!("{kind}: {input:?}") };
                        read += line.bytes.len();
                        if line.number == place.line {
                            break 'found Some((line.bytes.to_vec(), line.begin));
                        }
                    }
                }
                reader.finish();
                let last = reader.next();
                let Some(Input::Line(line)) = last else { break 'found None };
                Some((line.bytes.to_vec(), line.begin))
            };
            let (line, offset) = found.unwrap_or_else(|| panic!("{kind}: record {record} is not reached"));
            assert_eq!(
                std::str::from_utf8(&line),
                Ok(lines[usize::try_from(place.line).expect("small") - 1]),
                "{kind}"
            );
            assert_eq!(offset, place.offset, "{kind}");
            assert!(read < 6 << 20, "{kind}: {read} bytes were read for record {record}");
        }
    }
}

#[test]
fn damaged_parts_are_refused() {
    let mut indexer = Indexer::new(Settings::default());
    indexer.push(b"{\"a\":1}\n{\"a\":\"b\",\"c\":[1]}\n".to_vec());
    let bytes = indexer.take().chunk.to_bytes();
    for cut in 0..bytes.len() {
        assert!(Chunk::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let mut table = Table::default();
            table.add_file("x");
            // Whatever comes of it, nothing panics.
            if let Ok(chunk) = Chunk::from_bytes(&damaged) {
                let _ = table.append(chunk);
                for record in 0..table.records() {
                    let _ = table.place(record);
                    table.columns().iter().for_each(|column| drop(plain(column.cell(record))));
                }
            }
        }
    }
}
