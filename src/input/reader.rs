//! One file as a machine without I/O: bytes are pushed in, records, rejects and faults are taken out.

use std::collections::VecDeque;
use std::ops::Range;

use super::checkpoint::{Checkpoint, TextKind};
use super::encoding::Encoding;
use super::framer::{FEED, Framer, Kind, Piece};
use super::gzip::{DeflatePoint, Detected, Gunzip, GzipFault, Step, detect};
use super::head;
use super::line::{Input, Line, LinePart};
use super::text::{NoText, TextFeed};
use crate::fault::{ErrorCode, Fault};

/// Plain text that is to have checkpoints has them at multiples of this many bytes.
const GRID: usize = 4096;

/// Reads the records of one file, gzip or plain.
#[derive(Debug)]
pub struct LineReader {
    phase: Phase,
    /// Bytes of the file that were pushed, from `consumed` on not yet used.
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
    /// The bytes read last are no member's.
    in_junk: bool,
    /// What was read last waits until the text before it is given out.
    waits: bool,
    /// The text so far ended here; more follows.
    broken: Option<Break>,
    /// So many bytes are needed to tell gzip from text.
    sniffed: usize,
    /// Bytes of text between two checkpoints.
    spacing: Option<u64>,
    /// Where in the text the last checkpoint was.
    checked: u64,
    /// A checkpoint whose first record was not found yet.
    begun: Option<Begun>,
    checkpoint: Option<Checkpoint>,
    /// The records and rejects that are to be given, by their places in the text, in order; all if this is `None`.
    wanted: Option<VecDeque<u64>>,
    /// What begins here or later in the text is not to be given.
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
    /// Too few bytes yet to tell gzip from text.
    Sniff,
    Text,
    /// The text is over; what is left of it comes, and then this fault.
    Ending(Option<Fault>),
    Over,
}

#[derive(Debug)]
struct Begun {
    kind: TextKind,
    point: DeflatePoint,
    position: u64,
    encoding: Encoding,
    member_line: u64,
}

enum Found {
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

    /// A reader that begins at a checkpoint: the bytes from its offset on are to be pushed.
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

    /// Has the reader note a checkpoint wherever there can be one, some `spacing` bytes of text apart: always
    /// at the same places, whatever pieces the file comes in. Take them with [`LineReader::checkpoint`].
    #[must_use]
    pub fn with_checkpoints(mut self, spacing: u64) -> Self {
        self.spacing = Some(spacing.max(1));
        self
    }

    /// Has the reader give these records and rejects alone, told by their [places in the text](Line::begin) in
    /// ascending order, and pass over the others.
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

    /// Has the checksums of a member verified that the reader begins within: it goes on where another left
    /// reading.
    #[must_use]
    pub fn with_checksums(mut self) -> Self {
        if let Some(gunzip) = &mut self.gunzip {
            gunzip.verify();
        }
        self
    }

    /// Whether it has given all that it was told to give, so that it needs no more bytes.
    #[must_use]
    pub fn has_given_all(&self) -> bool {
        let at_end = self.end.is_some_and(|end| self.text.framer.position() >= end);
        at_end || self.wanted.as_ref().is_some_and(VecDeque::is_empty)
    }

    /// Whether a piece is to be given.
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

    /// Begins a checkpoint, if one is due: it is whole once a record is found behind it.
    fn begin_checkpoint(&mut self, kind: TextKind, point: impl FnOnce(&Self) -> Option<DeflatePoint>) {
        let position = self.text.framer.fed();
        let due = self.spacing.is_some_and(|spacing| position >= self.checked.saturating_add(spacing));
        if !due || self.begun.is_some() || self.text.framer.is_marked() || !self.text.is_known() {
            return;
        }
        if let Some(point) = point(self) {
            let (encoding, member_line) = (self.text.encoding, self.member_line);
            self.begun = Some(Begun { kind, point, position, encoding, member_line });
            self.checked = position;
            self.text.framer.set_mark(position);
        }
    }

    fn complete_checkpoint(&mut self) {
        if let Some(place) = self.text.framer.take_marked()
            && let Some(Begun { kind, point, position, encoding, member_line }) = self.begun.take()
        {
            self.checkpoint = Some(Checkpoint { kind, point, position, encoding, place, member_line });
        }
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

    /// How the text is stored; `None` while that cannot be told yet.
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
            if self.has_given_all() {
                return None;
            }
            match self.advance()? {
                Found::Fault(fault) => return Some(Input::Fault(fault)),
                Found::Piece(piece) => {
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

    fn advance(&mut self) -> Option<Found> {
        loop {
            if let Some(piece) = self.text.framer.next() {
                return Some(Found::Piece(piece));
            }
            // All text that was fed is used up.
            match &mut self.phase {
                Phase::Sniff => self.sniff()?,
                Phase::Text => {
                    let more = if self.gunzip.is_some() { self.advance_gzip() } else { self.advance_plain() };
                    match more {
                        Ok(More::Text) => {}
                        Ok(More::Found(found)) => return Some(found),
                        Ok(More::Nothing) => return None,
                        Err(NoText(name)) => return Some(Found::Fault(self.no_text(name))),
                    }
                }
                Phase::Ending(fault) => {
                    let fault = fault.take().or_else(|| self.text.framer.is_open().then(|| unclosed(self.offset())));
                    self.phase = Phase::Over;
                    return fault.map(Found::Fault);
                }
                Phase::Over => {
                    self.consumed = self.input.len();
                    return None;
                }
            }
        }
    }

    /// Tells gzip from text by the first bytes.
    fn sniff(&mut self) -> Option<()> {
        if self.input.len() < self.sniffed.max(1) && !self.finished {
            return None;
        }
        let gzip = match detect(&self.input, self.finished) {
            Detected::Undecided(length) => {
                self.sniffed = length;
                return None;
            }
            // What looks like gzip with a damaged header may be known as something else.
            Detected::Gzip => self.input.starts_with(b"\x1f\x8b") || !head::is_known(&self.input),
            Detected::Other => false,
        };
        self.phase = match *self.input {
            _ if gzip => {
                self.gunzip = Some(Gunzip::new());
                Phase::Text
            }
            [] => Phase::Ending(Some(Fault {
                code: ErrorCode::GzipTruncated,
                line: None,
                field: None,
                offset: Some(0),
                message: "The file is empty: its upload or download stopped before the first byte. Fetch it again."
                    .into(),
            })),
            _ => Phase::Text,
        };
        Some(())
    }

    fn advance_plain(&mut self) -> Result<More, NoText> {
        let most = if self.spacing.is_some() {
            let offset = self.offset();
            let beyond = usize::try_from(offset % GRID as u64).unwrap_or_default();
            if beyond == 0 {
                self.begin_checkpoint(TextKind::Plain, |_| Some(DeflatePoint { offset, block: None }));
            }
            GRID - beyond
        } else {
            FEED
        };
        let rest = &self.input[self.consumed..];
        if rest.is_empty() {
            return if self.finished { self.end(None) } else { Ok(More::Nothing) };
        }
        let text = &rest[..rest.len().min(most)];
        self.consumed += text.len();
        self.text.feed(text)?;
        Ok(More::Text)
    }

    fn advance_gzip(&mut self) -> Result<More, NoText> {
        if let Some(Break { fault }) = self.broken.take() {
            self.text.framer.begin_again();
            self.member_line = self.text.framer.next_number();
            if let Some(fault) = fault {
                return Ok(More::Found(Found::Fault(fault)));
            }
        }
        // At the first block that begins far enough on, and not wherever the bytes that were pushed end.
        if !self.waits {
            self.begin_checkpoint(TextKind::Gzip, |reader| reader.gunzip.as_ref().and_then(Gunzip::deflate_point));
        }
        let Some(gunzip) = &mut self.gunzip else { return Ok(More::Nothing) };
        if std::mem::take(&mut self.waits) {
            self.text.feed(if self.in_junk { gunzip.junk() } else { gunzip.text() })?;
            return Ok(More::Text);
        }
        gunzip.stop_at_block(self.spacing.is_some());
        if self.finished {
            gunzip.end_input();
        }
        let (used, step) = gunzip.step(&self.input[self.consumed..]);
        self.consumed += used;
        let was_junk = self.in_junk;
        if step != Step::NeedInput {
            self.in_junk = matches!(step, Step::Junk(_));
        }
        match step {
            Step::NeedInput if self.finished => {
                let whole = gunzip.finish();
                let fault = (!whole).then(|| truncated(self.offset()));
                self.end(fault)
            }
            Step::NeedInput => Ok(More::Nothing),
            Step::Text if was_junk => {
                self.waits = true;
                self.break_off(None)
            }
            Step::Text => {
                self.text.feed(gunzip.text())?;
                Ok(More::Text)
            }
            Step::Junk(_) if was_junk => {
                self.text.feed(gunzip.junk())?;
                Ok(More::Text)
            }
            Step::Junk(offset) => {
                self.waits = true;
                self.break_off(Some(between_members(offset)))
            }
            Step::MemberEnd => {
                self.member_line = self.text.framer.next_number();
                Ok(More::Text)
            }
            Step::Fault(GzipFault::Checksum, offset) => {
                let next = self.text.framer.next_number();
                let lines = std::mem::replace(&mut self.member_line, next)..next;
                Ok(More::Found(Found::Fault(gzip_fault(GzipFault::Checksum, offset, Some(lines)))))
            }
            Step::Fault(fault, offset) if fault.breaks_text() || was_junk => {
                self.break_off(Some(gzip_fault(fault, offset, None)))
            }
            Step::Fault(fault, offset) => Ok(More::Found(Found::Fault(gzip_fault(fault, offset, None)))),
        }
    }

    /// The text so far ends here; what comes next has nothing to do with it.
    fn break_off(&mut self, fault: Option<Fault>) -> Result<More, NoText> {
        if self.text.is_begun() {
            self.text.end(fault.as_ref().map(|fault| fault.code))?;
        }
        self.broken = Some(Break { fault });
        Ok(More::Text)
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
        let looks = name.map(|name| format!(" (it looks like {name})")).unwrap_or_default();
        let (code, message) = if self.gunzip.is_some() {
            (
                ErrorCode::Json,
                format!("The file is gzip, but what it unpacks to is no text{looks}. Logpush writes lines of JSON."),
            )
        } else {
            (ErrorCode::Gzip, format!("The file is neither gzip nor text{looks}. Give the file as Logpush wrote it."))
        };
        Fault { code, line: None, field: None, offset: Some(0), message }
    }
}

/// What reading on came to.
enum More {
    /// Text may have been fed.
    Text,
    Found(Found),
    /// More bytes are needed.
    Nothing,
}

fn truncated(offset: u64) -> Fault {
    Fault {
        code: ErrorCode::GzipTruncated,
        line: None,
        field: None,
        offset: Some(offset),
        message: format!(
            "The file ends at offset {offset}, in the middle of a gzip member: its upload or download was cut off. \
             Every whole record before the cut was read; fetch the file again for the rest."
        ),
    }
}

fn unclosed(offset: u64) -> Fault {
    Fault {
        code: ErrorCode::Json,
        line: None,
        field: None,
        offset: Some(offset),
        message: "The file ends before the array that its records are in does: it was cut off. Every whole record \
                  before the cut was read; fetch the file again for the rest."
            .into(),
    }
}

fn between_members(offset: u64) -> Fault {
    Fault {
        code: ErrorCode::Gzip,
        line: None,
        field: None,
        offset: Some(offset),
        message: format!(
            "The bytes from offset {offset} on are no gzip, though gzip stands before them. They were read as text: \
             records in them come out, everything else is kept with the rejected lines."
        ),
    }
}

/// `lines` are those that the member gave whole, if its checksums do not fit.
fn gzip_fault(fault: GzipFault, offset: u64, lines: Option<Range<u64>>) -> Fault {
    let next = match lines {
        Some(lines) if lines.is_empty() => "No whole line comes from it.".into(),
        Some(lines) => format!(
            "Lines {} to {} come from this member: what is not sealed in them may be damaged.",
            lines.start,
            lines.end - 1
        ),
        None if fault == GzipFault::NotGzip => {
            "It is no text either, and no gzip member was found in it. Give the file as Logpush wrote it.".into()
        }
        None if !fault.breaks_text() => "Its records were read all the same.".into(),
        None => "Every whole record before it was read, and reading went on at the next gzip member that could be \
                 found; fetch the file again for the rest."
            .into(),
    };
    let code = if fault == GzipFault::CutOff { ErrorCode::GzipTruncated } else { ErrorCode::Gzip };
    let message = format!("At offset {offset}, {fault}. {next}");
    Fault { code, line: None, field: None, offset: Some(offset), message }
}
