//! The text of a gzip file as bytes, for files that hold other files: a tar archive in gzip, or gzip within a ZIP
//! archive. Lines are [`LineReader`](super::LineReader)'s.

use super::gzip::{Gunzip, Step};
use crate::fault::{ErrorCode, Fault};

/// Inflates the members of one gzip file as a machine without I/O. Its memory is that of [`Gunzip`] and what was pushed.
#[derive(Debug)]
pub struct Inflate {
    gunzip: Gunzip,
    input: Vec<u8>,
    used: usize,
    fault: Option<Fault>,
    /// No more bytes come.
    finished: bool,
    over: bool,
}

impl Default for Inflate {
    fn default() -> Self {
        Self::new()
    }
}

impl Inflate {
    /// An inflater at the beginning of a file.
    #[must_use]
    pub fn new() -> Self {
        let gunzip = Gunzip::of_bytes();
        Self { gunzip, input: Vec::new(), used: 0, fault: None, finished: false, over: false }
    }

    /// Gives the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.input.drain(..self.used);
        self.used = 0;
        self.input.extend_from_slice(bytes);
    }

    /// Says that no more bytes come. What is left is read then, and a file that is cut off has a fault after that.
    pub fn finish(&mut self) {
        self.finished = true;
        self.gunzip.end_input();
    }

    /// The next text: at least `most` bytes and at most 64 KiB more, while there is that much. With less, everything
    /// that was pushed is used up, or there is a [`fault`](Self::fault).
    pub fn read(&mut self, most: usize) -> Vec<u8> {
        let mut text = Vec::new();
        while !self.over && text.len() < most {
            let (used, step) = self.gunzip.step(&self.input[self.used..]);
            self.used += used;
            match step {
                Step::Text => text.extend_from_slice(self.gunzip.text()),
                Step::MemberEnd => {}
                Step::NeedInput if self.finished && !self.gunzip.finish() => {
                    let offset = self.gunzip.offset();
                    let message = format!(
                        "The file ends at offset {offset}, within its gzip data: its upload or download was cut off. \
                         What comes before was read; download the file again for the rest."
                    );
                    self.end(ErrorCode::GzipTruncated, offset, message);
                }
                Step::NeedInput => break,
                Step::Junk(offset) => {
                    let message = format!("The bytes from offset {offset} are not gzip; they were not read.");
                    self.end(ErrorCode::Gzip, offset, message);
                }
                Step::Fault(fault, offset) => {
                    let message = format!(
                        "At offset {offset}, {fault}. What comes before was read, nothing after it can be; download \
                         the file again."
                    );
                    self.end(ErrorCode::Gzip, offset, message);
                }
            }
        }
        text
    }

    /// What is wrong with the file. Nothing after it is read: the files in an archive lie where those before end.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    fn end(&mut self, code: ErrorCode, offset: u64, message: String) {
        self.over = true;
        self.fault = Some(Fault { code, line: None, field: None, offset: Some(offset), message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member with this text.
    fn member(text: &[u8]) -> Vec<u8> {
        let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
        member.extend(miniz_oxide::deflate::compress_to_vec(text, 6));
        member.extend(crc32fast::hash(text).to_le_bytes());
        member.extend(u32::try_from(text.len()).expect("a short text").to_le_bytes());
        member
    }

    fn inflated(file: &[u8], chunk: usize, most: usize) -> (Vec<u8>, Option<ErrorCode>) {
        let mut inflate = Inflate::new();
        let mut text = Vec::new();
        for bytes in file.chunks(chunk) {
            inflate.push(bytes);
            loop {
                let read = inflate.read(most);
                text.extend_from_slice(&read);
                if read.len() < most {
                    break;
                }
            }
        }
        inflate.finish();
        loop {
            let read = inflate.read(most);
            text.extend_from_slice(&read);
            if read.len() < most {
                break;
            }
        }
        (text, inflate.fault().map(|fault| fault.code))
    }

    #[test]
    fn members_are_inflated_at_every_chunk_size() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(|i| format!("{i};").into_bytes()).collect();
        let (first, second) = text.split_at(100_000);
        let file = [member(first), member(second)].concat();
        for chunk in [1, 2, 3, 7, 64, 4096, 65_536, file.len()] {
            for most in [1, 512, 1 << 20] {
                assert_eq!(inflated(&file, chunk, most), (text.clone(), None), "chunks of {chunk}, {most} at once");
            }
        }
    }

    #[test]
    fn gzip_within_what_is_inflated_stays_as_it_is() {
        // As in a tar archive of logs: what does not compress is stored, and looks like members.
        let log = member(b"{\"a\":\"record of a log\"}\n{\"a\":\"another record of it\"}\n");
        let archive = [&[0; 512][..], &log, &[0; 100], &log, &log].concat();
        for level in [0, 6] {
            let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
            file.extend(miniz_oxide::deflate::compress_to_vec(&archive, level));
            file.extend(crc32fast::hash(&archive).to_le_bytes());
            file.extend(u32::try_from(archive.len()).expect("short").to_le_bytes());
            for chunk in [1, 100, file.len()] {
                assert_eq!(inflated(&file, chunk, 512), (archive.clone(), None), "level {level}, chunks of {chunk}");
            }
        }
    }

    #[test]
    fn every_cut_gives_the_text_before_it_and_a_fault() {
        let text = b"what is in the archive, what is in the archive";
        let file = member(text);
        for cut in 1..file.len() {
            let (before, code) = inflated(&file[..cut], 5, 8);
            assert!(text.starts_with(&before), "cut at {cut}");
            assert_eq!(code, Some(ErrorCode::GzipTruncated), "cut at {cut}");
        }
    }

    #[test]
    fn damage_is_a_fault_behind_the_text_before_it() {
        let text = b"what is in the archive";
        let mut file = member(text);
        let crc = file.len() - 8;
        file[crc] ^= 1;
        assert_eq!(inflated(&file, 4, 8), (text.to_vec(), Some(ErrorCode::Gzip)));
        let followed = [member(text), b"no member".to_vec()].concat();
        assert_eq!(inflated(&followed, 4, 8), (text.to_vec(), Some(ErrorCode::Gzip)));
    }
}
