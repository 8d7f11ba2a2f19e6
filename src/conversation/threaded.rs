//! Conversations as lines of JSON, each with its thread and the record that it continues.

use std::collections::VecDeque;
use std::rc::Rc;

use super::fields::Place;
use super::line::{Shown, write_record};
use super::model::Conversation;
use super::record::OpenedRecord;
use super::thread::Threads;
use super::to_json::{ToJson, write_object};

/// Writes conversations in the order of their time, and remembers where each comes from.
///
/// Memory is bounded: the latest 200,000 records are remembered, without any of their text.
///
/// ```
/// use logpush_decrypt::conversation::{Place, Shown, ThreadedLines};
///
/// let record = br#"{"RequestBody":"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"}"#;
/// let mut json = Vec::new();
/// assert!(ThreadedLines::default().write_line(record, Place { file: "a.log", line: 3 }, Shown::Conversation, &mut json));
/// assert!(json.starts_with(br#"{"file":"a.log","line":3,"thread":1,"family":"gemini""#));
/// ```
#[derive(Debug, Default)]
pub struct ThreadedLines {
    threads: Threads,
    /// Where the latest records come from, the last one last.
    places: VecDeque<RecordPlace>,
}

/// A file, and a line in it.
#[derive(Clone, Debug)]
pub(super) struct RecordPlace {
    file: Rc<str>,
    line: u64,
}

/// What a line says of threads.
#[derive(Debug)]
pub(super) struct Threaded {
    /// From 1, in the order in which threads begin.
    pub(super) thread: u64,
    pub(super) continues: Option<RecordPlace>,
    pub(super) may_continue: Option<RecordPlace>,
}

impl ThreadedLines {
    /// Writes the conversation of an opened record as [`write_line`](super::write_line) does, with `thread`, and with
    /// `continues` or `mayContinue`, which are a file and a line, if it follows another. Gives back whether the line is
    /// a record; nothing is written otherwise.
    pub fn write_line(&mut self, record: &[u8], place: Place<'_>, shown: Shown<'_>, json: &mut Vec<u8>) -> bool {
        let Some(record) = OpenedRecord::read(record) else { return false };
        let conversation = record.conversation();
        let threaded = self.add(&conversation, place);
        write_record(&record, &conversation, place, Some(&threaded), shown, json);
        true
    }

    fn add(&mut self, conversation: &Conversation, place: Place<'_>) -> Threaded {
        let placed = self.threads.add(conversation);
        let before = |number: u32| {
            let back = usize::try_from(placed.number - number).ok()?;
            self.places.get(self.places.len().checked_sub(back)?).cloned()
        };
        let continues = placed.link.continues().and_then(before);
        let may_continue = placed.link.may_continue().and_then(before);
        self.remember(place);
        Threaded { thread: u64::from(placed.thread), continues, may_continue }
    }

    fn remember(&mut self, place: Place<'_>) {
        if self.places.len() == 2 * Threads::MOST {
            self.places.pop_front();
        }
        let last = self.places.back().map(|last| &last.file).filter(|file| ***file == *place.file);
        let file = last.cloned().unwrap_or_else(|| place.file.into());
        self.places.push_back(RecordPlace { file, line: place.line });
    }
}

impl ToJson for RecordPlace {
    fn write(&self, json: &mut Vec<u8>) {
        write_object(json, &[("file", &&*self.file), ("line", &self.line)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of a chat: the messages that were sent, and the answer.
    fn record(messages: &[&str], answer: &str) -> String {
        let message = |(at, text): (usize, &&str)| {
            format!(r#"{{"role":"{}","content":"{text}"}}"#, if at % 2 == 0 { "user" } else { "assistant" })
        };
        let messages: Vec<_> = messages.iter().enumerate().map(message).collect();
        format!(
            r#"{{"Provider":"openai","RequestBody":{{"messages":[{}]}},"ResponseBody":{{"choices":[{{"message":{{"content":"{answer}"}}}}]}}}}"#,
            messages.join(",")
        )
    }

    #[test]
    fn lines_name_their_thread_and_the_record_that_they_continue() {
        let mut lines = ThreadedLines::default();
        let mut line = |file: &str, line: u64, messages: &[&str], answer: &str| {
            let mut json = Vec::new();
            let record = record(messages, answer);
            assert!(lines.write_line(record.as_bytes(), Place { file, line }, Shown::Conversation, &mut json));
            let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            [&json["thread"], &json["continues"], &json["mayContinue"]].map(ToString::to_string)
        };
        let (a, b) = (r#"{"file":"a","line":1}"#, r#"{"file":"b","line":1}"#);
        assert_eq!(line("a", 1, &["Knot?"], "Bowline."), ["1", "null", "null"]);
        assert_eq!(line("a", 2, &["Sail?"], "Jib."), ["2", "null", "null"]);
        assert_eq!(line("b", 1, &["Knot?", "Bowline.", "Why?"], "It holds."), ["1", a, "null"]);
        assert_eq!(line("b", 2, &["(shortened)", "Yes.", "Why?", "It holds.", "So?"], "Use it."), ["1", "null", b]);
        assert!(!lines.write_line(b"[]", Place::default(), Shown::Conversation, &mut Vec::new()));
    }

    #[test]
    fn where_records_come_from_is_forgotten_with_them() {
        let mut lines = ThreadedLines::default();
        for line in 0..=2 * Threads::MOST as u64 {
            lines.remember(Place { file: if line < 10 { "a" } else { "b" }, line });
        }
        assert_eq!((lines.places.len(), lines.places[0].line), (2 * Threads::MOST, 1));
        assert!(Rc::ptr_eq(&lines.places[10].file, &lines.places[1000].file), "a name is kept once");
    }
}
