//! From the bytes of a file to its opened records, without I/O: bytes are pushed in, records and faults are taken
//! out.

use std::sync::Arc;

use crate::conversation::PriceList;
use crate::envelope::{LineKeys, OpenError, Siblings, open, scan, write_opened};
use crate::fault::Fault;
use crate::input::{Input, Line, LineReader, TextKind, Warning, push_without_line_breaks};
use crate::keys::{Engine, KeyRing, now};
use crate::reject::{long_record, nothing_sealed, rejected_line};
use crate::settings::Settings;

/// What [`Decryptor::next`] returns.
#[derive(Debug)]
pub enum Event<'a> {
    /// A record, with each envelope that could be opened replaced by its text.
    Record(Record<'a>),
    /// Something that is not a record, or a part of it. It belongs in the rejects.
    Reject(Reject<'a>),
    /// The file could not be read here.
    Fault(Fault),
    /// Something odd that is not a fault.
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

/// Something that is not a record: most often a line. What is longer than the limit comes in several parts, which
/// follow each other.
#[derive(Debug)]
pub struct Reject<'a> {
    /// The line of the file that it begins in, counted from 1.
    pub line: u64,
    /// Its bytes as they were, without the line feed after them.
    pub bytes: &'a [u8],
    /// Whether it ends here.
    pub last: bool,
    /// Why, given with the first part.
    pub fault: Option<Fault>,
}

/// Opens the records of one file.
///
/// It holds no key: [`Decryptor::next`] borrows the keys for each record.
///
/// ```
/// use logpush_decrypt::{Decryptor, Event, KeyRing, Settings};
///
/// let mut decryptor = Decryptor::new(Settings::default());
/// let mut models = Vec::new();
/// // As it comes from a network: in any pieces.
/// for piece in [&b"{\"Model\":\"gpt-4o\"}\n{\"Mod"[..], b"el\":\"claude\"}"] {
///     decryptor.push(piece.to_vec());
///     while let Some(event) = decryptor.next(&mut KeyRing::new()) {
///         let Event::Record(record) = event else { panic!("{event:?}") };
///         models.push(String::from_utf8_lossy(record.text).into_owned());
///     }
/// }
/// decryptor.finish();
/// while let Some(event) = decryptor.next(&mut KeyRing::new()) {
///     match event {
///         Event::Record(record) => models.push(String::from_utf8_lossy(record.text).into_owned()),
///         // None of them was sealed.
///         Event::Warning(warning) => println!("{}", warning.message),
///         other => panic!("{other:?}"),
///     }
/// }
/// assert_eq!(models, [r#"{"Model":"gpt-4o"}"#, r#"{"Model":"claude"}"#]);
/// ```
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
    /// Something sealed was seen, or the warning was emitted.
    Over,
}

/// Bytes of a record by which its dataset is detected.
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

    /// Says that the file is at its end. [`Decryptor::next`] then returns what is left.
    pub fn finish(&mut self) {
        self.finished = true;
        self.reader.finish();
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.reader.offset()
    }

    /// How the file's text is stored; `None` while that is not known yet.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        self.reader.kind()
    }

    /// The next event; `None` when more bytes are needed, or after [`Decryptor::finish`] when there
    /// is nothing more. Each call does the RSA operations of one record at most.
    ///
    /// # Panics
    /// If the ring's engine answers later. With such an engine, read lines with [`LineReader`] and await
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

    /// The file is at its end: the warning, once.
    fn take(&mut self) -> Option<Warning> {
        match std::mem::replace(self, Self::Over) {
            Self::SoFar(first) => Some(Warning { offset: 0, message: nothing_sealed(&first) }),
            Self::NoRecord | Self::Over => None,
        }
    }
}

/// Opens records one by one, and learns from each how the next is likely to be sealed.
///
/// ```
/// use logpush_decrypt::{Input, KeyRing, LineReader, RecordOpener, Settings};
///
/// # fn ready<T>(future: impl Future<Output = T>) -> T {
/// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// #     match std::pin::pin!(future).poll(&mut context) {
/// #         std::task::Poll::Ready(answer) => answer,
/// #         std::task::Poll::Pending => unreachable!("this crate's own engine answers at once"),
/// #     }
/// # }
/// # ready(async {
/// let settings = Settings::default();
/// let (mut reader, mut opener) = (LineReader::new(settings.max_record_bytes), RecordOpener::new(settings));
/// reader.push(b"{\"Model\":\"gpt-4o\"}\n".to_vec());
/// let (mut text, mut faults, mut keys) = (Vec::new(), Vec::new(), KeyRing::new());
/// while let Some(input) = reader.next() {
///     if let Input::Line(line) = input {
///         opener.open(&line, &mut keys, &mut text, &mut faults).await.expect("a record");
///     }
/// }
/// assert_eq!(text, b"{\"Model\":\"gpt-4o\"}");
/// # });
/// ```
#[derive(Debug)]
pub struct RecordOpener {
    settings: Settings,
    siblings: Siblings,
    /// What costs that are noted are estimated by; without one the built-in list.
    prices: Option<Arc<PriceList>>,
    /// What columns of exports are made of is added to this by the next batch.
    #[cfg(feature = "explorer-module")]
    pub(crate) parts: Option<Box<crate::conversation::ColumnParts>>,
}

impl RecordOpener {
    /// An opener for the records of any number of files.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            siblings: Siblings::new(settings.strict),
            prices: None,
            #[cfg(feature = "explorer-module")]
            parts: None,
        }
    }

    /// The same with prices other than the built-in ones, for the costs of records that are noted as they are opened.
    #[must_use]
    pub fn with_prices(self, prices: Option<Arc<PriceList>>) -> Self {
        Self { prices, ..self }
    }

    /// The prices of costs that are noted.
    pub(crate) fn prices(&self) -> &PriceList {
        self.prices.as_deref().unwrap_or_else(|| PriceList::built_in())
    }

    /// Levels of objects and arrays that a record may have.
    pub(crate) fn max_nesting(&self) -> usize {
        self.settings.max_nesting
    }

    /// Appends the opened record to `text` and, for each field that stays sealed, a fault to `faults`.
    /// Returns how many fields were opened.
    ///
    /// # Errors
    /// Why the line is not a record. Nothing was appended then.
    pub async fn open<E: Engine>(
        &mut self,
        line: &Line<'_>,
        keys: &mut KeyRing<E>,
        text: &mut Vec<u8>,
        faults: &mut Vec<Fault>,
    ) -> Result<u32, Fault> {
        self.open_with(line, &LineKeys::default(), keys, text, faults, |_, _| {}).await.map(|(opened, _)| opened)
    }

    /// The same with content keys of this line that are known from before; returns those that are known now
    /// as well. `note` is shown each opened field: its path, and its text.
    ///
    /// # Errors
    /// As [`RecordOpener::open`].
    #[doc(hidden)]
    pub async fn open_with<E: Engine>(
        &mut self,
        line: &Line<'_>,
        known: &LineKeys,
        keys: &mut KeyRing<E>,
        text: &mut Vec<u8>,
        faults: &mut Vec<Fault>,
        mut note: impl FnMut(&str, &[u8]),
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
                    note(&envelope.path, &content);
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
