//! A list of prices: the built-in one, which `cargo xtask prices` makes, or another of the same form.
//!
//! ```json
//! { "generated": "2026-09-23", "currency": "USD", "per": 1000000,
//!   "providers": [{ "id": "anthropic", "names": ["anthropic"], "also": [], "serviceTiers": { "batch": 50 },
//!     "models": [{ "id": "claude-sonnet-4-6", "match": ["claude-sonnet-4-6*"], "from": "2026-03-13", "hours": ["01:00", "04:00"],
//!       "input": 3, "cacheRead": 0.3, "cacheWrite": 3.75, "cacheWrite1h": 6, "output": 15,
//!       "tiers": [{ "above": 200000, "input": 6, "output": 22.5 }] }] }] }
//! ```
//!
//! `names` are the record's words for the provider, `also` providers whose prices apply as well. `match` has patterns:
//! `*` is any text, `#` a digit, `!` begins an exception; the one with the most literal text decides. Of several
//! entries with one `id` the last that applies by `from` (a day) and `hours` (UTC) counts. A model without one has its first
//! pattern as its `id`, without the `*` at its end.

use std::fmt;
use std::sync::LazyLock;

use super::names::{Pattern, spellings};
use super::rates::Rates;
use super::read;

static BUILT_IN: LazyLock<PriceList> =
    LazyLock::new(|| PriceList::read(include_str!("../prices.json")).unwrap_or_default());

/// Prices of models, by provider.
#[derive(Debug, Default)]
pub struct PriceList {
    /// The day it was made, as YYYY-MM-DD.
    pub(super) generated: String,
    pub(super) providers: Vec<Provider>,
}

/// Why a text is not a list of prices: a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceListError(String);

impl fmt::Display for PriceListError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for PriceListError {}

#[derive(Debug)]
pub(super) struct Provider {
    pub id: String,
    pub names: Vec<String>,
    pub also: Vec<String>,
    /// What a service tier costs in percent; `None` where its price is not known.
    pub service_tiers: Vec<(String, Option<u8>)>,
    pub models: Vec<Model>,
}

#[derive(Debug)]
pub(super) struct Model {
    pub id: String,
    pub patterns: Vec<Pattern>,
    pub from: Option<String>,
    pub hours: Option<[String; 2]>,
    pub rates: Rates,
    pub tiers: Vec<Tier>,
}

#[derive(Debug)]
pub(super) struct Tier {
    /// The prices are for requests with more input than this.
    pub above: u64,
    pub rates: Rates,
}

/// A model of the list, and the provider that was asked for it.
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

    /// Reads a list (JSON, see this module).
    ///
    /// # Errors
    ///
    /// If it is not of the documented form, or not in USD for a million tokens.
    pub fn read(text: &str) -> Result<Self, PriceListError> {
        read::list(text).map_err(PriceListError)
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
        self.service_tiers.iter().find(|(name, _)| name == tier).map_or(Some(100), |(_, percent)| *percent)
    }

    /// The model with the pattern that fits with the most literal text; of equal ones the first.
    fn model(&self, id: &str) -> Option<(&Self, &Model)> {
        let mut best: Option<(usize, &Model)> = None;
        for model in &self.models {
            let Some(length) = Pattern::best(&model.patterns, id) else { continue };
            if best.is_none_or(|(most, _)| length > most) {
                best = Some((length, model));
            }
            // None has more.
            if length == id.len() {
                break;
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
