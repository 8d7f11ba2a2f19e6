//! A list of prices: ours, which `cargo xtask prices` makes, or one of the same form that someone brings.
//!
//! ```json
//! { "generated": "2026-09-23", "currency": "USD", "per": 1000000,
//!   "providers": [{ "id": "anthropic", "names": ["anthropic"], "also": [], "serviceTiers": { "batch": 50 },
//!     "models": [{ "id": "claude-sonnet-4-6", "match": ["claude-sonnet-4-6*"], "from": "2026-03-13", "hours": ["01:00", "04:00"],
//!       "input": 3, "cacheRead": 0.3, "cacheWrite": 3.75, "cacheWrite1h": 6, "output": 15,
//!       "tiers": [{ "above": 200000, "input": 6, "output": 22.5 }] }] }] }
//! ```
//!
//! `names` are the record's words for the provider, `also` providers whose prices count as well. `match` has patterns:
//! `*` is any text, `#` a digit, `!` begins an exception; the one with the most literal text decides. Of several
//! entries with one `id` the last that applies by `from` (a day) and `hours` (UTC) counts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::names::{Pattern, spellings};

static BUILT_IN: LazyLock<PriceList> =
    LazyLock::new(|| PriceList::read(include_str!("../prices.json")).unwrap_or_else(|_| PriceList::empty()));

/// Prices of models, by provider.
#[derive(Debug, Deserialize)]
pub struct PriceList {
    /// The day it was made, as YYYY-MM-DD.
    generated: String,
    currency: String,
    per: u64,
    providers: Vec<Provider>,
}

/// Why a text is no list of prices: a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceListError(String);

impl fmt::Display for PriceListError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for PriceListError {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Provider {
    id: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    /// What a service tier costs in percent; null where its price is not known.
    #[serde(default)]
    service_tiers: BTreeMap<String, Option<u8>>,
    models: Vec<Model>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub id: String,
    #[serde(rename = "match")]
    patterns: Vec<Pattern>,
    from: Option<String>,
    hours: Option<[String; 2]>,
    #[serde(flatten)]
    pub rates: Rates,
    #[serde(default)]
    pub tiers: Vec<Tier>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tier {
    /// The prices are for requests with more input than this.
    pub above: u64,
    #[serde(flatten)]
    pub rates: Rates,
}

/// Prices in US dollars for a million tokens, searches or requests. What has none counts as what it is a part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is the price of what its name says")]
pub struct Rates {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_audio: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_image: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_image: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Rate>,
}

impl Rates {
    /// These prices, with those of a tier in their places.
    pub(super) fn with(&self, tier: &Self) -> Self {
        Self {
            input: tier.input.or(self.input),
            cache_read: tier.cache_read.or(self.cache_read),
            cache_write: tier.cache_write.or(self.cache_write),
            cache_write_1h: tier.cache_write_1h.or(self.cache_write_1h),
            output: tier.output.or(self.output),
            reasoning: tier.reasoning.or(self.reasoning),
            input_audio: tier.input_audio.or(self.input_audio),
            output_audio: tier.output_audio.or(self.output_audio),
            input_image: tier.input_image.or(self.input_image),
            output_image: tier.output_image.or(self.output_image),
            web_search: tier.web_search.or(self.web_search),
            request: tier.request.or(self.request),
        }
    }
}

/// A price in picodollars for one, which as JSON is one in dollars for a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(u64);

impl Rate {
    /// What so many cost, in picodollars.
    pub(super) fn times(self, count: u64) -> u128 {
        u128::from(self.0) * u128::from(count)
    }
}

impl<'de> Deserialize<'de> for Rate {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        if !(0.0..=1e9).contains(&dollars) {
            return Err(serde::de::Error::custom(format!("{dollars} is no price for a million")));
        }
        Ok(Self((dollars * 1e6).round() as u64))
    }
}

impl Serialize for Rate {
    #[allow(clippy::cast_precision_loss)]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1e6)
    }
}

/// A model of the list, and whose price it is.
pub(super) struct Found<'a> {
    pub provider: &'a Provider,
    pub model: &'a Model,
}

impl PriceList {
    /// The list that comes with this crate.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn empty() -> Self {
        Self { generated: String::new(), currency: String::new(), per: 0, providers: Vec::new() }
    }

    /// Reads a list (JSON, see this module).
    ///
    /// # Errors
    ///
    /// If it is not of the documented form, or not in USD for a million tokens.
    pub fn read(text: &str) -> Result<Self, PriceListError> {
        let list: Self = serde_json::from_str(text)
            .map_err(|error| PriceListError(format!("the price list is not of the documented form: {error}")))?;
        if list.currency != "USD" || list.per != 1_000_000 {
            let PriceList { currency, per, .. } = &list;
            let found = format!("it has \"currency\":{currency:?} and \"per\":{per}");
            return Err(PriceListError(format!("a price list is in USD for 1000000 tokens; {found}")));
        }
        Ok(list)
    }

    /// The day the list was made, as YYYY-MM-DD.
    #[must_use]
    pub fn generated(&self) -> &str {
        &self.generated
    }

    /// The first of these ids that has a price at this time, at this provider or at any.
    pub(super) fn find<'a>(&'a self, provider: Option<&str>, ids: &[&str], at: Option<&str>) -> Option<Found<'a>> {
        let asked = self.providers.iter().filter(|one| provider.is_none_or(|name| one.is_called(name)));
        for asked in asked {
            for id in ids.iter().flat_map(|id| spellings(id, &asked.names)) {
                let others = asked.also.iter().filter_map(|also| self.providers.iter().find(|one| one.id == *also));
                let found = std::iter::once(asked).chain(others).find_map(|one| one.model(&id));
                if let Some((owner, model)) = found {
                    let model = owner.priced(model, at, &self.generated);
                    return Some(Found { provider: asked, model });
                }
            }
        }
        None
    }
}

impl Provider {
    fn is_called(&self, name: &str) -> bool {
        let mut names = std::iter::once(&self.id).chain(&self.names);
        names.any(|own| own.eq_ignore_ascii_case(name))
    }

    /// What a service tier costs, in percent; `None` if that is not known.
    pub(super) fn percent(&self, tier: &str) -> Option<u8> {
        self.service_tiers.get(tier).copied().unwrap_or(Some(100))
    }

    /// The model whose pattern fits with the most literal text; of equals the first.
    fn model(&self, id: &str) -> Option<(&Self, &Model)> {
        let mut best: Option<(usize, &Model)> = None;
        for model in &self.models {
            let Some(length) = Pattern::best(&model.patterns, id) else { continue };
            if best.is_none_or(|(most, _)| length > most) {
                best = Some((length, model));
            }
        }
        best.map(|(_, model)| (self, model))
    }

    /// The entry of this model that applies at a time, else on a day.
    fn priced<'a>(&'a self, model: &'a Model, at: Option<&str>, day: &str) -> &'a Model {
        let day = at.and_then(|at| at.get(..10)).unwrap_or(day);
        let time = at.filter(|at| at.ends_with('Z')).and_then(|at| at.get(11..16));
        let applies = |entry: &Model| {
            let day_fits = entry.from.as_deref().is_none_or(|from| from <= day);
            let time_fits = entry.hours.as_ref().is_none_or(|[begin, end]| {
                time.is_some_and(|time| {
                    let (after_begin, before_end) = (begin.as_str() <= time, time < end.as_str());
                    // The window may go past midnight.
                    if begin <= end { after_begin && before_end } else { after_begin || before_end }
                })
            });
            day_fits && time_fits
        };
        self.models.iter().rfind(|entry| entry.id == model.id && applies(entry)).unwrap_or(model)
    }
}
