//! Tokens: from the counts of bodies, under their names there, to one form.
//!
//! Providers differ in what includes what. Here `input` is all of the input, cached and written to a cache or not,
//! and `output` is all of the output, thinking included. What a body reports as 0 is 0; what it does not report, or
//! reports as null, is absent.

use super::model::Usage;
use super::tally::Tally;

impl Tally {
    fn any(&self, names: &[&str]) -> Option<u64> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The counts in the one form. Their names show which provider wrote them.
    pub(super) fn usage(&self) -> Usage {
        // Ollama, Bedrock's models, Llama.
        let [input, output] = [
            &["prompt_eval_count", "input_token_count", "prompt_token_count"],
            &["eval_count", "output_token_count", "generation_token_count"],
        ]
        .map(|names| self.any(names));
        if input.or(output).is_some() {
            Usage { input, output, ..Usage::default() }
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

    /// `prompt_tokens` and `completion_tokens` include their parts, with exceptions: `completion_tokens` of xAI leaves
    /// reasoning out, which the total shows, of Gemini's compatible form only the total has the thinking, and of Mistral's only
    /// the total has sound that was sent. Where there is more reasoning than completion (Perplexity), it comes on top.
    fn chat(&self) -> Usage {
        let completion = self.get("completion_tokens");
        let reasoning = self.any(&["completion_tokens_details.reasoning_tokens", "reasoning_tokens"]);
        let beyond = self.beyond().filter(|beyond| Some(*beyond) == reasoning || self.is_beyond_completion());
        let (heard, beyond) = if self.has("prompt_audio_seconds") { (beyond, None) } else { (None, beyond) };
        let input = sum(self.get("prompt_tokens"), &[heard]);
        let beyond = beyond.or(reasoning.filter(|_| reasoning > completion));
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
        let counted = self.get("prompt_tokens")?.checked_add(self.get("completion_tokens")?)?;
        self.get("total_tokens")?.checked_sub(counted).filter(|beyond| *beyond > 0)
    }

    /// Whether the total has thinking that no other count has.
    pub(super) fn is_beyond_completion(&self) -> bool {
        let counted = self.has("completion_tokens_details.") || self.has("reasoning_tokens");
        !counted && self.beyond().is_some()
    }

    /// `input_tokens` and `output_tokens` that include their parts.
    fn responses(&self) -> Usage {
        Usage {
            input: self.get("input_tokens"),
            cached_input: self.any(&["input_tokens_details.cached_tokens", "input_token_details.cached_tokens"]),
            cache_write: self.get("input_tokens_details.cache_write_tokens"),
            output: self.get("output_tokens"),
            reasoning: self.any(&["output_tokens_details.reasoning_tokens", "output_tokens_details.thinking_tokens"]),
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

    pub(super) fn is_billed(&self) -> bool {
        self.has("billed_units.input_tokens") || self.has("billed_units.output_tokens")
    }

    /// What Cohere bills is counted; it does not bill its own prompts.
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
}

/// The first count with the others added; absent if it is.
fn sum(count: Option<u64>, others: &[Option<u64>]) -> Option<u64> {
    others.iter().fold(count, |sum, other| sum.map(|sum| sum.saturating_add(other.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
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
            // Perplexity: more reasoning than answer.
            (
                r#"{"prompt_tokens":33,"completion_tokens":7163,"total_tokens":7196,"citation_tokens":20016,"reasoning_tokens":73997}"#,
                [Some(33), n, n, Some(81160), Some(73997)],
            ),
            // Mistral: sound is only in the total.
            (
                r#"{"prompt_audio_seconds":203,"prompt_tokens":4,"total_tokens":3264,"completion_tokens":635}"#,
                [Some(2629), n, n, Some(635), n],
            ),
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
