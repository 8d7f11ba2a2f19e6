//! Gzip as another's compressor writes it, whole and damaged in every way.

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};

use super::*;

/// How a member's text is compressed.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Stored,
    Fixed,
    Dynamic,
}

const KINDS: [Kind; 3] = [Kind::Stored, Kind::Fixed, Kind::Dynamic];

fn member(text: &[u8], kind: Kind) -> Vec<u8> {
    let (level, strategy) = match kind {
        Kind::Stored => (0, CompressionStrategy::Default),
        Kind::Fixed => (6, CompressionStrategy::Fixed),
        Kind::Dynamic => (6, CompressionStrategy::Default),
    };
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(level, -15, strategy as i32));
    compress_to_output(&mut compressor, text, TDEFLFlush::Finish, |bytes| {
        file.extend_from_slice(bytes);
        true
    });
    file.extend(crc32fast::hash(text).to_le_bytes());
    file.extend(u32::try_from(text.len()).expect("a small text").to_le_bytes());
    file
}

/// Lines with letters that do not repeat.
fn lines(seed: u32, count: u32) -> String {
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    };
    (0..count)
        .map(|line| format!("{{\"file\":{seed},\"line\":{line},\"text\":\"{:x}{:x}\"}}\n", random(), random()))
        .collect()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    text: Vec<u8>,
    junk: Vec<u8>,
    faults: Vec<(GzipFault, u64)>,
    members: u64,
    ended_well: bool,
}

fn read(file: &[u8], chunk: usize) -> Outcome {
    let mut gunzip = Gunzip::new();
    let mut found = Outcome::default();
    let mut pieces: Vec<&[u8]> = file.chunks(chunk).collect();
    pieces.push(&[]);
    let last = pieces.len() - 1;
    for (number, mut piece) in pieces.into_iter().enumerate() {
        if number == last {
            gunzip.end_input();
        }
        loop {
            let (used, step) = gunzip.step(piece);
            piece = &piece[used..];
            match step {
                Step::Text => found.text.extend_from_slice(gunzip.text()),
                Step::Junk(_) => found.junk.extend_from_slice(gunzip.junk()),
                Step::Fault(fault, offset) => found.faults.push((fault, offset)),
                Step::MemberEnd => {}
                Step::NeedInput => break,
            }
        }
        assert!(piece.is_empty(), "NeedInput comes when all is used");
    }
    found.members = gunzip.members();
    found.ended_well = gunzip.finish();
    found
}

/// How often `part` is in `text`.
fn count(text: &[u8], part: &str) -> usize {
    text.windows(part.len()).filter(|window| *window == part.as_bytes()).count()
}

fn three(kind: Kind) -> ([String; 3], [Vec<u8>; 3]) {
    let texts = [lines(1, 3), lines(2, 3), lines(3, 3)];
    let members = [0, 1, 2].map(|at| member(texts[at].as_bytes(), kind));
    (texts, members)
}

#[test]
fn padding_and_every_chunk_size() {
    for kind in KINDS {
        let (texts, [x, y, z]) = three(kind);
        for zeros in [0, 1, 512] {
            let padding = vec![0; zeros];
            let file = [&padding, &x, &padding, &y, &padding, &z, &padding].map(Vec::as_slice).concat();
            for chunk in 1..=file.len().min(200) {
                let found = read(&file, chunk);
                assert_eq!(found.faults, [], "{kind:?}, {zeros} zeros, chunks of {chunk}");
                assert!(found.ended_well && found.members == 3 && found.junk.is_empty());
                assert_eq!(found.text, texts.concat().into_bytes());
            }
        }
    }
}

#[test]
fn junk_between_members_is_handed_out() {
    let random: Vec<u8> = (0_u32..300).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1] | 1).collect();
    let junks: [&[u8]; 4] = [b"\n", b"{\"plain\":true}\n", &random, b"{\"a\":1}\n\0\0\0"];
    for kind in KINDS {
        let ([a, b, _], [x, y, _]) = three(kind);
        for junk in junks {
            for zeros in [0, 3] {
                let file = [&x, &vec![0; zeros], junk, &y, junk].concat();
                let whole = read(&file, usize::MAX);
                assert_eq!(
                    String::from_utf8_lossy(&whole.text),
                    [a.as_str(), b.as_str()].concat(),
                    "{kind:?} {junk:?} {zeros}"
                );
                assert_eq!(whole.junk, [junk, junk].concat());
                assert!(whole.faults.is_empty() && whole.members == 2);
                for chunk in [1, 2, 3, 7, 100] {
                    assert_eq!(read(&file, chunk), whole, "{kind:?}, chunks of {chunk}");
                }
            }
        }
        // The beginning of a member, and no member.
        let found = read(&[&x[..], &[0x1f, 0x8b, 8], &y[..]].concat(), 1);
        assert_eq!(found.text, [a.as_bytes(), b.as_bytes()].concat());
        assert!(!found.faults.is_empty());
    }
}

#[test]
fn one_changed_bit_costs_only_its_own_member() {
    for kind in KINDS {
        let (texts, members) = three(kind);
        let file = members.concat();
        let whole = texts.concat();
        for bit in 0..file.len() * 8 {
            let mut damaged = file.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let found = read(&damaged, usize::MAX);
            let mut begin = 0;
            for (text, member) in texts.iter().zip(&members) {
                let within = (begin..begin + member.len()).contains(&(bit / 8));
                let header = (begin..begin + 4).contains(&(bit / 8));
                if !within || header {
                    assert_eq!(
                        count(&found.text, text),
                        1,
                        "{kind:?}, bit {bit}: {:?}, {}, {text}",
                        found.faults,
                        String::from_utf8_lossy(&found.text)
                    );
                }
                begin += member.len();
            }
            let said = !found.faults.is_empty() || !found.ended_well || !found.junk.is_empty();
            assert!(said || found.text == whole.as_bytes(), "{kind:?}, bit {bit}");
            for chunk in [1, 5] {
                assert_eq!(read(&damaged, chunk), found, "{kind:?}, bit {bit}, chunks of {chunk}");
            }
        }
    }
}

#[test]
fn every_prefix_says_that_it_is_one() {
    for kind in KINDS {
        let (texts, members) = three(kind);
        let file = members.concat();
        let ends = [members[0].len(), members[0].len() + members[1].len(), file.len()];
        for end in 1..file.len() {
            let found = read(&file[..end], usize::MAX);
            let whole = ends.iter().filter(|&&at| at <= end).count();
            assert!(found.text.starts_with(texts[..whole].concat().as_bytes()), "{kind:?}, {end} bytes");
            assert_eq!(found.ended_well, ends.contains(&end), "{kind:?}, {end} bytes");
            assert_eq!((found.members, &found.faults[..], &found.junk[..]), (whole as u64, &[][..], &[][..]));
            assert_eq!(read(&file[..end], 1), found, "{kind:?}, {end} bytes");
        }
    }
}

#[test]
fn a_member_that_was_cut_off_and_a_whole_one() {
    for first in KINDS {
        for second in KINDS {
            let (a, b) = (lines(1, 6), lines(2, 6));
            let (x, y) = (member(a.as_bytes(), first), member(b.as_bytes(), second));
            for cut in 1..x.len() {
                let file = [&x[..cut], &y[..]].concat();
                let found = read(&file, usize::MAX);
                assert_eq!(
                    count(&found.text, &b),
                    1,
                    "{first:?} cut at {cut}, {second:?}: {:?} {} {:?}",
                    found.faults,
                    String::from_utf8_lossy(&found.text),
                    &file[..40]
                );
                assert_eq!(count(&found.text, "\"file\":2"), 6, "{first:?} cut at {cut}, {second:?}");
                assert!(!found.faults.is_empty() || !found.junk.is_empty());
                assert!(found.ended_well);
                assert_eq!(read(&file, 1), found, "{first:?} cut at {cut}, {second:?}");
            }
        }
    }
}

#[test]
fn many_false_beginnings_cost_a_constant_each() {
    let (text, whole) = (lines(1, 6), member(lines(1, 6).as_bytes(), Kind::Dynamic));
    let fakes: [&[u8]; 4] = [
        &[0x1f, 0x8b, 8],
        &[0x1f, 0x8b, 8, 8],
        &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
        &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0xff, 0xff],
    ];
    for fake in fakes {
        let file = [&whole[..], &fake.repeat(20_000), &whole[..]].concat();
        let mut gunzip = Gunzip::new();
        gunzip.end_input();
        let (mut rest, mut found) = (&file[..], Vec::new());
        loop {
            let (used, step) = gunzip.step(rest);
            rest = &rest[used..];
            match step {
                Step::Text => found.extend_from_slice(gunzip.text()),
                Step::NeedInput => break,
                Step::MemberEnd | Step::Junk(_) | Step::Fault(..) => {}
            }
        }
        assert_eq!(count(&found, &text), 2);
        let probes = file.len() as u64 / 3 + 10;
        assert!(gunzip.prober.work <= probes * probe::PROBE_INPUT as u64);
        assert!(gunzip.kept.from(0).len() < 300 * 1024);
    }
}

#[test]
fn headers_with_reserved_flags_or_another_method_are_faults_and_the_next_member_is_read() {
    // A text that does not convince: nothing can be recovered with the flag or the method put right.
    let binary: Vec<u8> = (0..=255).cycle().take(600).collect();
    let next = lines(7, 3);
    // Which byte of the header is set to what, and the fault with its offset; the first row is a sound header.
    for (at, value, fault) in [
        (3, 0b0000_0000, None),
        (3, 0b0010_0000, Some((GzipFault::ReservedFlags, 3))),
        (3, 0b0100_0000, Some((GzipFault::ReservedFlags, 3))),
        (3, 0b1000_0000, Some((GzipFault::ReservedFlags, 3))),
        (3, 0b1110_0000, Some((GzipFault::ReservedFlags, 3))),
        (2, 0, Some((GzipFault::Method(0), 2))),
        (2, 7, Some((GzipFault::Method(7), 2))),
        (2, 9, Some((GzipFault::Method(9), 2))),
        (2, 255, Some((GzipFault::Method(255), 2))),
    ] {
        let mut file = member(&binary, Kind::Dynamic);
        file[at] = value;
        file.extend(member(next.as_bytes(), Kind::Dynamic));
        let outcome = read(&file, 1000);
        assert_eq!(outcome.faults, Vec::from_iter(fault), "byte {at} is {value}");
        assert!(outcome.text.ends_with(next.as_bytes()), "byte {at} is {value}");
        assert_eq!(outcome.text.starts_with(&binary), fault.is_none(), "byte {at} is {value}");
        assert_eq!(outcome.members, if fault.is_none() { 2 } else { 1 }, "byte {at} is {value}");
    }
}

#[test]
fn a_member_of_text_is_read_although_one_bit_of_its_flags_is_wrong() {
    let text = lines(5, 3);
    for bit in 0..8 {
        let mut file = member(text.as_bytes(), Kind::Dynamic);
        file[3] ^= 1 << bit;
        let outcome = read(&file, 1000);
        // Bit 0 (FTEXT) is a hint, which changes nothing.
        let expected = if bit == 0 { vec![] } else { vec![(GzipFault::Header, 0)] };
        assert_eq!((outcome.text.as_slice(), outcome.faults), (text.as_bytes(), expected), "bit {bit}");
    }
}
