//! The numbers of a usage, under the names they have in the body.

use super::json::Json;
use super::model::Members;
use super::value::Value;

/// More numbers than these are not read.
const MOST: usize = 100;

/// Numbers under their names, with all digits; those of objects within the usage as `object.name`. A later number
/// replaces an earlier one of its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Vec<(String, String)>);

impl Tally {
    /// All numbers of this object.
    pub(super) fn of(usage: Value<'_>) -> Self {
        let mut tally = Self::default();
        tally.merge(usage);
        tally
    }

    /// Sets the numbers of these names.
    pub(super) fn merge_named(&mut self, body: Value<'_>, names: &[&str]) {
        for name in names {
            body.get(name).into_iter().for_each(|value| self.set(name, value));
        }
    }

    /// Sets the numbers of this object. One that is cut off is left out: a member that the cut removed would look like
    /// one that the provider does not report.
    pub(super) fn merge(&mut self, usage: Value<'_>) {
        if !usage.is_whole() {
            return;
        }
        for (name, value) in usage.members() {
            self.set(name, value);
            for (inner, value) in value.members() {
                self.set(&format!("{name}.{inner}"), value);
            }
            if name == "iterations" {
                self.sum_iterations(value);
            } else if value.is_array() {
                self.modalities(name, value);
            }
        }
    }

    /// Adds the numbers of another one.
    pub(super) fn add(&mut self, other: &Self) {
        for (name, digits) in &other.0 {
            let sum = self.get(name).zip(digits.parse().ok()).map(|(one, more): (u64, u64)| one.saturating_add(more));
            self.put(name, sum.map_or_else(|| digits.clone(), |sum| sum.to_string()));
        }
    }

    fn set(&mut self, name: &str, value: Value<'_>) {
        if let Some(digits) = value.number() {
            self.put(name, digits.to_string());
        }
    }

    fn put(&mut self, name: &str, digits: String) {
        if let Some((_, there)) = self.0.iter_mut().find(|(found, _)| found == name) {
            *there = digits;
        } else if self.0.len() < MOST {
            self.0.push((name.to_string(), digits));
        }
    }

    /// Anthropic's counts by attempt. They include compaction, which the other counts leave out.
    fn sum_iterations(&mut self, iterations: Value<'_>) {
        self.0.retain(|(name, _)| !name.starts_with("iterations."));
        // Another model answered than was asked: the counts beside these are that attempt's, and tokens of two models have no sum
        // (Anthropic, 'Refusals and fallback').
        if iterations.elements().any(|each| each.get("type").is_some_and(|kind| kind.is("fallback_message"))) {
            return;
        }
        for iteration in iterations.elements() {
            if !iteration.get("type").is_some_and(|kind| kind.is("message") || kind.is("compaction")) {
                continue;
            }
            for (name, value) in iteration.members() {
                if let Some(count) = value.integer() {
                    let name = format!("iterations.{name}");
                    let sum = self.get(&name).unwrap_or(0).saturating_add(count);
                    self.put(&name, sum.to_string());
                }
            }
        }
    }

    /// Gemini's `[{"modality":"AUDIO","tokenCount":3}]`, as `name.audio_tokens`.
    fn modalities(&mut self, name: &str, details: Value<'_>) {
        for detail in details.elements() {
            if let (Some(modality), Some(count)) = (detail.text_of("modality"), detail.any(&["tokenCount", "tokens"])) {
                self.set(&format!("{name}.{}_tokens", modality.to_ascii_lowercase()), count);
            }
        }
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|(found, _)| found != name);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, name: &str) -> Option<u64> {
        self.0.iter().find(|(found, _)| found == name).and_then(|(_, digits)| digits.parse().ok())
    }

    /// Whether a name begins like this.
    pub(super) fn has(&self, begin: &str) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with(begin))
    }

    /// Adds the numbers that [`Usage`](super::model::Usage) lacks, in camel case. Totals, times and repetitions are left
    /// out.
    pub(super) fn others(&self, also: &mut Members) {
        if self.is_beyond_completion() {
            // `output` has another number.
            also.insert("completionTokens", Json::number(self.get("completion_tokens").unwrap_or(0)));
        }
        for (path, digits) in &self.0 {
            let (group, name) = path.rsplit_once('.').unwrap_or(("", path));
            // Cohere's counts that are not billed are among them.
            let unbilled = self.is_billed() && (group == "tokens" || path == "cached_tokens");
            let in_the_form = IN_THE_FORM.contains(&path.as_str()) || group == "tokens";
            if in_the_form && !unbilled || LEFT_OUT.contains(&group) || is_time_or_total(name) {
                continue;
            }
            let of = if !group.to_ascii_lowercase().contains("details") && !group.ends_with("_by_modality") {
                ""
            } else if group.starts_with("prompt") || group.starts_with("input") {
                "input_"
            } else if group.starts_with("completion") || group.starts_with("output") || group.starts_with("candidates")
            {
                "output_"
            } else if group.starts_with("cache") {
                "cached_"
            } else {
                ""
            };
            also.insert(&camel_case(of, name), Json::known(digits));
        }
    }
}

fn is_time_or_total(name: &str) -> bool {
    name.ends_with("_time") || matches!(name, "total_tokens" | "totalTokens" | "totalTokenCount")
}

/// `a_name` as `aName`.
fn camel_case(prefix: &str, name: &str) -> String {
    let mut text = String::with_capacity(prefix.len() + name.len());
    let mut upper = false;
    for character in prefix.chars().chain(name.chars()) {
        if character == '_' {
            upper = true;
        } else {
            text.push(if upper { character.to_ascii_uppercase() } else { character });
            upper = false;
        }
    }
    text
}

/// Groups of numbers that repeat others: sums by attempt, and the parts of a cost.
const LEFT_OUT: &[&str] = &["iterations", "cost_details"];

/// Numbers that `Usage` has, and those that repeat them.
const IN_THE_FORM: &[&str] = &[
    "prompt_tokens",
    "completion_tokens",
    "reasoning_tokens",
    "cached_tokens",
    "num_cached_tokens",
    "prompt_cache_hit_tokens",
    "prompt_tokens_details.cached_tokens",
    "prompt_tokens_details.cache_write_tokens",
    "completion_tokens_details.reasoning_tokens",
    "input_tokens",
    "output_tokens",
    "input_tokens_details.cached_tokens",
    "input_tokens_details.cache_write_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_tokens_details.thinking_tokens",
    "input_token_details.cached_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "promptTokenCount",
    "candidatesTokenCount",
    "cachedContentTokenCount",
    "thoughtsTokenCount",
    "inputTokens",
    "outputTokens",
    "cacheReadInputTokens",
    "cacheReadInputTokenCount",
    "cacheWriteInputTokens",
    "cacheWriteInputTokenCount",
    "billed_units.input_tokens",
    "billed_units.output_tokens",
    "prompt_eval_count",
    "eval_count",
    "input_token_count",
    "output_token_count",
    "total_input_tokens",
    "total_output_tokens",
    "total_cached_tokens",
    "total_thought_tokens",
    "total_reasoning_tokens",
];
