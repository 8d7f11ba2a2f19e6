//! The whole way as a machine without I/O: the bytes of one file are pushed in, opened records and
//! faults are taken out.

use crate::envelope::{LineKeys, OpenError, Siblings, open, scan, write_opened};
use crate::fault::Fault;
use crate::input::{Input, Line, LineReader, TextKind, Warning, push_without_line_breaks};
use crate::keys::{Engine, KeyRing, now};
use crate::reject::{long_record, nothing_sealed, rejected_line};
use crate::settings::Settings;

/// What [`Decryptor::next`] came to.
#[derive(Debug)]
pub enum Event<'a> {
    /// A record, with each envelope that could be opened replaced by its text.
    Record(Record<'a>),
    /// What is no record, or a part of that. It belongs in the rejects.
    Reject(Reject<'a>),
    /// The file could not be read here.
    Fault(Fault),
    /// Something odd that is no fault.
    Warning(Warning),
}

/// One opened record.
#[derive(Debug)]
pub struct Record<'a> {
    /// The line of the file that it begins in, counted from 1.
    pub line: u64,
    /// The opened record on one line, without a line end.
    pub text: &'a [u8],
    /// How many fields were opened.
    pub opened: u32,
    /// Why the other sealed fields stayed sealed, one fault each.
    pub faults: &'a [Fault],
}

/// What is no record: most often a line. What is longer than the limit comes in several parts, which follow each
/// other.
#[derive(Debug)]
pub struct Reject<'a> {
    /// The line of the file that it begins in, counted from 1.
    pub line: u64,
    /// Its bytes as they were, without the line feed behind them.
    pub bytes: &'a [u8],
    /// Whether it ends here.
    pub last: bool,
    /// Why, given with the first part.
    pub fault: Option<Fault>,
}

/// Opens the records of one file.
///
/// It holds no key: whoever takes events lends the keys for as long as that takes.
#[derive(Debug)]
pub struct Decryptor {
    settings: Settings,
    opener: RecordOpener,
    reader: LineReader,
    text: Vec<u8>,
    faults: Vec<Fault>,
    /// No more bytes will be pushed.
    finished: bool,
    unsealed: Unsealed,
}

/// Whether a file has records, and none of them a sealed field.
#[derive(Debug)]
enum Unsealed {
    /// There was no record yet.
    NoRecord,
    /// The beginning of the first record; nothing sealed was in any.
    SoFar(Vec<u8>),
    /// Something sealed was seen, or that there is nothing was said.
    Over,
}

/// As many bytes of a record tell what it is.
const SAMPLE: usize = 4096;

impl Decryptor {
    /// A decryptor at the beginning of a file.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            opener: RecordOpener::new(settings),
            reader: LineReader::new(settings.max_record_bytes),
            text: Vec::new(),
            faults: Vec::new(),
            finished: false,
            unsealed: Unsealed::NoRecord,
        }
    }

    /// Adds the file's next bytes. They are kept until [`Decryptor::next`] has used them, so call
    /// that until it returns `None` before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
    }

    /// Says that the file is at its end. [`Decryptor::next`] then gives what is left.
    pub fn finish(&mut self) {
        self.finished = true;
        self.reader.finish();
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.reader.offset()
    }

    /// How the file's text is stored; `None` while that cannot be told yet.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        self.reader.kind()
    }

    /// The next event; `None` when more bytes are needed, or after [`Decryptor::finish`] when there
    /// is nothing more. Each call does the RSA operations of one record at most.
    ///
    /// # Panics
    /// If the ring's engine answers later: then read lines with [`LineReader`] and await
    /// [`RecordOpener::open`].
    // It lends out its buffers, which `Iterator` cannot.
    #[allow(clippy::should_implement_trait)]
    pub fn next<E: Engine>(&mut self, keys: &mut KeyRing<E>) -> Option<Event<'_>> {
        match self.reader.next() {
            Some(Input::Line(line)) => {
                self.text.clear();
                self.faults.clear();
                match now(self.opener.open(&line, keys, &mut self.text, &mut self.faults)) {
                    Ok(opened) => {
                        self.unsealed.note(&self.text, opened > 0 || !self.faults.is_empty());
                        Some(Event::Record(Record {
                            line: line.number,
                            text: &self.text,
                            opened,
                            faults: &self.faults,
                        }))
                    }
                    Err(fault) => Some(Event::Reject(Reject {
                        line: line.number,
                        bytes: line.bytes,
                        last: true,
                        fault: Some(fault),
                    })),
                }
            }
            Some(Input::Part(part)) => {
                let fault = part.first.then(|| long_record(part.number, self.settings.max_record_bytes));
                Some(Event::Reject(Reject { line: part.number, bytes: part.bytes, last: part.last, fault }))
            }
            Some(Input::Fault(fault)) => Some(Event::Fault(fault)),
            Some(Input::Warning(warning)) => Some(Event::Warning(warning)),
            None if self.finished => self.unsealed.take().map(Event::Warning),
            None => None,
        }
    }
}

impl Unsealed {
    /// A record was seen.
    fn note(&mut self, record: &[u8], sealed: bool) {
        if sealed {
            *self = Self::Over;
        } else if matches!(self, Self::NoRecord) {
            *self = Self::SoFar(record[..record.len().min(SAMPLE)].to_vec());
        }
    }

    /// The file is over: what is to be said, once.
    fn take(&mut self) -> Option<Warning> {
        match std::mem::replace(self, Self::Over) {
            Self::SoFar(first) => Some(Warning { offset: 0, message: nothing_sealed(&first) }),
            Self::NoRecord | Self::Over => None,
        }
    }
}

/// Opens records one by one, and learns from each how the next is likely to be sealed.
#[derive(Debug)]
pub struct RecordOpener {
    settings: Settings,
    siblings: Siblings,
}

impl RecordOpener {
    /// An opener for the records of any number of files.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, siblings: Siblings::new(settings.strict) }
    }

    /// Appends the opened line to `text` and, for each field that stays sealed, a fault to `faults`.
    /// Returns how many fields were opened, or why the line is no record.
    pub async fn open<E: Engine>(
        &mut self,
        line: &Line<'_>,
        keys: &mut KeyRing<E>,
        text: &mut Vec<u8>,
        faults: &mut Vec<Fault>,
    ) -> Result<u32, Fault> {
        self.open_with(line, &LineKeys::default(), keys, text, faults).await.map(|(opened, _)| opened)
    }

    /// The same with content keys of this line that are known from before; returns those that are known now
    /// as well.
    pub async fn open_with<E: Engine>(
        &mut self,
        line: &Line<'_>,
        known: &LineKeys,
        keys: &mut KeyRing<E>,
        text: &mut Vec<u8>,
        faults: &mut Vec<Fault>,
    ) -> Result<(u32, LineKeys), Fault> {
        let Settings { body, max_nesting, .. } = self.settings;
        let envelopes = scan(line.text(), max_nesting).map_err(|error| rejected_line(line, &error, max_nesting))?;
        let fields = open(line.text(), &envelopes, |_| true, known, keys, &mut self.siblings).await;
        let (mut opened, mut copied, mut content_keys) = (0, 0, LineKeys::default());
        for (envelope, field) in envelopes.into_iter().zip(fields) {
            content_keys.push(field.key);
            match field.text {
                Some(Ok(content)) => {
                    push_without_line_breaks(text, &line.text()[copied..envelope.place.start]);
                    write_opened(text, envelope.form, &content, body, max_nesting);
                    copied = envelope.place.end;
                    opened += 1;
                }
                Some(Err(error)) => faults.push(sealed_field(line, envelope.path, error)),
                None => {}
            }
        }
        push_without_line_breaks(text, &line.text()[copied..]);
        Ok((opened, content_keys))
    }
}

/// Why a field stays sealed.
fn sealed_field(line: &Line<'_>, path: String, OpenError { code, message }: OpenError) -> Fault {
    Fault { code, line: Some(line.number), field: Some(path), offset: None, message }
}
