use super::*;
use crate::index::fixtures::{all, chunk, table};
use crate::index::{Facet, MemberNotes, Room, Sort, SortBy, View};

const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

/// Three records with sealed metadata, one with plain metadata, and one without: 0, 1 and 3; 2; and 4.
fn text() -> String {
    let sealed = format!("{{\"Model\":\"a\",\"Metadata\":{SEALED}}}\n");
    format!("{sealed}{sealed}{{\"Metadata\":{{\"user\":\"plain\"}}}}\n{sealed}{{\"Model\":\"b\"}}\n")
}

fn view() -> View {
    let mut view = View::default();
    view.add_file("a");
    view.append(chunk(&text())).expect("a chunk");
    view
}

/// The notes of a batch: places in it, and the texts of their metadata.
fn notes(opened: &[(usize, &str)]) -> Vec<u8> {
    let mut notes = MemberNotes::new(64);
    for (record, text) in opened {
        notes.note(*record, "Metadata", text.as_bytes());
    }
    notes.into_bytes().to_vec()
}

/// Notes one record of the table.
fn note(view: &mut View, record: u32, text: &str) -> bool {
    view.note_members(&[record], &notes(&[(0, text)]))
}

fn column(table: &Table, name: &str) -> usize {
    table.columns().iter().position(|column| column.name() == name).expect(name)
}

fn cells(table: &Table, name: &str) -> Vec<String> {
    let column = column(table, name);
    let shown = |record| match table.cell(column, record) {
        Cell::Absent => "-".to_owned(),
        Cell::Plain(value) => value.text.to_owned(),
        Cell::Sealed(_) => "sealed".to_owned(),
        Cell::Long(bytes) => format!("long {bytes}"),
        Cell::Unopened => "?".to_owned(),
    };
    (0..table.records()).map(shown).collect()
}

fn rows(view: &mut View) -> Vec<usize> {
    view.rows().iter().collect()
}

#[test]
fn members_are_columns_that_are_unknown_where_nothing_was_opened() {
    let mut view = view();
    // A plain member makes a column; what is sealed may have it too.
    assert_eq!(cells(view.table(), "Metadata.user"), ["?", "?", "plain", "?", "-"]);
    assert!(note(&mut view, 1, r#"{"user":"al\"ice","n":5,"ok":true,"deep":{"x":null},"list":[1]}"#));
    for (name, expected) in [
        ("Metadata.user", ["?", "al\"ice", "plain", "?", "-"]),
        ("Metadata.n", ["?", "5", "-", "?", "-"]),
        ("Metadata.ok", ["?", "true", "-", "?", "-"]),
        ("Metadata.deep.x", ["?", "null", "-", "?", "-"]),
        ("Metadata.list", ["?", "[1]", "-", "?", "-"]),
    ] {
        assert_eq!(cells(view.table(), name), expected, "{name}");
    }
    // One that lacks a member, and one whose text is no object.
    assert!(note(&mut view, 0, r#"{"team":"blue"}"#));
    assert!(note(&mut view, 3, "none"));
    let table = view.table();
    assert_eq!(cells(table, "Metadata.user"), ["-", "al\"ice", "plain", "-", "-"]);
    assert_eq!(cells(table, "Metadata.team"), ["blue", "-", "-", "-", "-"]);
    let user = column(table, "Metadata.user");
    assert_eq!((table.opened(user), table.unopened(user), table.may_have_more_members()), (Some(3), 0, false));
    for (record, why) in [(0, "it is known"), (4, "it has none"), (2, "it is plain"), (5, "there is no such record")] {
        assert!(!note(&mut view, record, r#"{"team":"red"}"#), "{why}");
    }
    assert!(!view.note_members(&[], &notes(&[(0, "{}")])), "it is of no batch");
    assert!(!view.note_members(&[0], b"\xff\xff damaged"));
    assert_eq!(cells(view.table(), "Metadata.team"), ["blue", "-", "-", "-", "-"]);
}

#[test]
fn records_that_come_later_are_unknown_too_and_forgetting_makes_all_so() {
    let mut view = view();
    note(&mut view, 0, r#"{"user":"bob","team":"x"}"#);
    view.add_file("b");
    view.append(chunk(&format!("{{\"Metadata\":{SEALED}}}\n{{}}\n{{\"Metadata\":{{\"team\":\"y\"}}}}\n")))
        .expect("a chunk");
    assert_eq!(cells(view.table(), "Metadata.user"), ["bob", "?", "plain", "?", "-", "?", "-", "-"]);
    note(&mut view, 5, r#"{"user":"eve"}"#);
    let user = column(view.table(), "Metadata.user");
    let values = |view: &View, column: usize| -> Vec<String> {
        view.table().columns()[column].values().map(|value| value.text.to_owned()).collect()
    };
    assert_eq!(values(&view, user), ["plain", "bob", "eve"]);
    view.forget_opened();
    assert_eq!(cells(view.table(), "Metadata.user"), ["?", "?", "plain", "?", "-", "?", "-", "-"]);
    assert_eq!(cells(view.table(), "Metadata.team"), ["?", "?", "-", "?", "-", "?", "-", "y"]);
    assert_eq!(values(&view, user), ["plain"]);
    assert_eq!(values(&view, column(view.table(), "Metadata.team")), ["y"]);
    assert_eq!((view.table().opened(user), view.table().unopened(user)), (Some(0), 4));
    assert!(note(&mut view, 0, r#"{"user":"bob"}"#), "it can be opened again");
    assert_eq!(cells(view.table(), "Metadata.user"), ["bob", "?", "plain", "?", "-", "?", "-", "-"]);
}

#[test]
fn what_a_filter_asks_of_unopened_members_is_unknown_and_decided_as_they_are_noted() {
    let mut view = view();
    for (filter, matched, unknown) in [
        ("metadata.user:alice", &[][..], 3),
        ("-metadata.user:alice", &[2, 4], 3),
        ("metadata.user:plain", &[2], 3),
        ("metadata.team:blue", &[], 3),
        ("has:metadata.team", &[], 3),
        ("-has:metadata.team", &[2, 4], 3),
        ("metadata.user:alice model:b", &[], 0),
        ("metadata.user:alice or model:b", &[4], 3),
    ] {
        view.filter_by(filter).expect(filter);
        assert_eq!((rows(&mut view), view.unknown()), (matched.to_vec(), unknown), "{filter}");
    }
    // Of one that has no column yet, and of one that has.
    for (filter, matched) in [
        ("metadata.team:blue", [&[0][..], &[0], &[0]]),
        ("metadata.user:alice", [&[], &[1], &[1]]),
        ("-metadata.user:alice", [&[0, 2, 4], &[0, 2, 4], &[0, 2, 3, 4]]),
        ("-has:metadata.team", [&[2, 4], &[2, 4], &[2, 3, 4]]),
        ("metadata.team:blue or metadata.user:alice", [&[0], &[0, 1], &[0, 1]]),
        ("metadata.nothing:1", [&[], &[], &[]]),
        ("metadata.us:ali", [&[], &[1], &[1]]),
        ("alice", [&[], &[1], &[1]]),
    ] {
        let mut view = self::view();
        view.filter_by(filter).expect(filter);
        view.sort_by(Some(Sort { by: SortBy::Column(0), descending: false }));
        let opened = [(0, r#"{"team":"Blue"}"#), (1, r#"{"user":"Alice","team":"red"}"#), (3, "{}")];
        for ((record, text), (expected, left)) in opened.into_iter().zip(matched.into_iter().zip([2, 1, 0])) {
            note(&mut view, record, text);
            let mut now = rows(&mut view);
            now.sort_unstable();
            assert_eq!(now, expected, "{filter} after {record}");
            // A word may be in what else is sealed: nothing is, but the field itself has not been searched.
            if filter != "alice" {
                assert_eq!(view.unknown(), left, "{filter} after {record}");
            }
            // A filter that is put in force now says the same.
            let mut fresh = self::view();
            for (other, text) in opened.iter().filter(|(other, _)| *other <= record) {
                note(&mut fresh, *other, text);
            }
            // Once all records were opened, a name that none has is a mistake.
            if filter == "metadata.nothing:1" && left == 0 {
                fresh.filter_by(filter).expect_err(filter);
                continue;
            }
            fresh.filter_by(filter).expect(filter);
            assert_eq!(rows(&mut fresh), expected, "{filter} anew after {record}");
        }
        view.forget_opened();
        let mut unopened = self::view();
        unopened.filter_by(filter).expect(filter);
        let mut now = rows(&mut view);
        now.sort_unstable();
        assert_eq!((now, view.unknown()), (rows(&mut unopened), unopened.unknown()), "{filter} forgotten");
    }
}

#[test]
fn names_mean_own_fields_first_and_members_without_what_is_enough() {
    let mut view = view();
    note(&mut view, 0, r#"{"user":"1","team":"2","Model":"3","tokens":"4","user_id":"5"}"#);
    for (filter, expected) in [
        ("metadata.user:1", Ok(&[0][..])),
        ("METADATA.USER:1", Ok(&[0])),
        ("team:2", Err(Some("Metadata.team"))),
        ("userid:5", Err(Some("Metadata.user_id"))),
        ("metadata.userid:5", Ok(&[0])),
        ("metadata.model:3", Ok(&[0])),
        ("model:3", Ok(&[])),
        ("Metadata.tokens=4", Ok(&[0])),
        ("user:1", Ok(&[])),
        ("tokens:4", Ok(&[])),
        ("modle:x", Err(Some("Model"))),
        ("nothing:x", Err(Some("metadata.nothing"))),
    ] {
        match (view.filter_by(filter), expected) {
            (Ok(()), Ok(expected)) => assert_eq!(rows(&mut view), expected, "{filter}"),
            (Err(problem), Err(suggestion)) => assert_eq!(problem.suggestion.as_deref(), suggestion, "{filter}"),
            other => panic!("{filter}: {other:?}"),
        }
    }
    view.filter_by("model:a user:1").expect("a filter");
    let hint = view.hint().expect("a hint");
    let offers: Vec<_> =
        hint.offers.iter().map(|offer| (offer.filter.as_str(), offer.label.as_str(), offer.count)).collect();
    assert_eq!(offers, [("model:a metadata.user:1", "metadata.user:1", None)]);
    assert_eq!(hint.message, "user is asked of what bodies say. Of the metadata write metadata.user.");
    // What was noted is as secret as the field, also when all was opened.
    for record in [1, 3] {
        note(&mut view, record, "{}");
    }
    view.filter_by("metadata.user:1 model:a").expect("a filter");
    assert_eq!((view.unknown(), view.public_filter().as_str()), (0, "model:a"));
    let labels = |text: &str| -> Vec<String> {
        view.complete(text, text.len()).into_iter().map(|completion| completion.label).collect()
    };
    assert_eq!(labels("metadata.us"), ["Metadata.user", "Metadata.user_id"]);
    assert_eq!(labels("metadata.team:"), ["2"]);
    assert!(labels("team:").is_empty(), "it would be another field");
    assert!(labels("user:").is_empty(), "that is what was said");
}

#[test]
fn facets_say_of_how_many_records_they_are() {
    let mut view = view();
    note(&mut view, 0, r#"{"user":"bob"}"#);
    note(&mut view, 3, "{}");
    let user = column(view.table(), "Metadata.user");
    let counted = |view: &View| {
        let Facet { values, hidden, unopened, opened, absent, .. } = view.facet(user, 9);
        (
            values.into_iter().map(|value| (value.text, value.count)).collect::<Vec<_>>(),
            hidden,
            unopened,
            opened,
            absent,
        )
    };
    let values = |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), 1)).collect::<Vec<_>>();
    assert_eq!(counted(&view), (values(&["plain", "bob"]), 0, 1, Some(2), 2));
    view.filter_by("model:a").expect("a filter");
    assert_eq!(counted(&view), (values(&["bob"]), 0, 1, Some(2), 1));
    assert_eq!(view.facet(column(view.table(), "Model"), 9).opened, None);
}

#[test]
fn what_a_search_costs_and_asks_includes_the_field_of_a_member() {
    use crate::index::{Asked, Selection};
    let mut view = view();
    let sources = |view: &View| -> Vec<Asked> {
        let matches = view.matches().expect("a filter");
        matches.sources(view.table()).map(|(asked, _)| asked).collect()
    };
    view.filter_by("metadata.team:blue metadata.user:x").expect("a filter");
    assert_eq!(sources(&view), [Asked::Member("team".into()), Asked::Column("Metadata.user".into())]);
    let cost = |view: &View, record: usize| view.cost(&view.select(Selection::Unknown), |known| known == record, true);
    assert_eq!((cost(&view, 0), cost(&view, 9)), (2, 3));
    note(&mut view, 0, r#"{"team":"blue","user":"x"}"#);
    assert_eq!(sources(&view)[0], Asked::Column("Metadata.team".into()));
    assert_eq!(cost(&view, 9), 2);
    view.filter_by("model:a").expect("a filter");
    assert_eq!(cost(&view, 9), 0);
}

#[test]
fn names_without_end_are_bounded_and_stay_unknown() {
    let mut view = view();
    let members: Vec<String> = (0..60).map(|number| format!("\"id{number}\":{number}")).collect();
    note(&mut view, 0, &format!("{{{}}}", members.join(",")));
    let more: Vec<String> = (50..90).map(|number| format!("\"id{number}\":{number}")).collect();
    note(&mut view, 1, &format!("{{{}}}", more.join(",")));
    let added = |view: &View| view.table().columns().iter().filter(|column| column.name().contains(".id")).count();
    assert_eq!(added(&view), MAX_MEMBERS);
    // Of the second some have no column: it may have any other. The third was not opened.
    for (filter, matched, unknown) in [
        ("metadata.id1:1", &[0][..], 2),
        ("metadata.id63:63", &[1], 1),
        ("metadata.id80:80", &[], 2),
        ("-metadata.id80:80", &[0, 2, 4], 2),
    ] {
        view.filter_by(filter).expect(filter);
        assert_eq!((rows(&mut view), view.unknown()), (matched.to_vec(), unknown), "{filter}");
    }
    assert!(!note(&mut view, 1, r#"{"id80":80}"#), "it was opened");
}

#[test]
fn long_values_are_kept_by_their_size_and_a_full_table_notes_nothing() {
    let mut view = view();
    note(&mut view, 0, &format!(r#"{{"user":"{}"}}"#, "x".repeat(600)));
    assert_eq!(cells(view.table(), "Metadata.user")[0], "long 600");
    view.filter_by("metadata.user:xx").expect("a filter");
    assert_eq!((rows(&mut view), view.unknown()), (vec![], 3));
    let mut full = Table::with_room(Room { lines: 100, bytes: 0 });
    full.add_file("a");
    full.append(chunk(&text())).expect("a chunk");
    let noted = full.note_members(&[0], MemberNote::read_all(&notes(&[(0, r#"{"user":"bob"}"#)])));
    assert_eq!((noted, cells(&full, "Metadata.user")[0].as_str()), (NotedRecords::default(), "?"));
}

#[test]
fn noting_a_few_of_many_records_takes_memory_for_these_alone() {
    let line = format!("{{\"Metadata\":{SEALED}}}\n");
    let mut table = Table::default();
    table.add_file("a");
    for _ in 0..20 {
        table.append(chunk(&line.repeat(10_000))).expect("a chunk");
    }
    let before = table.bytes();
    let records: Vec<u32> = (0..25).map(|row| row * 7_919 + 13).collect();
    let opened: Vec<String> =
        (0..25).map(|row| format!(r#"{{"user":"u{row}","a":1,"b":2,"c":3,"d":"{row}"}}"#)).collect();
    let opened: Vec<_> = opened.iter().map(String::as_str).enumerate().collect();
    let noted = table.note_members(&records, MemberNote::read_all(&notes(&opened)));
    assert_eq!((noted.records.len(), noted.has_new_columns), (25, true));
    // 200,000 cells of five columns would be a million bytes; a place for each block of 4,096 is what there is.
    assert!(table.bytes() - before < 40_000, "{}", table.bytes() - before);
    let facet = table.facet(all(&table), column(&table, "Metadata.a"), 9);
    assert_eq!((facet.values[0].count, facet.unopened, facet.opened), (25, 199_975, Some(25)));
}

#[test]
fn a_note_decides_its_own_record_and_looks_at_no_other() {
    let line = format!("{{\"Metadata\":{SEALED}}}\n");
    let mut view = View::default();
    view.add_file("a");
    for _ in 0..10 {
        view.append(chunk(&line.repeat(10_000))).expect("a chunk");
    }
    note(&mut view, 0, r#"{"user":"bob"}"#);
    view.filter_by("metadata.user:alice").expect("a filter");
    let matches = view.matches().expect("a filter");
    assert_eq!((matches.rows().len(), matches.unknown(), matches.looked_at()), (0, 99_999, 100_000));
    for record in 1..=50_u32 {
        note(&mut view, record * 1_000, if record % 2 == 0 { r#"{"user":"alice"}"# } else { "{}" });
    }
    let matches = view.matches().expect("a filter");
    assert_eq!((matches.rows().len(), matches.unknown(), matches.looked_at()), (25, 99_949, 100_050));
}

#[test]
fn metadata_within_a_wrapper_has_members_as_well() {
    let mut wrapped = table(&[("a", &format!("{{\"log\":{{\"Metadata\":{SEALED}}}}}\n{{\"log\":{{\"x\":1}}}}\n"))]);
    let mut notes = MemberNotes::new(64);
    notes.note(0, "log.Metadata", br#"{"user":"bob"}"#);
    wrapped.note_members(&[0], MemberNote::read_all(&notes.into_bytes()));
    assert_eq!(cells(&wrapped, "log.Metadata.user"), ["bob", "-"]);
    for name in ["metadata.user", "log.metadata.user", "log.Metadata.user"] {
        let matches = crate::index::Matches::new(&format!("{name}:bob"), &wrapped).expect(name);
        assert_eq!((matches.rows(), matches.unknown()), (&[0][..], 0), "{name}");
    }
}

/// Two records with sealed bodies, one whose bodies are plain, and one without bodies.
fn with_bodies() -> View {
    let mut view = View::default();
    view.add_file("a");
    let sealed = format!("{{\"Model\":\"a\",\"RequestBody\":{SEALED},\"ResponseBody\":{SEALED}}}\n");
    view.append(chunk(&format!("{sealed}{sealed}{{\"RequestBody\":\"Hello length\"}}\n{{\"Model\":\"b\"}}\n")))
        .expect("a chunk");
    view
}

fn note_said(view: &mut View, record: u32, facts: &[(&str, Kind, &str)]) -> bool {
    let mut notes = MemberNotes::new(64);
    notes.note_said(0, facts.iter().copied(), Vec::new());
    view.note_members(&[record], &notes.into_bytes())
}

#[test]
fn what_bodies_say_is_unknown_until_it_is_noted() {
    let mut view = with_bodies();
    view.filter_by("tokens:>100").expect("a filter");
    assert_eq!((rows(&mut view), view.unknown(), view.table().bodies_read()), (vec![], 3, (0, 3)));
    assert!(note_said(&mut view, 1, &[("tokens", Kind::Number, "200"), ("stop", Kind::Text, "length")]));
    assert_eq!((rows(&mut view), view.unknown()), (vec![1], 2));
    assert!(note_said(&mut view, 2, &[("tokens", Kind::Number, "7"), ("stopWord", Kind::Text, "max_tokens")]));
    assert_eq!((rows(&mut view), view.unknown(), view.table().bodies_read()), (vec![1], 1, (2, 3)));
    assert!(!note_said(&mut view, 3, &[("tokens", Kind::Number, "200")]), "it has no body");
    assert!(!note_said(&mut view, 2, &[("tokens", Kind::Number, "200")]), "it is known");
    assert_eq!(cells(view.table(), "conversation.tokens"), ["?", "200", "7", "-"]);
    for (filter, expected, unknown) in [
        ("stop:length", &[1][..], 1),
        ("stop:max", &[2], 1),
        ("conversation.stop=length", &[1], 1),
        ("conversation.stopWord:max", &[2], 1),
        ("has:stop", &[1, 2], 1),
        ("-has:tokens", &[3], 1),
        ("tokens:<100", &[2], 1),
        ("tokens:<100 model:a", &[], 1),
        // Whole texts are not noted.
        ("user:refund", &[], 3),
        // Words are looked for in records, and not in what was made of them.
        ("length", &[2], 2),
    ] {
        view.filter_by(filter).expect(filter);
        assert_eq!((rows(&mut view), view.unknown()), (expected.to_vec(), unknown), "{filter}");
    }
    view.filter_by("tokens:>100 model:a").expect("a filter");
    assert_eq!(view.public_filter(), "model:a");
    view.forget_opened();
    assert_eq!((rows(&mut view), view.unknown(), view.table().bodies_read()), (vec![], 2, (0, 3)));
    assert_eq!(view.table().columns()[column(view.table(), "conversation.tokens")].values().count(), 0);
}

#[test]
fn bodies_that_come_later_are_unknown_too() {
    let mut view = with_bodies();
    note_said(&mut view, 0, &[("tokens", Kind::Number, "5")]);
    view.add_file("b");
    view.append(chunk(&format!("{{\"ResponseBody\":{SEALED}}}\n{{}}\n"))).expect("a chunk");
    assert_eq!(cells(view.table(), "conversation.tokens"), ["5", "?", "?", "-", "?", "-"]);
    assert_eq!(view.table().bodies_read(), (1, 4));
    for record in [1, 2, 4] {
        assert!(note_said(&mut view, record, &[]), "{record}");
    }
    assert_eq!(cells(view.table(), "conversation.tokens"), ["5", "-", "-", "-", "-", "-"]);
    assert_eq!(view.table().bodies_read(), (4, 4));
}

#[test]
fn values_of_lists_count_each_and_are_chosen_by_their_short_name() {
    let mut view = with_bodies();
    note_said(&mut view, 0, &[("tool", Kind::List, "find\u{1f}send")]);
    note_said(&mut view, 1, &[("tool", Kind::List, "send")]);
    let tool = column(view.table(), "conversation.tool");
    let facet = view.facet(tool, 9);
    let values: Vec<_> = facet.values.iter().map(|value| (value.text.as_str(), value.count)).collect();
    assert_eq!((values, facet.opened, facet.unopened), (vec![("send", 2), ("find", 1)], Some(2), 1));
    let filter = view.with_value("", tool, "find", Some(crate::filter::Inclusion::Included));
    assert_eq!(filter, "tool=find");
    view.filter_by(&filter).expect("a filter");
    assert_eq!((rows(&mut view), view.inclusion(tool, "find")), (vec![0], Some(crate::filter::Inclusion::Included)));
    assert_eq!(view.facet(tool, 9).values.len(), 2, "what else there is to choose");
    let labels: Vec<_> = view.complete("to", 2).into_iter().map(|completion| completion.label).collect();
    assert_eq!(labels, ["tool", "tokens", "stop"]);
    let labels: Vec<_> = view.complete("tool:s", 6).into_iter().map(|completion| completion.label).collect();
    assert_eq!(labels, ["send"]);
}
