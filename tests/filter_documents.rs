//! The filters in the documents, on records as Logpush exports them: what each matches, in the page's table and once records
//! are opened.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};

use logpush_decrypt::conversation::{Place, PriceList, RecordFilter};
use logpush_decrypt::testing::batch::{Batch, Pause};
use logpush_decrypt::testing::index::{Indexer, MemberNotes, View};
use logpush_decrypt::testing::keys::now;
use logpush_decrypt::{KeyRing, RecordOpener, Settings};
use serde_json::{Value, json};

const FILTERS: &str = include_str!("../docs/filter.md");
const README: &str = include_str!("../README.md");
const PACKAGE_README: &str = include_str!("../js/npm/README.md");
const HELP: &str = include_str!("../js/cli/help.ts");
const HINT: &str = include_str!("../js/cli/where.ts");

const FIRST: &str = "logs/20260418T060000Z_20260418T060030Z_a.log.gz";
const SECOND: &str = "logs/20260419T130000Z_20260419T130030Z_b.log.gz";

/// What each filter matches of the records below, by their numbers.
const EXPECTED: &[(&str, &[usize])] = &[
    // Words and values.
    ("claude", &[2, 3]),
    ("\"rate limit\"", &[1]),
    ("model:claude", &[2, 3]),
    ("model=gpt-4o", &[0]),
    ("model:\"gpt-4o\"", &[0]),
    ("model!=gpt-4o", &[1, 2, 3, 4, 5]),
    ("model:gpt-4*", &[0, 1, 4]),
    ("model:gpt", &[0, 1, 4]),
    ("cached:yes", &[2]),
    ("cached:true", &[2]),
    ("has:Metadata", &[0, 1, 2, 3, 4]),
    // Numbers and time.
    ("status:429", &[1]),
    ("status:4xx", &[1, 4]),
    ("status:400..499", &[1, 4]),
    ("status:>=400", &[1, 3, 4]),
    ("status:<400", &[0, 2, 5]),
    ("time:2026-04-18", &[0, 1, 2]),
    ("time:2026-04-18..2026-04-19", &[0, 1, 2, 3, 4, 5]),
    ("time:2026-04-18T06..", &[0, 1, 2, 3, 4, 5]),
    ("file:20260418 line:1..10", &[0, 1, 2]),
    // Several at once.
    ("status:429,500", &[1, 3]),
    ("model=gpt-4o,claude-3-opus", &[0, 2]),
    ("status!=200,429", &[3, 4]),
    ("status:4xx model:gpt", &[1, 4]),
    ("status:429 or model:claude", &[1, 2, 3]),
    ("-cached:yes", &[0, 1, 3, 4, 5]),
    ("not cached:yes", &[0, 1, 3, 4, 5]),
    ("cached:no (status:429 or model:claude)", &[1, 3]),
    ("/time(d )?out/i", &[4]),
    ("model:/^gpt-[45]/", &[0, 1, 4]),
    // Bodies and metadata.
    ("tokens:>4000", &[0]),
    ("input:>4000", &[0]),
    ("output:>4000", &[]),
    ("cost:>0.05", &[0]),
    ("tool:search", &[0]),
    ("stop:length", &[5]),
    ("error:rate_limit", &[1]),
    ("user:refund", &[0]),
    ("assistant:sorry", &[2]),
    ("family:anthropic", &[2, 3]),
    ("metadata.team:blue", &[0, 2]),
    ("has:metadata.team", &[0, 1, 2, 3, 4]),
    // The READMEs and the tool's help.
    ("status:>=400 -provider:openai", &[3]),
    ("status:>=400 provider:openai", &[1, 4]),
    ("status:4xx provider:openai", &[1, 4]),
    ("status:4xx -provider:openai", &[]),
    ("tokens:>4000 tool:search", &[0]),
    ("metadata.team:blue cost:>0.05", &[0]),
    ("metadata.team:blue error:rate_limit", &[]),
    ("provider=openai,anthropic,groq", &[0, 1, 2, 3, 4]),
    ("provider:openai tokens:>20", &[0]),
    ("model:claude -cached:yes", &[3]),
    ("model=gpt-4o,gpt-4o-mini", &[0, 1]),
    ("status:429 or (model:claude and gateway:test)", &[1, 3]),
    ("time:2026-04-18T06..2026-04-18T09", &[0, 1, 2]),
    ("has:metadata", &[0, 1, 2, 3, 4]),
    ("model:claude or \"some words\"", &[2, 3]),
];

/// Where each record lies, and the record: before it is opened and after it.
fn records() -> Vec<(Place<'static>, String, String)> {
    let chat = |text: &str| json!({"messages": [{"role": "user", "content": text}]});
    let completion = |message: Value, stop: &str, input: u32, output: u32| {
        json!({
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": stop}],
            "usage": {"prompt_tokens": input, "completion_tokens": output},
        })
    };
    let search = json!({
        "role": "assistant",
        "content": null,
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "search_orders", "arguments": "{}"}}],
    });
    let limit = json!({"error": {"message": "Rate limit reached", "type": "rate_limit_exceeded"}});
    let messages = json!({
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Sorry, no."}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 12, "output_tokens": 4},
    });
    let plain = |provider: &str, model: &str, status: u16, cached: bool, gateway: &str| json!({"Provider": provider, "Model": model, "StatusCode": status, "Cached": cached, "Gateway": gateway});
    let blue = Some(json!({"team": "blue", "user": "42"}));
    let red = Some(json!({"team": "red", "user": "1429"}));
    let all = [
        (
            plain("openai", "gpt-4o", 200, false, "production"),
            blue.clone(),
            chat("I want a refund."),
            completion(search, "tool_calls", 25_000, 8),
        ),
        (plain("openai", "gpt-4o-mini", 429, false, "test"), red.clone(), chat("Hello"), limit),
        (plain("anthropic", "claude-3-opus", 200, true, "production"), blue, chat("May I?"), messages),
        (plain("anthropic", "claude-3-haiku", 500, false, "test"), red.clone(), chat("Hello"), json!("Overloaded")),
        (plain("openai", "gpt-4.1", 400, false, "test"), red, chat("Hello"), json!("The request timed out.")),
        (
            plain("workers-ai", "@cf/meta/llama-3.3", 200, false, "test"),
            None,
            chat("Tell me more"),
            completion(json!({"role": "assistant", "content": "And so"}), "length", 9, 5),
        ),
    ];
    let sealed = json!({"key": "AAAA", "iv": "AAAAAAAAAAAAAAAA", "data": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    let text = |body: &Value| body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    let lines = all.into_iter().enumerate().map(|(number, (plain, metadata, request, response))| {
        let place = Place {
            file: if number < 3 { FIRST } else { SECOND },
            line: u64::try_from(number % 3).expect("a small number") + 1,
        };
        let [mut before, mut after] = [plain.clone(), plain];
        let fields = [("RequestBody", Some(request)), ("ResponseBody", Some(response)), ("Metadata", metadata)];
        for (name, value) in fields {
            let Some(value) = value else { continue };
            before[name] = sealed.clone();
            after[name] = Value::from(text(&value));
        }
        (place, before.to_string(), after.to_string())
    });
    lines.collect()
}

/// What stands between grave accents in the first cells of the tables of a text.
fn in_first_cells(text: &str) -> impl Iterator<Item = &str> {
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2))
}

/// What stands between two marks, the first of which is longer.
fn between<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).filter_map(move |rest| rest.split(end).next())
}

/// All filters in the documents.
fn documented() -> BTreeSet<&'static str> {
    let tables = FILTERS.split("\n## ").filter(|part| part.contains("| Filter |")).flat_map(in_first_cells);
    let readme = between(README, "\n## Find what you look for\n", "\n## ").flat_map(in_first_cells);
    let options = [README, PACKAGE_README, HELP, HINT].into_iter().flat_map(|text| between(text, "--where '", "'"));
    let calls = between(PACKAGE_README, "where: \"", "\"");
    let help = between(HELP, "const WHERE = `", "`;").flat_map(|text| text.split('\'').skip(1).step_by(2));
    // Of the apostrophe in a word nothing is a filter.
    let help = help.filter(|text| !text.starts_with("s "));
    tables.chain(readme).chain(options).chain(calls).chain(help).collect()
}

#[test]
fn every_filter_in_the_documents_matches_what_it_says() {
    let expected: BTreeMap<&str, &[usize]> = EXPECTED.iter().copied().collect();
    let found = documented();
    assert!(found.len() > 50, "{found:?}");
    let tested: BTreeSet<&str> = expected.keys().copied().chain(OF_PAGE).collect();
    assert_eq!(found, tested, "the filters in the documents, and those that are tested");
    let records = records();
    for (filter, expected) in expected {
        let mut before = RecordFilter::new(filter).unwrap_or_else(|problem| panic!("{filter}: {}", problem.message));
        let mut after = RecordFilter::new(filter).expect(filter);
        for (number, (place, sealed, opened)) in records.iter().enumerate() {
            let is_match = expected.contains(&number);
            let known = before.before(sealed.as_bytes(), *place).expect(filter);
            assert!(known.is_none_or(|known| known == is_match), "{filter} of {number}, sealed: {known:?}");
            let known = after.after(opened.as_bytes(), *place, PriceList::built_in()).expect(filter);
            assert_eq!(known, Some(is_match), "{filter} of {number}");
        }
        if expected.is_empty() {
            assert!(after.hint().is_some(), "{filter}");
        }
    }
}

/// What only bodies say.
const OF_BODIES: [&str; 10] =
    ["tokens", "input", "output", "cost", "tool", "stop", "error", "user", "assistant", "family"];

fn is_of_bodies(filter: &str) -> bool {
    filter.split_whitespace().any(|part| OF_BODIES.iter().any(|name| part.starts_with(&format!("{name}:"))))
}

/// What the page alone knows, once all records were read.
const OF_PAGE: [&str; 1] = ["thread:7"];

/// The records as the page's table has them: sealed.
fn table(records: &[(Place<'_>, String, String)]) -> View {
    let mut view = View::default();
    for file in [FIRST, SECOND] {
        view.add_file(file);
        let mut indexer = Indexer::new(Settings::default());
        let lines = records.iter().filter(|(place, ..)| place.file == file);
        indexer.push(lines.map(|(_, sealed, _)| format!("{sealed}\n")).collect::<String>().into_bytes());
        indexer.finish();
        view.append(indexer.take().chunk).expect("a chunk");
    }
    view
}

#[test]
fn the_table_matches_what_plain_fields_decide() {
    let records = records();
    let mut view = table(&records);
    let mut decided = 0;
    for (filter, expected) in EXPECTED {
        view.filter_by(filter).unwrap_or_else(|problem| panic!("{filter}: {}", problem.message));
        let rows: Vec<usize> = view.rows().iter().collect();
        if view.unknown() == 0 {
            decided += 1;
            assert_eq!(rows, *expected, "{filter}");
        } else {
            assert!(rows.iter().all(|row| expected.contains(row)), "{filter}: {rows:?}");
        }
        assert!(view.unknown() == 0 || !rows.is_empty() || expected.len() <= view.unknown(), "{filter}");
        // A name that may be meant as a member of the metadata is explained before.
        let is_meant = filter.starts_with("user:");
        assert_eq!(view.hint().is_some(), rows.is_empty() && (view.unknown() == 0 || is_meant), "{filter}");
    }
    for filter in OF_PAGE {
        view.filter_by(filter).unwrap_or_else(|problem| panic!("{filter}: {}", problem.message));
        assert_eq!((view.row_count(), view.unknown()), (0, 6), "{filter}");
    }
    assert!(decided > 30, "{decided}");
}

/// Opens records without ever pausing.
struct Never;

impl Pause for Never {
    type Error = ();

    fn now(&self) -> f64 {
        0.0
    }

    async fn pause(&mut self) -> Result<bool, ()> {
        Ok(true)
    }
}

#[test]
fn the_table_matches_what_the_tool_matches_once_the_records_were_opened() {
    let records = records();
    let mut view = table(&records);
    // What an opener notes of them.
    let text: String = records.iter().map(|(_, _, opened)| opened.as_str()).collect();
    let mut end = 0;
    let ends: Vec<u32> = records
        .iter()
        .map(|(_, _, opened)| {
            end += u32::try_from(opened.len()).expect("a short record");
            end
        })
        .collect();
    let batch = Batch { bytes: text.as_bytes(), ends: &ends, numbers: &[1.0; 6], cut_off: None };
    let mut by = RecordOpener::new(Settings::default());
    let came = now(by.open_batch(batch, Some(&[0; 6]), &mut KeyRing::new(), Never)).expect("a batch");
    assert!(view.note_members(&[0, 1, 2, 3, 4, 5], &came.member_notes));
    // Their metadata is plain there.
    let mut notes = MemberNotes::new(64);
    for (number, (_, _, opened)) in records.iter().enumerate() {
        let opened: Value = serde_json::from_str(opened).expect("a record");
        if let Some(metadata) = opened["Metadata"].as_str() {
            notes.note(number, "Metadata", metadata.as_bytes());
        }
    }
    assert!(view.note_members(&[0, 1, 2, 3, 4, 5], &notes.into_bytes()));
    let mut certain = 0;
    let more = [("metadata.user:42", &[0, 2][..]), ("-metadata.team:blue", &[1, 3, 4, 5])];
    for (filter, expected) in EXPECTED.iter().copied().chain(more) {
        view.filter_by(filter).unwrap_or_else(|problem| panic!("{filter}: {}", problem.message));
        let rows: Vec<usize> = view.rows().iter().collect();
        // Whole texts are in the bodies alone.
        let is_of_texts = ["user:", "assistant:"].iter().any(|name| filter.starts_with(name));
        if (filter.contains("metadata.") || is_of_bodies(filter)) && !is_of_texts {
            certain += 1;
            assert_eq!((rows, view.unknown()), (expected.to_vec(), 0), "{filter}");
        } else {
            assert!(rows.iter().all(|row| expected.contains(row)), "{filter}: {rows:?}");
        }
    }
    assert!(certain >= 14, "{certain}");
}
