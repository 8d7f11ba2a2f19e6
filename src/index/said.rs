//! What bodies say, as columns of the table: names, and which of them a filter means.
//!
//! Once the bodies of a record are opened, what they say in single values is noted in columns such as `conversation.tokens`.
//! Whole texts are in no column: what a filter asks of them is found by reading the bodies anew.

/// The path that notes of what bodies say have, and the first name of their columns.
pub(super) const SAID: &str = "conversation";
/// What is between the values of a list: a control character that is in none of them.
pub(crate) const BETWEEN: char = '\u{1f}';

/// What filters ask of bodies, as people write it, and the columns that have it and what belongs to it; without any, where
/// whole texts are asked.
const ASKED: [(&str, &[&str]); 16] = [
    ("tokens", &["conversation.tokens"]),
    ("input", &["conversation.input"]),
    ("cachedInput", &["conversation.cachedInput"]),
    ("cacheWrite", &["conversation.cacheWrite"]),
    ("output", &["conversation.output"]),
    ("reasoning", &["conversation.reasoning"]),
    ("cost", &["conversation.cost"]),
    ("tool", &["conversation.tool"]),
    ("stop", &["conversation.stop", "conversation.stopWord"]),
    ("error", &["conversation.error", "conversation.errorMessage"]),
    ("user", &[]),
    ("assistant", &[]),
    ("system", &[]),
    ("thinking", &[]),
    ("family", &["conversation.family"]),
    ("thread", &[THREADS]),
];

/// Columns that are asked for by their whole names alone.
const MORE: [&str; 3] = ["conversation.question", "conversation.answer", "conversation.added"];

/// Numbers that are added up over records.
const SUMMED: [&str; 7] = [
    "conversation.tokens",
    "conversation.input",
    "conversation.cachedInput",
    "conversation.cacheWrite",
    "conversation.output",
    "conversation.reasoning",
    "conversation.cost",
];

/// Whether the column of this name is added up over records.
pub(super) fn is_summed(name: &str) -> bool {
    SUMMED.contains(&name)
}

/// The thread of a record: its column is written when records are linked ([`Table::note_threads`](super::Table::note_threads)).
pub(super) const THREADS: &str = "conversation.thread";

/// What filters ask of bodies, as people write it.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ASKED.iter().map(|(name, _)| *name)
}

/// The columns of what a filter calls so; without any, where it asks of whole texts. `name` is
/// [plain](crate::filter::plain_name).
pub(super) fn columns_of(name: &str) -> &'static [&'static str] {
    ASKED.iter().find(|(asked, _)| asked.eq_ignore_ascii_case(name)).map_or(&[], |(_, columns)| columns)
}

/// The same of a name after [`SAID`] and a dot, where columns of their own have what belongs to another.
pub(crate) fn columns_after_said(name: &str) -> &'static [&'static str] {
    match name {
        "stopword" => &["conversation.stopWord"],
        "errormessage" => &["conversation.errorMessage"],
        "question" => &["conversation.question"],
        "answer" => &["conversation.answer"],
        _ => columns_of(name),
    }
}

/// Whether the values of a fact are longer texts, in which a word or several are found anywhere.
pub(crate) fn is_text(fact: &str) -> bool {
    matches!(fact, "error" | "errorMessage" | "question" | "answer" | "added")
}

/// The name, after [`SAID`] and a dot, of a column of what bodies say.
#[must_use]
pub(crate) fn fact_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix(SAID)?.strip_prefix('.')?;
    let mut asked = ASKED.iter().flat_map(|(_, columns)| *columns);
    (asked.any(|column| *column == path) || MORE.contains(&path)).then_some(name)
}

/// Whether the field at this path is a body.
pub(crate) fn is_body(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("RequestBody" | "ResponseBody"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{OF_BODIES, plain_name};

    #[test]
    fn what_filters_ask_of_bodies_is_in_columns_but_for_whole_texts() {
        let texts: Vec<_> = OF_BODIES.into_iter().filter(|name| columns_of(name).is_empty()).collect();
        assert_eq!(texts, ["system", "user", "assistant", "thinking"]);
        // Threads are of the table.
        let mut names: Vec<_> = names().filter(|name| *name != "thread").map(plain_name).collect();
        let mut all = OF_BODIES.map(String::from);
        names.sort();
        all.sort();
        assert_eq!(names, all);
        for name in OF_BODIES {
            for column in columns_of(name) {
                assert!(fact_of(column).is_some(), "{column}");
            }
        }
    }

    #[test]
    fn bodies_and_facts_are_known_by_their_paths() {
        for (path, body) in [
            ("RequestBody", true),
            ("log.ResponseBody", true),
            ("ResponseBody.x", false),
            ("MyRequestBody", false),
            ("Metadata", false),
        ] {
            assert_eq!(is_body(path), body, "{path}");
        }
        assert_eq!(fact_of("conversation.tool"), Some("tool"));
        assert_eq!((fact_of("conversation.other"), fact_of("tool"), fact_of("conversation")), (None, None, None));
    }
}
