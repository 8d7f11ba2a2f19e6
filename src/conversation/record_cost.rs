//! What a record cost: the estimate of its conversation, with the provider and the model that its plain fields name.

use super::cost::{CostOptions, PriceList, Usd, estimate};
use super::model::Conversation;
use super::record::OpenedRecord;

/// What a record cost, as an estimate; `None` where no price is known.
pub(super) fn record_cost(record: &OpenedRecord<'_>, conversation: &Conversation, prices: &PriceList) -> Option<Usd> {
    let [provider, model] = ["Provider", "Model"].map(|name| record.text_of(name));
    let options = CostOptions { provider, model, at: None, cached: record.is_cached() };
    estimate(conversation, prices, &options).map(|cost| cost.usd)
}
