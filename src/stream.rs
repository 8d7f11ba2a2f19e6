//! The whole way as a machine without I/O: the bytes of one file are pushed in, opened records and
//! faults are taken out.

use crate::envelope::{Body, OpenError, Siblings, open, scan, write_opened};
use crate::fault::{ErrorCode, Fault};
use crate::input::{Input, Line, LineReader, TextKind, Warning};
use crate::json::{JsonError, Reason};
use crate::keys::{Engine, KeyRing, LineKeys, now};

/// What a caller may choose.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How opened texts are put into their lines.
    pub body: Body,
    /// The longest line, in bytes before its line feed, that is looked into. A longer one goes to
    /// the rejects unread, with [`ErrorCode::Limit`].
    pub max_line_bytes: usize,
    /// How deep objects and arrays may be nested. A line that goes deeper goes to the rejects, with
    /// [`ErrorCode::Limit`].
    pub max_nesting: usize,
    /// Unwraps every wrapped key, instead of trying the content key of one field on the record's others
    /// first (see [`Siblings`]). What is opened is authenticated either way; this way a wrapped key that
    /// was damaged or exchanged is reported even where another field's key opens the data.
    pub strict: bool,
}

impl Default for Settings {
    /// Lines of 16 MiB, ten times what a log of the greatest size (1 MB) seals to; 512 levels.
    fn default() -> Self {
        Self { body: Body::Text, max_line_bytes: 16 << 20, max_nesting: 512, strict: false }
    }
}

/// What [`Decryptor::next`] came to.
#[derive(Debug)]
pub enum Event<'a> {
    /// A record, with each envelope that could be opened replaced by its text.
    Record(Record<'a>),
    /// A line that is no record, or a part of one. It belongs in the rejects.
    Reject(Reject<'a>),
    /// The file could not be read here.
    Fault(Fault),
    /// Something odd that is no fault.
    Warning(Warning),
}

/// One opened record.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// The opened line, without a line end.
    pub text: &'a [u8],
    /// How many fields were opened.
    pub opened: u32,
    /// Why the other sealed fields stayed sealed, one fault each.
    pub faults: &'a [Fault],
}

/// A line that is no record. Overlong lines come in several parts, which follow each other.
#[derive(Debug)]
pub struct Reject<'a> {
    /// The line in the file, counted from 1.
    pub line: u64,
    /// Its bytes as they were, without the line feed.
    pub bytes: &'a [u8],
    /// Whether the line ends here.
    pub last: bool,
    /// Why, given with the line's first part.
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
    /// The overlong line whose first part was handed out.
    overlong: Option<u64>,
}

impl Decryptor {
    /// A decryptor at the beginning of a file.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            opener: RecordOpener::new(settings),
            reader: LineReader::new(settings.max_line_bytes),
            text: Vec::new(),
            faults: Vec::new(),
            overlong: None,
        }
    }

    /// Adds the file's next bytes. They are kept until [`Decryptor::next`] has used them, so call
    /// that until it returns `None` before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
    }

    /// Says that the file is at its end. [`Decryptor::next`] then gives what is left.
    pub fn finish(&mut self) {
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
        match self.reader.next()? {
            Input::Line(line) => {
                self.text.clear();
                self.faults.clear();
                match now(self.opener.open(&line, keys, &mut self.text, &mut self.faults)) {
                    Ok(opened) => Some(Event::Record(Record {
                        line: line.number,
                        text: &self.text,
                        opened,
                        faults: &self.faults,
                    })),
                    Err(fault) => Some(Event::Reject(Reject {
                        line: line.number,
                        bytes: line.bytes,
                        last: true,
                        fault: Some(fault),
                    })),
                }
            }
            Input::Part(part) => {
                let first = self.overlong != Some(part.number);
                self.overlong = Some(part.number);
                let fault = first.then(|| overlong_line(part.number, self.settings.max_line_bytes));
                Some(Event::Reject(Reject { line: part.number, bytes: part.bytes, last: part.last, fault }))
            }
            Input::Fault(fault) => Some(Event::Fault(fault)),
            Input::Warning(warning) => Some(Event::Warning(warning)),
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
                    text.extend_from_slice(&line.text()[copied..envelope.place.start]);
                    write_opened(text, envelope.form, &content, body, max_nesting);
                    copied = envelope.place.end;
                    opened += 1;
                }
                Some(Err(error)) => faults.push(sealed_field(line, envelope.path, error)),
                None => {}
            }
        }
        text.extend_from_slice(&line.text()[copied..]);
        Ok((opened, content_keys))
    }
}

/// Why a field stays sealed.
fn sealed_field(line: &Line<'_>, path: String, OpenError { code, message }: OpenError) -> Fault {
    Fault { code, line: Some(line.number), field: Some(path), offset: None, message }
}

/// Why a line is no record, or is not looked into.
pub(crate) fn rejected_line(line: &Line<'_>, error: &JsonError, max_nesting: usize) -> Fault {
    if let Some(code) = line.cut_off {
        return cut_off_line(code, line);
    }
    // Counted in the line as it is handed out, with its byte-order mark.
    let offset = line.text_begin() + error.offset;
    let (code, message) = match error.reason {
        Reason::Nesting => (
            ErrorCode::Limit,
            format!(
                "The line is nested deeper than {max_nesting} levels and was set aside unread. Raise the limit to read it."
            ),
        ),
        Reason::Envelopes => (
            ErrorCode::Limit,
            "The line holds more envelopes than any record has, and was set aside unread.".to_string(),
        ),
        reason => {
            let array = error.offset == 0 && line.text().first() == Some(&b'[');
            let hint = if array {
                " The file may be one JSON array: set the Logpush job's output to NDJSON, its default."
            } else {
                ""
            };
            (
                ErrorCode::Json,
                format!(
                    "The line is no JSON object: at its byte {}, {reason}. It belongs to the rejects.{hint}",
                    offset + 1
                ),
            )
        }
    };
    Fault { code, line: Some(line.number), field: None, offset: Some(offset as u64), message }
}

fn cut_off_line(code: ErrorCode, line: &Line<'_>) -> Fault {
    let message =
        format!("The file breaks off within this line. Its first {} bytes belong to the rejects.", line.bytes.len());
    Fault { code, line: Some(line.number), field: None, offset: None, message }
}

/// Why an overlong line is not looked into.
#[must_use]
pub fn overlong_line(number: u64, limit: usize) -> Fault {
    Fault {
        code: ErrorCode::Limit,
        line: Some(number),
        field: None,
        offset: None,
        message: format!("The line is longer than {limit} bytes and was set aside unread. Raise the limit to read it."),
    }
}
