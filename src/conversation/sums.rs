//! Usage over many records: counts, tokens and an estimate of the cost, by fields of the records.

use std::collections::BTreeMap;

use super::cost::{CostOptions, PriceList, Usd, estimate};
use super::fields::resolve_field;
use super::model::Conversation;
use super::record::{OpenedRecord, Plain};
use super::to_json::{ToJson, text_of, write_members, write_object};

/// Records of further groups are counted together, so that memory is bounded.
pub const MOST_GROUPS: usize = 10_000;
/// Longer values are cut after this many characters.
const MOST_CHARACTERS: usize = 200;

/// Adds up what records used.
///
/// ```
/// use logpush_decrypt::conversation::{PriceList, UsageTally};
///
/// let mut tally = UsageTally::new(["Model", "metadata.team"]);
/// let line = br#"{"Provider":"openai","Model":"gpt-4o-mini","Metadata":"{\"team\":\"blue\"}","StatusCode":200,
///     "ResponseBody":"{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}"}"#;
/// assert!(tally.add(line, PriceList::built_in()));
/// assert_eq!(tally.total().records, 1);
/// assert_eq!(tally.groups().next().map(|(key, sums)| (key[1].as_deref(), sums.output)), Some((Some("blue"), 4)));
/// ```
#[derive(Debug, Default)]
pub struct UsageTally {
    by: Vec<By>,
    total: Sums,
    groups: BTreeMap<Vec<Option<String>>, Sums>,
    /// What is beyond [`MOST_GROUPS`].
    others: Option<Sums>,
}

/// A field that records are grouped by.
#[derive(Debug)]
struct By {
    /// As the caller wrote it.
    name: String,
    /// As records have it, once one had it.
    path: Option<String>,
}

/// Sums over records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Records.
    pub records: u64,
    /// Those with an error in their body, or with a status of 400 and more.
    pub errors: u64,
    /// Those that the gateway answered from its cache.
    pub cached: u64,
    /// Tokens of the input.
    pub input: u64,
    /// The part of them that was read from a cache of the provider.
    pub cached_input: u64,
    /// The part of them that was written to one.
    pub cache_write: u64,
    /// Tokens of the output.
    pub output: u64,
    /// The part of them that was spent on thinking.
    pub reasoning: u64,
    /// The estimated cost of the records that have a price.
    pub usd: Usd,
    /// Records that count tokens and have no price.
    pub without_price: u64,
    /// Records that count no tokens.
    pub without_usage: u64,
}

impl Sums {
    fn add(&mut self, record: &OpenedRecord<'_>, conversation: &Conversation, prices: &PriceList) {
        let usage = conversation.usage.unwrap_or_default();
        let failed = conversation.error.is_some() || record.status().is_some_and(|status| status >= 400);
        let one = |is_so: bool| u64::from(is_so);
        let cached = record.is_cached();
        let cost = cost(record, conversation, prices);
        let counts = usage.input.is_some() || usage.output.is_some();
        self.merge(&Self {
            records: 1,
            errors: one(failed),
            cached: one(cached),
            input: usage.input.unwrap_or(0),
            cached_input: usage.cached_input.unwrap_or(0),
            cache_write: usage.cache_write.unwrap_or(0),
            output: usage.output.unwrap_or(0),
            reasoning: usage.reasoning.unwrap_or(0),
            usd: cost.unwrap_or_default(),
            without_price: one(counts && cost.is_none()),
            without_usage: one(!counts),
        });
    }

    /// Appends the counts, and `usd` in dollars, to an object that is not closed yet.
    fn write_members(&self, json: &mut Vec<u8>) {
        let Self { records, errors, cached, input, cached_input, cache_write, output, reasoning, .. } = self;
        let Self { usd, without_price, without_usage, .. } = self;
        write_members(
            json,
            &[
                ("records", records),
                ("errors", errors),
                ("cached", cached),
                ("input", input),
                ("cachedInput", cached_input),
                ("cacheWrite", cache_write),
                ("output", output),
                ("reasoning", reasoning),
                ("withoutPrice", without_price),
                ("withoutUsage", without_usage),
                ("usd", usd),
            ],
        );
    }

    fn merge(&mut self, other: &Self) {
        let add = |sum: &mut u64, count: u64| *sum = sum.saturating_add(count);
        add(&mut self.records, other.records);
        add(&mut self.errors, other.errors);
        add(&mut self.cached, other.cached);
        add(&mut self.input, other.input);
        add(&mut self.cached_input, other.cached_input);
        add(&mut self.cache_write, other.cache_write);
        add(&mut self.output, other.output);
        add(&mut self.reasoning, other.reasoning);
        self.usd = self.usd.plus(other.usd);
        add(&mut self.without_price, other.without_price);
        add(&mut self.without_usage, other.without_usage);
    }
}

/// What a record cost, as an estimate.
pub(super) fn cost(record: &OpenedRecord<'_>, conversation: &Conversation, prices: &PriceList) -> Option<Usd> {
    let [provider, model] = ["Provider", "Model"].map(|name| record.text_of(name));
    let options = CostOptions { provider, model, at: None, cached: record.is_cached() };
    estimate(conversation, prices, &options).map(|cost| cost.usd)
}

impl UsageTally {
    /// Groups records by these fields, the first one outermost: plain fields by their name or enough of it, and
    /// `metadata.NAME`.
    pub fn new<S: Into<String>>(by: impl IntoIterator<Item = S>) -> Self {
        let by = by.into_iter().map(|name| By { name: name.into(), path: None }).collect();
        Self { by, ..Self::default() }
    }

    /// Adds an opened record. Returns whether the line is one.
    pub fn add(&mut self, line: &[u8], prices: &PriceList) -> bool {
        let Some(record) = OpenedRecord::read(line) else { return false };
        let conversation = record.counts();
        let mut sums = Sums::default();
        sums.add(&record, &conversation, prices);
        self.total.merge(&sums);
        if self.by.is_empty() {
            return true;
        }
        let key: Vec<_> = self.by.iter_mut().map(|by| by.value(&record)).collect();
        self.group(key).merge(&sums);
        true
    }

    /// Adds the sums of another tally by the same fields.
    pub fn merge(&mut self, other: Self) {
        self.total.merge(&other.total);
        for (own, other) in self.by.iter_mut().zip(other.by) {
            own.path = own.path.take().or(other.path);
        }
        for (key, sums) in other.groups {
            self.group(key).merge(&sums);
        }
        if let Some(others) = other.others {
            self.others.get_or_insert_default().merge(&others);
        }
    }

    /// The sums of the records with these values, or of the others, where there are too many.
    fn group(&mut self, key: Vec<Option<String>>) -> &mut Sums {
        let full = self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&key);
        if full { self.others.get_or_insert_default() } else { self.groups.entry(key).or_default() }
    }

    /// The sums as JSON: `{by, groups: [{key, …sums}], others, total}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        text_of(self)
    }

    /// Fields that no record has.
    pub fn never_found(&self) -> impl Iterator<Item = &str> {
        self.by.iter().filter(|by| by.path.is_none()).map(|by| by.name.as_str())
    }

    /// The sums of all records.
    #[must_use]
    pub fn total(&self) -> &Sums {
        &self.total
    }

    /// Values of the fields, and the sums of the records that have them, in the order of the values. `None` where records
    /// lack the field.
    pub fn groups(&self) -> impl Iterator<Item = (&[Option<String>], &Sums)> {
        self.groups.iter().map(|(key, sums)| (key.as_slice(), sums))
    }

    /// The sums of the records beyond [`MOST_GROUPS`].
    #[must_use]
    pub fn others(&self) -> Option<&Sums> {
        self.others.as_ref()
    }
}

impl By {
    fn value(&mut self, record: &OpenedRecord<'_>) -> Option<String> {
        if self.path.is_none() {
            self.path = resolve_field(&self.name, record);
        }
        let value = record.field(self.path.as_deref()?)?;
        (value != Plain::Null).then(|| value.as_text().chars().take(MOST_CHARACTERS).collect())
    }

    /// The name as the records have it.
    fn shown(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.name)
    }
}

impl ToJson for UsageTally {
    fn write(&self, json: &mut Vec<u8>) {
        let names: Vec<_> = self.by.iter().map(By::shown).collect();
        let groups: Vec<_> = self.groups.iter().map(|(key, sums)| Group { key, sums }).collect();
        write_object(
            json,
            &[("by", &Always(&names)), ("groups", &Always(&groups)), ("others", &self.others), ("total", &self.total)],
        );
    }
}

impl ToJson for Sums {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        self.write_members(json);
        json.push(b'}');
    }
}

/// The value of each field, null where records lack it, and the sums.
struct Group<'a> {
    key: &'a Vec<Option<String>>,
    sums: &'a Sums,
}

impl ToJson for Group<'_> {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        write_members(json, &[("key", &Always(self.key))]);
        self.sums.write_members(json);
        json.push(b'}');
    }
}

/// A list that is written even if it is empty.
struct Always<'a, T>(&'a [T]);

impl<T: ToJson> ToJson for Always<'_, T> {
    fn write(&self, json: &mut Vec<u8>) {
        self.0.write(json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICES: &str = r#"{"generated":"2026-01-02","currency":"USD","per":1000000,"providers":[{"id":"openai","names":["openai"],
        "models":[{"id":"gpt-x","match":["gpt-x*"],"input":2,"cacheRead":0.5,"output":10}]}]}"#;

    fn line(model: &str, team: &str, status: u16, usage: &str) -> String {
        let response = format!(r#"{{"object":"chat.completion","model":"{model}","choices":[],"usage":{usage}}}"#);
        let response = serde_json::to_string(&response).expect("a string");
        format!(
            r#"{{"Cached":{},"Metadata":"{{\"team\":\"{team}\"}}","Model":"{model}","Provider":"openai","ResponseBody":{response},"StatusCode":{status}}}"#,
            status == 299
        )
    }

    fn tally(by: &[&str], lines: &[String]) -> UsageTally {
        let prices = PriceList::read(PRICES).expect("prices");
        let mut tally = UsageTally::new(by.iter().copied());
        for line in lines {
            assert!(tally.add(line.as_bytes(), &prices), "{line}");
        }
        tally
    }

    const USED: &str = r#"{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":7}}"#;

    #[test]
    fn sums_are_those_of_the_records() {
        let lines = [
            line("gpt-x", "blue", 200, USED),
            line("gpt-x-2026", "red", 200, USED),
            line("other", "red", 200, USED),
            line("gpt-x", "red", 500, "null"),
            line("gpt-x", "red", 299, USED),
        ];
        let tally = tally(&["metadata.team", "model"], &lines);
        // 60 × 2 + 40 × 0.5 + 10 × 10 = 240 millionths of a dollar.
        let used = Sums { records: 1, input: 100, cached_input: 40, output: 10, reasoning: 7, ..Sums::default() };
        let priced = Sums { usd: Usd::from_picodollars(240_000_000), ..used };
        let expected = [
            (["blue", "gpt-x"], priced),
            (["red", "gpt-x"], Sums { records: 2, errors: 1, cached: 1, without_usage: 1, ..used }),
            (["red", "gpt-x-2026"], priced),
            (["red", "other"], Sums { without_price: 1, ..used }),
        ];
        let groups: Vec<_> = tally.groups().map(|(key, sums)| (key.to_vec(), *sums)).collect();
        let expected: Vec<_> =
            expected.map(|(key, sums)| (key.map(|part| Some(part.to_string())).to_vec(), sums)).into();
        assert_eq!(groups, expected);
        let total = *tally.total();
        assert_eq!((total.records, total.input, total.usd.picodollars()), (5, 400, 480_000_000));
        assert_eq!((total.errors, total.cached, total.without_price, total.without_usage), (1, 1, 1, 1));
        let json: serde_json::Value = serde_json::from_str(&tally.to_json()).expect("JSON");
        assert_eq!(json["by"], serde_json::json!(["Metadata.team", "Model"]));
        assert_eq!(json["groups"][0]["usd"], serde_json::json!(0.000_24));
        assert_eq!(json["groups"][0]["key"], serde_json::json!(["blue", "gpt-x"]));
        assert_eq!(json["total"]["withoutPrice"], 1);
    }

    #[test]
    fn what_records_lack_is_a_group_and_lines_that_are_not_records_are_not_counted() {
        let mut tally = tally(&["gateway"], &[line("m", "t", 200, USED), r#"{"Gateway":null}"#.to_string()]);
        assert!(!tally.add(b"[]", PriceList::built_in()));
        assert!(tally.add(br#"{"Gateway":"g"}"#, PriceList::built_in()));
        let groups: Vec<_> = tally.groups().map(|(key, sums)| (key[0].clone(), sums.records)).collect();
        assert_eq!(groups, [(None, 2), (Some("g".to_string()), 1)]);
    }

    #[test]
    fn groups_are_bounded_and_their_sums_complete_in_any_order() {
        let lines: Vec<_> =
            (0..MOST_GROUPS + 50).map(|n| format!(r#"{{"Provider":"{n}","StatusCode":400}}"#)).collect();
        let whole = tally(&["provider"], &lines);
        assert_eq!(whole.groups().count(), MOST_GROUPS);
        assert_eq!(whole.others().map(|others| (others.records, others.errors)), Some((50, 50)));
        let (first, second) = lines.split_at(7_000);
        let mut merged = tally(&["provider"], first);
        merged.merge(tally(&["provider"], second));
        assert_eq!((merged.total(), merged.others()), (whole.total(), whole.others()));
        let long = tally(&["provider"], &[format!(r#"{{"Provider":"{}"}}"#, "é".repeat(100_000))]);
        assert_eq!(
            long.groups().next().and_then(|(key, _)| key[0].clone()).map(|name| name.len()),
            Some(2 * MOST_CHARACTERS)
        );
    }
}
