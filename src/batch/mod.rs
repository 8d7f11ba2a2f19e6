//! Batches: records of a file that are handed to another thread in one message, and what comes back of them.
//!
//! A [`BatchReader`] makes batches of a file, on the thread that reads it. [`RecordOpener::open_batch`] and
//! [`Searcher::search_batch`] take one on the thread that has the keys.
//!
//! [`RecordOpener::open_batch`]: crate::stream::RecordOpener::open_batch
//! [`Searcher::search_batch`]: crate::search::Searcher::search_batch

mod opened;
mod pause;
mod reader;
mod searched;

use crate::fault::ErrorCode;
use crate::input::Line;

pub use opened::{BatchFault, OpenedBatch};
pub use pause::{Pause, TURN_MILLISECONDS, Turn};
pub use reader::{BatchReader, ReadBatch};
pub use searched::SearchedBatch;

/// Records, and lines that are not records, on their way to the thread that opens them.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The records, one after the other.
    pub bytes: &'a [u8],
    /// Where each record ends in `bytes`, in ascending order.
    pub ends: &'a [u32],
    /// The line of the file that each begins in, counted from 1.
    pub numbers: &'a [f64],
    /// If the file breaks off within the last of them: which fault ended it.
    pub cut_off: Option<ErrorCode>,
}

impl<'a> Batch<'a> {
    /// The records. Where they lie in their text is not known here: all [begin](Line::begin) at 0.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let Self { bytes, ends, numbers, cut_off } = *self;
        let mut begin = 0;
        ends.iter().zip(numbers).enumerate().map(move |(at, (&end, &number))| {
            let end = (end as usize).clamp(begin, bytes.len());
            let line = &bytes[begin..end];
            begin = end;
            let cut_off = cut_off.filter(|_| at + 1 == ends.len());
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1")]
            let number = number as u64;
            Line { number, begin: 0, bytes: line, cut_off }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_lies_between_the_ends() {
        let batch = Batch {
            bytes: b"{}[]x",
            ends: &[2, 4, 5],
            numbers: &[1.0, 2.0, 9.0],
            cut_off: Some(ErrorCode::GzipTruncated),
        };
        let lines: Vec<_> = batch.lines().map(|line| (line.number, line.bytes, line.cut_off)).collect();
        let expected: [(u64, &[u8], Option<ErrorCode>); 3] =
            [(1, b"{}", None), (2, b"[]", None), (9, b"x", Some(ErrorCode::GzipTruncated))];
        assert_eq!(lines, expected);
    }

    #[test]
    fn ends_that_do_not_fit_the_bytes_give_shorter_lines_and_no_panic() {
        for ends in [[0, 0, 0], [9, 9, 9], [5, 1, 7], [u32::MAX, 0, 2]] {
            let batch = Batch { bytes: b"{}[]x", ends: &ends, numbers: &[1.0, -1.0, f64::NAN], cut_off: None };
            let bytes: usize = batch.lines().map(|line| line.bytes.len()).sum();
            assert!(bytes <= 5, "{ends:?}");
            assert_eq!(batch.lines().count(), 3, "{ends:?}");
        }
    }
}
