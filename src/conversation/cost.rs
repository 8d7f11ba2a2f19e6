//! What a conversation cost, always as an estimate: usage times a list of prices.
//!
//! Money is counted in whole picodollars (10⁻¹² USD). A price for a million tokens has at most six decimals, so the price
//! of one token is a whole number of picodollars. Sums are exact and do not depend on the order of their parts: the same
//! records give the same totals on any number of threads. Floating point guarantees neither.

mod list;
mod names;
mod rates;
mod read;
mod spent;

#[cfg(test)]
mod tests;

use self::list::Model;
pub use self::list::{PriceList, PriceListError};
use self::rates::Charge;
pub use self::rates::{Rate, Rates};
use self::spent::Spent;
use super::model::Conversation;
use super::to_json::{ToJson, text_of, write_object};

/// What a record says of a conversation that its bodies do not.
#[derive(Clone, Copy, Debug, Default)]
pub struct CostOptions<'a> {
    /// The record's provider, in the gateway's spelling, such as `aws-bedrock`. A price of another provider is never
    /// used. Without it, the first provider in the list that has the model is used.
    pub provider: Option<&'a str>,
    /// The record's model. It is used where the bodies name none; at Bedrock before theirs, because it has the region.
    pub model: Option<&'a str>,
    /// When it happened (RFC 3339, UTC), for prices that changed. Without it the conversation's own time is used, else the
    /// day of the list.
    pub at: Option<&'a str>,
    /// Whether the gateway answered from its cache, which costs nothing.
    pub cached: bool,
}

/// An estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// The amount.
    pub usd: Usd,
    /// The model in the price list, else the conversation's.
    pub model: Option<String>,
    /// Where the amount comes from.
    pub price: Basis,
}

/// Where an amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The gateway answered from its cache.
    Cached,
    /// The body has the amount: `usage.cost` (`OpenRouter`), `usage.cost.total_cost` (Perplexity),
    /// `usage.cost_in_usd_ticks` (xAI, 10⁻¹⁰ USD).
    Stated,
    /// These prices of the list, for a million tokens each.
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

/// As a number of dollars.
impl ToJson for Usd {
    fn write(&self, json: &mut Vec<u8>) {
        write_decimal(self.picodollars, 12, json);
    }
}

impl ToJson for Cost {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { usd, model, price } = self;
        write_object(json, &[("usd", usd), ("model", model), ("price", price)]);
    }
}

impl ToJson for Basis {
    fn write(&self, json: &mut Vec<u8>) {
        match self {
            Self::Cached => "cached".write(json),
            Self::Stated => "stated".write(json),
            Self::Listed(rates) => rates.write(json),
        }
    }
}

impl Cost {
    /// The estimate as JSON: `{usd, model, price}`, where `price` is `"cached"`, `"stated"` or the prices of the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        text_of(self)
    }
}

/// Appends a number that is given in units of 10 to the power of minus `places`.
fn write_decimal(number: u64, places: u32, json: &mut Vec<u8>) {
    let unit = 10_u64.pow(places);
    let mut text = format!("{}.{:0width$}", number / unit, number % unit, width = places as usize);
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    json.extend_from_slice(text.as_bytes());
}

/// Estimates what a conversation cost. `None` where no price is known, which is not the same as no cost.
///
/// An amount that the body states is taken as it is. Otherwise the prices of the model that answered are used, for the
/// whole request those of the tier that its input reaches. An answer that was cut off before its usage costs what is
/// known of it.
#[must_use]
pub fn estimate(conversation: &Conversation, prices: &PriceList, options: &CostOptions<'_>) -> Option<Cost> {
    let answered = conversation.model.as_deref();
    let model = || answered.or(options.model).map(str::to_string);
    if options.cached {
        return Some(Cost { usd: Usd::default(), model: model(), price: Basis::Cached });
    }
    let spent = Spent::of(conversation)?;
    if let Some(usd) = spent.stated {
        return Some(Cost { usd, model: model(), price: Basis::Stated });
    }
    let at = options.at.or(conversation.created.as_deref());
    let mut ids: Vec<&str> = [answered, options.model].into_iter().flatten().collect();
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

/// The amount in picodollars. `None` if something was used and nothing of it has a price.
fn amount(spent: &Spent, rates: &Rates, percent: u8) -> Option<u128> {
    let parts = parts(spent, rates);
    let some = parts.iter().any(|(count, _)| *count > 0);
    let priced = parts.iter().any(|(count, rate)| *count > 0 && rate.is_some());
    if some && !priced {
        return None;
    }
    let price = |count: u64, rate: Option<Rate>| rate.map_or(0, |rate| rate.times(count));
    let tokens: u128 = parts.iter().map(|(count, rate)| price(*count, *rate)).sum();
    let searches = price(spent.web_searches, rates.get(Charge::WebSearch));
    let request = price(1, rates.get(Charge::Request));
    Some((tokens * u128::from(percent) + 50) / 100 + searches + request)
}

/// Tokens by price. A part without a price of its own has the price of the whole.
fn parts(spent: &Spent, rates: &Rates) -> [(u64, Option<Rate>); 10] {
    let Spent { input, cached_input, cache_write, cache_write_1h, output, reasoning, .. } = *spent;
    let cached = cached_input.min(input);
    let written = cache_write.min(input - cached);
    let written_1h = cache_write_1h.min(written);
    let own = |count: u64, charge: Charge, most: u64| if rates.get(charge).is_some() { count.min(most) } else { 0 };
    // Some models price pictures and sound apart. They are assumed not to come from a cache.
    let fresh = input - cached - written;
    let input_audio = own(spent.input_audio, Charge::InputAudio, fresh);
    let input_image = own(spent.input_image, Charge::InputImage, fresh - input_audio);
    let output_audio = own(spent.output_audio, Charge::OutputAudio, output);
    let output_image = own(spent.output_image, Charge::OutputImage, output - output_audio);
    let thinking = own(reasoning, Charge::Reasoning, output - output_audio - output_image);
    let or = |charge: Charge, else_rate: Option<Rate>| rates.get(charge).or(else_rate);
    let rate = rates.get(Charge::Input);
    let write_rate = or(Charge::CacheWrite, rate);
    [
        (fresh - input_audio - input_image, rate),
        (cached, or(Charge::CacheRead, rate)),
        (written - written_1h, write_rate),
        (written_1h, or(Charge::CacheWrite1h, write_rate)),
        (input_audio, rates.get(Charge::InputAudio)),
        (input_image, rates.get(Charge::InputImage)),
        (output - output_audio - output_image - thinking, rates.get(Charge::Output)),
        (output_audio, rates.get(Charge::OutputAudio)),
        (output_image, rates.get(Charge::OutputImage)),
        (thinking, rates.get(Charge::Reasoning)),
    ]
}

impl Model {
    /// The prices for a request with this much input.
    fn rates_for(&self, input: u64) -> Rates {
        let reached = self.tiers.iter().filter(|tier| input > tier.above).max_by_key(|tier| tier.above);
        reached.map_or(self.rates, |tier| self.rates.with(&tier.rates))
    }
}
