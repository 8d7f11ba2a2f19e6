//! From genai-prices' form to ours (src/conversation/cost/list.rs).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::patterns;
use super::source::{Conditional, Constraint, Model, Prices, Provider, Tiered};

/// A provider that is taken.
struct Taken {
    /// genai-prices' name for it.
    id: &'static str,
    /// What records call it.
    names: &'static [&'static str],
    /// What a service tier costs in percent; `None`: its price is not known.
    tiers: &'static [(&'static str, Option<u8>)],
}

/// Makers of models come first: without a record's provider, the first that knows a model counts.
///
/// Service tiers: developers.openai.com/api/docs/pricing (batch and flex are half the price, priority is priced by
/// model), docs.anthropic.com (batches are half the price).
const TAKEN: &[Taken] = &[
    Taken { id: "openai", names: &["openai"], tiers: &[("batch", Some(50)), ("flex", Some(50)), ("priority", None)] },
    Taken { id: "anthropic", names: &["anthropic"], tiers: &[("batch", Some(50))] },
    Taken { id: "google", names: &["google-ai-studio", "google-vertex-ai", "google"], tiers: &[] },
    Taken { id: "mistral", names: &["mistral"], tiers: &[] },
    Taken { id: "x-ai", names: &["grok", "xai", "x-ai"], tiers: &[] },
    Taken { id: "deepseek", names: &["deepseek"], tiers: &[] },
    Taken { id: "cohere", names: &["cohere"], tiers: &[] },
    Taken { id: "moonshotai", names: &["moonshotai", "moonshot"], tiers: &[] },
    Taken { id: "minimax", names: &["minimax"], tiers: &[] },
    Taken { id: "zai", names: &["zai", "z-ai"], tiers: &[] },
    Taken { id: "perplexity", names: &["perplexity-ai", "perplexity"], tiers: &[] },
    Taken { id: "cloudflare", names: &["workers-ai"], tiers: &[] },
    Taken { id: "groq", names: &["groq"], tiers: &[] },
    Taken { id: "cerebras", names: &["cerebras"], tiers: &[] },
    Taken { id: "baseten", names: &["baseten"], tiers: &[] },
    Taken { id: "azure", names: &["azure-openai", "azure"], tiers: &[("batch", Some(50)), ("priority", None)] },
    Taken { id: "aws", names: &["aws-bedrock", "bedrock"], tiers: &[] },
];

/// Their names of prices, ours, and by what theirs are multiplied to be for a million.
const PRICES: &[(&str, &str, f64)] = &[
    ("input_mtok", "input", 1.0),
    ("cache_read_mtok", "cacheRead", 1.0),
    ("cache_write_mtok", "cacheWrite", 1.0),
    ("cache_write_1h_mtok", "cacheWrite1h", 1.0),
    ("output_mtok", "output", 1.0),
    ("output_reasoning_mtok", "reasoning", 1.0),
    ("input_audio_mtok", "inputAudio", 1.0),
    ("output_audio_mtok", "outputAudio", 1.0),
    ("input_image_mtok", "inputImage", 1.0),
    ("output_image_mtok", "outputImage", 1.0),
    ("web_searches_kcount", "webSearch", 1000.0),
    ("requests_kcount", "request", 1000.0),
];

/// What usage does not tell, or tells too seldom to be worth it: these prices are left out.
const LEFT_OUT: &[&str] = &[
    "audio_hours",
    "cache_audio_read_mtok",
    "cache_image_read_mtok",
    "input_annotated_document_kpages",
    "input_audio_hours",
    "input_document_kpages",
    "input_text_messages_kcount",
    "input_video_mtok",
    "output_citation_mtok",
    "output_video_mtok",
    "storage_searches_kcount",
];

pub struct List {
    head: Map<String, Value>,
    /// A provider's own members, and its models.
    providers: Vec<(Map<String, Value>, Vec<Value>)>,
}

/// The price list of a version of the package that was released on a day.
pub fn list(providers: &[Provider], version: &str, released: &str) -> Result<List> {
    let Value::Object(head) = json!({
        "generated": released,
        "currency": "USD",
        "per": 1_000_000,
        "sources": [{
            "url": "https://github.com/pydantic/genai-prices",
            "package": super::PACKAGE,
            "version": version,
            "licence": "MIT",
            "copyright": "Copyright (c) Pydantic Services Inc. 2025 to present",
        }],
    }) else {
        bail!("the head is an object");
    };
    let mut taken = Vec::new();
    for Taken { id, names, tiers } in TAKEN {
        let provider =
            providers.iter().find(|provider| provider.id == *id).with_context(|| format!("no provider {id}"))?;
        let mut own = Map::from_iter([("id".to_string(), json!(id)), ("names".to_string(), json!(names))]);
        let also: Vec<_> = provider
            .fallback_model_providers
            .iter()
            .filter(|also| TAKEN.iter().any(|taken| taken.id == **also))
            .collect();
        if !also.is_empty() {
            own.insert("also".to_string(), json!(also));
        }
        if !tiers.is_empty() {
            own.insert("serviceTiers".to_string(), json!(tiers.iter().copied().collect::<BTreeMap<_, _>>()));
        }
        let mut models = Vec::new();
        for model in &provider.models {
            models.extend(entries(model).with_context(|| format!("{id}, {}", model.id))?);
        }
        taken.push((own, models));
    }
    Ok(List { head, providers: taken })
}

/// An entry for each set of prices of a model, in the order in which the last that applies counts.
fn entries(model: &Model) -> Result<Vec<Value>> {
    let unconditional;
    let sets: Vec<(Option<&Constraint>, &Map<String, Value>)> = match &model.prices {
        Prices::One(prices) => {
            unconditional = prices;
            vec![(None, unconditional)]
        }
        Prices::Several(sets) => {
            sets.iter().map(|Conditional { constraint, prices }| (constraint.as_ref(), prices)).collect()
        }
    };
    let mut entries = Vec::new();
    for (constraint, prices) in sets {
        let mut entry = rates(prices)?;
        if entry.is_empty() {
            continue;
        }
        let patterns = patterns::of(&model.matches)?;
        // What the first pattern says need not be said twice.
        if patterns.first().is_none_or(|first| first.trim_end_matches('*') != model.id) {
            entry.insert("id".to_string(), json!(model.id));
        }
        entry.insert("match".to_string(), json!(patterns));
        match constraint {
            None => {}
            Some(Constraint::StartDate { start_date }) => drop(entry.insert("from".to_string(), json!(start_date))),
            Some(Constraint::TimeOfDate { start_time, end_time }) => {
                let hours = [start_time, end_time].map(|time| time.strip_suffix(":00Z"));
                let [Some(begin), Some(end)] = hours else { bail!("{start_time} is no full minute of UTC") };
                entry.insert("hours".to_string(), json!([begin, end]));
            }
        }
        entries.push(Value::Object(entry));
    }
    Ok(entries)
}

/// Our members for prices: those of the smallest inputs, and a tier for each larger size.
fn rates(prices: &Map<String, Value>) -> Result<Map<String, Value>> {
    let mut base = Map::new();
    let mut tiers: BTreeMap<u64, Map<String, Value>> = BTreeMap::new();
    let mut tiered = Vec::new();
    for (name, price) in prices {
        let Some((_, ours, factor)) = PRICES.iter().find(|(theirs, ..)| theirs == name) else {
            if LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            bail!("the price {name} is new: add it to xtask/src/prices/convert.rs");
        };
        if let Some(price) = price.as_f64() {
            base.insert((*ours).to_string(), number(price * factor)?);
        } else {
            let price: Tiered = serde_json::from_value(price.clone()).context("a price in another form")?;
            base.insert((*ours).to_string(), number(price.base * factor)?);
            tiered.push((*ours, *factor, price));
        }
    }
    let sizes: BTreeSet<u64> =
        tiered.iter().flat_map(|(.., price)| price.tiers.iter().map(|tier| tier.start)).collect();
    for above in sizes {
        let tier = tiers.entry(above).or_default();
        for (ours, factor, price) in &tiered {
            let applies = price.tiers.iter().filter(|tier| tier.start <= above).max_by_key(|tier| tier.start);
            tier.insert((*ours).to_string(), number(applies.map_or(price.base, |tier| tier.price) * factor)?);
        }
        tier.insert("above".to_string(), json!(above));
    }
    if !tiers.is_empty() {
        base.insert("tiers".to_string(), tiers.into_values().map(Value::Object).collect());
    }
    Ok(base)
}

/// A price with at most six decimals, as an integer where it is one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn number(price: f64) -> Result<Value> {
    let millionths = (price * 1e6).round();
    if !(0.0..1e15).contains(&millionths) || (price - millionths / 1e6).abs() > 1e-9 {
        bail!("{price} is no price of at most six decimals");
    }
    let whole = millionths as u64;
    Ok(if whole.is_multiple_of(1_000_000) { json!(whole / 1_000_000) } else { json!(millionths / 1e6) })
}

impl List {
    pub fn providers(&self) -> usize {
        self.providers.len()
    }

    pub fn models(&self) -> usize {
        let ids = |models: &[Value]| models.iter().map(|model| model["id"].to_string()).collect::<BTreeSet<_>>().len();
        self.providers.iter().map(|(_, models)| ids(models)).sum()
    }

    /// JSON with a line for each model, so that changes can be read.
    pub fn text(&self) -> Result<String> {
        let open = |members: &Map<String, Value>| Ok::<_, anyhow::Error>(serde_json::to_string(members)?);
        let mut text = open(&self.head)?;
        text.truncate(text.len() - 1);
        text.push_str(",\"providers\":[");
        for (at, (own, models)) in self.providers.iter().enumerate() {
            let own = open(own)?;
            let comma = if at == 0 { "" } else { "," };
            write!(text, "{comma}\n{},\"models\":[", &own[..own.len() - 1])?;
            for (at, model) in models.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                write!(text, "{comma}\n{}", serde_json::to_string(model)?)?;
            }
            text.push_str("]}");
        }
        text.push_str("]}\n");
        Ok(text)
    }
}
