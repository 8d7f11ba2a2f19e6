//! One file as a machine without I/O: bytes are pushed in, lines and faults are taken out.

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::gzip::{Detected, Gunzip, GzipFault, ResumePoint, Step, detect};
use super::lines::{LinePlace, LineSplitter, Piece};
use crate::fault::{ErrorCode, Fault};

/// The UTF-8 byte-order mark. Concatenated files may bring one at the beginning of any line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How the text of a file is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextKind {
    /// Gzip, told by its first two bytes.
    Gzip,
    /// The text as it is.
    Plain,
}

/// What [`LineReader::next`] found.
#[derive(Debug)]
pub enum Input<'a> {
    /// A line that is not blank.
    Line(Line<'a>),
    /// A part of a line longer than the limit. The parts of one line follow each other.
    Part(LinePart<'a>),
    /// The file could not be read here. More may follow.
    Fault(Fault),
    /// Something odd that is no fault.
    Warning(Warning),
}

/// One line of the text.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Counted from 1, blank lines included.
    pub number: u64,
    /// Everything before the line feed; a carriage return is still there.
    pub bytes: &'a [u8],
    /// If the file was cut off or is damaged within this line, or right behind it: which of the two.
    pub cut_off: Option<ErrorCode>,
}

impl<'a> Line<'a> {
    /// The line without its line end and without a byte-order mark.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        let text = &self.bytes[self.text_begin()..];
        text.strip_suffix(b"\r").unwrap_or(text)
    }

    /// Where in the line's bytes its text begins: behind a byte-order mark.
    #[must_use]
    pub fn text_begin(&self) -> usize {
        if self.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
    }
}

/// A part of an overlong line.
#[derive(Clone, Copy, Debug)]
pub struct LinePart<'a> {
    /// The line's number, counted from 1.
    pub number: u64,
    /// These bytes of it.
    pub bytes: &'a [u8],
    /// Whether this is its last part.
    pub last: bool,
}

/// Something odd about a file that is no fault, such as bytes behind its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the file, in bytes as stored.
    pub offset: u64,
    /// What it is, for people.
    pub message: String,
}

/// Where reading the lines of a file can begin without what lies before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// How the text is stored.
    pub kind: TextKind,
    /// Where in the file.
    pub point: ResumePoint,
    /// Where in its text.
    pub place: LinePlace,
    /// The first line of the gzip member that it is in, counted from 1.
    pub member_line: u64,
}

impl Checkpoint {
    /// The first line, counted from 1, that a reader which begins here can give.
    #[must_use]
    pub fn first_line(&self) -> u64 {
        self.place.number + u64::from(self.place.within)
    }
}

/// Reads the lines of one file, gzip or plain.
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
    /// How much of `gunzip.text()` went to `lines`.
    text_used: usize,
    lines: LineSplitter,
    /// The first line of the gzip member being read.
    member_line: u64,
    /// A line that is not blank was seen.
    seen_text: bool,
    /// The bytes read last are no member's.
    in_junk: bool,
    /// Before more is read: the line begun ends here, and then there is this fault.
    broken: Option<Option<Fault>>,
    /// So many bytes are needed to tell gzip from text.
    sniffed: usize,
    /// Bytes of text between two checkpoints.
    spacing: Option<u64>,
    /// Where in the text the last checkpoint was.
    checked: u64,
    checkpoint: Option<Checkpoint>,
    /// The lines that are to be given, in order; all if this is `None`.
    wanted: Option<VecDeque<u64>>,
    /// The first line that is not to be given, if it ends before the file does.
    end: Option<u64>,
}

#[derive(Debug)]
enum Phase {
    /// Too few bytes yet to tell gzip from text.
    Sniff,
    Text,
    /// The text is over; what is left is its last line, and then this fault.
    Ending(Option<Fault>),
    Over,
}

enum Found {
    Piece { piece: Piece, cut_off: Option<ErrorCode> },
    Fault(Fault),
}

impl LineReader {
    /// A reader at the beginning of a file, which takes lines of up to `max_line_bytes` bytes.
    #[must_use]
    pub fn new(max_line_bytes: usize) -> Self {
        Self {
            phase: Phase::Sniff,
            input: Vec::new(),
            consumed: 0,
            before: 0,
            finished: false,
            gunzip: None,
            text_used: 0,
            lines: LineSplitter::new(max_line_bytes),
            member_line: 1,
            seen_text: false,
            in_junk: false,
            broken: None,
            sniffed: 0,
            spacing: None,
            checked: 0,
            checkpoint: None,
            wanted: None,
            end: None,
        }
    }

    /// A reader that begins at a checkpoint: the bytes from its offset on are to be pushed.
    #[must_use]
    pub fn resume(max_line_bytes: usize, checkpoint: &Checkpoint) -> Self {
        Self {
            phase: Phase::Text,
            before: checkpoint.point.offset,
            gunzip: (checkpoint.kind == TextKind::Gzip).then(|| Gunzip::resume(&checkpoint.point)),
            lines: LineSplitter::resume(max_line_bytes, checkpoint.place),
            member_line: checkpoint.member_line,
            seen_text: true,
            checked: checkpoint.place.position,
            ..Self::new(max_line_bytes)
        }
    }

    /// Has the reader note a checkpoint wherever there can be one, some `spacing` bytes of text apart: always
    /// at the same places, whatever pieces the file comes in. Take them with [`LineReader::checkpoint`].
    #[must_use]
    pub fn with_checkpoints(mut self, spacing: u64) -> Self {
        self.spacing = Some(spacing);
        self
    }

    /// Has the reader give these lines alone, told by their numbers in ascending order, and pass over the
    /// others.
    #[must_use]
    pub fn with_lines(mut self, numbers: impl IntoIterator<Item = u64>) -> Self {
        self.wanted = Some(numbers.into_iter().collect());
        self
    }

    /// Has the reader stop before the line of this number.
    #[must_use]
    pub fn ending_before(mut self, number: u64) -> Self {
        self.end = Some(number);
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

    /// Whether it has given all lines that it was told to give, so that it needs no more bytes.
    #[must_use]
    pub fn has_given_all(&self) -> bool {
        let at_end = self.end.is_some_and(|end| self.lines.next_number() >= end);
        at_end || self.wanted.as_ref().is_some_and(VecDeque::is_empty)
    }

    /// Whether the line of this number is to be given. `whole`: nothing more comes of it.
    fn wants(&mut self, number: u64, whole: bool) -> bool {
        let Some(wanted) = &mut self.wanted else { return true };
        while wanted.front().is_some_and(|first| *first < number) {
            wanted.pop_front();
        }
        let is_next = wanted.front() == Some(&number);
        if is_next && whole {
            wanted.pop_front();
        }
        is_next
    }

    /// The checkpoint that was noted since the last call.
    pub fn checkpoint(&mut self) -> Option<Checkpoint> {
        self.checkpoint.take()
    }

    /// Bytes of text before the line, or the part of one, that was given last.
    #[must_use]
    pub fn line_begin(&self) -> u64 {
        self.lines.begin()
    }

    /// Whether a checkpoint is due.
    fn due(&self) -> bool {
        self.spacing.is_some_and(|spacing| self.lines.place().position >= self.checked + spacing)
    }

    fn note_checkpoint(&mut self, kind: TextKind, point: ResumePoint) {
        let place = self.lines.place();
        self.checked = place.position;
        let checkpoint = Checkpoint { kind, point, place, member_line: self.member_line };
        // Of several within one line the first, whether it was taken before the next or not.
        if self.checkpoint.as_ref().is_none_or(|before| before.first_line() < checkpoint.first_line()) {
            self.checkpoint = Some(checkpoint);
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
        let found = loop {
            if self.has_given_all() {
                return None;
            }
            let found = self.advance()?;
            if let Found::Piece { piece, .. } = found {
                if self.end.is_some_and(|end| self.lines.number() >= end) {
                    return None;
                }
                if piece == Piece::Line && is_blank(self.lines.bytes()) {
                    continue;
                }
                if !self.seen_text {
                    self.seen_text = true;
                    if let Some(fault) = self.not_text() {
                        self.phase = Phase::Over;
                        break Found::Fault(fault);
                    }
                }
                if !self.wants(self.lines.number(), !matches!(piece, Piece::Part { last: false })) {
                    continue;
                }
            }
            break found;
        };
        let number = self.lines.number();
        let bytes = self.lines.bytes();
        Some(match found {
            Found::Piece { piece: Piece::Line, cut_off } => Input::Line(Line { number, bytes, cut_off }),
            Found::Piece { piece: Piece::Part { last }, .. } => Input::Part(LinePart { number, bytes, last }),
            Found::Fault(fault) => Input::Fault(fault),
        })
    }

    fn advance(&mut self) -> Option<Found> {
        loop {
            match &mut self.phase {
                Phase::Sniff => self.sniff()?,
                Phase::Text => {
                    let found = if self.gunzip.is_some() { self.advance_gzip() } else { self.advance_plain() };
                    if found.is_some() || matches!(self.phase, Phase::Text) {
                        return found;
                    }
                }
                Phase::Ending(fault) => {
                    if let Some(piece) = self.lines.finish() {
                        return Some(Found::Piece { piece, cut_off: fault.as_ref().map(|fault| fault.code) });
                    }
                    let fault = fault.take();
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
        let detected = match detect(&self.input, self.finished) {
            Detected::Undecided(length) => {
                self.sniffed = length;
                return None;
            }
            Detected::Gzip if look(&self.input).is_some_and(|_| !self.input.starts_with(b"\x1f\x8b")) => {
                Detected::Other
            }
            detected => detected,
        };
        self.phase = match *self.input {
            _ if detected == Detected::Gzip => {
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

    fn advance_plain(&mut self) -> Option<Found> {
        // At the end of a line, and not wherever the bytes that were pushed end.
        if self.lines.at_line_end() && self.due() {
            self.note_checkpoint(TextKind::Plain, ResumePoint { offset: self.offset(), block: None });
        }
        while self.consumed < self.input.len() {
            let (used, piece) = self.lines.feed(&self.input[self.consumed..]);
            self.consumed += used;
            if let Some(piece) = piece {
                return Some(Found::Piece { piece, cut_off: None });
            }
        }
        if self.finished {
            self.phase = Phase::Ending(None);
        }
        None
    }

    fn advance_gzip(&mut self) -> Option<Found> {
        loop {
            if let Some(fault) = &mut self.broken {
                if let Some(piece) = self.lines.finish() {
                    let cut_off = fault.as_ref().map(|fault| fault.code);
                    return Some(Found::Piece { piece, cut_off });
                }
                let fault = fault.take();
                self.broken = None;
                self.member_line = self.lines.next_number();
                if let Some(fault) = fault {
                    return Some(Found::Fault(fault));
                }
            }
            let gunzip = self.gunzip.as_mut()?;
            let text = if self.in_junk { gunzip.junk() } else { gunzip.text() };
            while self.text_used < text.len() {
                let (used, piece) = self.lines.feed(&text[self.text_used..]);
                self.text_used += used;
                if let Some(piece) = piece {
                    return Some(Found::Piece { piece, cut_off: None });
                }
            }
            // At the first block that begins far enough on, and not wherever the bytes that were pushed end.
            gunzip.stop_at_block(self.spacing.is_some());
            if self.due()
                && let Some(point) = self.gunzip.as_ref().and_then(Gunzip::resume_point)
            {
                self.note_checkpoint(TextKind::Gzip, point);
            }
            let gunzip = self.gunzip.as_mut()?;
            if self.finished {
                gunzip.end_input();
            }
            let (used, step) = gunzip.step(&self.input[self.consumed..]);
            self.consumed += used;
            self.text_used = 0;
            let was_junk = self.in_junk;
            match step {
                Step::NeedInput => {}
                Step::Junk(_) => self.in_junk = true,
                _ => self.in_junk = false,
            }
            match step {
                Step::Text if was_junk => {
                    // The text of this step waits until the line of the bytes before is given.
                    self.broken = Some(None);
                }
                Step::Text => {}
                Step::MemberEnd => self.member_line = self.lines.next_number(),
                Step::NeedInput => {
                    if self.finished {
                        self.phase = Phase::Ending((!gunzip.finish()).then(|| truncated(gunzip.offset())));
                    }
                    return None;
                }
                Step::Junk(offset) => {
                    if !was_junk {
                        self.broken = Some(Some(between_members(offset)));
                    }
                }
                Step::Fault(fault, offset) if fault == GzipFault::Checksum => {
                    let lines = self.member_line..self.lines.next_number();
                    self.member_line = self.lines.next_number();
                    return Some(Found::Fault(gzip_fault(fault, offset, Some(lines))));
                }
                Step::Fault(fault, offset) if fault.breaks_text() || was_junk => {
                    self.broken = Some(Some(gzip_fault(fault, offset, None)));
                }
                Step::Fault(fault, offset) => return Some(Found::Fault(gzip_fault(fault, offset, None))),
            }
        }
    }

    /// A fault if the first line shows that the file holds no text at all.
    ///
    /// Looked at with care, for a single damaged line must not cost the lines after it. A file that
    /// begins as a JSON object does is text; so is one whose first line is in another encoding, or
    /// lacks its beginning. Zero bytes, or control characters in what is no UTF-8, no text has.
    fn not_text(&self) -> Option<Fault> {
        let line = self.lines.bytes();
        let text = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        let known = look(line);
        let object = text.trim_ascii_start().first() == Some(&b'{');
        let control = |byte: &u8| *byte < 0x20 && !byte.is_ascii_whitespace();
        let binary = text.contains(&0) || (!is_utf8_so_far(text) && text.iter().any(control));
        if object || (known.is_none() && !binary) {
            return None;
        }
        let looks = known.map(|name| format!(" (it looks like {name})")).unwrap_or_default();
        let (code, message) = if self.gunzip.is_some() {
            (
                ErrorCode::Json,
                format!("The file is gzip, but what it unpacks to is no text{looks}. Logpush writes lines of JSON."),
            )
        } else {
            (ErrorCode::Gzip, format!("The file is neither gzip nor text{looks}. Give the file as Logpush wrote it."))
        };
        Some(Fault { code, line: None, field: None, offset: Some(0), message })
    }
}

fn truncated(offset: u64) -> Fault {
    Fault {
        code: ErrorCode::GzipTruncated,
        line: None,
        field: None,
        offset: Some(offset),
        message: format!(
            "The file ends at offset {offset}, in the middle of a gzip member: its upload or download was cut off. \
             Every whole line before the cut was read; fetch the file again for the rest."
        ),
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
        None if !fault.breaks_text() => "Its lines were read all the same.".into(),
        None => "Every whole line before it was read, and reading went on at the next gzip member that could be \
                 found; fetch the file again for the rest."
            .into(),
    };
    let code = if fault == GzipFault::CutOff { ErrorCode::GzipTruncated } else { ErrorCode::Gzip };
    let message = format!("At offset {offset}, {fault}. {next}");
    Fault { code, line: None, field: None, offset: Some(offset), message }
}

/// Blank as JSON sees it (RFC 8259 section 2), with or without a byte-order mark.
fn is_blank(line: &[u8]) -> bool {
    line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Whether `text` is UTF-8, but for a character that may be cut off at its end.
fn is_utf8_so_far(text: &[u8]) -> bool {
    match std::str::from_utf8(text) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// The name of a format by its first bytes, for the message about a file that is no text.
fn look(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xfd7zXZ\0", "xz"),
        (b"BZh", "bzip2"),
        (b"PAR1", "Parquet"),
        (b"\x1f\x8b", "gzip once more: unpack it once"),
        (b"\xff\xfe", "UTF-16 text: save it as UTF-8"),
        (b"\xfe\xff", "UTF-16 text: save it as UTF-8"),
        (b"\x89PNG", "a picture"),
    ];
    // A tar archive names itself in its first header, after the first file's name and numbers.
    let tar = bytes.get(257..262) == Some(b"ustar");
    let format = FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic));
    format.map(|(_, name)| *name).or(tar.then_some("a tar archive: unpack it first"))
}
