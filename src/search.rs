//! Searching what only opening shows: sealed fields, and texts that are too long for the index.

use std::borrow::Cow;

use crate::envelope::{LineKeys, Siblings, open, scan_with};
use crate::fault::Fault;
use crate::filter::{FieldTest, FilterError, Test};
use crate::index::{Field, Fields, MAX_VALUE};
use crate::input::Line;
use crate::json::resolve_escapes;
use crate::keys::{Engine, KeyRing};
use crate::reject::rejected_line;
use crate::settings::Settings;

/// JSON within strings of JSON within strings: how often escapes are resolved.
pub(crate) const LEVELS: usize = 3;

/// A test, and the column that it is about.
#[derive(Clone, Debug)]
pub struct ColumnTest {
    /// The column's name as the index has it; `None` for all fields.
    pub column: Option<String>,
    /// What is asked.
    pub test: Test,
}

impl ColumnTest {
    /// A test as [`FieldTest::source`] wrote it, whose field is this column.
    ///
    /// # Errors
    /// If `source` is not one test.
    pub fn parse(source: &str, column: Option<String>) -> Result<Self, FilterError> {
        Ok(Self { column, test: FieldTest::parse_source(source)?.test })
    }

    fn asks(&self, path: &str) -> bool {
        self.column.as_ref().is_none_or(|column| column == path)
    }
}

/// What was found in one record, in those of its fields that the index does not hold.
#[derive(Debug, Default)]
pub struct Findings {
    /// A bit for each test, the lowest for the first: it matches.
    pub matched: u32,
    /// It does not match as far as is known, while something that it asks about stayed sealed.
    pub undecided: u32,
    /// Fields that were opened, and that stayed sealed.
    pub opened: u32,
    /// Fields that stayed sealed.
    pub sealed: u32,
    /// The content keys that are known now.
    pub keys: LineKeys,
}

/// Asks tests of records, one by one.
#[derive(Debug)]
pub struct Searcher {
    settings: Settings,
    siblings: Siblings,
    fields: Fields,
    tests: Vec<ColumnTest>,
}

impl Searcher {
    /// A searcher for up to 32 tests, the most that a filter has.
    #[must_use]
    pub fn new(tests: Vec<ColumnTest>, settings: Settings) -> Self {
        Self { settings, siblings: Siblings::new(settings.strict), fields: Fields::default(), tests }
    }

    /// Opens what the tests ask about in a record, and nothing else, and asks them.
    ///
    /// # Errors
    /// Why the line is not a record.
    pub async fn search<E: Engine>(
        &mut self,
        line: &Line<'_>,
        known: &LineKeys,
        keys: &mut KeyRing<E>,
    ) -> Result<Findings, Fault> {
        let text = line.text();
        let max_nesting = self.settings.max_nesting;
        let envelopes = scan_with(text, max_nesting, &mut self.fields.collect(text))
            .map_err(|error| rejected_line(line, &error, max_nesting))?;
        let mut findings = Findings::default();
        let tests = &self.tests;
        self.fields.each(text, &envelopes, |path, field| {
            if let Field::Plain(_, raw) = field
                && raw.len() > MAX_VALUE
            {
                findings.matched |= ask(tests, path, &String::from_utf8_lossy(raw));
            }
        });
        let asked = |path: &str| tests.iter().any(|test| test.asks(path));
        let fields = open(text, &envelopes, |envelope| asked(&envelope.path), known, keys, &mut self.siblings).await;
        for (envelope, (field, at)) in envelopes.iter().zip(fields.into_iter().zip(0..)) {
            match &field.text {
                Some(Ok(content)) => {
                    findings.opened += 1;
                    findings.matched |= ask(tests, &envelope.path, &String::from_utf8_lossy(content));
                }
                Some(Err(_)) => {
                    findings.sealed += 1;
                    findings.undecided |= bits(tests, |test| test.asks(&envelope.path));
                }
                None => {}
            }
            findings.keys.push(field.key.or_else(|| known.get(at).cloned()));
        }
        findings.undecided &= !findings.matched;
        Ok(findings)
    }
}

/// The bits of the tests of which this is so.
fn bits(tests: &[ColumnTest], is_so: impl Fn(&ColumnTest) -> bool) -> u32 {
    tests.iter().zip(0..32).filter(|(test, _)| is_so(test)).fold(0, |bits, (_, number)| bits | 1 << number)
}

/// Which of the tests that ask of this field its text matches: as it stands, or as it reads with its escapes
/// resolved. A body is mostly JSON, whose strings people know without the backslashes, and may have JSON
/// in such a string.
pub(crate) fn ask(tests: &[ColumnTest], path: &str, text: &str) -> u32 {
    let asked = bits(tests, |test| test.asks(path));
    let mut matched = 0;
    let mut reading = Cow::Borrowed(text);
    for _ in 0..=LEVELS {
        for (test, number) in tests.iter().zip(0..32) {
            let bit = 1 << number;
            if asked & bit != 0 && matched & bit == 0 && test.test.matches_text(&reading) {
                matched |= bit;
            }
        }
        if matched == asked || !reading.contains('\\') {
            break;
        }
        reading = Cow::Owned(resolve_escapes(&reading));
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::now;
    use crate::{KeyRing, Settings};

    fn tests(sources: &[(Option<&str>, &str)]) -> Vec<ColumnTest> {
        let parse = |(column, source): &(Option<&str>, &str)| ColumnTest::parse(source, column.map(Into::into));
        sources.iter().map(|source| parse(source).expect("a test")).collect()
    }

    #[test]
    fn a_body_is_read_with_and_without_its_escapes() {
        let body = r#"{"messages":[{"content":"say \"hi\"\nto M\u00fcller \ud83d\ude00","arguments":"{\"city\":\"Z\\u00fcrich\"}"}]}"#;
        for (words, matches) in [
            (r#""say \"hi\"""#, true),
            ("müller", true),
            ("😀", true),
            (r#""\"city\":\"zürich\"""#, true),
            (r"/\\n/", true),
            ("/hi\"\nto/", true),
            ("zurich", false),
        ] {
            assert_eq!(ask(&tests(&[(None, words)]), "RequestBody", body) == 1, matches, "{words}");
        }
    }

    #[test]
    fn escapes_are_resolved_three_times() {
        for (backslashes, matches) in [(1, true), (2, true), (4, true), (8, false)] {
            let body = format!("Z{}u00fcrich", "\\".repeat(backslashes));
            assert_eq!(ask(&tests(&[(None, "zürich")]), "RequestBody", &body) == 1, matches, "{body}");
        }
    }

    #[test]
    fn tests_are_asked_of_their_own_fields() {
        let tests = tests(&[(Some("a"), "x"), (Some("b"), "x"), (None, "x")]);
        assert_eq!(ask(&tests, "a", "xyz"), 0b101);
        assert_eq!(ask(&tests, "c", "xyz"), 0b100);
    }

    #[test]
    fn long_texts_are_looked_into_without_a_key_and_sealed_ones_are_undecided() {
        let long = "needle ".repeat(100);
        let sealed =
            r#"{"type":"encrypted","key":"AAAA","iv":"AAAAAAAAAAAAAAAA","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
        let line = format!(r#"{{"long":"{long}","short":"straw","sealed":{sealed}}}"#);
        let mut searcher = Searcher::new(
            tests(&[(None, "needle"), (None, "hay"), (Some("short"), "straw"), (Some("sealed"), "needle")]),
            Settings::default(),
        );
        let line = Line { number: 1, begin: 0, bytes: line.as_bytes(), cut_off: None };
        let findings = now(searcher.search(&line, &LineKeys::default(), &mut KeyRing::new())).expect("a record");
        assert_eq!((findings.matched, findings.undecided, findings.opened, findings.sealed), (0b0001, 0b1010, 0, 1));
    }
}
