mod kinds;
mod levels;
mod streams;
mod whole;

use super::*;

/// Masks of all kinds.
fn all() -> Masks {
    Masks::new(&Kind::NAMED, &[]).expect("masks")
}

/// A text with its values masked.
fn masked(masks: &Masks, text: &str) -> String {
    let edits = masks.edits_of_text(text);
    let mut to = Vec::new();
    write_edited(text.as_bytes(), &edits, &mut to);
    String::from_utf8(to).expect("UTF-8")
}

/// A JSON string of a text, with its quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

/// The same with every character that is a letter, a digit or a sign of ASCII written as an escape.
fn all_escaped(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    format!("\"{units}\"")
}
