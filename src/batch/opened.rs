//! What comes of opening a batch.

use zeroize::Zeroizing;

use super::{Batch, Pause, Turn};
#[cfg(feature = "explorer-module")]
use crate::conversation::ColumnParts;
use crate::conversation::Facts;
use crate::envelope::LineKeys;
use crate::fault::Fault;
use crate::index::MemberNotes;
use crate::keys::{Engine, KeyRing};
use crate::stream::RecordOpener;

/// What came of a batch of records.
#[derive(Debug, Default)]
pub struct OpenedBatch {
    /// Opened records as NDJSON.
    pub output: Vec<u8>,
    /// The line of the file that each record of `output` begins in, counted from 1.
    pub lines: Vec<u64>,
    /// Where in `output` each record ends, after its line feed.
    pub ends: Vec<usize>,
    /// Which records of this batch, counted from 0, have fields that stayed sealed.
    pub sealed_records: Vec<usize>,
    /// What is not a record, as it was, each ended with a line feed.
    pub rejects: Vec<u8>,
    /// Where in `rejects` each of them ends, after its line feed.
    pub reject_ends: Vec<usize>,
    /// Fields opened.
    pub opened: u32,
    /// Fields left sealed.
    pub sealed: u32,
    /// Why fields stayed sealed, and lines are not records, in order.
    pub faults: Vec<BatchFault>,
    /// The content keys of each record, as [`LineKeys::write`] writes them, if some were given.
    pub content_keys: Zeroizing<Vec<u8>>,
    /// What the records say in their metadata and bodies, as [`MemberNotes`] writes it, if content keys were given.
    pub member_notes: Zeroizing<Vec<u8>>,
    /// What columns of exports are made of, if that was asked for and all lines are records that can be read for it.
    #[cfg(feature = "explorer-module")]
    pub parts: Option<Box<ColumnParts>>,
    /// RSA private operations done.
    pub private_operations: u64,
    /// A pause asked to stop before all records were opened.
    pub stopped: bool,
}

/// A fault of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFault {
    /// What it is.
    pub fault: Fault,
    /// Which of the opened records, counted from 0, has the field that stays sealed.
    pub record: Option<usize>,
}

impl OpenedBatch {
    /// Notes a record whose text was just appended to the output.
    fn note_record(&mut self, number: u64, opened: u32, faults: &mut Vec<Fault>) {
        let record = self.lines.len();
        if !faults.is_empty() {
            self.sealed_records.push(record);
        }
        self.output.push(b'\n');
        self.lines.push(number);
        self.ends.push(self.output.len());
        self.opened += opened;
        self.sealed += u32::try_from(faults.len()).unwrap_or(u32::MAX);
        self.faults.extend(faults.drain(..).map(|fault| BatchFault { fault, record: Some(record) }));
    }

    fn push_reject(&mut self, line: &[u8], fault: Fault) {
        self.rejects.extend_from_slice(line);
        self.rejects.push(b'\n');
        self.reject_ends.push(self.rejects.len());
        self.faults.push(BatchFault { fault, record: None });
    }
}

/// Only what keeps content keys has an index. The package's core does without the code: a constant, where the state of an
/// `async` function would keep it.
const HAS_INDEX: bool = cfg!(feature = "explorer-module");

impl RecordOpener {
    /// Opens a batch. `content_keys` are those of its records that are known from before, as [`LineKeys::write`] wrote
    /// them; without them, none are returned. Between two records it pauses when its turn is over.
    ///
    /// # Errors
    /// What [`Pause::pause`] reports.
    pub async fn open_batch<E: Engine, P: Pause>(
        &mut self,
        batch: Batch<'_>,
        mut content_keys: Option<&[u8]>,
        keys: &mut KeyRing<E>,
        pause: P,
    ) -> Result<OpenedBatch, P::Error> {
        let mut result = OpenedBatch::default();
        #[cfg(feature = "explorer-module")]
        {
            result.parts = self.parts.take();
        }
        let mut turn = Turn::new(pause);
        let operations = keys.private_operations();
        let mut faults = Vec::new();
        let mut notes = content_keys.is_some().then(|| MemberNotes::new(self.max_nesting()));
        for line in batch.lines() {
            let known = content_keys.as_mut().map(LineKeys::read).unwrap_or_default();
            let record = result.lines.len();
            let note = |path: &str, text: &[u8]| {
                if HAS_INDEX && let Some(notes) = &mut notes {
                    notes.note(record, path, text);
                }
            };
            match self.open_with(&line, &known, keys, &mut result.output, &mut faults, note).await {
                Ok((opened, line_keys)) => {
                    if HAS_INDEX && let Some(notes) = &mut notes {
                        let line = &result.output[result.ends.last().copied().unwrap_or_default()..];
                        #[cfg(feature = "explorer-module")]
                        let is_read = result.parts.as_mut().map(|parts| {
                            let note = |facts: &Facts| note_said(notes, record, Some(facts));
                            Facts::read_with_parts(line, self.prices(), parts, note)
                        });
                        #[cfg(not(feature = "explorer-module"))]
                        let is_read: Option<bool> = None;
                        if is_read.is_none() {
                            note_said(notes, record, Facts::read(line, self.prices()).as_ref());
                        }
                        #[cfg(feature = "explorer-module")]
                        if is_read == Some(false) {
                            result.parts = None;
                        }
                    }
                    result.note_record(line.number, opened, &mut faults);
                    if content_keys.is_some() {
                        line_keys.write(&mut result.content_keys);
                    }
                }
                Err(fault) => result.push_reject(line.bytes, fault),
            }
            if !turn.should_continue().await? {
                result.stopped = true;
                break;
            }
        }
        result.member_notes = notes.map(MemberNotes::into_bytes).unwrap_or_default();
        result.private_operations = keys.private_operations() - operations;
        Ok(result)
    }
}

/// Notes what the bodies of a record say.
pub(super) fn note_said(notes: &mut MemberNotes, record: usize, facts: Option<&Facts>) {
    if let Some(facts) = facts {
        let all = facts.all().iter().map(|fact| (fact.name, fact.kind, fact.text.as_str()));
        notes.note_said(record, all, facts.trace().to_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::pause::tests::Ticks;
    use crate::keys::now;
    use crate::{ErrorCode, Settings};

    const SEALED: &str =
        r#"{"type":"encrypted","key":"AAAA","iv":"AAAAAAAAAAAAAAAA","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;

    /// Opens these lines without a key.
    fn open(lines: &[&str], content_keys: Option<&[u8]>, clock: &mut Ticks) -> Result<OpenedBatch, &'static str> {
        let bytes = lines.concat();
        let mut end = 0;
        let ends: Vec<u32> = lines
            .iter()
            .map(|line| {
                end += u32::try_from(line.len()).expect("a short line");
                end
            })
            .collect();
        let numbers: Vec<f64> = (0..lines.len()).map(|at| [10.0, 12.0, 13.0, 15.0, 16.0][at]).collect();
        let batch = Batch { bytes: bytes.as_bytes(), ends: &ends, numbers: &numbers, cut_off: None };
        now(RecordOpener::new(Settings::default()).open_batch(batch, content_keys, &mut KeyRing::new(), clock))
    }

    #[test]
    fn records_faults_and_rejects_keep_their_order() {
        let sealed = format!(r#"{{"Metadata":{SEALED},"RequestBody":{SEALED}}}"#);
        let lines = [r#"{"a":1}"#, "no record", &sealed, r#"{"b":2}"#];
        let batch = open(&lines, None, &mut Ticks::new(0.0)).expect("a batch");
        assert_eq!(String::from_utf8_lossy(&batch.output), format!("{{\"a\":1}}\n{sealed}\n{{\"b\":2}}\n"));
        assert_eq!(batch.lines, [10, 13, 15]);
        assert_eq!(batch.ends, [8, 8 + sealed.len() + 1, batch.output.len()]);
        assert_eq!(batch.sealed_records, [1]);
        assert_eq!((&batch.rejects[..], &batch.reject_ends[..]), (&b"no record\n"[..], &[10][..]));
        assert_eq!((batch.opened, batch.sealed, batch.private_operations), (0, 2, 0));
        let faults: Vec<_> =
            batch.faults.iter().map(|fault| (fault.fault.code, fault.fault.line, fault.record)).collect();
        let sealed = (ErrorCode::Envelope, Some(13), Some(1));
        assert_eq!(faults, [(ErrorCode::Json, Some(12), None), sealed, sealed]);
        assert!(batch.content_keys.is_empty() && !batch.stopped);
    }

    #[test]
    fn content_keys_are_returned_for_each_record_if_some_are_given() {
        let batch = open(&["{}", "no record", "{}"], Some(&[0, 0, 0]), &mut Ticks::new(0.0)).expect("a batch");
        // A single 0 for a record of which no key is known; nothing for what is not a record.
        assert_eq!(batch.content_keys[..], [0, 0]);
    }

    #[test]
    fn opening_stops_after_the_record_whose_pause_asks_for_it() {
        let mut clock = Ticks { last: 2, ..Ticks::new(30.0) };
        let batch = open(&["{}", "{}", "{}", "{}"], None, &mut clock).expect("a batch");
        assert_eq!((batch.lines.as_slice(), batch.stopped, clock.pauses), (&[10, 12][..], true, 2));
        let mut clock = Ticks { pause: -1.0, ..Ticks::new(30.0) };
        assert_eq!(open(&["{}"], None, &mut clock).map(|batch| batch.stopped), Err("no pause"));
    }
}
