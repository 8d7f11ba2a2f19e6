//! Checkpoints of any file: what is read in segments is what is read at once. And checkpoints of any bytes, under a
//! checksum that fits: refused, or read from without a panic. The first two bytes of an input say which.

use std::sync::LazyLock;

use logpush_decrypt::{Checkpoint, Input, LineReader, Split, Splitter};

use super::Numbers;

const LIMIT: usize = 1 << 16;
/// What checkpoints begin with: five bytes before the fields.
static NAME: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let found = split("{}\n".repeat(50_000).as_bytes(), 1 << 20, 1);
    found.points.first().expect("a text of two steps has a checkpoint").to_bytes()[..5].to_vec()
});

pub fn run(input: &[u8]) {
    let mut numbers = Numbers(input);
    let (kind, number) = (numbers.byte(), numbers.byte());
    if kind % 2 == 0 {
        by_segments(numbers.0, u64::from(number) * 8);
    } else {
        of_any_bytes(numbers.0, usize::from(number));
    }
}

/// A record or a reject: its place, its line, its bytes.
type Piece = (u64, u64, Vec<u8>);

fn read(mut reader: LineReader, file: &[u8]) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    reader.push(file.to_vec());
    reader.finish();
    while let Some(input) = reader.next() {
        match input {
            Input::Line(line) => found.push((line.begin, line.number, line.bytes.to_vec())),
            Input::Part(part) if part.first => found.push((part.begin, part.number, part.bytes.to_vec())),
            Input::Part(part) => found.last_mut().expect("a first part").2.extend_from_slice(part.bytes),
            Input::Fault(_) | Input::Warning(_) => {}
        }
    }
    found
}

fn split(file: &[u8], chunk: usize, spacing: u64) -> Split {
    let mut splitter = Splitter::new(LIMIT, spacing);
    file.chunks(chunk).for_each(|bytes| splitter.push(bytes.to_vec()));
    splitter.finish();
    splitter.take()
}

fn rest<'a>(file: &'a [u8], point: &Checkpoint) -> &'a [u8] {
    &file[usize::try_from(point.offset()).expect("a small file")..]
}

fn by_segments(file: &[u8], spacing: u64) {
    let whole = read(LineReader::new(LIMIT), file);
    let found = split(file, file.len().max(1), spacing);
    let by_bytes = split(file, 1, spacing);
    assert_eq!(by_bytes.points, found.points);
    assert_eq!(by_bytes.faults, found.faults);
    let mut pieces = Vec::new();
    for at in 0..=found.points.len() {
        let (begin, next) = (at.checked_sub(1).map(|before| &found.points[before]), found.points.get(at));
        let mut reader = LineReader::new(LIMIT);
        if let Some(point) = begin {
            let stored = Checkpoint::from_bytes(&point.to_bytes());
            assert_eq!(stored.as_ref(), Ok(point), "it comes back");
            reader = LineReader::resume(LIMIT, point);
        }
        if let Some(next) = next {
            reader = reader.ending_before(next.begin());
        }
        pieces.extend(read(reader, begin.map_or(file, |point| rest(file, point))));
    }
    assert_eq!(pieces, whole);
}

/// `length` bytes as the fields of a checkpoint, and what follows as the file after it.
fn of_any_bytes(bytes: &[u8], length: usize) {
    let (fields, file) = bytes.split_at(length.min(bytes.len()));
    let name = &NAME[..];
    let mut stored = [name, fields].concat();
    stored.extend(crc32fast::hash(&stored).to_le_bytes());
    assert!(Checkpoint::from_bytes(bytes).is_err() || bytes.starts_with(name));
    let Ok(point) = Checkpoint::from_bytes(&stored) else { return };
    assert_eq!(point.to_bytes().len(), stored.len(), "one form for one checkpoint");
    read(LineReader::resume(LIMIT, &point), file);
    let mut splitter = Splitter::resume(LIMIT, 16, &point);
    splitter.push(file.to_vec());
    splitter.finish();
    for point in splitter.take().points {
        assert_eq!(Checkpoint::from_bytes(&point.to_bytes()), Ok(point));
    }
}
