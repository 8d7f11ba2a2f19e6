//! Tokens: the counts that bodies have, under the names they have there, and the one form they are brought to.
//!
//! Providers differ in what includes what. Here `input` is all of the input, cached and written to a cache or not,
//! and `output` is all of the output, thinking included. What a body reports as 0 is 0; what it does not report, or
//! reports as null, is absent.

use super::json::Json;
use super::model::{Members, Usage};
use super::value::Value;

/// More numbers than these are not read.
const MOST: usize = 100;

/// Numbers under their names, with the digits they have; those of objects within the usage as `object.name`. A later
/// one of a name replaces it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Vec<(String, String)>);

impl Tally {
    /// All numbers of this object.
    pub(super) fn of(usage: Value<'_>) -> Self {
        let mut tally = Self::default();
        tally.merge(usage);
        tally
    }

    /// The numbers of these names.
    pub(super) fn named(body: Value<'_>, names: &[&str]) -> Self {
        let mut tally = Self::default();
        for name in names {
            body.get(name).into_iter().for_each(|value| tally.set(name, value));
        }
        tally
    }

    /// Sets the numbers that this object has. One that is cut off has none: a member that the cut took would look
    /// like one it does not have.
    pub(super) fn merge(&mut self, usage: Value<'_>) {
        if !usage.is_whole() {
            return;
        }
        for (name, value) in usage.members() {
            self.set(&name, value);
            for (inner, value) in value.members() {
                self.set(&format!("{name}.{inner}"), value);
            }
            if name == "iterations" {
                self.sum_iterations(value);
            } else if value.is_array() {
                self.modalities(&name, value);
            }
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

    /// Anthropic's counts by attempt, compaction among them, which the counts beside leave out.
    fn sum_iterations(&mut self, iterations: Value<'_>) {
        self.0.retain(|(name, _)| !name.starts_with("iterations."));
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

    fn get(&self, name: &str) -> Option<u64> {
        self.0.iter().find(|(found, _)| found == name).and_then(|(_, digits)| digits.parse().ok())
    }

    fn any(&self, names: &[&str]) -> Option<u64> {
        names.iter().find_map(|name| self.get(name))
    }

    fn has(&self, begin: &str) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with(begin))
    }

    /// The one form. The names tell the spelling.
    pub(super) fn usage(&self) -> Usage {
        if self.has("prompt_eval_count") || self.has("eval_count") {
            Usage { input: self.get("prompt_eval_count"), output: self.get("eval_count"), ..Usage::default() }
        } else if self.has("input_token_count") || self.has("output_token_count") {
            Usage { input: self.get("input_token_count"), output: self.get("output_token_count"), ..Usage::default() }
        } else if self.has("promptTokenCount") || self.has("candidatesTokenCount") || self.has("totalTokenCount") {
            self.gemini()
        } else if self.has("inputTokens") || self.has("outputTokens") {
            self.bedrock()
        } else if self.has("billed_units.") || self.has("tokens.") {
            self.cohere()
        } else if self.has("total_input_tokens") || self.has("total_output_tokens") {
            self.interactions()
        } else if self.has("prompt_tokens") || self.has("completion_tokens") {
            self.chat()
        } else if self.has("cache_") || self.has("iterations.") {
            self.anthropic()
        } else {
            self.responses()
        }
    }

    /// `prompt_tokens` and `completion_tokens` include their parts, save for xAI, whose total tells that
    /// `completion_tokens` leaves reasoning out, and Gemini's compatible form, whose total alone has the thinking.
    fn chat(&self) -> Usage {
        let input = self.get("prompt_tokens");
        let completion = self.get("completion_tokens");
        let reasoning = self.any(&["completion_tokens_details.reasoning_tokens", "reasoning_tokens"]);
        let beyond = self.beyond().filter(|beyond| Some(*beyond) == reasoning || self.is_beyond_completion());
        let output = sum(completion, &[beyond]);
        Usage {
            input,
            cached_input: self.any(&[
                "prompt_tokens_details.cached_tokens",
                "prompt_cache_hit_tokens",
                "num_cached_tokens",
                "cached_tokens",
            ]),
            cache_write: self.get("prompt_tokens_details.cache_write_tokens"),
            output,
            reasoning,
        }
    }

    /// What the total has beyond the two.
    fn beyond(&self) -> Option<u64> {
        let told = self.get("prompt_tokens")?.checked_add(self.get("completion_tokens")?)?;
        self.get("total_tokens")?.checked_sub(told).filter(|beyond| *beyond > 0)
    }

    /// Whether the total has thinking that nothing else tells of.
    fn is_beyond_completion(&self) -> bool {
        let told = self.has("completion_tokens_details.") || self.has("reasoning_tokens");
        !told && self.beyond().is_some()
    }

    /// `input_tokens` and `output_tokens` that include their parts.
    fn responses(&self) -> Usage {
        Usage {
            input: self.get("input_tokens"),
            cached_input: self.any(&["input_tokens_details.cached_tokens", "input_token_details.cached_tokens"]),
            cache_write: self.get("input_tokens_details.cache_write_tokens"),
            output: self.get("output_tokens"),
            reasoning: self
                .any(&["output_tokens_details.reasoning_tokens", "output_tokens_details.thinking_tokens"]),
        }
    }

    /// Anthropic's `input_tokens` leaves out what a cache was read for or written to.
    fn anthropic(&self) -> Usage {
        let count = |name: &str| {
            // Compaction is only among the iterations.
            self.get(&format!("iterations.{name}")).or_else(|| self.get(name))
        };
        let cached_input = count("cache_read_input_tokens");
        let cache_write = count("cache_creation_input_tokens");
        Usage {
            input: sum(count("input_tokens"), &[cached_input, cache_write]),
            cached_input,
            cache_write,
            output: count("output_tokens"),
            reasoning: self.get("output_tokens_details.thinking_tokens"),
        }
    }

    fn gemini(&self) -> Usage {
        let reasoning = self.get("thoughtsTokenCount");
        let output = self.get("candidatesTokenCount");
        Usage {
            input: sum(self.get("promptTokenCount"), &[self.get("toolUsePromptTokenCount")]),
            cached_input: self.get("cachedContentTokenCount"),
            cache_write: None,
            output: sum(output.or(reasoning.map(|_| 0)), &[reasoning]),
            reasoning,
        }
    }

    fn bedrock(&self) -> Usage {
        let cached_input = self.any(&["cacheReadInputTokens", "cacheReadInputTokenCount"]);
        let cache_write = self.any(&["cacheWriteInputTokens", "cacheWriteInputTokenCount"]);
        Usage {
            input: sum(self.get("inputTokens"), &[cached_input, cache_write]),
            cached_input,
            cache_write,
            output: self.get("outputTokens"),
            reasoning: None,
        }
    }

    fn is_billed(&self) -> bool {
        self.has("billed_units.input_tokens") || self.has("billed_units.output_tokens")
    }

    /// What Cohere bills counts; its prompts of its own are not billed.
    fn cohere(&self) -> Usage {
        let billed = self.is_billed();
        let from = if billed { "billed_units" } else { "tokens" };
        Usage {
            input: self.get(&format!("{from}.input_tokens")),
            cached_input: if billed { None } else { self.get("cached_tokens") },
            output: self.get(&format!("{from}.output_tokens")),
            ..Usage::default()
        }
    }

    fn interactions(&self) -> Usage {
        let reasoning = self.any(&["total_thought_tokens", "total_reasoning_tokens"]);
        Usage {
            input: sum(self.get("total_input_tokens"), &[self.get("total_tool_use_tokens")]),
            cached_input: self.get("total_cached_tokens"),
            cache_write: None,
            output: sum(self.get("total_output_tokens"), &[reasoning]),
            reasoning,
        }
    }

    /// Numbers that the form has no place for, in camel case. Totals, times and repetitions are left out.
    pub(super) fn others(&self, also: &mut Members) {
        if self.is_beyond_completion() {
            // The form has another figure for it.
            also.insert("completionTokens", Json::number(self.get("completion_tokens").unwrap_or(0)));
        }
        for (path, digits) in &self.0 {
            let (group, name) = path.rsplit_once('.').unwrap_or(("", path));
            // Cohere's counts that are not billed are others.
            let unbilled = self.is_billed() && (group == "tokens" || path == "cached_tokens");
            let in_the_form = IN_THE_FORM.contains(&path.as_str()) || group == "tokens";
            if in_the_form && !unbilled || LEFT_OUT.contains(&group) || is_time_or_total(name) {
                continue;
            }
            let of = if !group.to_ascii_lowercase().contains("details") && !group.ends_with("_by_modality") {
                ""
            } else if group.starts_with("prompt") || group.starts_with("input") {
                "input_"
            } else if group.starts_with("completion") || group.starts_with("output") || group.starts_with("candidates") {
                "output_"
            } else if group.starts_with("cache") {
                "cached_"
            } else {
                ""
            };
            if let Some(number) = Json::checked(digits.clone()) {
                also.insert(&camel_case(of, name), number);
            }
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

/// Groups of numbers that are told by others: sums by attempt, and Cohere's counts beside the billed ones.
const LEFT_OUT: &[&str] = &["iterations", "cost_details"];

/// Numbers that the form has, and those that repeat them.
const IN_THE_FORM: &[&str] = &[
    "prompt_tokens",
    "completion_tokens",
    "reasoning_tokens",
    "cached_tokens",
    "num_cached_tokens",
    "prompt_cache_hit_tokens",
    "prompt_tokens_details.cached_tokens",
    "prompt_tokens_details.cache_write_tokens",
    "prompt_token_details.cached_tokens",
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

/// The first count with the others added; absent if it is.
fn sum(count: Option<u64>, others: &[Option<u64>]) -> Option<u64> {
    others.iter().fold(count, |sum, other| sum.map(|sum| sum.saturating_add(other.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::super::value::Document;
    use super::*;

    fn usage(text: &str) -> [Option<u64>; 5] {
        let document = Document::read(text).expect("JSON");
        let Usage { input, cached_input, cache_write, output, reasoning } = Tally::of(document.root()).usage();
        [input, cached_input, cache_write, output, reasoning]
    }

    #[test]
    fn every_spelling_comes_to_one_form() {
        let n = None;
        for (text, expected) in [
            // OpenAI: parts are included.
            (
                r#"{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":250}}"#,
                [Some(2006), Some(1920), Some(5), Some(300), Some(250)],
            ),
            // xAI: reasoning comes on top.
            (
                r#"{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"completion_tokens_details":{"reasoning_tokens":94}}"#,
                [Some(32), n, n, Some(103), Some(94)],
            ),
            // Gemini's compatible form: thinking is only in the total.
            (r#"{"prompt_tokens":8,"completion_tokens":100,"total_tokens":958}"#, [Some(8), n, n, Some(950), n]),
            // DeepSeek, Mistral, Kimi.
            (
                r#"{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23,"prompt_cache_hit_tokens":16}"#,
                [Some(20), Some(16), n, Some(3), n],
            ),
            (r#"{"prompt_tokens":20,"completion_tokens":3,"num_cached_tokens":0}"#, [Some(20), Some(0), n, Some(3), n]),
            (r#"{"prompt_tokens":20,"completion_tokens":3,"cached_tokens":4}"#, [Some(20), Some(4), n, Some(3), n]),
            (
                r#"{"input_tokens":75,"input_tokens_details":{"cached_tokens":3},"output_tokens":1186,"output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261}"#,
                [Some(75), Some(3), n, Some(1186), Some(1024)],
            ),
            (
                r#"{"input_tokens":10,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":7}"#,
                [Some(1110), Some(1000), Some(100), Some(7), n],
            ),
            (
                r#"{"input_tokens":10,"cache_read_input_tokens":0,"output_tokens":7,"iterations":[{"type":"compaction","input_tokens":180,"output_tokens":30},{"type":"message","input_tokens":10,"output_tokens":7},{"type":"advisor","input_tokens":9,"output_tokens":9}]}"#,
                [Some(190), Some(0), n, Some(37), n],
            ),
            (
                r#"{"promptTokenCount":10,"candidatesTokenCount":20,"thoughtsTokenCount":30,"toolUsePromptTokenCount":5,"cachedContentTokenCount":4,"totalTokenCount":65}"#,
                [Some(15), Some(4), n, Some(50), Some(30)],
            ),
            (
                r#"{"inputTokens":5,"outputTokens":6,"totalTokens":41,"cacheReadInputTokens":10,"cacheReadInputTokenCount":10,"cacheWriteInputTokens":20,"cacheWriteInputTokenCount":20}"#,
                [Some(35), Some(10), Some(20), Some(6), n],
            ),
            (
                r#"{"billed_units":{"input_tokens":431,"output_tokens":3},"tokens":{"input_tokens":2190,"output_tokens":9}}"#,
                [Some(431), n, n, Some(3), n],
            ),
            (r#"{"tokens":{"input_tokens":2190,"output_tokens":9}}"#, [Some(2190), n, n, Some(9), n]),
            (
                r#"{"total_input_tokens":7,"total_cached_tokens":2,"total_tool_use_tokens":1,"total_output_tokens":4,"total_thought_tokens":3,"total_tokens":15}"#,
                [Some(8), Some(2), n, Some(7), Some(3)],
            ),
            (r#"{"prompt_eval_count":26,"eval_count":298}"#, [Some(26), n, n, Some(298), n]),
            (r#"{"prompt_tokens":0,"completion_tokens":null}"#, [Some(0), n, n, n, n]),
            (r#"{"prompt_tokens":1,"completion_tokens":2"#, [n; 5]),
            (r#"{"prompt_tokens":18446744073709551615}"#, [Some(u64::MAX), n, n, n, n]),
        ] {
            assert_eq!(usage(text), expected, "{text}");
        }
    }
}
