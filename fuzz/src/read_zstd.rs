//! Whatever is given as Zstandard: the same text and the same fault in pieces of every size, never a panic.

use logpush_decrypt::testing::input::ZstdDecoder;

/// More text than this is of no interest: a frame of a few bytes can say that one byte comes 128 MB long.
const MOST_TEXT: usize = 1 << 20;

pub fn run(file: &[u8]) {
    let Some(whole) = decoded(file, file.len().max(1)) else { return };
    for chunk in [1, 7] {
        assert_eq!(decoded(file, chunk).as_ref(), Some(&whole), "in pieces of {chunk} bytes");
    }
}

/// The text and the fault, unless there is very much text.
fn decoded(file: &[u8], chunk: usize) -> Option<(Vec<u8>, Option<String>)> {
    let mut decoder = ZstdDecoder::new();
    let mut text = Vec::new();
    let mut take = |decoder: &mut ZstdDecoder| {
        loop {
            let read = decoder.read(1 << 16);
            text.extend_from_slice(&read);
            if read.len() < 1 << 16 || text.len() > MOST_TEXT {
                return text.len() <= MOST_TEXT;
            }
        }
    };
    for bytes in file.chunks(chunk) {
        decoder.push(bytes);
        if !take(&mut decoder) {
            return None;
        }
    }
    decoder.finish();
    let is_small = take(&mut decoder);
    is_small.then(|| (text, decoder.fault().map(ToString::to_string)))
}
