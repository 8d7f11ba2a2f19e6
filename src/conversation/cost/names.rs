//! Ids of models: the patterns of a price list, and the ways in which one model is spelled.

/// A pattern for ids, in lower case: `*` is any text, `#` a digit, `!` begins an exception.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    exception: bool,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        match text.strip_prefix('!') {
            Some(rest) => Self { text: rest.to_string(), exception: true },
            None => Self { text, exception: false },
        }
    }

    /// How much literal text the best pattern has that fits; `None` if none does, or an exception.
    pub(super) fn best(patterns: &[Self], id: &str) -> Option<usize> {
        let mut best = None;
        for Self { text, exception } in patterns {
            // Most patterns begin with another letter.
            let begins = matches!(text.as_bytes().first(), Some(b'*' | b'#')) || text.get(..1) == id.get(..1);
            if begins && fits(text.as_bytes(), id.as_bytes()) {
                if *exception {
                    return None;
                }
                best = best.max(Some(text.bytes().filter(|byte| *byte != b'*').count()));
            }
        }
        best
    }
}

/// Whether all of the id fits. On a mismatch the last `*` takes one byte more, so the time is bounded by the product
/// of the lengths.
fn fits(pattern: &[u8], id: &[u8]) -> bool {
    let (mut at, mut taken) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(there) = id.get(taken) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, taken));
                at += 1;
            }
            Some(byte) if byte == there || *byte == b'#' && there.is_ascii_digit() => {
                at += 1;
                taken += 1;
            }
            _ => {
                let Some((begin, covered)) = star else { return false };
                star = Some((begin, covered + 1));
                at = begin + 1;
                taken = covered + 1;
            }
        }
    }
    pattern.iter().skip(at).all(|byte| *byte == b'*')
}

/// Whether a record with this provider is of Amazon Bedrock.
pub(super) fn is_bedrock(provider: &str) -> bool {
    provider.to_ascii_lowercase().contains("bedrock")
}

/// The id as it is, and then with one part after the other removed: paths and the provider's own name at its beginning,
/// Bedrock's region, versions and dates at its end.
pub(super) fn spellings(id: &str, names: &[String]) -> Vec<String> {
    let mut id = id.trim().to_ascii_lowercase();
    let mut all = Vec::new();
    let mut note = |id: &str| {
        if !id.is_empty() && all.last().is_none_or(|last| last != id) {
            all.push(id.to_string());
        }
    };
    note(&id);
    // arn:aws:bedrock:REGION:ACCOUNT:inference-profile/ID, projects/…/models/ID, models/ID
    if id.starts_with("arn:") || id.contains("models/") {
        id = id.rsplit('/').next().unwrap_or_default().to_string();
        note(&id);
    }
    let own = names.iter().map(String::as_str).chain(["google"]);
    for name in own {
        if let Some(rest) = id.strip_prefix(name).and_then(|rest| rest.strip_prefix('/')) {
            id = rest.to_string();
            note(&id);
            break;
        }
    }
    if let Some(rest) = REGIONS.iter().find_map(|region| id.strip_prefix(region)) {
        id = rest.to_string();
        note(&id);
    }
    for end in [without_version, without_at, without_date] {
        if let Some(rest) = end(&id) {
            id = rest.to_string();
            note(&id);
        }
    }
    all
}

/// Bedrock's inference profiles (docs.aws.amazon.com, "Supported Regions and models for inference profiles").
const REGIONS: &[&str] = &["us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "ca.", "global."];

/// Without `-v1:0`.
fn without_version(id: &str) -> Option<&str> {
    let (rest, version) = id.rsplit_once('-')?;
    let (major, minor) = version.strip_prefix('v')?.split_once(':')?;
    (is_number(major) && is_number(minor)).then_some(rest)
}

/// Without Vertex' `@20250929`.
fn without_at(id: &str) -> Option<&str> {
    id.split_once('@').map(|(rest, _)| rest)
}

/// Without `-20250929` or `-2025-09-29`.
fn without_date(id: &str) -> Option<&str> {
    let dashed = fits(b"*-20##-##-##", id.as_bytes());
    let length = if dashed { 11 } else { 9 };
    (dashed || fits(b"*-20######", id.as_bytes())).then(|| id.get(..id.len() - length)).flatten()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_all_of_an_id() {
        for (pattern, fitting, others) in [
            ("gpt-5", &["gpt-5"][..], &["gpt-5-mini", "a-gpt-5", ""][..]),
            ("gpt-5*", &["gpt-5", "gpt-5-mini"], &["gpt-4"]),
            ("*claude*", &["claude", "us.claude-3"], &["claud"]),
            ("*-5", &["gpt-5", "a-5-5"], &["gpt-5-mini"]),
            ("claude-opus-5-########", &["claude-opus-5-20260101"], &["claude-opus-5-5", "claude-opus-5-2026010"]),
            ("*ab*ab", &["abab", "xabyabab"], &["ab", "ababx"]),
        ] {
            for id in fitting {
                assert!(fits(pattern.as_bytes(), id.as_bytes()), "{pattern} {id}");
            }
            for id in others {
                assert!(!fits(pattern.as_bytes(), id.as_bytes()), "{pattern} {id}");
            }
        }
    }

    #[test]
    fn the_longest_pattern_counts_unless_there_is_an_exception() {
        let patterns: Vec<_> = ["gemini-*", "gemini-2.5-*", "!*-tts*"].map(Pattern::new).into();
        assert_eq!(Pattern::best(&patterns, "gemini-2.5-pro"), Some(11));
        assert_eq!(Pattern::best(&patterns, "gemini-2.5-pro-tts"), None);
        assert_eq!(Pattern::best(&patterns, "gpt-5"), None);
    }

    #[test]
    fn what_is_around_an_id_is_taken_off_step_by_step() {
        let spelled = |id: &str, name: &str| spellings(id, &[name.to_string()]);
        assert_eq!(
            spelled("openai/GPT-5-2025-08-07", "openai"),
            ["openai/gpt-5-2025-08-07", "gpt-5-2025-08-07", "gpt-5"]
        );
        // Groq's ids begin with OpenAI's name.
        assert_eq!(spelled("openai/gpt-oss-20b", "groq"), ["openai/gpt-oss-20b"]);
        assert_eq!(
            spelled("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws-bedrock"),
            [
                "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "anthropic.claude-sonnet-4-5-20250929-v1:0",
                "anthropic.claude-sonnet-4-5-20250929",
                "anthropic.claude-sonnet-4-5",
            ]
        );
        assert_eq!(
            spelled("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0", "aws-bedrock")
                [1..],
            ["eu.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "amazon.nova-pro"]
        );
        assert_eq!(
            spelled("google/gemini-2.5-flash", "google-vertex-ai").last().map(String::as_str),
            Some("gemini-2.5-flash")
        );
        assert_eq!(
            spelled("models/gemini-embedding-001", "google-ai-studio").last().map(String::as_str),
            Some("gemini-embedding-001")
        );
        assert_eq!(
            spelled("claude-opus-5@20260101", "google-vertex-ai").last().map(String::as_str),
            Some("claude-opus-5")
        );
        assert_eq!(spelled("@cf/meta/llama-3.1-8b-instruct", "workers-ai"), ["@cf/meta/llama-3.1-8b-instruct"]);
    }
}
