//! Searching what only opening shows: sealed fields, and texts that are too long for the index.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::conversation::{BodyField, Facts, PriceList};
use crate::envelope::{Body, LineKeys, Siblings, open, scan_with, write_opened};
use crate::fault::Fault;
use crate::filter::{FieldTest, FilterError, Test, plain_name, readings};
use crate::index::{
    Asked, Field, Fields, MAX_VALUE, Members, columns_after_said, fact_of, has_members, is_body, member_of,
};
use crate::input::Line;
use crate::keys::{Engine, KeyRing};
use crate::reject::rejected_line;
use crate::settings::Settings;

/// A test, and the column that it is about.
#[derive(Clone, Debug)]
pub struct ColumnTest {
    /// The field, by the names that the index has.
    pub asked: Asked,
    /// What is asked.
    pub test: Test,
}

impl ColumnTest {
    /// A test as [`FieldTest::source`] wrote it, whose field is this one.
    ///
    /// # Errors
    /// If `source` is not one test.
    pub fn parse(source: &str, asked: Asked) -> Result<Self, FilterError> {
        Ok(Self { asked, test: FieldTest::parse_source(source)?.test })
    }

    /// Whether it asks of the text of a field.
    fn asks(&self, path: &str) -> bool {
        match &self.asked {
            Asked::Any => true,
            Asked::Column(column) => column == path,
            Asked::Member(_) | Asked::Said(_) => false,
        }
    }

    /// Whether it asks of something in the field at this path.
    fn needs(&self, path: &str) -> bool {
        let in_body = matches!(self.asked, Asked::Said(_)) && is_body(path);
        in_body || self.asks(path) || self.member(path).is_some()
    }

    /// The member that it asks of, if that is one of this field.
    fn member(&self, path: &str) -> Option<&str> {
        match &self.asked {
            Asked::Column(column) => member_of(column).filter(|(field, _)| *field == path).map(|(_, name)| name),
            Asked::Member(name) => has_members(path).then_some(name),
            Asked::Any | Asked::Said(_) => None,
        }
    }
}

/// What was found in one record, in those of its fields that the index does not hold.
#[derive(Debug, Default)]
pub struct Findings {
    /// What the bodies say, if tests ask of that, and all of them could be opened.
    pub said: Option<Facts>,
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
    /// What costs are estimated by; without one the built-in list.
    prices: Option<Arc<PriceList>>,
}

impl Searcher {
    /// A searcher for up to 32 tests, the most that a filter has.
    #[must_use]
    pub fn new(tests: Vec<ColumnTest>, settings: Settings) -> Self {
        Self { settings, siblings: Siblings::new(settings.strict), fields: Fields::default(), tests, prices: None }
    }

    /// The same with prices other than the built-in ones.
    #[must_use]
    pub fn with_prices(self, prices: Option<Arc<PriceList>>) -> Self {
        Self { prices, ..self }
    }

    /// Levels of objects and arrays that a record may have.
    pub(crate) fn max_nesting(&self) -> usize {
        self.settings.max_nesting
    }

    /// Opens what the tests ask about in a record, and nothing else, and asks them. `note` is shown each opened field: its path,
    /// and its text.
    ///
    /// # Errors
    /// Why the line is not a record.
    pub async fn search<E: Engine>(
        &mut self,
        line: &Line<'_>,
        known: &LineKeys,
        keys: &mut KeyRing<E>,
        mut note: impl FnMut(&str, &[u8]),
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
        let asked = |path: &str| tests.iter().any(|test| test.needs(path));
        let asks_of_said = tests.iter().any(|test| matches!(test.asked, Asked::Said(_)));
        // The record with the bodies in it, as it is read for what they say.
        let mut opened = Zeroizing::new(Vec::new());
        let mut copied = 0;
        let fields = open(text, &envelopes, |envelope| asked(&envelope.path), known, keys, &mut self.siblings).await;
        for (envelope, (field, at)) in envelopes.iter().zip(fields.into_iter().zip(0..)) {
            match &field.text {
                Some(Ok(content)) => {
                    findings.opened += 1;
                    findings.matched |= ask(tests, &envelope.path, &String::from_utf8_lossy(content));
                    findings.matched |= ask_members(tests, &envelope.path, content, max_nesting);
                    note(&envelope.path, content);
                    if asks_of_said {
                        opened.extend_from_slice(&text[copied..envelope.place.start]);
                        write_opened(&mut opened, envelope.form, content, Body::Text, max_nesting);
                        copied = envelope.place.end;
                    }
                }
                Some(Err(_)) => {
                    findings.sealed += 1;
                    findings.undecided |= bits(tests, |test| test.needs(&envelope.path));
                }
                None => {}
            }
            findings.keys.push(field.key.or_else(|| known.get(at).cloned()));
        }
        if asks_of_said {
            opened.extend_from_slice(&text[copied..]);
            let prices = self.prices.as_deref().unwrap_or_else(|| PriceList::built_in());
            findings.said = Facts::read(&opened, prices);
            findings.matched |= ask_said(tests, findings.said.as_ref());
        }
        findings.undecided &= !findings.matched;
        Ok(findings)
    }
}

/// Which of the tests that ask of what the bodies say match.
fn ask_said(tests: &[ColumnTest], facts: Option<&Facts>) -> u32 {
    bits(tests, |test| match (&test.asked, facts) {
        (Asked::Said(name), Some(facts)) => {
            let name = plain_name(name);
            let names: Vec<_> = columns_after_said(&name).iter().filter_map(|column| fact_of(column)).collect();
            facts.matches(&test.test, BodyField::of(&name), &names)
        }
        _ => false,
    })
}

/// The bits of the tests of which this is so.
fn bits(tests: &[ColumnTest], is_so: impl Fn(&ColumnTest) -> bool) -> u32 {
    tests.iter().zip(0..32).filter(|(test, _)| is_so(test)).fold(0, |bits, (_, number)| bits | 1 << number)
}

/// Which of the tests that ask of this field its text matches, as [`Test::matches_body`] says.
pub(crate) fn ask(tests: &[ColumnTest], path: &str, text: &str) -> u32 {
    let asked = bits(tests, |test| test.asks(path));
    let mut matched = 0;
    for reading in readings(text) {
        for (test, number) in tests.iter().zip(0..32) {
            let bit = 1 << number;
            if asked & bit != 0 && matched & bit == 0 && test.test.matches_text(&reading) {
                matched |= bit;
            }
        }
        if matched == asked {
            break;
        }
    }
    matched
}

/// Which of the tests that ask of a member of this field match.
fn ask_members(tests: &[ColumnTest], path: &str, text: &[u8], max_nesting: usize) -> u32 {
    if tests.iter().all(|test| test.member(path).is_none()) {
        return 0;
    }
    let members = Members::read(text, max_nesting);
    bits(tests, |test| test.member(path).is_some_and(|name| members.matches(name, &test.test)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::now;
    use crate::{KeyRing, Settings};

    fn tests(sources: &[(Option<&str>, &str)]) -> Vec<ColumnTest> {
        let asked = |column: Option<&str>| column.map_or(Asked::Any, |column| Asked::Column(column.into()));
        let parse = |(column, source): &(Option<&str>, &str)| ColumnTest::parse(source, asked(*column));
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
    fn members_are_asked_by_their_names() {
        let text = br#"{"user":"alice","user_id":"u-7","team":{"name":"blue"}}"#;
        let tests: Vec<_> = [
            (Asked::Column("Metadata.user".into()), "x:alice"),
            (Asked::Column("Metadata.user".into()), "x:blue"),
            (Asked::Column("Metadata.team.name".into()), "x:blue"),
            (Asked::Member("userid".into()), "x:u-7"),
            (Asked::Member("use".into()), "x:alice"),
            (Asked::Column("log.Metadata.user".into()), "x:alice"),
            (Asked::Column("Metadata".into()), "x:alice"),
            (Asked::Any, "alice"),
        ]
        .into_iter()
        .map(|(asked, source)| ColumnTest::parse(source, asked).expect("a test"))
        .collect();
        assert_eq!(ask_members(&tests, "Metadata", text, 64), 0b1101);
        assert_eq!(ask_members(&tests, "log.Metadata", text, 64), 0b10_1000);
        assert_eq!(ask_members(&tests, "RequestBody", text, 64), 0);
    }

    #[test]
    fn what_bodies_say_is_asked_of_the_record_as_it_reads() {
        let request = r#"{\"messages\":[{\"role\":\"user\",\"content\":\"Where is my order?\"}]}"#;
        let response = r#"{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":\"Cut\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}"#;
        let sealed =
            r#"{"type":"encrypted","key":"AAAA","iv":"AAAAAAAAAAAAAAAA","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
        let said = |name: &str, source: &str| ColumnTest::parse(source, Asked::Said(name.into())).expect("a test");
        let tests = vec![
            said("tokens", "tokens:13"),
            said("tokens", "tokens:>13"),
            said("stop", "stop:length"),
            said("user", "user:order"),
            said("assistant", "assistant:order"),
        ];
        let search = |response: &str| {
            let line = format!(r#"{{"Provider":"openai","RequestBody":"{request}","ResponseBody":{response}}}"#);
            let line = Line { number: 1, begin: 0, bytes: line.as_bytes(), cut_off: None };
            let mut searcher = Searcher::new(tests.clone(), Settings::default());
            now(searcher.search(&line, &LineKeys::default(), &mut KeyRing::new(), |_, _| {})).expect("a record")
        };
        let found = search(&format!("\"{response}\""));
        assert_eq!((found.matched, found.undecided, found.said.is_some()), (0b1101, 0, true));
        // Nothing is said of a record of which a body stays sealed.
        let found = search(sealed);
        assert_eq!((found.matched, found.undecided, found.said.is_some()), (0, 0b1_1111, false));
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
        let findings =
            now(searcher.search(&line, &LineKeys::default(), &mut KeyRing::new(), |_, _| {})).expect("a record");
        assert_eq!((findings.matched, findings.undecided, findings.opened, findings.sealed), (0b0001, 0b1010, 0, 1));
    }
}
