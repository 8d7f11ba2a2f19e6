use super::*;

const SEALED: &str =
    r#"{"type":"encrypted","key":"AAAA","iv":"AAAAAAAAAAAAAAAA","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
const REQUEST: &str = r#"{"model":"gpt-x","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Which \"Knoten\" for a mooring in Zürich?"}],"tools":[{"type":"function","function":{"name":"unused"}}]}"#;
const RESPONSE: &str = r#"{"object":"chat.completion","model":"gpt-x","choices":[{"message":{"role":"assistant","content":"A bowline.","tool_calls":[{"id":"1","type":"function","function":{"name":"search_knots","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":4000,"completion_tokens":96,"completion_tokens_details":{"reasoning_tokens":0}}}"#;
const ERROR: &str = r#"{"error":{"message":"Slow down, please","type":"requests","code":"rate_limit_exceeded"}}"#;
const PRICES: &str = r#"{"generated":"2026-01-02","currency":"USD","per":1000000,"providers":[{"id":"openai","names":["openai"],"models":[{"id":"gpt-x","match":["gpt-x*"],"input":10,"output":100}]}]}"#;
const FILE: &str = "logs/20260418T000210Z_20260418T000243Z_a.log.gz";

/// A record, sealed and opened in both ways.
fn records(response: &str) -> [String; 3] {
    let record = |metadata: &str, request: &str, response: &str| {
        format!(
            r#"{{"Cached":false,"Metadata":{metadata},"Model":"gpt-x","Provider":"openai","RequestBody":{request},"ResponseBody":{response},"StatusCode":200}}"#
        )
    };
    let text = |text: &str| serde_json::to_string(text).expect("a string");
    let metadata = r#"{"team":"Blue","user":"42"}"#;
    [
        record(SEALED, SEALED, SEALED),
        record(&text(metadata), &text(REQUEST), &text(response)),
        record(metadata, REQUEST, response),
    ]
}

/// What a filter says before and after opening.
fn asked(filter: &str, response: &str) -> (Option<bool>, Option<bool>) {
    let prices = PriceList::read(PRICES).expect("prices");
    let mut read = RecordFilter::new(filter).expect(filter);
    let place = Place { file: FILE, line: 7 };
    let [sealed, text, json] = records(response);
    let before = read.before(sealed.as_bytes(), place).expect(filter);
    let after = read.after(text.as_bytes(), place, &prices).expect(filter);
    assert_eq!(read.after(json.as_bytes(), place, &prices).expect(filter), after, "{filter}: as JSON");
    // What nothing is sealed in says the same, before as after where it says something.
    let unsealed = read.before(text.as_bytes(), place).expect(filter);
    assert!(unsealed.is_none() || unsealed == after, "{filter}");
    (before, after)
}

#[test]
fn what_plain_fields_decide_is_decided_before_opening() {
    for (filter, expected) in [
        ("", true),
        ("status:200", true),
        ("status:>=400", false),
        ("provider:openai model:gpt*", true),
        ("provider:openai -model:gpt*", false),
        ("status:500 tokens:>1", false),
        ("status:200 or tokens:>1", true),
        ("file:a.log time:2026-04-18 line:7", true),
        ("cached:no status:2xx model:gpt", true),
        ("model=gpt", false),
        ("status!=200,429", false),
        ("line:8", false),
        ("time:2026-04-19", false),
        ("has:RequestBody", true),
        ("has:nothing", false),
        ("-has:cached", false),
    ] {
        assert_eq!(asked(filter, RESPONSE), (Some(expected), Some(expected)), "{filter}");
    }
}

#[test]
fn what_bodies_say_is_asked_after_opening() {
    for (filter, expected) in [
        ("tokens:>4000", true),
        ("tokens:4096", true),
        ("tokens:>4096", false),
        ("input:4000 output:<100", true),
        ("reasoning:0", true),
        ("cachedInput:0", false),
        ("cached_input:>=0", false),
        // 4,000 × 10 and 96 × 100 millionths: 0.0496 dollars.
        ("cost:>0.0495", true),
        ("cost:0.0496", true),
        ("cost:>0.0496", false),
        ("tool:search_knots", true),
        ("tool:search*", true),
        ("tool:search", true),
        ("tool=search", false),
        ("tool:search,other", true),
        ("stop!=tool_calls", false),
        ("family=openai", false),
        ("tokens:4000..4100", true),
        ("tokens:40xx", true),
        ("tool:unused", false),
        ("stop:tool_calls", true),
        ("stop:tool", true),
        ("stop:length", false),
        ("error:rate_limit", false),
        ("-has:error", true),
        (r#"user:"for a mooring""#, true),
        (r#"user:"\"knoten\"""#, true),
        ("user:bowline", false),
        (r#"assistant:"a bowline""#, true),
        ("system:brief", true),
        ("family:openai-chat", true),
        ("metadata.team:blu", true),
        ("metadata.team=blu", false),
        ("metadata.TEAM:bl*", true),
        ("metadata.user:42", true),
        ("metadata.user:4", false),
        ("metadata.none:1", false),
        ("has:metadata.team", true),
        ("metadata:blue", true),
        ("zürich", true),
        (r#""which \"knoten\"""#, true),
        ("bowline", true),
        ("nowhere", false),
        ("requestbody:mooring", true),
        ("requestbody:bowline", false),
        ("response:bowline status:200", true),
    ] {
        assert_eq!(asked(filter, RESPONSE), (None, Some(expected)), "{filter}");
    }
    for (filter, expected) in [
        ("error:rate_limit", true),
        ("error:\"slow down\"", true),
        ("has:error", true),
        ("error:teapot", false),
        ("tokens:>=0", false),
        ("has:cost", false),
    ] {
        assert_eq!(asked(filter, ERROR), (None, Some(expected)), "{filter}");
    }
}

#[test]
fn what_stayed_sealed_stays_undecided() {
    let [sealed, ..] = records(RESPONSE);
    let prices = PriceList::read(PRICES).expect("prices");
    for (filter, expected) in [
        ("tokens:>1", None),
        ("-tokens:>1", None),
        ("metadata.team:blue", None),
        ("words", None),
        ("requestbody:words", None),
        ("openai", Some(true)),
        ("has:requestbody", Some(true)),
        ("status:500 tokens:>1", Some(false)),
    ] {
        let mut read = RecordFilter::new(filter).expect(filter);
        assert_eq!(read.after(sealed.as_bytes(), Place::default(), &prices).expect(filter), expected, "{filter}");
    }
}

#[test]
fn records_within_wrappers_are_asked_as_well() {
    let prices = PriceList::read(PRICES).expect("prices");
    let [sealed, text, json] = records(RESPONSE);
    let string = |text: &str| serde_json::to_string(text).expect("a string");
    // With escapes in names, and of the brace that says that the string is a record.
    let escaped = |text: &str| {
        text.replace("Body", r"\u0042ody").replace("Metadata", r"M\u0065tadata").replace("Prov", r"Pr\u006fv")
    };
    let written = |text: &str| format!(r#"{{"t":1,"log":"\n\u007b{}}}"#, &string(&escaped(text))[2..]);
    for (before, after) in [
        (format!(r#"{{"t":1,"log":{sealed}}}"#), format!(r#"{{"t":1,"log":{text}}}"#)),
        (escaped(&sealed), escaped(&text)),
        (format!(r#"{{"t":1,"log":{sealed}}}"#), format!(r#"{{"t":1,"log":{json}}}"#)),
        (format!(r#"{{"t":1,"log":{}}}"#, string(&sealed)), format!(r#"{{"t":1,"log":{}}}"#, string(&text))),
        (written(&sealed), written(&text)),
        (written(&text), written(&text)),
    ] {
        for filter in
            ["status:200 tokens:4096 metadata.team:blue", "model:gpt-x bowline", "log.status:200 or status:200"]
        {
            let mut read = RecordFilter::new(filter).expect(filter);
            let known = read.before(before.as_bytes(), Place::default()).expect(filter);
            assert_ne!(known, Some(false), "{filter}: {before}");
            assert_eq!(
                read.after(after.as_bytes(), Place::default(), &prices).expect(filter),
                Some(true),
                "{filter}: {after}"
            );
        }
    }
}

#[test]
fn what_is_not_a_record_is_not_decided() {
    let mut read = RecordFilter::new("status:200").expect("a filter");
    for line in ["", "[1]", "{", "no JSON"] {
        assert_eq!(read.before(line.as_bytes(), Place::default()), Ok(None));
        assert_eq!(read.after(line.as_bytes(), Place::default(), PriceList::built_in()), Ok(None));
    }
}

#[test]
fn problems_name_their_place() {
    for (filter, message, place) in [("a (b", "not closed", 2..3), ("time:soon", "not a time", 5..9)] {
        let problem = RecordFilter::new(filter).expect_err(filter);
        assert!(problem.message.contains(message), "{}", problem.message);
        assert_eq!(problem.place, place);
    }
    let [sealed, ..] = records(RESPONSE);
    let mut several = RecordFilter::new("x re:1").expect("a filter");
    let problem = several.before(sealed.as_bytes(), Place::default()).expect_err("two bodies");
    assert_eq!(problem.message, "re can be RequestBody or ResponseBody. Write more of the name.");
    assert_eq!(problem.place, 2..4);
}

#[test]
fn names_that_no_record_has_are_named_with_what_is_near() {
    let [sealed, ..] = records(RESPONSE);
    for (filter, message) in [
        ("modle:x", Some("No record has a field called modle. Did you mean Model?")),
        ("team:x", Some("No record has a field called team. Of the metadata write metadata.team.")),
        ("model:x or tokens:1 or metadata.team:x or line:1", None),
    ] {
        let mut read = RecordFilter::new(filter).expect(filter);
        read.before(sealed.as_bytes(), Place::default()).expect(filter);
        assert_eq!(read.never_found().map(|problem| problem.message).as_deref(), message, "{filter}");
    }
}

#[test]
fn tests_that_only_opening_decides_are_named() {
    let [sealed, ..] = records(RESPONSE);
    let mut read = RecordFilter::new("status:200 tokens:>4 metadata.team:blue").expect("a filter");
    read.before(br#"{"StatusCode":500}"#, Place::default()).expect("a record");
    assert_eq!(read.opening().count(), 0);
    read.before(sealed.as_bytes(), Place::default()).expect("a record");
    assert_eq!(read.opening().collect::<Vec<_>>(), ["tokens:>4", "metadata.team:blue"]);
}

/// What is said after these records, none of which matches.
fn hint(filter: &str, records: &[String]) -> Option<String> {
    let prices = PriceList::read(PRICES).expect("prices");
    let mut read = RecordFilter::new(filter).expect(filter);
    for (record, line) in records.iter().zip(1..) {
        let place = Place { file: FILE, line };
        let known = read.before(record.as_bytes(), place).expect(filter);
        if known.is_none() {
            read.after(record.as_bytes(), place, &prices).expect(filter);
        }
    }
    read.hint().map(|hint| hint.to_string())
}

#[test]
fn a_filter_that_matches_nothing_is_explained() {
    let [sealed, text, json] = records(RESPONSE);
    let opened = [text, json, r#"{"Provider":"openai","StatusCode":500,"Model":"claude-3"}"#.to_string()];
    for (filter, expected) in [
        ("status:200", None),
        ("tokens:>1", None),
        ("model=gpt", Some("No Model equals gpt; 2 begin with it. Try model=gpt* (2 records).")),
        ("modle:x", Some("No modle contains x.")),
        (
            "status:4xx",
            Some(
                "No StatusCode is 4xx. The values are 200 and 500. Try status:200 (2 records) or status:500 (1 record).",
            ),
        ),
        (
            "status:500 cached:no",
            Some(
                "No record matches both status:500 and cached:no. Try without status:500 (2 records) or without cached:no (1 record).",
            ),
        ),
        ("tokens:>5000", Some("No tokens is >5000. The only value is 4096.")),
        ("cost:>1", Some("No cost is >1. The only value is 0.0496.")),
        ("tool=search", Some("No tool equals search; 2 begin with it. Try tool=search* (2 records).")),
        (
            "metadata.team:green",
            Some("No metadata.team contains green. The only value is Blue. Try metadata.team:Blue (2 records)."),
        ),
        ("user:bowline", Some("No user contains bowline.")),
        ("nowhere", Some("No record contains nowhere.")),
        ("status:600,601", Some("No record matches status:600,601. The values are 200 and 500.")),
        ("-provider:openai", Some("No record matches -provider:openai.")),
        ("time:2027", Some("The times are from 2026-04-18T00:02 to 2026-04-18T00:02 (UTC). Try time:2026-04-18.")),
        ("line:9", Some("No record matches line:9.")),
    ] {
        assert_eq!(hint(filter, &opened).as_deref(), expected, "{filter}");
    }
    // What could not be decided may have matched.
    assert_eq!(hint("tokens:>5000", &[sealed]), None);
    assert_eq!(hint("status:1", &[]), None);
}

#[test]
fn values_are_counted_up_to_a_bound() {
    let many: Vec<String> = (0..1_500).map(|number| format!(r#"{{"Id":"id {number}"}}"#)).collect();
    let said = hint("id:nothing", &many).expect("a hint");
    assert!(said.starts_with("No Id contains nothing. The most frequent values are id 0, "), "{said}");
}
