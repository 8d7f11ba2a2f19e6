//! The form of genai-prices' data, as far as it is read.

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
pub struct Provider {
    pub id: String,
    pub models: Vec<Model>,
    #[serde(default)]
    pub fallback_model_providers: Vec<String>,
}

#[derive(Deserialize)]
pub struct Model {
    pub id: String,
    #[serde(rename = "match")]
    pub matches: Match,
    pub prices: Prices,
}

/// Which ids of models are meant.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Regex(String),
    Or(Vec<Match>),
    And(Vec<Match>),
}

/// One set of prices, or several of which the last that applies counts.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Prices {
    Several(Vec<Conditional>),
    One(Map<String, Value>),
}

#[derive(Deserialize)]
pub struct Conditional {
    pub constraint: Option<Constraint>,
    pub prices: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Constraint {
    StartDate { start_date: String },
    TimeOfDate { start_time: String, end_time: String },
}

/// A price that depends on the size of the input: the last tier that begins below it counts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiered {
    pub base: f64,
    pub tiers: Vec<Tier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub start: u64,
    pub price: f64,
}
