//! Which conversations continue which: every request of a chat sends all that was said before it.
//!
//! What the provider calls an answer decides first. Else fingerprints do: a request continues the longest earlier
//! messages with their answer that it begins with. Fingerprints are hashes of 64 bits; no text is kept. What may change
//! from one request to the next without another conversation beginning is left out of them: the ids of tool calls,
//! signatures, marks for caches.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::model::{Conversation, Message, Output, Role, ToolCall};

/// How one conversation follows another; each is known by its number, from 0, in the order in which they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It follows none that is known.
    Begins,
    /// It goes on from this one: the provider's ids say so, or it begins with all of its messages and its answer.
    Continues(u32),
    /// It may go on from this one: it has its last question and answer, but what was before is not the same, as after
    /// compaction, or the thinking is gone.
    MayContinue(u32),
}

/// Conversations by what a later one would begin with.
///
/// Those added last are known: [`Threads::MOST`] at least and twice as many at most, with up to five fingerprints each.
/// A fingerprint takes about 24 bytes, so all take 24 MB at most.
#[derive(Debug, Default)]
pub struct Threads {
    /// How many were added.
    count: u32,
    young: HashMap<u64, u32>,
    old: HashMap<u64, u32>,
    /// How many the young ones are.
    added: usize,
}

/// What a fingerprint is of: the same words mean different things.
#[derive(Clone, Copy, Hash)]
enum Of {
    /// A name the provider gave to an answer.
    Answer,
    /// A name the provider gave to a conversation.
    Conversation,
    /// All messages and the answer.
    Whole,
    /// The same without thinking.
    WithoutThinking,
    /// The last message and the answer.
    Last,
}

impl Threads {
    /// So many conversations are remembered.
    pub const MOST: usize = 100_000;

    /// None is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a conversation, and says which of those before it it follows. They are added in the order of their time.
    pub fn add(&mut self, conversation: &Conversation) -> Link {
        let chains = [Chain::new(conversation, Of::Whole), Chain::new(conversation, Of::WithoutThinking)];
        let link = self.link(conversation, &chains);
        if self.added == Self::MOST {
            self.old = std::mem::take(&mut self.young);
            self.added = 0;
        }
        self.added += 1;
        let number = self.count;
        self.count = self.count.saturating_add(1);
        let ids = &conversation.ids;
        let named = [(Of::Answer, &ids.answer), (Of::Conversation, &ids.conversation)];
        let named = named.into_iter().filter_map(|(of, id)| Some(fingerprint(&(of, id.as_ref()?))));
        let answer = conversation.output.as_ref().map(answer);
        let said = answer.filter(|answer| !answer.is_empty()).map(|answer| {
            let last = last(conversation.messages.last(), &answer);
            let [whole, without] = chains.map(|chain| chain.then(&answer));
            [whole, without, last]
        });
        self.young.extend(named.chain(said.into_iter().flatten()).map(|fingerprint| (fingerprint, number)));
        link
    }

    fn find(&self, fingerprint: u64) -> Option<u32> {
        self.young.get(&fingerprint).or_else(|| self.old.get(&fingerprint)).copied()
    }

    fn link(&self, conversation: &Conversation, [whole, without]: &[Chain; 2]) -> Link {
        let ids = &conversation.ids;
        let previous = ids.previous.as_ref().and_then(|id| self.find(fingerprint(&(Of::Answer, id))));
        let same = || ids.conversation.as_ref().and_then(|id| self.find(fingerprint(&(Of::Conversation, id))));
        if let Some(number) = previous.or_else(same) {
            return Link::Continues(number);
        }
        // The longest beginning first.
        let begins_with = |chain: &Chain| chain.at_answers.iter().rev().find_map(|at| self.find(*at));
        if let Some(number) = begins_with(whole) {
            return Link::Continues(number);
        }
        let messages = &conversation.messages;
        let pair = || {
            let pairs = messages.windows(2).rev().filter(|pair| pair[1].role == Role::Assistant);
            pairs.map(|pair| last(Some(&pair[0]), &pair[1])).find_map(|pair| self.find(pair))
        };
        begins_with(without).or_else(pair).map_or(Link::Begins, Link::MayContinue)
    }
}

/// Fingerprints of ever longer beginnings of a conversation.
struct Chain {
    of: Of,
    /// Those that end with a message of the assistant.
    at_answers: Vec<u64>,
    /// That of all messages.
    whole: u64,
}

impl Chain {
    fn new(conversation: &Conversation, of: Of) -> Self {
        let mut chain = Self { of, at_answers: Vec::new(), whole: fingerprint(&(of, &conversation.tools)) };
        for message in &conversation.messages {
            chain.whole = chain.then(message);
            if message.role == Role::Assistant {
                chain.at_answers.push(chain.whole);
            }
        }
        chain
    }

    /// The fingerprint with one more message.
    fn then(&self, message: &Message) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.whole.hash(&mut hasher);
        hash(message, matches!(self.of, Of::Whole), &mut hasher);
        hasher.finish()
    }
}

/// The fingerprint of a question and its answer.
fn last(question: Option<&Message>, answer: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    Of::Last.hash(&mut hasher);
    if let Some(question) = question {
        hash(question, false, &mut hasher);
    }
    hash(answer, false, &mut hasher);
    hasher.finish()
}

fn fingerprint(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The answer as the message it will be in the next request.
fn answer(output: &Output) -> Message {
    Message {
        text: output.text.clone().or_else(|| output.refusal.clone()),
        thinking: output.thinking.clone(),
        tool_calls: output.tool_calls.clone(),
        ..Message::new(Role::Assistant)
    }
}

fn hash(message: &Message, thinking: bool, hasher: &mut DefaultHasher) {
    let Message { role, text, thinking: thought, tool_calls, tool_result, tool_call_id: _, media } = message;
    role.hash(hasher);
    text.as_deref().unwrap_or_default().hash(hasher);
    if thinking {
        thought.hash(hasher);
    }
    for ToolCall { id: _, name, arguments } in tool_calls {
        name.hash(hasher);
        arguments.as_ref().map(super::Json::text).hash(hasher);
    }
    tool_result.as_ref().map(super::Json::text).hash(hasher);
    for media in media {
        (&media.kind, media.bytes, &media.url).hash(hasher);
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

    const HELLO: &str = r#"{"role":"user","content":"Hello"}"#;
    const HI: &str = r#"{"role":"assistant","content":"Hi"}"#;
    const GO_ON: &str = r#"{"role":"user","content":"Go on"}"#;
    const YES: &str = r#"{"role":"assistant","content":"Yes"}"#;

    #[test]
    fn a_request_continues_the_longest_that_it_begins_with() {
        let mut threads = Threads::new();
        assert_eq!(threads.add(&chat(HELLO, HI, "")), Link::Begins);
        assert_eq!(threads.add(&chat(GO_ON, YES, "")), Link::Begins);
        assert_eq!(threads.add(&chat(&[HELLO, HI, GO_ON].join(","), YES, "")), Link::Continues(0));
        assert_eq!(threads.add(&chat(&[HELLO, HI, GO_ON, YES, GO_ON].join(","), YES, "")), Link::Continues(2));
        // Another answer; other tools; no answer in it.
        assert_eq!(threads.add(&chat(&[HELLO, YES, GO_ON].join(","), YES, "")), Link::Begins);
        let tools = r#","tools":[{"type":"function","function":{"name":"t"}}]"#;
        assert_eq!(threads.add(&chat(&[HELLO, HI, GO_ON].join(","), YES, tools)), Link::MayContinue(0));
        assert_eq!(threads.add(&chat(HELLO, HI, "")), Link::Begins);
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
        threads.add(&chat(HELLO, &call("a", thinking), ""));
        let with = [HELLO, &call("b", thinking), result].join(",");
        assert_eq!(threads.add(&chat(&with, HI, "")), Link::Continues(0));
        let without = [HELLO, &call("b", ""), result].join(",");
        assert_eq!(threads.add(&chat(&without, HI, "")), Link::MayContinue(0));
    }

    #[test]
    fn compaction_leaves_the_last_question_and_answer() {
        let mut threads = Threads::new();
        threads.add(&chat(&[HELLO, HI, GO_ON].join(","), YES, ""));
        let summary = r#"{"role":"user","content":"Summary: greetings."}"#;
        assert_eq!(threads.add(&chat(&[summary, GO_ON, YES, HELLO].join(","), HI, "")), Link::MayContinue(0));
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
        assert_eq!(threads.add(&respond("r0", "")), Link::Begins);
        assert_eq!(threads.add(&respond("r1", r#","conversation":{"id":"c"}"#)), Link::Begins);
        assert_eq!(threads.add(&respond("r2", r#","previous_response_id":"r0""#)), Link::Continues(0));
        assert_eq!(threads.add(&respond("r3", r#","conversation":"c""#)), Link::Continues(1));
        assert_eq!(threads.add(&respond("r4", r#","previous_response_id":"r9""#)), Link::Begins);
    }

    #[test]
    fn old_ones_are_forgotten() {
        let mut threads = Threads::new();
        threads.add(&chat(HELLO, HI, ""));
        let next = chat(&[HELLO, HI, GO_ON].join(","), YES, "");
        let other = chat(GO_ON, YES, "");
        // The first is among the old ones now, and after that nowhere.
        threads.added = Threads::MOST;
        threads.add(&other);
        let chains = |threads: &Threads| {
            threads.link(&next, &[Chain::new(&next, Of::Whole), Chain::new(&next, Of::WithoutThinking)])
        };
        assert_eq!(chains(&threads), Link::Continues(0));
        threads.added = Threads::MOST;
        threads.add(&other);
        assert_eq!(chains(&threads), Link::Begins);
    }
}
