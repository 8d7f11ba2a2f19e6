//! One file into batches.

use crate::fault::{ErrorCode, Fault};
use crate::input::{Checkpoint, Input, LineReader, TextKind, Warning};
use crate::reject::long_record;

/// The next records of a file, and what follows the last of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ReadBatch {
    /// The records, one after the other. They can have line breaks between their tokens.
    pub bytes: Vec<u8>,
    /// Where each record ends in `bytes`.
    pub ends: Vec<usize>,
    /// The line of the file that each begins in, counted from 1.
    pub numbers: Vec<u64>,
    /// If the file breaks off within the last of them: which fault ended it.
    pub cut_off: Option<ErrorCode>,
    /// A part of something longer than the limit, as it was; the last part ends with a line feed.
    pub rejects: Vec<u8>,
    /// Whether what is longer than the limit ends here.
    pub rejected: bool,
    /// One at most.
    pub fault: Option<Fault>,
    /// One at most.
    pub warning: Option<Warning>,
    /// All that was pushed is used up.
    pub drained: bool,
}

/// Reads the records of one file, gzip or plain, in batches. It knows no keys.
#[derive(Debug)]
pub struct BatchReader {
    reader: LineReader,
    max_record_bytes: usize,
}

impl BatchReader {
    /// A reader at the beginning of a file, or at a checkpoint. Records longer than `max_record_bytes` go to the
    /// rejects.
    #[must_use]
    pub fn new(max_record_bytes: usize, from: Option<&Checkpoint>) -> Self {
        let reader = match from {
            Some(checkpoint) => LineReader::resume(max_record_bytes, checkpoint),
            None => LineReader::new(max_record_bytes),
        };
        Self { reader, max_record_bytes }
    }

    /// Has the reader stop before what begins at this place of the text.
    #[must_use]
    pub fn ending_before(self, begin: u64) -> Self {
        Self { reader: self.reader.ending_before(begin), ..self }
    }

    /// Has the reader emit these records and rejects alone, named by their places in the text in ascending order.
    #[must_use]
    pub fn with_records(self, begins: impl IntoIterator<Item = u64>) -> Self {
        Self { reader: self.reader.with_records(begins), ..self }
    }

    /// Adds the file's next bytes. Read until a batch is drained before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.reader.finish();
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.reader.offset()
    }

    /// How the text is stored; `None` while that is not known.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        self.reader.kind()
    }

    /// Whether it has emitted all that it was asked for, so that it needs no more bytes.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.reader.is_done()
    }

    /// The next records, until they have `max_bytes` bytes or are `max_lines`, or as many as there are. A batch ends
    /// with a part of a record, a fault or a warning, so that everything keeps its order.
    pub fn read(&mut self, max_bytes: usize, max_lines: usize) -> ReadBatch {
        let mut batch = ReadBatch::default();
        while batch.bytes.len() < max_bytes && batch.ends.len() < max_lines {
            match self.reader.next() {
                Some(Input::Line(line)) => {
                    batch.bytes.extend_from_slice(line.bytes);
                    batch.ends.push(batch.bytes.len());
                    batch.numbers.push(line.number);
                    batch.cut_off = line.cut_off;
                    if batch.cut_off.is_none() {
                        continue;
                    }
                }
                Some(Input::Part(part)) => {
                    batch.fault = part.first.then(|| long_record(part.number, self.max_record_bytes));
                    batch.rejects.extend_from_slice(part.bytes);
                    batch.rejected = part.last;
                    if part.last {
                        batch.rejects.push(b'\n');
                    }
                }
                Some(Input::Fault(fault)) => batch.fault = Some(fault),
                Some(Input::Warning(warning)) => batch.warning = Some(warning),
                None => batch.drained = true,
            }
            break;
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All batches of a text, pushed at once.
    fn batches(text: &[u8], max_record: usize, max_bytes: usize, max_lines: usize) -> Vec<ReadBatch> {
        read_all(&mut BatchReader::new(max_record, None), text, max_bytes, max_lines)
    }

    fn read_all(reader: &mut BatchReader, text: &[u8], max_bytes: usize, max_lines: usize) -> Vec<ReadBatch> {
        reader.push(text.to_vec());
        reader.finish();
        let mut batches = Vec::new();
        loop {
            batches.push(reader.read(max_bytes, max_lines));
            if batches.last().is_some_and(|batch| batch.drained) {
                return batches;
            }
        }
    }

    #[test]
    fn a_batch_is_full_by_bytes_or_by_lines() {
        let text = b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n{\"a\":5}\n";
        // Each record has 7 bytes.
        for (max_bytes, max_lines, lines) in [
            (1, 9, &[1, 1, 1, 1, 1, 0][..]),
            (7, 9, &[1, 1, 1, 1, 1, 0]),
            (8, 9, &[2, 2, 1]),
            (14, 9, &[2, 2, 1]),
            (15, 9, &[3, 2]),
            (1000, 2, &[2, 2, 1]),
            (1000, 5, &[5, 0]),
            (1000, 6, &[5]),
        ] {
            let batches = batches(text, 100, max_bytes, max_lines);
            let counts: Vec<_> = batches.iter().map(|batch| batch.ends.len()).collect();
            assert_eq!(counts, lines, "{max_bytes} bytes, {max_lines} lines");
            let numbers: Vec<_> = batches.iter().flat_map(|batch| batch.numbers.clone()).collect();
            assert_eq!(numbers, [1, 2, 3, 4, 5]);
            assert_eq!(batches.iter().map(|batch| batch.bytes.len()).sum::<usize>(), 35);
        }
    }

    #[test]
    fn the_records_that_are_asked_for_are_read() {
        let text = b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n";
        let reader = || BatchReader::new(100, None);
        for (mut reader, is_done, numbers) in [
            (reader(), false, &[1, 2, 3, 4][..]),
            (reader().ending_before(16), true, &[1, 2]),
            (reader().with_records([8, 24]), true, &[2, 4]),
            (reader().with_records([8, 24]).ending_before(24), true, &[2]),
        ] {
            assert_eq!((reader.offset(), reader.kind(), reader.is_done()), (0, None, false), "{numbers:?}");
            let batches = read_all(&mut reader, text, 1000, 1000);
            assert_eq!(batches.iter().flat_map(|batch| batch.numbers.clone()).collect::<Vec<_>>(), numbers);
            assert_eq!((reader.kind(), reader.is_done()), (Some(TextKind::Plain), is_done), "{numbers:?}");
            assert_eq!(reader.offset(), text.len() as u64, "{numbers:?}");
        }
    }

    #[test]
    fn parts_of_a_long_record_are_batches_of_their_own_and_only_the_first_has_a_fault() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(300_000));
        let text = format!("{{}}\n{long}\n{{}}\n");
        let batches = batches(text.as_bytes(), 10, 1000, 1000);
        let parts: Vec<_> = batches.iter().filter(|batch| !batch.rejects.is_empty()).collect();
        assert!(parts.len() > 2, "{}", parts.len());
        let rejects: Vec<u8> = parts.iter().flat_map(|batch| batch.rejects.clone()).collect();
        assert_eq!(String::from_utf8(rejects).expect("text"), format!("{long}\n"));
        assert!(parts[1..].iter().all(|batch| batch.fault.is_none()));
        let fault = parts[0].fault.as_ref().expect("a fault");
        assert_eq!((fault.code, fault.line), (ErrorCode::Limit, Some(2)));
        let ends: Vec<_> = parts.iter().map(|batch| batch.rejected).collect();
        assert_eq!(ends.iter().position(|ends| *ends), Some(parts.len() - 1));
        // The record before ends the batch that its first part is in.
        assert_eq!((batches[0].numbers.as_slice(), batches[0].fault.is_some()), (&[1][..], true));
        assert_eq!(batches.last().map(|batch| batch.numbers.clone()), Some(vec![3]));
    }

    #[test]
    fn a_fault_ends_a_batch_and_names_the_record_that_was_cut_off() {
        let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        // A stored block of 10 bytes (RFC 1951 section 3.2.4), of which the file has 7.
        file.extend([1, 10, 0, 0xf5, 0xff]);
        file.extend(b"{}\n{\"a\"");
        let batches = batches(&file, 100, 1000, 1000);
        assert_eq!(batches[0].numbers, [1, 2]);
        assert_eq!(batches[0].cut_off, Some(ErrorCode::GzipTruncated));
        assert_eq!(batches[1].fault.as_ref().map(|fault| fault.code), Some(ErrorCode::GzipTruncated));
        assert!(batches[2].drained);
    }
}
