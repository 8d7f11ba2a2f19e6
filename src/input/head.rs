//! What a text is, by its first bytes: UTF-8, UTF-16, or no text at all.

use memchr::memmem;

use super::encoding::Encoding;

/// As many bytes tell it, and a tar archive names itself within them.
pub(super) const MOST: usize = 512;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Text(Encoding),
    /// No text, with the name of what it looks like.
    Other(Option<&'static str>),
}

/// Tells what begins so; `None` while that takes more bytes. It does not depend on how many bytes come at a time.
pub(super) fn detect(bytes: &[u8], whole: bool) -> Option<Head> {
    let head = &bytes[..bytes.len().min(MOST)];
    let whole = whole || bytes.len() >= MOST;
    match *head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            return Some(Head::Other(Some("UTF-32 text: save it as UTF-8")));
        }
        // The mark, or two characters of ASCII.
        [0xff, 0xfe, _, _, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => return Some(Head::Text(Encoding::utf16(false))),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => return Some(Head::Text(Encoding::utf16(true))),
        [0xff, 0xfe, ..] if whole => return Some(Head::Text(Encoding::utf16(false))),
        [] | [_] | [_, _] | [_, _, _] if !whole => return None,
        _ => {}
    }
    // Zeros before the first record are what a full disk or a power cut leaves.
    let zeros = head.iter().take_while(|byte| **byte == 0).count();
    let text = head[zeros..].strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head[zeros..]);
    let first = text.trim_ascii_start().first();
    if matches!(first, Some(b'{' | b'[')) {
        return Some(Head::Text(Encoding::Utf8));
    }
    if !whole {
        return None;
    }
    if first.is_none() {
        return Some(Head::Text(Encoding::Utf8));
    }
    let format = format_of(head);
    // Its first line may be the rest of a record, with zeros where something is missing; the others are read.
    if !format.is_some_and(Format::is_certain) && holds_records(text) {
        return Some(Head::Text(Encoding::Utf8));
    }
    let line = &text[..text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len())];
    let binary = zeros > 0 || line.contains(&0) || (!is_utf8_so_far(line) && line.iter().copied().any(is_control));
    let name = format.map(|format| format.name);
    Some(if name.is_some() || binary { Head::Other(name) } else { Head::Text(Encoding::Utf8) })
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !byte.is_ascii_whitespace()
}

/// Whether a line after the first begins as a record does, or what is there is text with members of JSON, but for zeros.
fn holds_records(text: &[u8]) -> bool {
    let begins = |line: &[u8]| {
        let line = line.trim_ascii_start();
        let inner = |first| line.strip_prefix(first).map(<[u8]>::trim_ascii_start);
        inner(b"{").is_some_and(|rest| rest.starts_with(b"\""))
            || inner(b"[").is_some_and(|rest| rest.starts_with(b"{"))
    };
    let is_text = || {
        let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
        memmem::find(&text, b"\":").is_some() && is_utf8_so_far(&text) && !text.iter().copied().any(is_control)
    };
    text.split(|byte| *byte == b'\n').skip(1).any(begins) || is_text()
}

/// Whether a file that begins so is UTF-16, or has a format with a name.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    format_of(bytes).is_some() || matches!(detect(bytes, true), Some(Head::Text(Encoding::Utf16 { .. })))
}

/// Whether `text` is UTF-8, but for a character that may be cut off at its end.
fn is_utf8_so_far(text: &[u8]) -> bool {
    match std::str::from_utf8(text) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// A format of files that are no text.
#[derive(Clone, Copy)]
struct Format {
    /// What it begins with.
    magic: &'static [u8],
    /// Its name, with what to do.
    name: &'static str,
}

impl Format {
    /// Whether no text begins so.
    fn is_certain(self) -> bool {
        !self.magic.iter().all(|byte| matches!(byte, b' '..=b'~'))
    }
}

/// The format that begins so.
fn format_of(bytes: &[u8]) -> Option<Format> {
    const FORMATS: [(&[u8], &str); 18] = [
        (b"PK\x03\x04", "a ZIP archive: unpack it with 'unzip' first"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x28\xb5\x2f\xfd", "Zstandard: unpack it with 'zstd -d' first"),
        (b"\xfd7zXZ\0", "xz: unpack it with 'xz -d' first"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it with '7z x' first"),
        (b"Rar!\x1a\x07", "a RAR archive: unpack it with 'unrar x' first"),
        (b"\x04\x22\x4d\x18", "LZ4: unpack it with 'lz4 -d' first"),
        (b"\xff\x06\0\0sNaPpY", "Snappy: unpack it first"),
        (b"BZh", "bzip2: unpack it with 'bzip2 -d' first"),
        (b"PAR1", "Parquet"),
        (b"Obj\x01", "Avro"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x1f\x8b", "gzip once more: unpack it once"),
        (b"\x1f\x9d", "compress: unpack it with 'uncompress' first"),
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
    ];
    // A tar archive names itself in its first header, after the first file's name and numbers.
    let tar = bytes.get(257..262) == Some(b"ustar");
    let format = FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic));
    let tar = tar.then_some((&b"\0"[..], "a tar archive: unpack it with 'tar -xf' first"));
    format.copied().or(tar).map(|(magic, name)| Format { magic, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_whatever_pieces_they_come_in() {
        let utf8 = Head::Text(Encoding::Utf8);
        let utf16 = |big_endian| Head::Text(Encoding::utf16(big_endian));
        let other = |name| Head::Other(Some(name));
        let long = |bytes: &[u8]| [bytes, &[b'x'; MOST]].concat();
        let mut tar = vec![0; MOST];
        tar[..5].copy_from_slice(b"x.log");
        tar[257..262].copy_from_slice(b"ustar");
        for (bytes, expected) in [
            (b"{\"a\":1}".to_vec(), utf8),
            (b"".to_vec(), utf8),
            (b"{".to_vec(), utf8),
            (b"\xef\xbb\xbf\r\n [".to_vec(), utf8),
            (b"no JSON at all".to_vec(), utf8),
            (long(b"caf\xe9 "), utf8),
            (vec![0; 600], utf8),
            ([&[0; 64][..], b"\n{\"a\":1}\n"].concat(), utf8),
            (b"{\0\"\0".to_vec(), utf16(false)),
            (b"\0{\0\"\0".to_vec(), utf16(true)),
            (b"\xff\xfe{\0".to_vec(), utf16(false)),
            (b"\xff\xfe".to_vec(), utf16(false)),
            (b"\xfe\xff\0{".to_vec(), utf16(true)),
            (b"\xff\xfe\0\0{\0\0\0".to_vec(), other("UTF-32 text: save it as UTF-8")),
            (long(b"\x89PNG\r\n\x1a\n"), other("a PNG picture")),
            (long(b"PK\x03\x04"), other("a ZIP archive: unpack it with 'unzip' first")),
            (tar, other("a tar archive: unpack it with 'tar -xf' first")),
            // The rest of a record before the others, with zeros in it or before it.
            (b"odel\":\"x\"}\0\0\0\n{\"a\":1}\n".to_vec(), utf8),
            ([&[0; 10][..], b"odel\":\"x\"}\n{\"a\":1}\n"].concat(), utf8),
            (long(b"\0\0odel\":\"x\""), utf8),
            (b"\x01\x02\xff\n [ {\"a\":1}]".to_vec(), utf8),
            (b"PAR1 is what is missing\n{\"a\":1}\n".to_vec(), utf8),
            (
                [b"PK\x03\x04stored.log", &b"\n{\"a\":1}\n{\"a\":2}\n"[..]].concat(),
                other("a ZIP archive: unpack it with 'unzip' first"),
            ),
            (long(b"\0\0\0\x20ftypmp42"), Head::Other(None)),
            (long(b"\x01\x02\xff\x03"), Head::Other(None)),
        ] {
            let mut found = (1..bytes.len()).find_map(|length| detect(&bytes[..length], false));
            found = found.or_else(|| detect(&bytes, true));
            assert_eq!(found, Some(expected), "{bytes:x?}");
            assert_eq!(detect(&bytes, true), Some(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn foreign_formats_are_named_with_what_to_do() {
        for (begin, name) in [
            (&b"PK\x03\x04"[..], "a ZIP archive: unpack it with 'unzip' first"),
            (b"PK\x05\x06", "an empty ZIP archive"),
            (b"\x28\xb5\x2f\xfd", "Zstandard: unpack it with 'zstd -d' first"),
            (b"\xfd7zXZ\0", "xz: unpack it with 'xz -d' first"),
            (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it with '7z x' first"),
            (b"Rar!\x1a\x07\x01\0", "a RAR archive: unpack it with 'unrar x' first"),
            (b"\x04\x22\x4d\x18", "LZ4: unpack it with 'lz4 -d' first"),
            (b"\xff\x06\0\0sNaPpY", "Snappy: unpack it first"),
            (b"BZh9", "bzip2: unpack it with 'bzip2 -d' first"),
            (b"PAR1", "Parquet"),
            (b"Obj\x01", "Avro"),
            (b"SQLite format 3\0", "an SQLite database"),
            (b"\x1f\x8b\x08", "gzip once more: unpack it once"),
            (b"\x1f\x9d\x90", "compress: unpack it with 'uncompress' first"),
            (b"%PDF-1.7", "a PDF document"),
            (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
            (b"\xff\xd8\xff\xe0", "a JPEG picture"),
            (b"GIF89a", "a GIF picture"),
        ] {
            let file = [begin, &[0xff; MOST]].concat();
            assert_eq!(detect(&file, false), Some(Head::Other(Some(name))), "{begin:x?}");
            assert!(is_known(&file), "{begin:x?}");
            // With its first byte changed it is nothing that is known.
            let other = [b"~", &file[1..]].concat();
            assert!(!is_known(&other), "{begin:x?}");
        }
    }
}
