//! Threads of the records of a table: which of those whose bodies were read continue which.
//!
//! [`conversation::Threads`](crate::conversation::Threads) links conversations in the order of their time. Records are decrypted
//! in any order, so what they are found by is kept, and they are linked anew when more are known.

use std::collections::HashMap;

use crate::conversation::{Threads, Trace};
use crate::index::{Cell, MemberNote, Rows, Sort, SortBy, Table, fact_of};

/// Steps of a thread that are shown at most.
pub const MOST_STEPS: usize = 1000;

/// The place of a record in its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub record: u32,
    /// The number of its thread. It stays when more records are known, unless two threads turn out to be one.
    pub thread: u32,
    /// The record that it continues.
    pub continues: Option<u32>,
    /// It may continue that one, but what was said before is not the same.
    pub is_likely: bool,
}

/// What the record of a step says: its own fields, and what was noted of its bodies. `None` is what it has not, and what is too
/// long for a cell of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are named as the columns are")]
pub struct StepTexts<'a> {
    pub status: Option<&'a str>,
    pub model: Option<&'a str>,
    pub question: Option<&'a str>,
    pub added: Option<&'a str>,
    pub answer: Option<&'a str>,
    /// The message, or else the kind.
    pub error: Option<&'a str>,
    pub stop: Option<&'a str>,
    pub tokens: Option<&'a str>,
    pub cost: Option<&'a str>,
}

impl<'a> StepTexts<'a> {
    /// Of a record, wherever in it the fields stand: log shippers put records into others.
    #[must_use]
    pub fn of(record: u32, table: &'a Table) -> Self {
        let text = |is_it: &dyn Fn(&str) -> bool| {
            let columns = table.columns().iter().filter(|column| is_it(column.name()));
            columns.map(|column| column.cell(record as usize)).find_map(|cell| match cell {
                Cell::Plain(value) => Some(value.text),
                _ => None,
            })
        };
        let field = |last: &str| text(&|name| name.rsplit('.').next() == Some(last));
        let fact = |fact: &str| text(&|name| fact_of(name) == Some(fact));
        Self {
            status: field("StatusCode"),
            model: field("Model"),
            question: fact("question"),
            added: fact("added"),
            answer: fact("answer"),
            error: fact("errorMessage").or_else(|| fact("error")),
            stop: fact("stop"),
            tokens: fact("tokens"),
            cost: fact("cost"),
        }
    }
}

/// What the records of a table that were read are found by, and their threads.
#[derive(Debug, Default)]
pub struct RecordThreads {
    traces: HashMap<u32, Trace>,
    /// In the order of time.
    steps: Vec<Step>,
    /// The place of each record among the steps.
    places: HashMap<u32, usize>,
    /// The steps of each thread, by their places.
    by_thread: HashMap<u32, Vec<usize>>,
    /// How many numbers of threads were given.
    numbered: u32,
    /// Traces came since the steps were made.
    is_stale: bool,
}

/// Records whose threads are known at most. Each takes up to 600 bytes.
const MOST: usize = 1_000_000;

impl RecordThreads {
    /// Takes the traces in notes of opened records. `records` are those of the batch that the notes are of. Beyond a million
    /// records no more are taken: those have no thread.
    pub fn note(&mut self, records: &[u32], notes: &[u8]) {
        for note in MemberNote::read_all(notes) {
            let record = records.get(note.record as usize).copied();
            if self.traces.len() < MOST
                && let Some((record, trace)) = record.zip(Trace::from_bytes(&note.trace))
                && !self.traces.contains_key(&record)
            {
                self.traces.insert(record, trace);
                self.is_stale = true;
            }
        }
    }

    /// Forgets all: the keys are gone. What is known later has other numbers, so that a filter by the number of a thread never
    /// finds another one.
    pub fn forget(&mut self) {
        *self = Self { numbered: self.numbered, ..Self::default() };
    }

    /// Links the records that are known now. Returns whether anything changed.
    pub fn link(&mut self, table: &Table) -> bool {
        if !std::mem::take(&mut self.is_stale) {
            return false;
        }
        let mut records: Vec<u32> = self.traces.keys().copied().collect();
        records.sort_unstable();
        let in_time = table.sorted(Rows::These(&records), Sort { by: SortBy::Time, descending: false });
        let mut threads = Threads::new();
        let known = |step: &Step| (step.record, step.thread);
        let before: HashMap<u32, u32> = self.steps.iter().map(known).collect();
        self.steps.clear();
        for record in in_time {
            let Some(trace) = self.traces.get(&record) else { continue };
            let placed = threads.add_trace(trace);
            let other = placed.link.continues().or(placed.link.may_continue());
            let continues = other.and_then(|number| self.steps.get(number as usize)).map(|step| step.record);
            let is_likely = placed.link.may_continue().is_some();
            self.steps.push(Step { record, thread: placed.thread, continues, is_likely });
        }
        self.number(&before);
        true
    }

    /// Gives the threads the numbers that their records had before, and others to new ones.
    fn number(&mut self, before: &HashMap<u32, u32>) {
        let mut by_link: HashMap<u32, Vec<usize>> = HashMap::new();
        for (place, step) in self.steps.iter().enumerate() {
            by_link.entry(step.thread).or_default().push(place);
        }
        let mut begun: Vec<u32> = by_link.keys().copied().collect();
        begun.sort_unstable();
        (self.places, self.by_thread) = Default::default();
        for link in begun {
            let places = by_link.remove(&link).unwrap_or_default();
            let had = places.iter().filter_map(|place| before.get(&self.steps[*place].record).copied());
            let kept = had.filter(|number| !self.by_thread.contains_key(number)).min();
            let number = kept.unwrap_or_else(|| {
                self.numbered += 1;
                self.numbered
            });
            for &place in &places {
                self.steps[place].thread = number;
                self.places.insert(self.steps[place].record, place);
            }
            self.by_thread.insert(number, places);
        }
    }

    /// All steps, in the order of time, as they were linked last.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps of the thread that a record is of, in the order of time; none if its bodies were not read.
    #[must_use]
    pub fn thread_of(&self, record: u32) -> Vec<Step> {
        let Some(step) = self.places.get(&record).map(|place| self.steps[*place]) else { return Vec::new() };
        self.by_thread.get(&step.thread).into_iter().flatten().map(|place| self.steps[*place]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Facts, PriceList};
    use crate::index::fixtures::table;
    use crate::index::{Kind, MemberNotes};

    const HELLO: &str = r#"{"role":"user","content":"Hello"}"#;
    const HI: &str = r#"{"role":"assistant","content":"Hi"}"#;
    const GO_ON: &str = r#"{"role":"user","content":"Go on"}"#;
    const YES: &str = r#"{"role":"assistant","content":"Yes"}"#;

    fn line(messages: &[&str], answer: &str) -> String {
        let request = format!(r#"{{"model":"m","messages":[{}]}}"#, messages.join(","));
        let response = format!(r#"{{"object":"chat.completion","choices":[{{"message":{answer}}}]}}"#);
        let [request, response] = [request, response].map(|body| serde_json::to_string(&body).expect("a string"));
        format!("{{\"RequestBody\":{request},\"ResponseBody\":{response}}}\n")
    }

    #[test]
    fn records_are_linked_in_the_order_of_time_as_they_become_known() {
        // The file that was added last begins first.
        let lines = [
            line(&[HELLO, HI, GO_ON], YES),
            line(&[GO_ON], YES),
            line(&[HELLO, HI, GO_ON, YES, GO_ON], HI),
            line(&[HELLO], HI),
        ];
        let table = table(&[
            ("20260418T000100Z_20260418T000110Z_b", &lines[..3].concat()),
            ("20260418T000000Z_20260418T000010Z_a", &lines[3]),
        ]);
        let mut threads = RecordThreads::default();
        let note = |threads: &mut RecordThreads, record: u32| {
            let facts = Facts::read(lines[record as usize].as_bytes(), PriceList::built_in()).expect("facts");
            let mut notes = MemberNotes::new(64);
            notes.note_said(0, std::iter::empty(), facts.trace().to_bytes());
            threads.note(&[record], &notes.into_bytes());
        };
        let steps = |threads: &RecordThreads| -> Vec<_> {
            threads.steps().iter().map(|step| (step.record, step.thread, step.continues)).collect()
        };
        note(&mut threads, 2);
        note(&mut threads, 0);
        assert!(threads.link(&table));
        assert!(!threads.link(&table), "nothing came");
        assert_eq!(steps(&threads), [(0, 1, None), (2, 1, Some(0))]);
        // A thread that begins before it keeps no number from it.
        note(&mut threads, 1);
        note(&mut threads, 1);
        assert!(threads.link(&table));
        assert_eq!(steps(&threads), [(0, 1, None), (1, 2, None), (2, 1, Some(0))]);
        note(&mut threads, 3);
        assert!(threads.link(&table));
        assert_eq!(steps(&threads), [(3, 1, None), (0, 1, Some(3)), (1, 2, None), (2, 1, Some(0))]);
        let records: Vec<_> = threads.thread_of(0).iter().map(|step| step.record).collect();
        assert_eq!((records, threads.thread_of(9).len()), (vec![3, 0, 2], 0));
        threads.forget();
        assert!(!threads.link(&table) && threads.steps().is_empty());
        note(&mut threads, 1);
        assert!(threads.link(&table));
        assert_eq!(steps(&threads), [(1, 3, None)], "another number than any before");
    }

    #[test]
    fn a_step_says_what_its_record_and_its_bodies_say() {
        let mut table = table(&[(
            "20260418T000000Z_20260418T000010Z_a",
            r#"{"StatusCode":429,"Model":"m","ResponseBody":"1"}
{"log":{"StatusCode":200,"Model":"n"},"ResponseBody":"2"}
{"StatusCode":{"Code":200}}
"#,
        )]);
        let mut notes = MemberNotes::new(8);
        let message = [("error", Kind::Text, "rate_limit"), ("errorMessage", Kind::Text, "Slow down")];
        notes.note_said(0, message.into_iter(), Vec::new());
        let long = "x".repeat(5000);
        let long =
            [("error", Kind::Text, "overloaded"), ("errorMessage", Kind::Text, &long), ("cost", Kind::Number, "1")];
        notes.note_said(1, long.into_iter(), Vec::new());
        table.note_members(&[0, 1], MemberNote::read_all(&notes.into_bytes()));
        let first =
            StepTexts { status: Some("429"), model: Some("m"), error: Some("Slow down"), ..StepTexts::default() };
        assert_eq!(StepTexts::of(0, &table), first);
        let second = StepTexts {
            status: Some("200"),
            model: Some("n"),
            error: Some("overloaded"),
            cost: Some("1"),
            ..StepTexts::default()
        };
        assert_eq!(StepTexts::of(1, &table), second);
        assert_eq!(StepTexts::of(2, &table), StepTexts::default());
    }

    #[test]
    fn of_so_many_records_no_more_threads_are_known() {
        let line = line(&[HELLO], HI);
        let mut notes = MemberNotes::new(8);
        let facts = Facts::read(line.trim_end().as_bytes(), PriceList::built_in()).expect("facts");
        notes.note_said(0, std::iter::empty(), facts.trace().to_bytes());
        let notes = notes.into_bytes();
        let mut threads = RecordThreads::default();
        let known = facts.trace();
        threads.traces =
            (0..u32::try_from(MOST).expect("a number") - 1).map(|record| (record, known.clone())).collect();
        threads.note(&[7_000_000], &notes);
        threads.note(&[7_000_001], &notes);
        assert_eq!(threads.traces.len(), MOST);
        assert!(threads.traces.contains_key(&7_000_000) && !threads.traces.contains_key(&7_000_001));
    }
}
