//! Which conversations continue which: every request of a chat repeats all that was said before it.
//!
//! The provider's ids decide first, then fingerprints: a request continues the conversation whose messages and answer it
//! begins with, the longest of several; and it may be the one that failed, tried again.

use hashbrown::HashTable;

use super::model::Conversation;
use super::to_json::write_object;
use super::trace::Trace;

/// How one conversation follows another. Conversations are numbered from 0, in the order in which they are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It follows none that is known.
    Begins,
    /// It continues this one: the provider's ids say so, or it begins with all of its messages and its answer.
    Continues(u32),
    /// It may continue this one: it has its last question and answer, but what was before is not the same, as after
    /// compaction, or the thinking is gone.
    MayContinue(u32),
}

impl Link {
    /// The one that it continues.
    #[must_use]
    pub const fn continues(self) -> Option<u32> {
        if let Self::Continues(number) = self { Some(number) } else { None }
    }

    /// The one that it may continue.
    #[must_use]
    pub const fn may_continue(self) -> Option<u32> {
        if let Self::MayContinue(number) = self { Some(number) } else { None }
    }
}

/// The place of a conversation among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub number: u32,
    /// Which of them it follows.
    pub link: Link,
    /// The number of its thread, from 1, in the order in which threads begin. What may continue another is of its
    /// thread too.
    pub thread: u32,
}

impl Placed {
    /// As JSON, with the conversation: `{number, thread, continues, mayContinue, conversation}`.
    #[must_use]
    pub fn to_json(&self, conversation: &Conversation) -> String {
        let Self { number, link, thread } = *self;
        let (continues, may_continue) = (link.continues().map(u64::from), link.may_continue().map(u64::from));
        let mut json = Vec::new();
        write_object(
            &mut json,
            &[
                ("number", &u64::from(number)),
                ("thread", &u64::from(thread)),
                ("continues", &continues),
                ("mayContinue", &may_continue),
                ("conversation", conversation),
            ],
        );
        String::from_utf8(json).unwrap_or_default()
    }
}

/// Conversations by what a later one would begin with.
///
/// The latest are known: [`Threads::MOST`] at least and twice as many at most, with up to six fingerprints each.
/// A fingerprint takes about 20 bytes, so all take 40 MB at most.
///
/// ```
/// use logpush_decrypt::conversation::{Bodies, Link, Threads, read};
///
/// let chat = |request: &str, answer: &str| {
///     let response = format!(r#"{{"object":"chat.completion","choices":[{{"message":{answer}}}]}}"#);
///     read(&Bodies { request: Some(request.as_bytes()), response: Some(response.as_bytes()), ..Bodies::default() })
/// };
/// let (question, answer) = (r#"{"role":"user","content":"Which knot?"}"#, r#"{"role":"assistant","content":"A bowline."}"#);
/// let next = r#"{"role":"user","content":"And to undo it?"}"#;
///
/// let mut threads = Threads::new();
/// let first = threads.add(&chat(&format!(r#"{{"messages":[{question}]}}"#), answer));
/// let second = threads.add(&chat(&format!(r#"{{"messages":[{question},{answer},{next}]}}"#), answer));
/// assert_eq!((second.link, second.thread), (Link::Continues(first.number), first.thread));
/// ```
#[derive(Debug, Default)]
pub struct Threads {
    /// How many were added.
    count: u32,
    /// How many threads began.
    begun: u32,
    young: HashTable<Known>,
    old: HashTable<Known>,
    /// How many the young ones are.
    added: usize,
}

/// A conversation that has this fingerprint.
#[derive(Clone, Copy, Debug)]
struct Known {
    fingerprint: u64,
    number: u32,
    thread: u32,
}

impl Threads {
    /// How many conversations are remembered.
    pub const MOST: usize = 100_000;

    /// Knows no conversation yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a conversation, and finds which of those before it it follows. They are added in the order of their time.
    pub fn add(&mut self, conversation: &Conversation) -> Placed {
        self.add_trace(&Trace::of(conversation))
    }

    /// The same of a conversation's fingerprints.
    pub fn add_trace(&mut self, trace: &Trace) -> Placed {
        let (link, thread) = match self.link(trace) {
            Some((known, true)) => (Link::Continues(known.number), known.thread),
            Some((known, false)) => (Link::MayContinue(known.number), known.thread),
            None => {
                self.begun = self.begun.saturating_add(1);
                (Link::Begins, self.begun)
            }
        };
        if self.added == Self::MOST {
            self.old = std::mem::take(&mut self.young);
            self.added = 0;
        }
        self.added += 1;
        let number = self.count;
        self.count = self.count.saturating_add(1);
        for &fingerprint in &trace.own {
            let known = Known { fingerprint, number, thread };
            let of = |known: &Known| known.fingerprint;
            self.young
                .entry(fingerprint, |known| of(known) == fingerprint, of)
                .and_modify(|there| *there = known)
                .or_insert(known);
        }
        Placed { number, link, thread }
    }

    fn find(&self, fingerprint: u64) -> Option<Known> {
        let found =
            |table: &HashTable<Known>| table.find(fingerprint, |known| known.fingerprint == fingerprint).copied();
        found(&self.young).or_else(|| found(&self.old))
    }

    /// The conversation that this one follows, and whether that is certain.
    fn link(&self, trace: &Trace) -> Option<(Known, bool)> {
        let certain = trace.certain().find_map(|fingerprint| self.find(fingerprint)).map(|known| (known, true));
        let likely = || trace.likely().find_map(|fingerprint| self.find(fingerprint));
        certain.or_else(|| likely().map(|known| (known, false)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Bodies, read};
    use super::*;

    fn chat(messages: &str, answer: &str, more: &str) -> Conversation {
        let request = format!(r#"{{"model":"m","messages":[{messages}]{more}}}"#);
        let response =
            format!(r#"{{"object":"chat.completion","choices":[{{"message":{answer},"finish_reason":"stop"}}]}}"#);
        read(&Bodies { request: Some(request.as_bytes()), response: Some(response.as_bytes()), ..Bodies::default() })
    }

    fn link(threads: &mut Threads, conversation: &Conversation) -> Link {
        threads.add(conversation).link
    }

    const HELLO: &str = r#"{"role":"user","content":"Hello"}"#;
    const HI: &str = r#"{"role":"assistant","content":"Hi"}"#;
    const GO_ON: &str = r#"{"role":"user","content":"Go on"}"#;
    const YES: &str = r#"{"role":"assistant","content":"Yes"}"#;

    #[test]
    fn a_request_continues_the_longest_that_it_begins_with() {
        let mut threads = Threads::new();
        assert_eq!(link(&mut threads, &chat(HELLO, HI, "")), Link::Begins);
        assert_eq!(link(&mut threads, &chat(GO_ON, YES, "")), Link::Begins);
        assert_eq!(link(&mut threads, &chat(&[HELLO, HI, GO_ON].join(","), YES, "")), Link::Continues(0));
        assert_eq!(link(&mut threads, &chat(&[HELLO, HI, GO_ON, YES, GO_ON].join(","), YES, "")), Link::Continues(2));
        // Another answer; other tools; no answer in it.
        assert_eq!(link(&mut threads, &chat(&[HELLO, YES, GO_ON].join(","), YES, "")), Link::Begins);
        let tools = r#","tools":[{"type":"function","function":{"name":"t"}}]"#;
        assert_eq!(link(&mut threads, &chat(&[HELLO, HI, GO_ON].join(","), YES, tools)), Link::MayContinue(0));
        assert_eq!(link(&mut threads, &chat(HELLO, HI, "")), Link::Begins);
    }

    #[test]
    fn ids_of_calls_do_not_count_and_thinking_that_is_gone_makes_it_uncertain() {
        let call = |id: &str, thinking: &str| {
            format!(
                r#"{{"role":"assistant","content":null{thinking},"tool_calls":[{{"id":"{id}","function":{{"name":"t","arguments":"{{\"a\": 1}}"}}}}]}}"#
            )
        };
        let result = r#"{"role":"tool","tool_call_id":"b","content":"5"}"#;
        let thinking = r#","reasoning_content":"Hm.""#;
        let mut threads = Threads::new();
        link(&mut threads, &chat(HELLO, &call("a", thinking), ""));
        let with = [HELLO, &call("b", thinking), result].join(",");
        assert_eq!(link(&mut threads, &chat(&with, HI, "")), Link::Continues(0));
        let without = [HELLO, &call("b", ""), result].join(",");
        assert_eq!(link(&mut threads, &chat(&without, HI, "")), Link::MayContinue(0));
    }

    #[test]
    fn compaction_leaves_the_last_question_and_answer() {
        let mut threads = Threads::new();
        link(&mut threads, &chat(&[HELLO, HI, GO_ON].join(","), YES, ""));
        let summary = r#"{"role":"user","content":"Summary: greetings."}"#;
        assert_eq!(link(&mut threads, &chat(&[summary, GO_ON, YES, HELLO].join(","), HI, "")), Link::MayContinue(0));
    }

    #[test]
    fn ids_come_first() {
        let respond = |id: &str, previous: &str| {
            let request = format!(r#"{{"model":"m","input":"Go on","store":true{previous}}}"#);
            let response = format!(r#"{{"object":"response","id":"{id}","status":"completed","output":[]}}"#);
            read(&Bodies {
                request: Some(request.as_bytes()),
                response: Some(response.as_bytes()),
                ..Bodies::default()
            })
        };
        let mut threads = Threads::new();
        assert_eq!(link(&mut threads, &respond("r0", "")), Link::Begins);
        assert_eq!(link(&mut threads, &respond("r1", r#","conversation":{"id":"c"}"#)), Link::Begins);
        assert_eq!(link(&mut threads, &respond("r2", r#","previous_response_id":"r0""#)), Link::Continues(0));
        assert_eq!(link(&mut threads, &respond("r3", r#","conversation":"c""#)), Link::Continues(1));
        assert_eq!(link(&mut threads, &respond("r4", r#","previous_response_id":"r9""#)), Link::Begins);
    }

    #[test]
    fn old_ones_are_forgotten() {
        let mut threads = Threads::new();
        link(&mut threads, &chat(HELLO, HI, ""));
        let next = chat(&[HELLO, HI, GO_ON].join(","), YES, "");
        let other = chat(GO_ON, YES, "");
        // The first is among the old ones now, and then forgotten.
        threads.added = Threads::MOST;
        threads.add(&other);
        let found = |threads: &Threads| threads.link(&Trace::of(&next)).map(|(known, certain)| (known.number, certain));
        assert_eq!(found(&threads), Some((0, true)));
        threads.added = Threads::MOST;
        threads.add(&other);
        assert_eq!(found(&threads), None);
    }

    #[test]
    fn what_continues_another_is_of_its_thread() {
        let mut threads = Threads::new();
        let second = chat(&[HELLO, HI, GO_ON].join(","), YES, "");
        let added = [chat(HELLO, HI, ""), chat(GO_ON, YES, ""), second.clone(), second, chat(GO_ON, HI, "")];
        let placed = added.map(|conversation| threads.add(&conversation)).map(|placed| (placed.number, placed.thread));
        assert_eq!(placed, [(0, 1), (1, 2), (2, 1), (3, 1), (4, 3)]);
    }

    #[test]
    fn a_request_that_failed_is_of_the_thread_and_so_is_the_one_that_repeats_it() {
        let failed = |messages: &str| {
            let request = format!(r#"{{"model":"m","messages":[{messages}]}}"#);
            let response = r#"{"error":{"type":"rate_limit_error","message":"slow down"}}"#;
            let [request, response] = [request.as_bytes(), response.as_bytes()];
            read(&Bodies { request: Some(request), response: Some(response), ..Bodies::default() })
        };
        let mut threads = Threads::new();
        let go_on = [HELLO, HI, GO_ON].join(",");
        assert_eq!(link(&mut threads, &failed(HELLO)), Link::Begins);
        // It may be another caller's.
        assert_eq!(link(&mut threads, &chat(HELLO, HI, "")), Link::MayContinue(0));
        assert_eq!(link(&mut threads, &failed(&go_on)), Link::Continues(1));
        assert_eq!(link(&mut threads, &failed(&go_on)), Link::Continues(1));
        assert_eq!(link(&mut threads, &chat(&go_on, YES, "")), Link::Continues(1));
        // One that had an answer is not repeated but asked again.
        assert_eq!(link(&mut threads, &chat(GO_ON, YES, "")), Link::Begins);
        assert_eq!(link(&mut threads, &chat(GO_ON, YES, "")), Link::Begins);
    }

    #[test]
    fn shortened_traces_find_the_latest() {
        let long = [HELLO, HI, GO_ON, YES, HELLO, HI, GO_ON].join(",");
        let mut threads = Threads::new();
        threads.add(&chat(&[HELLO, HI, GO_ON, YES, HELLO].join(","), HI, ""));
        let trace = Trace::of(&chat(&long, YES, ""));
        let short = trace.clone().shortened(1);
        assert_eq!([short.certain().count(), short.likely().count()], [1, 3]);
        assert_eq!([trace.certain().count(), trace.likely().count()], [3, 7]);
        assert_eq!(threads.add_trace(&short).link, Link::Continues(0));
    }
}
