//! What a record's bodies say in single values: what filters, columns and sums over many records need of them.

use zeroize::Zeroize;

use super::body_field::{BodyField, error_of, stop_of};
use super::column_parts::ColumnParts;
use super::cost::PriceList;
use super::json::Json;
use super::model::{Conversation, Message, Output, Role, ToolCall};
use super::record::OpenedRecord;
use super::record_cost::record_cost;
use super::to_json::text_of;
use super::trace::Trace;
use crate::filter::{Test, Value};
use crate::index::{self, BETWEEN, Kind};

/// Characters of a question or an answer that are kept.
const BEGINNING: usize = 120;
/// Beginnings of a conversation that are kept of each record.
const BEGINNINGS: usize = 12;
/// Longer lines are not read for their facts: bodies are in memory several times while they are.
const MOST_BYTES: usize = 64 << 20;

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is called: one of the columns that the index has for them.
    pub name: &'static str,
    /// What kind of value it is.
    pub kind: Kind,
    /// What it says.
    pub text: String,
}

impl Drop for Fact {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// What the bodies of a record say, and what filters ask of that.
#[derive(Debug)]
pub struct Facts {
    all: Vec<Fact>,
    conversation: Conversation,
}

impl Facts {
    /// Of an opened record. `None` if the line is not a record, or a body of it stayed sealed.
    pub fn read(line: &[u8], prices: &PriceList) -> Option<Self> {
        if line.len() > MOST_BYTES {
            return None;
        }
        let record = OpenedRecord::read(line.trim_ascii_end()).filter(|record| !record.has_sealed_body())?;
        Some(Self::of(&record, record.conversation(), prices))
    }

    /// The same, and adds what columns of exports are made of: bodies are read once for both. `noted` is shown the facts, if
    /// there are some. Returns whether the line is a record; nothing is added otherwise.
    pub fn read_with_parts(
        line: &[u8],
        prices: &PriceList,
        parts: &mut ColumnParts,
        noted: impl FnOnce(&Self),
    ) -> bool {
        let line = line.trim_ascii_end();
        let Some(record) = OpenedRecord::read(line) else { return false };
        let mut conversation = record.conversation();
        if line.len() <= MOST_BYTES && !record.has_sealed_body() {
            let facts = Self::of(&record, conversation, prices);
            noted(&facts);
            conversation = facts.conversation;
        }
        parts.push_record(&record, conversation, prices);
        true
    }

    fn of(record: &OpenedRecord<'_>, conversation: Conversation, prices: &PriceList) -> Self {
        let mut facts = Self { all: Vec::new(), conversation };
        facts.collect(record, prices);
        facts
    }

    /// All that there are.
    pub fn all(&self) -> &[Fact] {
        &self.all
    }

    /// What the conversation is found by, as far as a table keeps it of each record.
    pub fn trace(&self) -> Trace {
        Trace::of(&self.conversation).shortened(BEGINNINGS)
    }

    /// Whether what was said by somebody matches, or one of the facts of these names.
    pub fn matches(&self, test: &Test, field: Option<BodyField>, names: &[&str]) -> bool {
        match field {
            Some(field) if names.is_empty() => field.matches(test, &self.conversation),
            _ => self.all.iter().filter(|fact| names.contains(&fact.name)).any(|fact| {
                let value = index::Value { kind: fact.kind, text: &fact.text };
                if index::is_text(fact.name) {
                    test.matches_text(&fact.text)
                } else {
                    value.parts().any(|part| test.matches(part.into()))
                }
            }),
        }
    }

    fn collect(&mut self, record: &OpenedRecord<'_>, prices: &PriceList) {
        for (name, field) in [
            ("tokens", BodyField::Tokens),
            ("input", BodyField::Input),
            ("cachedInput", BodyField::CachedInput),
            ("cacheWrite", BodyField::CacheWrite),
            ("output", BodyField::Output),
            ("reasoning", BodyField::Reasoning),
        ] {
            let mut count = None;
            field.values(&self.conversation, |value| count = Some(value.as_text().to_string()));
            self.push(name, Kind::Number, count);
        }
        let cost = record_cost(record, &self.conversation, prices).map(|usd| text_of(&usd));
        self.push("cost", Kind::Number, cost);
        let mut tools = String::new();
        BodyField::Tool.values(&self.conversation, |value| push_part(&mut tools, value));
        self.push("tool", Kind::List, Some(tools).filter(|tools| !tools.is_empty()));
        let output = self.conversation.output.as_ref();
        let stop = stop_of(&self.conversation);
        let word = output.and_then(|output| output.stop.clone()).filter(|word| Some(word.as_str()) != stop);
        let error = self.conversation.error.as_ref();
        let kind = error_of(&self.conversation).map(str::to_string);
        let message = error.and_then(|error| error.message.clone());
        let family = self.conversation.family;
        let question = question(&self.conversation);
        let added = added(&self.conversation).filter(|added| Some(added) != question.as_ref());
        let answer = output.map(answer).filter(|answer| !answer.is_empty());
        self.push("stop", Kind::Text, stop.map(str::to_string));
        self.push("stopWord", Kind::Text, word);
        self.push("error", Kind::Text, kind);
        self.push("errorMessage", Kind::Text, message);
        self.push("family", Kind::Text, Some(family.to_string()));
        self.push("question", Kind::Text, question);
        self.push("answer", Kind::Text, answer);
        self.push("added", Kind::Text, added);
    }

    fn push(&mut self, name: &'static str, kind: Kind, text: Option<String>) {
        self.all.extend(text.map(|text| Fact { name, kind, text }));
    }
}

/// Adds a value to a list.
fn push_part(list: &mut String, value: Value<'_>) {
    if !list.is_empty() {
        list.push(BETWEEN);
    }
    list.extend(value.as_text().chars().filter(|character| *character != BETWEEN));
}

/// What the last question begins with.
fn question(conversation: &Conversation) -> Option<String> {
    let last = |role: Role| conversation.messages.iter().rev().find(|message| message.role == role);
    let message = last(Role::User).or_else(|| last(Role::Tool));
    let text = message.map_or_else(|| conversation.inputs.first().cloned(), said)?;
    Some(beginning(&text)).filter(|text| !text.is_empty())
}

/// What the last message begins with: what this request added to the one before it.
fn added(conversation: &Conversation) -> Option<String> {
    let text = said(conversation.messages.last()?)?;
    Some(beginning(&text)).filter(|text| !text.is_empty())
}

/// The text of a message, or the result of a tool.
fn said(message: &Message) -> Option<String> {
    let result = |result: &Json| result.as_string().unwrap_or_else(|| result.text().to_string());
    message.text.clone().or_else(|| message.tool_result.as_ref().map(result))
}

/// What the answer begins with: its text, else the tools that it calls.
fn answer(output: &Output) -> String {
    let said = [&output.text, &output.refusal].into_iter().flatten().find(|text| !text.is_empty());
    let calls = || {
        let names: Vec<_> = output.tool_calls.iter().filter_map(|call: &ToolCall| call.name.as_deref()).collect();
        if names.is_empty() { output.thinking.clone().unwrap_or_default() } else { names.join(", ") }
    };
    said.map_or_else(|| beginning(&calls()), |text| beginning(text))
}

/// What a text begins with, in one line.
fn beginning(text: &str) -> String {
    let mut line = String::new();
    let mut left = BEGINNING;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            left -= 1;
        }
        for character in word.chars().take(left) {
            line.push(character);
            left -= 1;
        }
        if left < 2 {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Filter, plain_name};

    fn line(status: u16, request: &str, response: &str) -> String {
        let [request, response] = [request, response].map(|body| serde_json::to_string(body).expect("a string"));
        format!(
            r#"{{"Provider":"openai","Model":"gpt-4o-mini","StatusCode":{status},"RequestBody":{request},"ResponseBody":{response}}}"#
        )
    }

    fn facts(line: &str) -> Vec<String> {
        let facts = Facts::read(line.as_bytes(), PriceList::built_in()).expect("facts");
        facts.all().iter().map(|fact| format!("{} {:?} {}", fact.name, fact.kind, fact.text)).collect()
    }

    const CALL: &str = r#"{"object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"finish_reason":"tool_calls","message":
        {"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"get_order","arguments":"{}"}},
        {"id":"2","type":"function","function":{"name":"send","arguments":"{}"}}]}}],
        "usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":50}}}"#;
    const ASK: &str = r#"{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is\n my  order?"}]}"#;

    #[test]
    fn an_answer_that_calls_tools() {
        assert_eq!(
            facts(&line(200, ASK, CALL)),
            [
                "tokens Number 1200",
                "input Number 1000",
                "cachedInput Number 400",
                "output Number 200",
                "reasoning Number 50",
                // 600 at 0.15, 400 at 0.075 and 200 at 0.60 dollars a million.
                "cost Number 0.00024",
                "tool List get_order\u{1f}send",
                "stop Text tool",
                "stopWord Text tool_calls",
                "family Text openai-chat",
                "question Text Where is my order?",
                "answer Text get_order, send",
            ]
        );
    }

    #[test]
    fn what_a_request_added_is_its_last_message() {
        let ask = r#"{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","tool_calls":[{"id":"1","type":"function",
            "function":{"name":"find","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"In\nthe shed"}]}"#;
        let found = facts(&line(200, ask, "{}"));
        assert!(found.contains(&"question Text Where?".to_string()), "{found:?}");
        assert!(found.contains(&"added Text In the shed".to_string()), "{found:?}");
    }

    #[test]
    fn errors_and_what_is_cut_off() {
        let error = r#"{"error":{"type":"rate_limit_error","message":"Rate limit reached"}}"#;
        let found = facts(&line(429, ASK, error));
        let expected = ["error Text rate_limit_error", "errorMessage Text Rate limit reached"];
        assert!(expected.iter().all(|fact| found.contains(&fact.to_string())), "{found:?}");
        let chunk = r#"{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"It le"}}]}"#;
        let found = facts(&line(200, ASK, &format!("data: {chunk}\n\n")));
        assert!(found.contains(&"stop Text cut-off".to_string()), "{found:?}");
        assert!(found.contains(&"answer Text It le".to_string()), "{found:?}");
    }

    #[test]
    fn what_filters_ask_of_them() {
        let facts = Facts::read(line(200, ASK, CALL).as_bytes(), PriceList::built_in()).expect("facts");
        for (source, names, expected) in [
            ("tokens:>1000", &["tokens"][..], true),
            ("tokens:>1200", &["tokens"], false),
            ("tool=send", &["tool"], true),
            ("tool=get", &["tool"], false),
            ("tool:get", &["tool"], true),
            ("stop:tool_calls", &["stop", "stopWord"], true),
            ("stop=tool", &["stop", "stopWord"], true),
            ("stop:length", &["stop", "stopWord"], false),
            ("has:error", &["error"], false),
            ("user:\"my  order\"", &[], true),
            ("system:brief", &[], true),
            ("assistant:order", &[], false),
        ] {
            let filter = Filter::parse(source).expect(source);
            let test = &filter.tests()[0];
            let name = plain_name(&test.field.as_ref().expect("a field").name);
            assert_eq!(facts.matches(&test.test, BodyField::of(&name), names), expected, "{source}");
        }
    }

    #[test]
    fn nothing_is_said_of_bodies_that_stayed_sealed_and_of_other_lines() {
        let sealed = r#"{"type":"encrypted","key":"AAAA","iv":"AAAA","data":"AAAA"}"#;
        for line in [format!(r#"{{"Provider":"p","RequestBody":{sealed}}}"#), "[1]".into(), String::new()] {
            assert!(Facts::read(line.as_bytes(), PriceList::built_in()).is_none(), "{line}");
        }
    }

    #[test]
    fn of_questions_and_answers_the_beginning_is_kept_and_all_of_what_filters_ask() {
        let long = "é ".repeat(10_000);
        let ask = format!(r#"{{"messages":[{{"role":"user","content":"{long}"}}]}}"#);
        let error = format!(r#"{{"error":{{"type":"x","message":"{long} the end"}}}}"#);
        let facts = Facts::read(line(500, &ask, &error).as_bytes(), PriceList::built_in()).expect("facts");
        let text = |name: &str| facts.all().iter().find(|fact| fact.name == name).map_or("", |fact| &fact.text);
        assert!(text("question").len() <= 4 * BEGINNING);
        assert!(text("errorMessage").ends_with("the end"));
        let names: Vec<_> = (0..1000).map(|i| format!("a_tool_with_a_long_name_{i}")).collect();
        let calls: Vec<_> = names.iter().map(|name| format!(r#"{{"name":"{name}"}}"#)).collect();
        let ask = format!(r#"{{"messages":[{{"role":"assistant","tool_calls":[{}]}}]}}"#, calls.join(","));
        let facts = Facts::read(line(200, &ask, "{}").as_bytes(), PriceList::built_in()).expect("facts");
        let list = facts.all().iter().find(|fact| fact.name == "tool").map_or("", |fact| &fact.text);
        assert_eq!(list.split(BETWEEN).collect::<Vec<_>>(), names);
        assert_eq!(beginning("  a \n b\t"), "a b");
        assert_eq!(beginning(&"x".repeat(500)).len(), BEGINNING);
        assert_eq!(beginning(&"xy ".repeat(500)), "xy ".repeat(40).trim());
    }
}
