//! What a conversation has to pay for.

use super::Usd;
use crate::conversation::json::Json;
use crate::conversation::model::{Conversation, Members};
use crate::decimal::Decimal;

/// Counts of tokens, 0 for those that the bodies do not have. All but `input` and `output` are parts of these two.
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
    /// Searches by the provider, which have a price each.
    pub web_searches: u64,
    /// `batch`, `flex` and the like, if the body says so.
    pub service_tier: Option<String>,
    /// The amount that the body states.
    pub stated: Option<Usd>,
}

impl Spent {
    /// `None` if the bodies have neither tokens nor an amount.
    pub(super) fn of(conversation: &Conversation) -> Option<Self> {
        let also = &conversation.usage_also;
        let stated = stated(also);
        let usage = conversation.usage.unwrap_or_default();
        if stated.is_none() && usage.input.is_none() && usage.output.is_none() {
            return None;
        }
        let count = |name: &str| scaled(also, name, 0).unwrap_or(0);
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
            service_tier: also.get("serviceTier").and_then(Json::as_string),
            stated,
        })
    }
}

/// The amount that the body states, which is also the provider's bill.
fn stated(also: &Members) -> Option<Usd> {
    let dollars = scaled(also, "cost", 12).or_else(|| scaled(also, "totalCost", 12));
    // More than a million dollars is not an amount.
    let picodollars = dollars.filter(|picodollars| *picodollars < 1_000_000_000_000_000_000);
    picodollars.or_else(|| scaled(also, "costInUsdTicks", 2)).map(Usd::from_picodollars)
}

/// The number of this name times 10 to the power of `shift`, if it is one that is not negative.
fn scaled(members: &Members, name: &str, shift: i64) -> Option<u64> {
    Decimal::parse(members.get(name)?.text())?.scaled(shift)
}
