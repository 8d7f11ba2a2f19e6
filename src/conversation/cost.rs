//! What a conversation cost, always as an estimate: usage times a list of prices.
//!
//! Money is counted in whole picodollars (10⁻¹² USD). A price for a million tokens has at most six decimals, so that
//! of one token is a whole number of them, and a sum has no error and does not depend on the order of its parts: the
//! same records give the same totals on any number of threads. With floating point neither would hold.

mod list;
mod names;
mod spent;

#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};

use self::list::Model;
pub use self::list::{PriceList, PriceListError, Rate, Rates};
use self::spent::Spent;
use super::model::Conversation;

/// What a record knows of a conversation and the bodies do not.
#[derive(Clone, Copy, Debug, Default)]
pub struct CostOptions<'a> {
    /// The record's provider, in the gateway's spelling, such as `aws-bedrock`. A price of another provider is never
    /// taken. Without it, the first in the list that knows the model counts.
    pub provider: Option<&'a str>,
    /// The record's model. It counts where the bodies name none; at Bedrock before theirs, for it alone has the region.
    pub model: Option<&'a str>,
    /// When it happened (RFC 3339, UTC), for prices that changed. Without it the conversation's own time counts, else
    /// the day of the list.
    pub at: Option<&'a str>,
    /// Whether the gateway answered from its cache, which costs nothing.
    pub cached: bool,
}

/// An estimate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// The amount.
    pub usd: Usd,
    /// The model in the price list, else the conversation's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Where the amount comes from.
    pub price: Basis,
}

/// Where an amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// The gateway answered from its cache.
    Cached,
    /// The body has the amount: `usage.cost` (`OpenRouter`), `usage.cost.total_cost` (Perplexity),
    /// `usage.cost_in_usd_ticks` (xAI, 10⁻¹⁰ USD).
    Stated,
    /// These prices of the list, for a million tokens each.
    #[serde(untagged)]
    Listed(Rates),
}

/// An amount of US dollars, in whole picodollars. As JSON it is a number of dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd {
    picodollars: u64,
}

impl Usd {
    /// The amount in units of 10⁻¹² USD. More than 18 million dollars are not counted.
    #[must_use]
    pub const fn from_picodollars(picodollars: u64) -> Self {
        Self { picodollars }
    }

    /// The amount in units of 10⁻¹² USD.
    #[must_use]
    pub const fn picodollars(self) -> u64 {
        self.picodollars
    }

    /// The amount in dollars.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub const fn dollars(self) -> f64 {
        self.picodollars as f64 / 1e12
    }

    /// The sum of two amounts.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { picodollars: self.picodollars.saturating_add(other.picodollars) }
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.dollars())
    }
}

/// What a conversation cost, or `None` where no price is known: that is not the same as nothing.
///
/// An amount that the body states comes first. Otherwise the prices of the model that answered count, for the whole
/// of the request those of the tier that its input reaches. An answer that was cut off before its usage counts with
/// what is known of it.
#[must_use]
pub fn estimate(conversation: &Conversation, prices: &PriceList, options: &CostOptions<'_>) -> Option<Cost> {
    let told = conversation.model.as_deref();
    let model = || told.or(options.model).map(str::to_string);
    if options.cached {
        return Some(Cost { usd: Usd::default(), model: model(), price: Basis::Cached });
    }
    let spent = Spent::of(conversation)?;
    if let Some(usd) = spent.stated {
        return Some(Cost { usd, model: model(), price: Basis::Stated });
    }
    let at = options.at.or(conversation.created.as_deref());
    let mut ids: Vec<&str> = [told, options.model].into_iter().flatten().collect();
    if options.provider.is_some_and(names::is_bedrock) {
        ids.reverse();
    }
    let found = prices.find(options.provider, &ids, at)?;
    let percent = match spent.service_tier.as_deref() {
        Some(tier) => found.provider.percent(tier)?,
        None => 100,
    };
    let rates = found.model.rates_for(spent.input);
    let picodollars = amount(&spent, &rates, percent)?;
    let usd = Usd::from_picodollars(u64::try_from(picodollars).unwrap_or(u64::MAX));
    Some(Cost { usd, model: Some(found.model.id.clone()), price: Basis::Listed(rates) })
}

/// The amount in picodollars. `None` if there is something to pay for and a price for none of it.
fn amount(spent: &Spent, rates: &Rates, percent: u8) -> Option<u128> {
    let Parts { counts } = Parts::of(spent, rates);
    let some = counts.iter().any(|(count, _)| *count > 0);
    let priced = counts.iter().any(|(count, rate)| *count > 0 && rate.is_some());
    if some && !priced {
        return None;
    }
    let tokens: u128 = counts.iter().filter_map(|(count, rate)| Some((*rate)?.times(*count))).sum();
    let searches = rates.web_search.map_or(0, |rate| rate.times(spent.web_searches));
    let request = rates.request.map_or(0, |rate| rate.times(1));
    Some((tokens * u128::from(percent) + 50) / 100 + searches + request)
}

/// Tokens by price. What has no price of its own counts as what it is a part of.
struct Parts {
    counts: [(u64, Option<Rate>); 10],
}

impl Parts {
    fn of(spent: &Spent, rates: &Rates) -> Self {
        let Spent { input, cached_input, cache_write, cache_write_1h, output, reasoning, .. } = *spent;
        let cached = cached_input.min(input);
        let written = cache_write.min(input - cached);
        let written_1h = cache_write_1h.min(written);
        // Pictures and sound have prices of their own with some models. They are taken to be what no cache had.
        let fresh = input - cached - written;
        let input_audio = own(spent.input_audio, rates.input_audio, fresh);
        let input_image = own(spent.input_image, rates.input_image, fresh - input_audio);
        let output_audio = own(spent.output_audio, rates.output_audio, output);
        let output_image = own(spent.output_image, rates.output_image, output - output_audio);
        let thinking = own(reasoning, rates.reasoning, output - output_audio - output_image);
        let cache_write = rates.cache_write.or(rates.input);
        Self {
            counts: [
                (fresh - input_audio - input_image, rates.input),
                (cached, rates.cache_read.or(rates.input)),
                (written - written_1h, cache_write),
                (written_1h, rates.cache_write_1h.or(cache_write)),
                (input_audio, rates.input_audio),
                (input_image, rates.input_image),
                (output - output_audio - output_image - thinking, rates.output),
                (output_audio, rates.output_audio),
                (output_image, rates.output_image),
                (thinking, rates.reasoning),
            ],
        }
    }
}

/// How many of the tokens have a price of their own.
fn own(count: u64, rate: Option<Rate>, most: u64) -> u64 {
    if rate.is_some() { count.min(most) } else { 0 }
}

impl Model {
    /// The prices for a request with this much input.
    fn rates_for(&self, input: u64) -> Rates {
        let reached = self.tiers.iter().filter(|tier| input > tier.above).max_by_key(|tier| tier.above);
        reached.map_or(self.rates, |tier| self.rates.with(&tier.rates))
    }
}
