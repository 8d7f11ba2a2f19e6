//! Whatever is typed as a filter: it is understood or an error has its place, it can be completed and edited, and each
//! test of it that is printed and parsed again is the same. The first byte of an input says where the cursor is.

use logpush_decrypt::testing::filter::{FieldTest, Filter, Inclusion, Mask, Value, Vocabulary, complete};

pub fn run(input: &[u8]) {
    let Some((cursor, text)) = input.split_first() else { return };
    let text = &*String::from_utf8_lossy(text);
    let words = Words([("Model", vec![("", 1), ("a \"b\"", 2), ("400", 3)]), ("a b", vec![(text, 3)])]);
    for completion in complete(text, usize::from(*cursor), &words) {
        let mut completed = text.to_owned();
        completed.replace_range(completion.place, &completion.insert);
    }
    let filter = match Filter::parse(text) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(text.get(error.place.clone()).is_some(), "{error:?}");
            return;
        }
    };
    assert_eq!(filter.text(), text);
    filter.tests().iter().for_each(|test| comes_back(test, text));
    let is_field = |name: &str| name == "f";
    for choice in [Some(Inclusion::Included), Some(Inclusion::Excluded), None] {
        let changed = filter.with_value("f", is_field, "a", choice);
        match Filter::parse(&changed) {
            Ok(changed) => assert_eq!(changed.inclusion(is_field, "a"), choice, "{changed:?}"),
            Err(_) => assert!(filter.tests().len() >= 32 || text.chars().count() > 4_000, "it became {changed:?}"),
        }
    }
    for changed in [filter.with_range("f", is_field, None, Some("5")), filter.public_part(|test| test.field.is_some())]
    {
        let is_long = filter.tests().len() >= 32 || text.chars().count() > 4_000;
        assert!(is_long || Filter::parse(&changed).is_ok(), "it became {changed:?}");
    }
    // What is known already never changes when more is known.
    let is_known = |test: usize, all: bool| (test.is_multiple_of(2) || all).then_some(test.is_multiple_of(3));
    let (some, all) = (filter.evaluate(|test| is_known(test, false)), filter.evaluate(|test| is_known(test, true)));
    assert!(all.is_some() && (some.is_none() || some == all), "{some:?}, then {all:?}");
    assert_eq!(filter.evaluate_many(|test| Mask::all(is_known(test, true))).get(63), all);
}

/// Prints a test and parses it again.
fn comes_back(test: &FieldTest, filter: &str) {
    let source = test.source();
    let back = FieldTest::parse_source(&source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
    assert_eq!(back.source(), source);
    assert_eq!(back.field.as_ref().map(|field| &field.name), test.field.as_ref().map(|field| &field.name));
    for value in [Value::Null, Value::Bool(true), Value::Number("4e2"), Value::Text(filter), Value::Text("2026-04-18")]
    {
        assert_eq!(back.test.matches(value), test.test.matches(value), "{source:?} of {value:?}");
    }
    assert_eq!(back.test.matches_text(filter), test.test.matches_text(filter), "{source:?}");
    assert_eq!(back.test.time(), test.test.time(), "{source:?}");
}

/// Fields, with their values and how many records have each.
struct Words<'a>([(&'a str, Vec<(&'a str, u64)>); 2]);

impl Vocabulary for Words<'_> {
    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|field| field.0).collect()
    }

    fn values(&self, name: usize) -> Vec<(&str, u64)> {
        self.0[name].1.clone()
    }
}
