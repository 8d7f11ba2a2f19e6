//! Sums over records: how many there are and how many failed, their tokens, what they cost.

use super::cost::{PriceList, Usd};
use super::model::Conversation;
use super::record::OpenedRecord;
use super::record_cost::record_cost;
use super::to_json::{ToJson, write_members};

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
    /// Adds a record.
    pub(super) fn add(&mut self, record: &OpenedRecord<'_>, conversation: &Conversation, prices: &PriceList) {
        let usage = conversation.usage.unwrap_or_default();
        let failed = conversation.error.is_some() || record.status().is_some_and(|status| status >= 400);
        let one = |is_so: bool| u64::from(is_so);
        let cached = record.is_cached();
        let cost = record_cost(record, conversation, prices);
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
    pub(super) fn write_members(&self, json: &mut Vec<u8>) {
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

    /// Adds the sums of other records.
    pub(crate) fn merge(&mut self, other: &Self) {
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

impl ToJson for Sums {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        self.write_members(json);
        json.push(b'}');
    }
}
