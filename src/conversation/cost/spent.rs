//! What there is to pay for in a conversation.

use serde::de::DeserializeOwned;

use super::Usd;
use crate::conversation::model::{Conversation, Members};

/// Counts of tokens, each 0 if the bodies do not tell; `cached_input` and what follows it are parts.
#[derive(Debug, Default)]
pub(super) struct Spent {
    pub input: u64,
    pub cached_input: u64,
    pub cache_write: u64,
    /// The part of `cache_write` that is kept for an hour.
    pub cache_write_1h: u64,
    pub input_audio: u64,
    pub input_image: u64,
    pub output: u64,
    pub reasoning: u64,
    pub output_audio: u64,
    pub output_image: u64,
    /// Searches that the provider made, which are paid for one by one.
    pub web_searches: u64,
    /// `batch`, `flex` and the like, if the body says so.
    pub service_tier: Option<String>,
    /// An amount that the body has.
    pub stated: Option<Usd>,
}

impl Spent {
    /// `None` if the bodies tell neither tokens nor an amount.
    pub(super) fn of(conversation: &Conversation) -> Option<Self> {
        let also = &conversation.usage_also;
        let stated = stated(also);
        let usage = conversation.usage.unwrap_or_default();
        if stated.is_none() && usage.input.is_none() && usage.output.is_none() {
            return None;
        }
        let count = |name: &str| value(also, name).unwrap_or(0);
        Some(Self {
            input: usage.input.unwrap_or(0),
            cached_input: usage.cached_input.unwrap_or(0),
            cache_write: usage.cache_write.unwrap_or(0),
            cache_write_1h: count("ephemeral1hInputTokens"),
            input_audio: count("inputAudioTokens"),
            input_image: count("inputImageTokens"),
            output: usage.output.unwrap_or(0),
            reasoning: usage.reasoning.unwrap_or(0),
            output_audio: count("outputAudioTokens"),
            output_image: count("outputImageTokens"),
            web_searches: count("webSearchRequests"),
            service_tier: value(also, "serviceTier"),
            stated,
        })
    }
}

/// The body's own figure, which the provider's bill has too.
fn stated(also: &Members) -> Option<Usd> {
    let dollars = value::<f64>(also, "cost").or_else(|| value(also, "totalCost"));
    let ticks = || value::<u64>(also, "costInUsdTicks").map(|ticks| Usd::from_picodollars(ticks.saturating_mul(100)));
    dollars.and_then(picodollars).or_else(ticks)
}

/// An amount of dollars, if it is one that is counted.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn picodollars(dollars: f64) -> Option<Usd> {
    let counted = (0.0..1e6).contains(&dollars);
    counted.then(|| Usd::from_picodollars((dollars * 1e12).round() as u64))
}

fn value<T: DeserializeOwned>(members: &Members, name: &str) -> Option<T> {
    members.get(name).and_then(|json| serde_json::from_str(json.text()).ok())
}
