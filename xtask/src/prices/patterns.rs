//! Rules for ids of models as patterns: `*` is any text, `#` a digit, all else itself. A pattern that begins with `!`
//! says which ids are not meant.

use anyhow::{Result, bail};

use super::source::Match;

/// The patterns that mean what the rule means.
pub fn of(rule: &Match) -> Result<Vec<String>> {
    let pattern = match rule {
        Match::Equals(text) => literal(text)?,
        Match::StartsWith(text) => format!("{}*", literal(text)?),
        Match::EndsWith(text) => format!("*{}", literal(text)?),
        Match::Contains(text) => format!("*{}*", literal(text)?),
        Match::Regex(text) => regex(text)?,
        Match::Or(rules) => {
            let mut all = Vec::new();
            for rule in rules {
                all.extend(of(rule)?);
            }
            return Ok(all);
        }
        Match::And(rules) => {
            // A pattern and exceptions to it; anything else would need an 'and' of patterns.
            let patterns: Vec<String> = rules.iter().map(of).collect::<Result<Vec<_>>>()?.concat();
            if patterns.iter().filter(|pattern| !pattern.starts_with('!')).count() != 1 {
                bail!("{patterns:?} must all fit: xtask/src/prices/patterns.rs has no form for that");
            }
            return Ok(patterns);
        }
    };
    Ok(vec![pattern])
}

fn literal(text: &str) -> Result<String> {
    if text.contains(['*', '#', '!']) {
        bail!("an id with '*', '#' or '!' is no literal: {text}");
    }
    Ok(text.to_lowercase())
}

/// The few regular expressions that genai-prices has: literal text with `\d{N}`, and a look-ahead against speech.
fn regex(text: &str) -> Result<String> {
    if text == "^(?!.*-[tT][tT][sS](?:$|-))" {
        return Ok("!*-tts*".to_string());
    }
    let unknown = || format!("xtask/src/prices/patterns.rs does not know the regular expression {text}");
    let Some(mut rest) = text.strip_prefix('^') else { bail!(unknown()) };
    let mut pattern = String::new();
    while let Some(character) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("\\d") {
            let (count, after) = repetition(after);
            pattern.push_str(&"#".repeat(count));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("\\.") {
            pattern.push('.');
            rest = after;
        } else if rest == "$" {
            return Ok(pattern);
        } else if character.is_ascii_alphanumeric() || "-/".contains(character) {
            pattern.push(character.to_ascii_lowercase());
            rest = &rest[1..];
        } else {
            bail!(unknown());
        }
    }
    pattern.push('*');
    Ok(pattern)
}

/// The N of `{N}`, else 1, and what follows.
fn repetition(text: &str) -> (usize, &str) {
    let counted = text.strip_prefix('{').and_then(|text| text.split_once('}'));
    counted.and_then(|(count, rest)| Some((count.parse().ok()?, rest))).unwrap_or((1, text))
}

#[cfg(test)]
mod tests {
    use super::{of, regex};
    use crate::prices::source::Match;

    #[test]
    fn rules_become_patterns() {
        let rule = Match::Or(vec![
            Match::Equals("GPT-5".to_string()),
            Match::StartsWith("gpt-5-".to_string()),
            Match::Contains("gpt.5".to_string()),
            Match::EndsWith("/gpt-5".to_string()),
        ]);
        assert_eq!(of(&rule).expect("patterns"), ["gpt-5", "gpt-5-*", "*gpt.5*", "*/gpt-5"]);
    }

    #[test]
    fn regular_expressions_become_patterns_or_errors() {
        assert_eq!(regex("^x-ai/grok-4\\.5-\\d{8}$").expect("a pattern"), "x-ai/grok-4.5-########");
        assert_eq!(regex("^gemini-3\\.5-flash-\\d").expect("a pattern"), "gemini-3.5-flash-#*");
        for text in ["gpt-5$", "^(gpt|o)-5", "^gpt-5.*", "^gpt-5?$"] {
            assert!(regex(text).is_err(), "{text}");
        }
    }
}
