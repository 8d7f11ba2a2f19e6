use super::*;
use crate::filter::Vocabulary;
use crate::index::SortBy;
use crate::index::fixtures::chunk;

const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

/// Five records in two files, two of them with sealed fields, and one line that is not a record.
fn view() -> View {
    let mut view = View::default();
    let sealed = |status: u32, more: &str| format!(r#"{{"status":{status},"RequestBody":{SEALED}{more}}}"#);
    let metadata = format!(r#","Metadata":{SEALED}"#);
    let first = [sealed(200, ""), "{\"status\":500}".into(), "x".into(), sealed(429, &metadata)].join("\n");
    for (path, text) in [("a", first.as_str()), ("b", "{\"status\":200}\n{\"model\":\"Gpt\"}\n")] {
        view.add_file(path);
        view.append(chunk(text)).expect("a chunk");
    }
    view
}

fn rows(view: &mut View) -> Vec<usize> {
    view.rows().iter().collect()
}

fn status(view: &View) -> usize {
    view.table().names().iter().position(|name| *name == "status").expect("a column")
}

#[test]
fn rows_follow_the_filter_the_order_and_what_is_appended() {
    let mut view = view();
    assert_eq!(rows(&mut view), [0, 1, 2, 3, 4]);
    let by = SortBy::Column(status(&view));
    view.sort_by(Some(Sort { by, descending: true }));
    assert_eq!(rows(&mut view), [1, 2, 0, 3, 4]);
    view.filter_by("status:<500").expect("a filter");
    assert_eq!((rows(&mut view), view.row_count()), (vec![2, 0, 3], 3));
    view.append(chunk("{\"status\":300}\n{\"status\":600}\n")).expect("a chunk");
    assert_eq!(rows(&mut view), [2, 5, 0, 3]);
    view.sort_by(None);
    assert_eq!(rows(&mut view), [0, 2, 3, 5]);
    let problem = view.filter_by("statsu:1").expect_err("a problem");
    assert_eq!((problem.suggestion.as_deref(), rows(&mut view).len()), (Some("status"), 4));
    view.filter_by(" ").expect("no filter");
    assert_eq!((rows(&mut view).len(), view.matches().is_none()), (7, true));
}

#[test]
fn while_typing_the_filter_changes_only_if_rows_are_left_and_nothing_is_unknown() {
    let mut view = view();
    view.filter_by("status:200").expect("a filter");
    let before = rows(&mut view);
    for (half, came) in [
        ("status:", Typed::Open),
        ("status:\"20", Typed::Open),
        ("(status:200", Typed::Open),
        ("status:200,", Typed::Open),
        ("RequestBody:x", Typed::Open),
        ("no such word", Typed::Open),
        ("status:2", Typed::MatchesNothing),
        ("model=g", Typed::MatchesNothing),
    ] {
        assert_eq!(view.filter_while_typing(half), came, "{half}");
        assert_eq!(rows(&mut view), before, "{half}");
    }
    assert_eq!(view.filter_while_typing("status:429"), Typed::InForce);
    assert!(!rows(&mut view).is_empty());
    assert_ne!(rows(&mut view), before);
    assert_eq!(view.filter_while_typing(""), Typed::InForce);
    assert_eq!(view.row_count(), view.table().records());
}

#[test]
fn answers_change_the_rows_in_whichever_order_they_are() {
    let mut view = view();
    view.sort_by(Some(Sort { by: SortBy::Column(status(&view)), descending: true }));
    view.filter_by("RequestBody:word or status:500").expect("a filter");
    assert_eq!((rows(&mut view), view.unknown()), (vec![1], 2));
    view.add_answers([(0, Answers { matched: 1, undecided: 0 }), (2, Answers::default())]);
    assert_eq!((rows(&mut view), view.unknown()), (vec![1, 0], 0));
}

#[test]
fn a_selection_is_all_or_what_matches_or_what_is_unknown() {
    let mut view = view();
    let selected = |view: &View, selection| view.select(selection).records().collect::<Vec<_>>();
    assert_eq!(selected(&view, Selection::Matches), [0, 1, 2, 3, 4]);
    assert!(selected(&view, Selection::Unknown).is_empty());
    view.filter_by("RequestBody:word or status:500").expect("a filter");
    for (selection, records) in [
        (Selection::All, &[0, 1, 2, 3, 4][..]),
        (Selection::Matches, &[1]),
        (Selection::Records(vec![4, 2, 2]), &[2, 4]),
        (Selection::Unknown, &[0, 2]),
        (Selection::Rejects, &[]),
    ] {
        assert_eq!(selected(&view, selection.clone()), records, "{selection:?}");
    }
    assert_eq!(view.select(Selection::Rejects).lines(view.table()), 1);
}

#[test]
fn the_cost_is_sealed_fields_without_those_of_known_records() {
    let mut view = view();
    let cost = |view: &View, known: &[usize], for_filter| {
        view.cost(&view.select(Selection::All), |record| known.contains(&record), for_filter)
    };
    assert_eq!([cost(&view, &[], false), cost(&view, &[], true), cost(&view, &[2], false)], [3, 3, 1]);
    view.filter_by("RequestBody:word").expect("a filter");
    assert_eq!([cost(&view, &[], false), cost(&view, &[], true), cost(&view, &[0], true)], [3, 2, 1]);
    view.filter_by("status:200").expect("a filter");
    assert_eq!([cost(&view, &[], false), cost(&view, &[], true)], [3, 0]);
}

#[test]
fn facets_count_what_the_rest_of_the_filter_matches_and_know_what_is_included() {
    let mut view = view();
    let column = status(&view);
    view.filter_by("status:200 -status:500").expect("a filter");
    let values = view.facet(column, 9).values;
    assert_eq!(values.iter().map(|value| value.count).collect::<Vec<_>>(), [2, 1, 1]);
    let inclusions = ["200", "500", "429"].map(|value| view.inclusion(column, value));
    assert_eq!(inclusions, [Some(Inclusion::Included), Some(Inclusion::Excluded), None]);
    assert_eq!(view.with_value("x", column, "200", Some(Inclusion::Excluded)), "x -status=200");
    assert_eq!(view.with_value("(", column, "200", None), "(");
    assert_eq!(view.with_value("x", 99, "200", None), "x");
}

#[test]
fn values_are_counted_over_all_records_to_complete_a_filter() {
    let view = view();
    let completed = |text: &str| {
        let completions = view.complete(text, text.len());
        completions.into_iter().map(|completion| (completion.label, completion.count)).collect::<Vec<_>>()
    };
    let expected = [("200", 2), ("500", 1), ("429", 1)].map(|(label, count)| (label.to_string(), Some(count)));
    assert_eq!(completed("status:"), expected);
    assert_eq!(completed("model:gP"), [("Gpt".to_string(), Some(1))]);
}

#[test]
fn the_public_part_of_a_filter_asks_of_plain_fields_alone() {
    let mut view = view();
    assert_eq!(view.public_filter(), "");
    for (text, public) in [
        ("status:200 RequestBody:word", "status:200"),
        ("word has:RequestBody line:2", "has:RequestBody line:2"),
        ("(status:200 or word)", ""),
    ] {
        view.filter_by(text).expect("a filter");
        assert_eq!(view.public_filter(), public, "{text}");
    }
}
