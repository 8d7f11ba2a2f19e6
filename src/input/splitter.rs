//! Splits one file into segments that can be read apart from each other, on any number of machines.
//!
//! Inflating is a hundred times faster than opening, so one machine walks the file and finds the places from which
//! reading can resume, and others read from there. Each record belongs to the segment that it begins in.

use super::checkpoint::Checkpoint;
use super::line::{Input, Warning};
use super::reader::LineReader;
use crate::fault::Fault;

/// What [`Splitter::take`] returns.
#[derive(Debug, Default)]
pub struct Split {
    /// Where the segments begin, but for the one at the beginning of the file. A segment ends before the
    /// [first record](Checkpoint::begin) of the next.
    pub points: Vec<Checkpoint>,
    /// What is wrong with the file. A reader of a segment finds some of that again.
    pub faults: Vec<Fault>,
    /// Odd things that are not faults.
    pub warnings: Vec<Warning>,
}

/// Walks one file, gzip or plain, without looking into its records. See [`Checkpoint`] for an example.
#[derive(Debug)]
pub struct Splitter {
    reader: LineReader,
    split: Split,
}

impl Splitter {
    /// A splitter at the beginning of a file, which makes segments of about `spacing` bytes of text: more
    /// where gzip was written in larger blocks, or a record is longer.
    #[must_use]
    pub fn new(max_record_bytes: usize, spacing: u64) -> Self {
        let reader = LineReader::new(max_record_bytes).with_checkpoints(spacing);
        Self { reader, split: Split::default() }
    }

    /// A splitter that continues where another was: at a point that it found. Push the bytes from the point's
    /// offset.
    #[must_use]
    pub fn resume(max_record_bytes: usize, spacing: u64, point: &Checkpoint) -> Self {
        let reader = LineReader::resume(max_record_bytes, point).with_checkpoints(spacing).with_checksums();
        Self { reader, split: Split::default() }
    }

    /// Adds the file's next bytes and walks through them.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
        self.walk();
    }

    /// Says that the file is at its end, and walks through what is left.
    pub fn finish(&mut self) {
        self.reader.finish();
        self.walk();
    }

    /// What was found since the last call.
    pub fn take(&mut self) -> Split {
        std::mem::take(&mut self.split)
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.reader.offset()
    }

    fn walk(&mut self) {
        while let Some(input) = self.reader.next() {
            match input {
                // A checkpoint comes with the record that it is before: at the end of a file no segment begins.
                Input::Line(_) | Input::Part(_) => self.split.points.extend(self.reader.checkpoint()),
                Input::Fault(fault) => self.split.faults.push(fault),
                Input::Warning(warning) => self.split.warnings.push(warning),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::ErrorCode;

    const LIMIT: usize = 1 << 20;

    /// Lines of many lengths, some blank, of letters that hardly compress: deflate makes blocks that end within
    /// lines.
    fn text() -> Vec<u8> {
        let mut state = 1_u32;
        let mut random = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        let mut text = Vec::new();
        for _ in 0..4000 {
            let length = random(300);
            let letters = if length < 20 { 0 } else { length };
            text.extend((0..letters).map(|_| b"abcdefghijklmnopqrstuvwxyz"[random(26) as usize]));
            text.push(b'\n');
        }
        text
    }

    /// A gzip member.
    fn member(text: &[u8]) -> Vec<u8> {
        use miniz_oxide::deflate::core::{
            CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
        };
        let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(6, -15, 0));
        let pieces = text.chunks(10_000);
        let last = pieces.len() - 1;
        for (at, piece) in pieces.enumerate() {
            let flush = if at == last { TDEFLFlush::Finish } else { TDEFLFlush::None };
            let write = |bytes: &[u8]| {
                file.extend_from_slice(bytes);
                true
            };
            compress_to_output(&mut compressor, piece, flush, write);
        }
        file.extend(crc32fast::hash(text).to_le_bytes());
        file.extend(u32::try_from(text.len()).expect("a small text").to_le_bytes());
        file
    }

    fn lines(mut reader: LineReader, file: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let mut found = Vec::new();
        reader.push(file.to_vec());
        reader.finish();
        while let Some(input) = reader.next() {
            if let Input::Line(line) = input {
                found.push((line.begin, line.bytes.to_vec()));
            }
        }
        found
    }

    fn split(file: &[u8], chunk: usize, spacing: u64) -> Split {
        let mut splitter = Splitter::new(LIMIT, spacing);
        for bytes in file.chunks(chunk) {
            splitter.push(bytes.to_vec());
        }
        splitter.finish();
        assert_eq!(splitter.offset(), file.len() as u64);
        splitter.take()
    }

    fn at(point: &Checkpoint) -> usize {
        usize::try_from(point.point.offset).expect("a small file")
    }

    /// All lines, read by segments.
    fn by_segments(file: &[u8], points: &[Checkpoint]) -> Vec<(u64, Vec<u8>)> {
        let mut found = Vec::new();
        for number in 0..=points.len() {
            let begin = number.checked_sub(1).map(|before| &points[before]);
            let mut reader = begin.map_or_else(|| LineReader::new(LIMIT), |point| LineReader::resume(LIMIT, point));
            if let Some(next) = points.get(number) {
                reader = reader.ending_before(next.begin());
            }
            found.extend(lines(reader, &file[begin.map_or(0, at)..]));
        }
        found
    }

    #[test]
    fn each_line_is_in_one_segment() {
        let text = text();
        let two = [member(&text[..200_000]), member(&text[200_000..])].concat();
        for (file, name) in [(text.clone(), "plain"), (member(&text), "one member"), (two, "two members")] {
            let whole = lines(LineReader::new(LIMIT), &file);
            for (chunk, spacing) in [(1 << 20, 1), (1000, 1000), (777, 50_000), (1 << 20, 200_000), (100, 1 << 30)] {
                let found = split(&file, chunk, spacing);
                let split = split(&file, 1 << 20, spacing);
                // All that split the same file must find the same.
                assert!(found.points == split.points, "{name}: segments of {spacing} in pieces of {chunk}");
                assert_eq!(split.points.is_empty(), spacing == 1 << 30, "{name}: segments of {spacing}");
                assert!(split.faults.is_empty() && split.warnings.is_empty());
                let beyond = split.points.iter().find(|point| point.begin() > whole.last().expect("records").0);
                assert_eq!(beyond, None, "{name}: a segment without lines");
                assert!(by_segments(&file, &split.points) == whole, "{name}: segments of {spacing}");
            }
        }
    }

    #[test]
    fn continues_from_any_point_as_if_it_had_never_stopped() {
        let text = text();
        let mut file = [member(&text[..200_000]), member(&text[200_000..])].concat();
        // Both checksums are wrong: a splitter that continues within a member needs the CRC of its text so far.
        let first = member(&text[..200_000]).len();
        let last = file.len();
        file[first - 8] ^= 1;
        file[last - 8] ^= 1;
        let whole = split(&file, 1 << 20, 20_000);
        assert!(whole.faults.iter().all(|fault| fault.code == ErrorCode::Gzip) && whole.faults.len() == 2);
        assert!(whole.points.len() > 2);
        for (number, point) in whole.points.iter().enumerate() {
            let mut splitter = Splitter::resume(LIMIT, 20_000, point);
            splitter.push(file[at(point)..].to_vec());
            splitter.finish();
            let rest = splitter.take();
            assert!(rest.points == whole.points[number + 1..], "from point {number}");
            let faults = if at(point) < first { &whole.faults[..] } else { &whole.faults[1..] };
            assert_eq!(rest.faults, faults, "from point {number}");
        }
    }
}
