//! Gzip framing against `flate2`, over zlib-rs: what it reads as whole members is read the same, and what is read
//! without a fault it reads as well. The first byte of an input says what the rest is.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, GzDecoder};
use logpush_decrypt::testing::input::gzip::{Gunzip, Step};

/// The first bytes of each member.
const MAGIC: &[u8] = b"\x1f\x8b\x08";

pub fn run(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind % 3 {
        0 => compare(rest),
        // Deflate, around which a header and a trailer that fits are put: otherwise no changed text had a checksum.
        1 => compare(&repaired(rest)),
        _ => between_members(rest),
    }
}

#[derive(Debug, PartialEq)]
struct Outcome {
    text: Vec<u8>,
    junk: Vec<u8>,
    faults: Vec<String>,
    members: u64,
    ended_well: bool,
}

impl Outcome {
    fn is_good(&self) -> bool {
        self.ended_well && self.faults.is_empty() && self.junk.is_empty()
    }
}

fn read(mut gunzip: Gunzip, file: &[u8], chunk: usize) -> Outcome {
    let mut found = Outcome { text: Vec::new(), junk: Vec::new(), faults: Vec::new(), members: 0, ended_well: false };
    for mut piece in file.chunks(chunk).chain([&[][..]]) {
        if piece.is_empty() {
            gunzip.end_input();
        }
        loop {
            let (used, step) = gunzip.step(piece);
            piece = &piece[used..];
            match step {
                Step::Text => found.text.extend_from_slice(gunzip.text()),
                Step::Junk(_) => found.junk.extend_from_slice(gunzip.junk()),
                Step::Fault(fault, offset) => found.faults.push(format!("{fault} at {offset}")),
                Step::MemberEnd => {}
                Step::NeedInput => break,
            }
        }
        assert!(piece.is_empty(), "more input is asked for before all is used");
    }
    (found.members, found.ended_well) = (gunzip.members(), gunzip.finish());
    found
}

/// What `flate2` makes of a file of whole members, with zeros between them; `None` if it is anything else.
fn reference(mut file: &[u8]) -> Option<(Vec<u8>, u64)> {
    let (mut text, mut members) = (Vec::new(), 0);
    loop {
        let zeros = file.iter().take_while(|byte| **byte == 0).count();
        file = &file[zeros..];
        if file.is_empty() {
            return (members > 0).then_some((text, members));
        }
        let mut decoder = GzDecoder::new(file);
        decoder.read_to_end(&mut text).ok()?;
        file = decoder.into_inner();
        members += 1;
    }
}

fn compare(file: &[u8]) {
    let expected = reference(file);
    let bytes = read(Gunzip::of_bytes(), file, file.len().max(1));
    let text = read(Gunzip::new(), file, file.len().max(1));
    for chunk in [1, 61] {
        assert_eq!(read(Gunzip::of_bytes(), file, chunk), bytes, "in pieces of {chunk} bytes");
        assert_eq!(read(Gunzip::new(), file, chunk), text, "text in pieces of {chunk} bytes");
    }
    if let Some((expected, members)) = &expected {
        assert!(bytes.is_good(), "flate2 reads it: {:?}", bytes.faults);
        assert!(bytes.text == *expected && bytes.members == *members);
        // In text a member that begins within another is taken for a sign that the first was cut off.
        let begins = file.windows(MAGIC.len()).filter(|window| *window == MAGIC).count() as u64;
        if begins == *members {
            assert!(text == bytes, "{:?}", text.faults);
        }
    }
    for found in [bytes, text] {
        if found.is_good() && found.members > 0 {
            let (expected, members) = expected.as_ref().expect("flate2 reads what has no fault");
            assert!(found.text == *expected && found.members == *members);
        }
    }
}

/// A member with this deflate in it, as far as `flate2` can inflate it, and what is left over after it.
fn repaired(deflate: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut decoder = DeflateDecoder::new(deflate);
    let is_whole = decoder.read_to_end(&mut text).is_ok();
    let left = if is_whole { decoder.into_inner() } else { &[] };
    let mut file = [MAGIC, &[0, 0, 0, 0, 0, 0, 255], &deflate[..deflate.len() - left.len()]].concat();
    if is_whole {
        file.extend(crc32fast::hash(&text).to_le_bytes());
        file.extend(u32::try_from(text.len()).unwrap_or_default().to_le_bytes());
    }
    file.extend_from_slice(left);
    file
}

/// Whatever lies between two members: both are read.
fn between_members(between: &[u8]) {
    let member = |text: &str| {
        let mut file = Vec::new();
        let level = flate2::Compression::default();
        flate2::bufread::GzEncoder::new(text.as_bytes(), level).read_to_end(&mut file).expect("memory");
        file
    };
    let texts = [1, 2].map(|file| {
        let line = |line: usize| format!("{{\"File\":{file},\"Line\":{line},\"Model\":\"m-{}\"}}\n", line * 7919 % 101);
        (0..12).map(line).collect::<String>()
    });
    let file = [&member(&texts[0])[..], between, &member(&texts[1])].concat();
    let found = read(Gunzip::new(), &file, file.len());
    assert!(found.text.starts_with(texts[0].as_bytes()));
    assert!(found.text.ends_with(texts[1].as_bytes()), "{:?}", found.faults);
    assert_eq!(read(Gunzip::new(), &file, 1), found);
}
