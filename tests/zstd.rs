//! Zstandard files, made by the `zstd` command (tests/fixtures/zstd/make.mjs): whole, cut off and damaged, in chunks of
//! every size.

use logpush_decrypt::ErrorCode;
use logpush_decrypt::testing::input::ZstdDecoder;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("fixtures/zstd/", $name)).as_slice()
    };
}

/// The text of most fixtures.
fn lines(count: usize) -> Vec<u8> {
    let line = |i: usize| {
        format!(
            "{{\"EventType\":\"request\",\"Provider\":\"provider-{}\",\"Model\":\"model-{}\",\"StatusCode\":{},\"Id\":{}}}\n",
            i % 5,
            i % 7,
            200 + i % 3,
            i * 7919 % 100_003
        )
    };
    (0..count).flat_map(|i| line(i).into_bytes()).collect()
}

/// What comes of a file that is pushed in chunks, taken `most` bytes at a time: its text, and the fault.
fn decoded(file: &[u8], chunk: usize, most: usize) -> (Vec<u8>, Option<(ErrorCode, String)>) {
    let mut decoder = ZstdDecoder::new();
    let mut text = Vec::new();
    let mut take = |decoder: &mut ZstdDecoder| {
        loop {
            let read = decoder.read(most);
            text.extend_from_slice(&read);
            if read.len() < most {
                return;
            }
        }
    };
    for bytes in file.chunks(chunk) {
        decoder.push(bytes);
        take(&mut decoder);
        assert!(decoder.fault().is_none(), "a fault before all is read");
    }
    decoder.finish();
    take(&mut decoder);
    (text, decoder.fault().map(|fault| (fault.code, fault.message.clone())))
}

fn whole(file: &[u8]) -> (Vec<u8>, Option<(ErrorCode, String)>) {
    decoded(file, file.len(), 1 << 18)
}

/// The whole fixtures, with their text.
fn fixtures() -> Vec<(&'static str, &'static [u8], Vec<u8>)> {
    let padding = format!("{{\"Padding\":\"{}\"}}\n", "x".repeat(300_000)).into_bytes();
    vec![
        ("level-1", file!("level-1.log.zst"), lines(3000)),
        ("level-19", file!("level-19.log.zst"), lines(3000)),
        ("long", file!("long.log.zst"), lines(3000)),
        ("small-window", file!("small-window.log.zst"), lines(300)),
        ("frames", file!("frames.log.zst"), lines(90)),
        ("skippable", file!("skippable.log.zst"), lines(90)),
        ("one-byte-repeated", file!("one-byte-repeated.log.zst"), padding),
        ("gzip", file!("ordinary-rsa2048.log.gz.zst"), include_bytes!("fixtures/ordinary-rsa2048.log.gz").to_vec()),
        ("empty", file!("empty.log.zst"), Vec::new()),
        ("tar", file!("day.tar.zst"), file!("day.tar").to_vec()),
    ]
}

#[test]
fn files_are_decoded_at_every_chunk_size() {
    for (name, file, text) in fixtures() {
        for chunk in [1, 2, 3, 7, 64, 1000, 4096, file.len()] {
            for most in [1, 100, 1 << 18] {
                // Byte by byte takes its time.
                if most > 1 || chunk == file.len() {
                    let came = decoded(file, chunk, most);
                    assert_eq!(came.1, None, "{name}, chunks of {chunk}");
                    assert!(came.0 == text, "{name}, chunks of {chunk}, {most} bytes at a time");
                }
            }
        }
    }
}

#[test]
fn every_cut_gives_the_text_before_it_and_a_fault() {
    for (name, file, text) in fixtures() {
        let step = if file.len() > 2000 { 97 } else { 1 };
        for cut in (1..file.len()).step_by(step) {
            let (before, fault) = decoded(&file[..cut], 1000, 1 << 18);
            assert!(text.starts_with(&before), "{name}, cut at {cut}");
            if let Some((code, message)) = fault {
                assert_eq!(code, ErrorCode::Io, "{name}, cut at {cut}");
                let place = format!("The file ends at offset {cut}, within its Zstandard data");
                assert!(message.starts_with(&place), "{name}, cut at {cut}: {message}");
            } else {
                // Between two frames nothing shows that others followed.
                assert!(["frames", "skippable"].contains(&name), "{name}, cut at {cut}: no fault");
            }
        }
    }
}

#[test]
fn a_cut_loses_no_more_than_the_block_in_which_it_is() {
    // The blocks of this file hold 128 KiB of text each.
    let (file, text) = (file!("level-1.log.zst"), lines(3000));
    let (before, _) = whole(&file[..file.len() - 6]);
    assert_eq!(before.len(), 2 << 17);
    assert!(text.starts_with(&before));
    // Without its checksum all of the text is there, and of what is stored as it is each byte.
    assert!(whole(&file[..file.len() - 4]).0 == text);
    assert!(whole(&file[..file.len() - 1]).0 == text);
    let (file, text) = (file!("ordinary-rsa2048.log.gz.zst"), include_bytes!("fixtures/ordinary-rsa2048.log.gz"));
    assert_eq!(whole(&file[..1000]).0, text[..1000 - 9]);
}

#[test]
fn every_damaged_byte_is_noticed_where_there_is_a_checksum() {
    for (name, file, text) in [
        ("frames", file!("frames.log.zst"), lines(90)),
        ("sealed", file!("ordinary-rsa2048.log.gz.zst"), include_bytes!("fixtures/ordinary-rsa2048.log.gz").to_vec()),
        ("level-1", file!("level-1.log.zst"), lines(3000)),
    ] {
        let (step, last) = if file.len() > 2000 { (37, file.len()) } else { (1, file.len()) };
        // The last frame of `frames` has none.
        let last = if name == "frames" { 350 } else { last };
        for at in (0..last).step_by(step) {
            for bit in [0, 3, 7] {
                let mut damaged = file.to_vec();
                damaged[at] ^= 1 << bit;
                let (came, fault) = decoded(&damaged, 1000, 1 << 18);
                assert!(fault.is_some() || came == text, "{name}, bit {bit} of byte {at}");
            }
        }
    }
}

#[test]
fn what_is_after_damage_is_read() {
    let (first, second) = (file!("ordinary-rsa2048.log.zst"), file!("level-1.log.zst"));
    let sealed = whole(first).0;
    let text = lines(3000);
    // The checksum of the first: all text is there.
    let mut file = [first, second].concat();
    file[first.len() - 1] ^= 1;
    let (came, fault) = decoded(&file, 1000, 1 << 18);
    assert!(came == [sealed.clone(), text.clone()].concat());
    let (code, message) = fault.expect("a fault");
    assert_eq!(code, ErrorCode::Io);
    assert!(message.contains(&format!("from offset 0 to {}", first.len())), "{message}");
    assert!(message.contains("checksum"), "{message}");
    // A block of the reserved kind, the second of a frame: the text before it, a line feed, and the next frame.
    let mut file = [second, first].concat();
    let block = second_block(second);
    file[block] |= 6;
    for chunk in [1, 1000, file.len()] {
        let (came, fault) = decoded(&file, chunk, 1 << 18);
        assert!(came == [&text[..1 << 17], b"\n", &sealed].concat(), "chunks of {chunk}");
        let (_, message) = fault.expect("a fault");
        assert!(
            message.starts_with(&format!("At offset {block}, a block of the Zstandard data is damaged")),
            "{message}"
        );
    }
    // A block that seems to be longer than the file: small frames after it are found all the same.
    let begin = first.len();
    let mut file = [first, first, first, first].concat();
    let header = begin + 6;
    file[header + 2] |= 0x0f;
    for chunk in [1, 1000, file.len()] {
        let (came, fault) = decoded(&file, chunk, 1 << 18);
        assert!(came == [&sealed[..], b"\n", &sealed, &sealed].concat(), "chunks of {chunk}: {} bytes", came.len());
        assert_eq!(fault.expect("a fault").0, ErrorCode::Io);
    }
    // A file that was cut off before another was appended.
    let file = [&second[..second.len() - 500], first].concat();
    let (came, fault) = decoded(&file, 1000, 1 << 18);
    assert!(came.starts_with(&text[..1 << 18]) && came.ends_with(&[b"\n", &sealed[..]].concat()));
    assert!(fault.expect("a fault").1.contains("download the file again"));
}

/// Where the second block of a frame begins.
fn second_block(file: &[u8]) -> usize {
    // Magic number, flags and window.
    let first = 6;
    let [a, b, c] = [file[first], file[first + 1], file[first + 2]];
    first + 3 + (u32::from_le_bytes([a, b, c, 0]) >> 3) as usize
}

#[test]
fn what_is_not_decoded_is_named_with_what_to_do() {
    for (name, file, code, says) in [
        (
            "window",
            file!("window-too-large.log.zst").to_vec(),
            ErrorCode::Limit,
            "The Zstandard frame at offset 0 needs a window of 256 MiB, and the limit is 128 MiB. Unpack it with 'zstd -d --long=31 FILE'",
        ),
        (
            "dictionary",
            file!("dictionary.log.zst").to_vec(),
            ErrorCode::Io,
            "compressed with a dictionary, number 4711, which is not in the file. Unpack it with 'zstd -d -D DICTIONARY FILE'",
        ),
        (
            "junk",
            [file!("empty.log.zst"), b"{\"a\":1}\n"].concat(),
            ErrorCode::Io,
            "The bytes from offset 13 are not a Zstandard frame, and were not read",
        ),
        (
            "reserved bit",
            [&[0x28, 0xb5, 0x2f, 0xfd, 0x2c], &file!("empty.log.zst")[5..]].concat(),
            ErrorCode::Io,
            "At offset 0, the header of a Zstandard frame is damaged",
        ),
    ] {
        let (text, fault) = whole(&file);
        assert_eq!(text, b"", "{name}");
        let (came, message) = fault.expect(name);
        assert_eq!(came, code, "{name}");
        assert!(message.contains(says), "{name}: {message}");
    }
}

#[test]
fn the_size_that_a_frame_declares_is_verified() {
    // The frame of level 19 has no checksum. Its size is in the four bytes after its flags.
    let mut file = file!("level-19.log.zst").to_vec();
    assert_eq!(u32::from_le_bytes([file[5], file[6], file[7], file[8]]), 281_664);
    file[5] ^= 1;
    let (text, fault) = whole(&file);
    assert!(text == lines(3000));
    let (_, message) = fault.expect("a fault");
    assert!(message.contains("declared size"), "{message}");
}
