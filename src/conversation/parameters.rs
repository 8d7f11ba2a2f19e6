//! Settings of a request: how to sample and when to stop, under the provider's own names.

use super::model::Members;
use super::value::Value;

/// Larger values are left out, in bytes of their text.
const LARGEST: usize = 10_000;

/// Objects that hold the settings of some providers, and nothing else.
const HOLDERS: &[&str] =
    &["generationConfig", "generation_config", "inferenceConfig", "textGenerationConfig", "options", "parameters"];

const NAMES: &[&str] = &[
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "p",
    "k",
    "n",
    "seed",
    "stop",
    "stop_sequences",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens_to_sample",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
    "logprobs",
    "top_logprobs",
    "reasoning",
    "reasoning_effort",
    "thinking",
    "size",
    "quality",
    "voice",
    "speed",
];

/// Reads the settings of a request.
pub(super) fn read(body: Value<'_>, parameters: &mut Members) {
    for (name, value) in body.members() {
        if NAMES.contains(&name) {
            insert(name, value, parameters);
        } else if HOLDERS.contains(&name) {
            for (name, value) in value.members() {
                insert(name, value, parameters);
            }
        }
    }
}

fn insert(name: &str, value: Value<'_>, parameters: &mut Members) {
    if value.length() <= LARGEST
        && !value.is_null()
        && let Some(json) = value.json()
    {
        parameters.insert(name, json.kept());
    }
}
