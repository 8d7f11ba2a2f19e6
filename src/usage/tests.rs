use super::*;
use crate::index::fixtures::chunk;
use crate::index::{BETWEEN, Kind, MemberNotes, View};

const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

/// Three records of the 18th and two of the 19th of April; the last one has no body, and the one before it is not read.
fn view() -> View {
    let mut view = View::default();
    let record = |model: &str, status: u16, cached: bool| {
        format!(
            "{{\"Cached\":{cached},\"Model\":\"{model}\",\"StatusCode\":{status},\"Metadata\":{SEALED},\"RequestBody\":{SEALED}}}\n"
        )
    };
    view.add_file("20260418/20260418T000000Z_20260418T000010Z_a.log");
    let first = [record("a", 200, false), record("b", 200, true), record("a", 429, false)].concat();
    view.append(chunk(&first)).expect("a chunk");
    view.add_file("20260419/20260419T065900Z_20260419T070010Z_b.log");
    view.append(chunk(&format!("{}{{\"StatusCode\":\"503\"}}\n", record("c", 200, false)))).expect("a chunk");
    let mut notes = MemberNotes::new(64);
    let tools = format!("find{BETWEEN}send");
    let number = |name, text| (name, Kind::Number, text);
    let used = [
        number("tokens", "130"),
        number("input", "100"),
        number("output", "30"),
        number("cachedInput", "40"),
        number("cacheWrite", "5"),
        number("reasoning", "7"),
        number("cost", "0.000000000123"),
        ("tool", Kind::List, tools.as_str()),
    ];
    notes.note_said(0, used.into_iter(), Vec::new());
    notes.note_said(1, [number("tokens", "5"), number("input", "5")].into_iter(), Vec::new());
    notes.note_said(
        2,
        [("error", Kind::Text, "rate_limit"), ("family", Kind::Text, "unknown")].into_iter(),
        Vec::new(),
    );
    notes.note(0, "Metadata", br#"{"user":"alice"}"#);
    notes.note(1, "Metadata", br#"{"user":"bob"}"#);
    notes.note(2, "Metadata", b"{}");
    assert!(view.note_members(&[0, 1, 2], &notes.into_bytes()));
    view
}

fn column(view: &View, name: &str) -> By {
    By::Column(view.table().columns().iter().position(|column| column.name() == name).expect(name))
}

fn groups(view: &View, by: &[By]) -> Vec<(Vec<String>, Sums)> {
    let text = |key: &Key| match key {
        Key::Value(value) => value.clone(),
        Key::None => "-".into(),
        Key::Unknown => "?".into(),
    };
    let usage = view.usage(by.first().copied(), by.get(1).copied());
    let Groups { keys, groups, .. } = usage.two.as_ref().unwrap_or(&usage.one);
    let names = |places: &[u32]| keys.iter().zip(places).map(|(keys, place)| text(&keys[*place as usize])).collect();
    groups.iter().map(|(places, sums)| (names(places), *sums)).collect()
}

fn counted(view: &View, by: &[By]) -> Vec<String> {
    let shown =
        |(key, sums): (Vec<String>, Sums)| format!("{}: {} {}", key.join(" "), sums.records, sums.input + sums.output);
    groups(view, by).into_iter().map(shown).collect()
}

#[test]
fn sums_are_those_of_what_was_noted() {
    let usage = view().usage(None, None);
    let expected = Sums {
        records: 5,
        errors: 2,
        cached: 1,
        input: 105,
        cached_input: 40,
        cache_write: 5,
        output: 30,
        reasoning: 7,
        usd: Usd::from_picodollars(123),
        without_price: 1,
        without_usage: 2,
    };
    assert_eq!((usage.total, usage.unread, usage.one, usage.two), (expected, 1, Groups::default(), None));
}

#[test]
fn groups_are_by_columns_lists_and_time() {
    let view = view();
    let [model, user, tool] = ["Model", "Metadata.user", "conversation.tool"].map(|name| column(&view, name));
    assert_eq!(counted(&view, &[model]), ["a: 2 130", "b: 1 5", "c: 1 0", "-: 1 0"]);
    assert_eq!(counted(&view, &[user]), ["alice: 1 130", "bob: 1 5", "-: 2 0", "?: 1 0"]);
    // A record that called two tools belongs to both.
    assert_eq!(counted(&view, &[tool]), ["find: 1 130", "send: 1 130", "-: 3 5", "?: 1 0"]);
    assert_eq!(counted(&view, &[By::Day]), ["2026-04-18: 3 135", "2026-04-19: 2 0"]);
    assert_eq!(counted(&view, &[By::Hour]), ["2026-04-18T00: 3 135", "2026-04-19T06: 2 0"]);
    let both = counted(&view, &[By::Day, model]);
    let usage = view.usage(Some(By::Day), Some(model));
    assert_eq!(usage.one, view.usage(Some(By::Day), None).one, "the same as by the first alone");
    assert_eq!(both, ["2026-04-18 a: 2 130", "2026-04-18 b: 1 5", "2026-04-19 c: 1 0", "2026-04-19 -: 1 0"]);
    let failed = groups(&view, &[column(&view, "conversation.error")]);
    let errors: Vec<_> = failed.iter().map(|(key, sums)| (key[0].as_str(), sums.errors)).collect();
    assert_eq!(errors, [("rate_limit", 1), ("-", 1), ("?", 0)]);
}

#[test]
fn only_the_records_that_match_the_filter_count() {
    let mut view = view();
    view.filter_by("tool:send").expect("a filter");
    assert_eq!((view.usage(None, None).total.records, view.unknown()), (1, 1));
    view.filter_by("status:>=400").expect("a filter");
    let total = view.usage(None, None).total;
    assert_eq!((total.records, total.errors), (2, 2));
    view.filter_by("").expect("no filter");
    view.forget_opened();
    let usage = view.usage(Some(By::Day), None);
    assert_eq!((usage.unread, usage.total.input, usage.total.errors), (4, 0, 2));
}

#[test]
fn groups_are_in_the_order_of_an_alphabet_with_numbers_as_numbers() {
    let mut view = View::default();
    view.add_file("a.log");
    let names = [
        "b",
        "a10",
        "A9",
        "",
        "a-1",
        "a9",
        "a09",
        "a1.10",
        "a1.9",
        "é",
        "ab",
        "2",
        "10",
        "a9b",
        "a184467440737095516160",
    ];
    let lines: Vec<String> = names.iter().map(|name| format!("{{\"Model\":\"{name}\"}}\n")).collect();
    view.append(chunk(&format!("{}{{\"StatusCode\":200}}\n", lines.concat()))).expect("a chunk");
    let model = column(&view, "Model");
    let sorted: Vec<String> = groups(&view, &[model]).into_iter().map(|(mut keys, _)| keys.remove(0)).collect();
    let expected = [
        "",
        "2",
        "10",
        "a-1",
        "a1.9",
        "a1.10",
        "A9",
        "a09",
        "a9",
        "a9b",
        "a10",
        "a184467440737095516160",
        "ab",
        "b",
        "é",
        "-",
    ];
    assert_eq!(sorted, expected);
    // Each name is there once, whatever it is grouped with.
    let usage = view.usage(Some(column(&view, "StatusCode")), Some(model));
    let two = usage.two.expect("two levels");
    assert_eq!((two.keys[0].len(), two.keys[1].len(), two.groups.len()), (2, expected.len(), expected.len()));
}
