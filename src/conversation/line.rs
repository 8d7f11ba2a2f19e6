//! A conversation as a line of JSON, with where it comes from and the record's plain fields beside it.

use super::cost::{PriceList, Usd};
use super::fields::Place;
use super::model::Conversation;
use super::record::OpenedRecord;
use super::sums;

/// The members of a conversation, and those that stand before it. Fields of a record that have the name of one of them
/// are left out.
const TAKEN: [&str; 20] = [
    "file",
    "line",
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
    /// The conversation, and where it comes from.
    Conversation,
    /// With its cost by these prices.
    WithCost(&'a PriceList),
}

/// Writes the conversation of an opened record, and a line feed. Gives back whether the line is a record; nothing is
/// written otherwise.
///
/// ```
/// use logpush_decrypt::conversation::{Place, Shown, write_line};
///
/// let record = br#"{"StatusCode":200,"RequestBody":"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"}"#;
/// let mut text = String::new();
/// assert!(write_line(record, Place { file: "a.log", line: 3 }, Shown::Conversation, &mut text));
/// assert_eq!(
///     text,
///     "{\"file\":\"a.log\",\"line\":3,\"StatusCode\":200,\"family\":\"gemini\",\"messages\":[{\"role\":\"user\",\"text\":\"Hi\"}]}\n"
/// );
/// ```
pub fn write_line(record: &[u8], place: Place<'_>, shown: Shown<'_>, text: &mut String) -> bool {
    let Some(record) = OpenedRecord::read(record) else { return false };
    let conversation = record.conversation();
    let cost = match shown {
        Shown::Conversation => None,
        Shown::WithCost(prices) => sums::cost(&record, &conversation, prices),
    };
    write(&record, &conversation, place, cost, text);
    true
}

fn write(
    record: &OpenedRecord<'_>,
    conversation: &Conversation,
    place: Place<'_>,
    cost: Option<Usd>,
    text: &mut String,
) {
    // Texts, numbers and conversations cannot fail to be written.
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    text.push_str("{\"file\":");
    text.push_str(&quoted(place.file));
    text.push_str(",\"line\":");
    text.push_str(&place.line.to_string());
    for (name, value) in record.members() {
        if !TAKEN.contains(&name.as_str()) {
            text.push(',');
            text.push_str(&quoted(&name));
            text.push(':');
            text.push_str(value.get());
        }
    }
    if let Some(cost) = cost {
        text.push_str(",\"cost\":");
        text.push_str(&serde_json::to_string(&cost).unwrap_or_default());
    }
    text.push(',');
    let conversation = serde_json::to_string(conversation).unwrap_or_default();
    text.push_str(conversation.trim_start_matches('{'));
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { file: "a \"b\".gz", line: 1 };

    fn written(record: &str, shown: Shown<'_>) -> serde_json::Value {
        let mut text = String::new();
        assert!(write_line(record.as_bytes(), PLACE, shown, &mut text));
        assert!(text.ends_with("}\n"));
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn plain_fields_and_metadata_stand_beside_the_conversation() {
        let record = r#"{"Cached":true,"Metadata":"{\"user\":\"42\"}","Model":"m","model":"not this","RequestBody":"text","x":{"y":1.0}}"#;
        let json = written(record, Shown::WithCost(PriceList::built_in()));
        let expected = serde_json::json!({
            "file": "a \"b\".gz", "line": 1, "Cached": true, "Metadata": {"user": "42"}, "Model": "m", "x": {"y": 1.0},
            "cost": 0, "family": "unknown", "raw": ["request"],
        });
        assert_eq!(json.to_string().replace("\"cost\":0.0", "\"cost\":0"), expected.to_string());
        assert!(written(record, Shown::Conversation).get("cost").is_none());
    }

    #[test]
    fn lines_that_are_not_records_are_not_written() {
        let mut text = String::new();
        assert!(!write_line(b"[1]", PLACE, Shown::Conversation, &mut text));
        assert_eq!(text, "");
    }
}
