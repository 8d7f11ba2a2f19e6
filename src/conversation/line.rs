//! A conversation as a line of JSON, with the place of its record and the record's plain fields.

use super::column_parts::shorten;
use super::cost::PriceList;
use super::fields::Place;
use super::model::Conversation;
use super::record::OpenedRecord;
use super::record_cost::record_cost;
use super::threaded::Threaded;
use super::to_json::write_members;

/// The members of a conversation, and those that precede it. Fields of a record with one of these names are left out.
const TAKEN: [&str; 23] = [
    "file",
    "line",
    "thread",
    "continues",
    "mayContinue",
    "family",
    "model",
    "messages",
    "tools",
    "parameters",
    "inputs",
    "output",
    "usage",
    "usageAlso",
    "durationMs",
    "created",
    "streamed",
    "chunks",
    "error",
    "steps",
    "raw",
    "cost",
    "cached",
];

/// Whether the estimated cost is a member too, as `cost`, in dollars.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// The conversation, and the place of its record.
    Conversation,
    /// With its cost by these prices.
    WithCost(&'a PriceList),
    /// The same, without what no column of an export is made of: of the messages it has the last text of the user.
    ForColumns(&'a PriceList),
}

/// Writes the conversation of an opened record, and a line feed. Returns whether the line is a record; otherwise nothing
/// is written.
///
/// ```
/// use logpush_decrypt::conversation::{Place, Shown, write_line};
///
/// let record = br#"{"StatusCode":200,"RequestBody":"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"}"#;
/// let mut json = Vec::new();
/// assert!(write_line(record, Place { file: "a.log", line: 3 }, Shown::Conversation, &mut json));
/// assert_eq!(
///     json,
///     b"{\"file\":\"a.log\",\"line\":3,\"StatusCode\":200,\"family\":\"gemini\",\"messages\":[{\"role\":\"user\",\"text\":\"Hi\"}]}\n"
/// );
/// ```
pub fn write_line(record: &[u8], place: Place<'_>, shown: Shown<'_>, json: &mut Vec<u8>) -> bool {
    let Some(record) = OpenedRecord::read(record) else { return false };
    let mut conversation = record.conversation();
    if matches!(shown, Shown::ForColumns(_)) {
        shorten(&mut conversation);
    }
    write_record(&record, &conversation, place, None, shown, json);
    true
}

/// Writes a record and its conversation.
pub(super) fn write_record(
    record: &OpenedRecord<'_>,
    conversation: &Conversation,
    place: Place<'_>,
    threaded: Option<&Threaded>,
    shown: Shown<'_>,
    json: &mut Vec<u8>,
) {
    let cost = match shown {
        Shown::Conversation => None,
        Shown::WithCost(prices) | Shown::ForColumns(prices) => record_cost(record, conversation, prices),
    };
    json.push(b'{');
    write_members(json, &[("file", &place.file), ("line", &place.line)]);
    if let Some(Threaded { thread, continues, may_continue }) = threaded {
        write_members(json, &[("thread", thread), ("continues", continues), ("mayContinue", may_continue)]);
    }
    for (name, value) in record.members() {
        if !TAKEN.contains(&name.as_str()) {
            write_members(json, &[(&name, &value)]);
        }
    }
    write_members(json, &[("cost", &cost)]);
    conversation.write_members(json);
    json.extend_from_slice(b"}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { file: "a \"b\".gz", line: 1 };

    fn written(record: &str, shown: Shown<'_>) -> serde_json::Value {
        let mut json = Vec::new();
        assert!(write_line(record.as_bytes(), PLACE, shown, &mut json));
        assert!(json.ends_with(b"}\n"));
        serde_json::from_slice(&json).expect("JSON")
    }

    #[test]
    fn plain_fields_and_metadata_stand_beside_the_conversation() {
        let record = r#"{"Cached":true,"Metadata":"{\"user\":\"42\"}","Model":"m","model":"not this","RequestBody":"text","x":{"y":1.0}}"#;
        let json = written(record, Shown::WithCost(PriceList::built_in()));
        let expected = serde_json::json!({
            "file": "a \"b\".gz", "line": 1, "Cached": true, "Metadata": {"user": "42"}, "Model": "m", "x": {"y": 1.0},
            "cost": 0, "family": "unknown", "raw": ["request"],
        });
        assert_eq!(json.to_string(), expected.to_string());
        assert!(written(record, Shown::Conversation).get("cost").is_none());
    }

    #[test]
    fn for_columns_there_is_the_last_question_alone() {
        let request = r#"{"temperature":0,"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#;
        let response = r#"{"choices":[{"message":{"content":"d","reasoning_content":"e"}}]}"#;
        let record = format!(r#"{{"RequestBody":{request},"ResponseBody":{response}}}"#);
        let json = written(&record, Shown::ForColumns(PriceList::built_in()));
        assert_eq!(json["messages"], serde_json::json!([{ "role": "user", "text": "b" }]));
        assert_eq!((&json["output"]["text"], json["output"].get("thinking")), (&"d".into(), None));
        assert!(json.get("parameters").is_none());
    }

    #[test]
    fn lines_that_are_not_records_are_not_written() {
        let mut json = Vec::new();
        assert!(!write_line(b"[1]", PLACE, Shown::Conversation, &mut json));
        assert!(json.is_empty());
    }
}
