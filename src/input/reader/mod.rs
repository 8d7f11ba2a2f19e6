//! From the bytes of a file to its records, without I/O: bytes are pushed in, records, rejects and faults are taken
//! out.

mod checkpoints;
mod faults;
mod gzip;
mod plain;

use std::collections::VecDeque;

use self::checkpoints::Begun;
use super::checkpoint::{Checkpoint, TextKind};
use super::framer::{Framer, Kind, Piece};
use super::gzip::{Detected, Gunzip, detect};
use super::head;
use super::line::{Input, Line, LinePart};
use super::text::{NoText, TextFeed};
use crate::fault::Fault;

/// Reads the records of one file, gzip or plain.
///
/// ```
/// use logpush_decrypt::{Input, LineReader};
///
/// let mut reader = LineReader::new(1 << 20);
/// reader.push(b"[{\"a\":1},\n {\"a\":2}]".to_vec());
/// reader.finish();
/// let mut records = Vec::new();
/// while let Some(input) = reader.next() {
///     if let Input::Line(line) = input {
///         records.push((line.number, String::from_utf8_lossy(line.text()).into_owned()));
///     }
/// }
/// assert_eq!(records, [(1, r#"{"a":1}"#.to_string()), (2, r#"{"a":2}"#.to_string())]);
/// ```
#[derive(Debug)]
pub struct LineReader {
    phase: Phase,
    /// Bytes of the file that were pushed; those from `consumed` are not used yet.
    input: Vec<u8>,
    consumed: usize,
    /// Bytes of the file used before `input`.
    before: u64,
    /// No more bytes will be pushed.
    finished: bool,
    gunzip: Option<Gunzip>,
    text: TextFeed,
    /// The first line of the gzip member being read.
    member_line: u64,
    /// The bytes read last belong to no member.
    in_junk: bool,
    /// What was read last waits until the text before it is emitted.
    waits: bool,
    /// The text so far ended here; more follows.
    broken: Option<Break>,
    /// So many bytes are needed to detect gzip.
    sniffed: usize,
    /// Bytes of text between two checkpoints.
    spacing: Option<u64>,
    /// Where in the text the last checkpoint was.
    checked: u64,
    /// A checkpoint whose first record was not found yet.
    begun: Option<Begun>,
    checkpoint: Option<Checkpoint>,
    /// The records and rejects that must be emitted, by their places in the text, in order; all if this is `None`.
    wanted: Option<VecDeque<u64>>,
    /// What begins here or later in the text is not emitted.
    end: Option<u64>,
}

/// Where the text ends that comes from one member, and another's begins.
#[derive(Debug)]
struct Break {
    /// What ended it, if it was a fault.
    fault: Option<Fault>,
}

#[derive(Debug)]
enum Phase {
    /// Too few bytes yet to detect gzip.
    Sniff,
    Text,
    /// The text is over; what is left of it comes, and then this fault.
    Ending(Option<Fault>),
    Over,
}

/// What comes next in a file.
enum Output {
    Piece(Piece),
    Fault(Fault),
}

impl LineReader {
    /// A reader at the beginning of a file, which takes records of up to `max_record_bytes` bytes; what is longer
    /// comes in parts.
    #[must_use]
    pub fn new(max_record_bytes: usize) -> Self {
        Self {
            phase: Phase::Sniff,
            input: Vec::new(),
            consumed: 0,
            before: 0,
            finished: false,
            gunzip: None,
            text: TextFeed::new(Framer::new(max_record_bytes)),
            member_line: 1,
            in_junk: false,
            waits: false,
            broken: None,
            sniffed: 0,
            spacing: None,
            checked: 0,
            begun: None,
            checkpoint: None,
            wanted: None,
            end: None,
        }
    }

    /// A reader that begins at a checkpoint. Push the bytes from its offset.
    #[must_use]
    pub fn resume(max_record_bytes: usize, checkpoint: &Checkpoint) -> Self {
        let framer = Framer::resume(max_record_bytes, checkpoint.position, &checkpoint.place);
        Self {
            phase: Phase::Text,
            before: checkpoint.point.offset,
            gunzip: (checkpoint.kind == TextKind::Gzip).then(|| Gunzip::resume(&checkpoint.point)),
            text: TextFeed::resume(framer, checkpoint.encoding),
            member_line: checkpoint.member_line,
            checked: checkpoint.position,
            ..Self::new(max_record_bytes)
        }
    }

    /// Has the reader note a checkpoint wherever there can be one, about `spacing` bytes of text apart: always
    /// at the same places, whatever pieces the file comes in. Take them with [`LineReader::checkpoint`].
    #[must_use]
    pub fn with_checkpoints(mut self, spacing: u64) -> Self {
        self.spacing = Some(spacing.max(1));
        self
    }

    /// Has the reader emit these records and rejects alone, named by their [places in the text](Line::begin) in
    /// ascending order, and skip the others.
    #[must_use]
    pub fn with_records(mut self, begins: impl IntoIterator<Item = u64>) -> Self {
        self.wanted = Some(begins.into_iter().collect());
        self
    }

    /// Has the reader stop before what begins at this place of the text.
    #[must_use]
    pub fn ending_before(mut self, begin: u64) -> Self {
        self.end = Some(begin);
        self
    }

    /// Has the checksums of a member verified that the reader begins within: it continues where another reader
    /// stopped.
    #[must_use]
    pub fn with_checksums(mut self) -> Self {
        if let Some(gunzip) = &mut self.gunzip {
            gunzip.verify();
        }
        self
    }

    /// Whether it has emitted all that it was asked for, so that it needs no more bytes.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let at_end = self.end.is_some_and(|end| self.text.framer.position() >= end);
        at_end || self.wanted.as_ref().is_some_and(VecDeque::is_empty)
    }

    /// Whether a piece must be emitted.
    fn wants(&mut self, piece: &Piece) -> bool {
        let Some(wanted) = &mut self.wanted else { return true };
        while wanted.front().is_some_and(|first| *first < piece.begin) {
            wanted.pop_front();
        }
        let is_next = wanted.front() == Some(&piece.begin);
        if is_next && !matches!(piece.kind, Kind::Part { last: false, .. }) {
            wanted.pop_front();
        }
        is_next
    }

    /// The checkpoint that was noted since the last call.
    pub fn checkpoint(&mut self) -> Option<Checkpoint> {
        self.checkpoint.take()
    }

    /// Adds the file's next bytes. They are kept until [`LineReader::next`] has used them, so call
    /// that until it returns `None` before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        if self.consumed == self.input.len() {
            self.before += self.consumed as u64;
            self.consumed = 0;
            self.input = bytes;
        } else {
            self.input.extend_from_slice(&bytes);
        }
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.before + self.consumed as u64
    }

    /// Bytes pushed and not used yet.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.input.len() - self.consumed
    }

    /// How the text is stored; `None` while that is not known yet.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        match (&self.phase, &self.gunzip) {
            (_, Some(_)) => Some(TextKind::Gzip),
            (Phase::Sniff, None) => None,
            (_, None) => (self.offset() > 0 || self.buffered() > 0).then_some(TextKind::Plain),
        }
    }

    /// Whole gzip members read so far; 0 for plain text.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.gunzip.as_ref().map_or(0, Gunzip::members)
    }

    /// What comes next in the file; `None` when more bytes are needed, or after
    /// [`LineReader::finish`] when there is nothing more.
    // It lends out its buffer, which `Iterator` cannot.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Input<'_>> {
        let piece = loop {
            if self.is_done() {
                return None;
            }
            match self.advance()? {
                Output::Fault(fault) => return Some(Input::Fault(fault)),
                Output::Piece(piece) => {
                    self.complete_checkpoint();
                    if self.end.is_some_and(|end| piece.begin >= end) {
                        return None;
                    }
                    if self.wants(&piece) {
                        break piece;
                    }
                }
            }
        };
        let bytes = self.text.framer.bytes(&piece);
        let Piece { begin, number, cut_off, .. } = piece;
        Some(match piece.kind {
            Kind::Whole => Input::Line(Line { number, begin, bytes, cut_off }),
            Kind::Part { first, last } => Input::Part(LinePart { number, begin, bytes, first, last }),
        })
    }

    fn advance(&mut self) -> Option<Output> {
        loop {
            if let Some(piece) = self.text.framer.next() {
                return Some(Output::Piece(piece));
            }
            // All text that was fed is used up.
            match &mut self.phase {
                Phase::Sniff => self.sniff()?,
                Phase::Text => {
                    let more = if self.gunzip.is_some() { self.advance_gzip() } else { self.advance_plain() };
                    match more {
                        Ok(More::Text) => {}
                        Ok(More::Output(found)) => return Some(found),
                        Ok(More::Nothing) => return None,
                        Err(NoText(name)) => return Some(Output::Fault(self.no_text(name))),
                    }
                }
                Phase::Ending(fault) => {
                    let fault =
                        fault.take().or_else(|| self.text.framer.is_open().then(|| faults::unclosed(self.offset())));
                    self.phase = Phase::Over;
                    return fault.map(Output::Fault);
                }
                Phase::Over => {
                    self.consumed = self.input.len();
                    return None;
                }
            }
        }
    }

    /// Detects gzip by the first bytes.
    fn sniff(&mut self) -> Option<()> {
        if self.input.len() < self.sniffed.max(1) && !self.finished {
            return None;
        }
        let gzip = match detect(&self.input, self.finished) {
            Detected::Undecided(length) => {
                self.sniffed = length;
                return None;
            }
            // What looks like gzip with a damaged header may be another known format.
            Detected::Gzip => self.input.starts_with(b"\x1f\x8b") || !head::is_known(&self.input),
            Detected::Other => false,
        };
        self.phase = match *self.input {
            _ if gzip => {
                self.gunzip = Some(Gunzip::new());
                Phase::Text
            }
            [] => Phase::Ending(Some(faults::empty())),
            _ => Phase::Text,
        };
        Some(())
    }

    /// The text is over.
    fn end(&mut self, fault: Option<Fault>) -> Result<More, NoText> {
        self.text.end(fault.as_ref().map(|fault| fault.code))?;
        self.phase = Phase::Ending(fault);
        Ok(More::Text)
    }

    /// The file holds no text at all.
    fn no_text(&mut self, name: Option<&'static str>) -> Fault {
        self.phase = Phase::Over;
        faults::no_text(name, self.gunzip.is_some())
    }
}

/// What came of reading further.
enum More {
    /// Text may have been fed.
    Text,
    Output(Output),
    /// More bytes are needed.
    Nothing,
}
