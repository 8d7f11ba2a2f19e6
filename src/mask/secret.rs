//! Keys and tokens of known vendors, by the prefixes that vendors give them so that scanners find them.
//!
//! A token is masked from the least length that its vendor documents or scanners use, and however long it is.

use memchr::memmem;

use super::detect::is_boundary;
use crate::json::Span;

/// A token: what it begins with, which characters follow, and how many at least.
struct Token {
    prefix: &'static str,
    characters: fn(u8) -> bool,
    fewest: usize,
    /// Words with hyphens look alike: a digit must be among the characters.
    needs_digit: bool,
}

const fn token(prefix: &'static str, characters: fn(u8) -> bool, fewest: usize) -> Token {
    Token { prefix, characters, fewest, needs_digit: false }
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The alphabet of base64url (RFC 4648 section 5).
fn url(byte: u8) -> bool {
    alphanumeric(byte) || matches!(byte, b'-' | b'_')
}

/// The same with dots.
fn dotted(byte: u8) -> bool {
    url(byte) || byte == b'.'
}

/// Tokens whose prefix ends with a hyphen.
const HYPHEN: [Token; 7] = [
    // OpenAI (`sk-`, `sk-proj-`, `sk-svcacct-`, `sk-admin-`), Anthropic (`sk-ant-api03-`, `sk-ant-admin01-`,
    // `sk-ant-oat01-`), and others who took the prefix over, such as DeepSeek and OpenRouter: gitleaks' rules
    // openai-api-key, anthropic-api-key and anthropic-admin-api-key. The shortest, DeepSeek's, has 32 characters.
    Token { prefix: "sk-", characters: url, fewest: 20, needs_digit: true },
    // GitLab, docs.gitlab.com/security/tokens; 20 characters, and more with dots in routable tokens.
    token("glpat-", dotted, 20),
    // Slack, docs.slack.dev/authentication/tokens; gitleaks' rules slack-bot-token and its siblings.
    token("xoxb-", url, 10),
    token("xoxa-", url, 10),
    token("xoxp-", url, 10),
    token("xoxr-", url, 10),
    token("xoxs-", url, 10),
];

/// Tokens whose prefix ends with an underscore.
const UNDERSCORE: [Token; 13] = [
    // GitHub, github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available: 36
    // characters. Tokens of installations have dots and hyphens too since 2026.
    token("ghp_", alphanumeric, 36),
    token("gho_", alphanumeric, 36),
    token("ghu_", alphanumeric, 36),
    token("ghs_", dotted, 36),
    token("ghr_", alphanumeric, 36),
    // Two groups of 22 and 59 characters.
    token("github_pat_", url, 36),
    // Stripe, docs.stripe.com/keys; gitleaks' rule stripe-access-token has 10 to 99 characters.
    token("sk_live_", alphanumeric, 10),
    token("rk_live_", alphanumeric, 10),
    // npm, github.blog/2021-09-23-announcing-npms-new-access-token-format: 30 characters and a checksum of 6.
    token("npm_", alphanumeric, 36),
    // Hugging Face, huggingface.co/docs/hub/security-tokens; gitleaks' rule huggingface-access-token: 34 letters.
    token("hf_", alphanumeric, 30),
    // Cloudflare, developers.cloudflare.com/fundamentals/api/get-started/token-formats: 40 characters and a checksum.
    token("cfk_", alphanumeric, 40),
    token("cfut_", alphanumeric, 40),
    token("cfat_", alphanumeric, 40),
];

/// What ends a prefix before a hyphen, and before an underscore: nearly all others are detected by it.
fn may_end_prefix(byte: u8, sign: u8) -> bool {
    match sign {
        b'-' => matches!(byte, b'k' | b't' | b'b' | b'a' | b'p' | b'r' | b's'),
        _ => matches!(byte, b'p' | b'o' | b'u' | b's' | b'r' | b't' | b'e' | b'm' | b'f' | b'k'),
    }
}

/// The token whose prefix ends with the hyphen or underscore at `at`.
fn prefixed(text: &[u8], at: usize) -> Option<(usize, &'static Token)> {
    let sign = text[at];
    if !may_end_prefix(*text.get(at.checked_sub(1)?)?, sign) {
        return None;
    }
    let tokens: &[Token] = if sign == b'-' { &HYPHEN } else { &UNDERSCORE };
    let token = tokens.iter().find(|token| text[..=at].ends_with(token.prefix.as_bytes()))?;
    let start = at + 1 - token.prefix.len();
    is_boundary(text, start).then_some((start, token))
}

/// Where runs of characters end in which nothing was found: what else begins in one of them is a part of it, and is not looked
/// through once more. A text of nothing but beginnings would take the square of its length otherwise.
#[derive(Default)]
pub(super) struct Barren {
    /// Of a token that lacks a digit.
    digits: usize,
    /// Of a web token that lacks its second part.
    jwt: usize,
}

/// The token whose prefix ends at `at` with a hyphen or an underscore.
pub(super) fn after_sign(text: &[u8], at: usize, barren: &mut Barren) -> Option<Span> {
    let (start, token) = prefixed(text, at)?;
    if token.needs_digit && at < barren.digits {
        return None;
    }
    let run = run(text, at + 1, token.characters);
    let end = at + 1 + trimmed(&text[at + 1..run]);
    if token.needs_digit && !text[at + 1..end].iter().any(u8::is_ascii_digit) {
        barren.digits = run;
        return None;
    }
    (end - at > token.fewest).then_some(start..end)
}

/// Whether a token may begin with what ends at `at` with a hyphen or an underscore, or a private key begins there.
pub(super) fn may_be_after_sign(text: &[u8], at: usize) -> bool {
    prefixed(text, at).is_some() || text[at..].starts_with(ARMOUR)
}

/// Access keys of AWS, which have 20 characters: `AKIA` for long-term keys and `ASIA` for temporary ones
/// (IAM User Guide, 'IAM identifiers'). `at` is their `I`.
pub(super) fn aws(text: &[u8], at: usize) -> Option<Span> {
    let start = at.checked_sub(2)?;
    let is_prefix = matches!(text.get(start..start + 4), Some(b"AKIA" | b"ASIA"));
    let end = start + 20;
    let rest = text.get(start + 4..end).filter(|_| is_prefix && is_boundary(text, start))?;
    let is_key = rest.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_key && !text.get(end).is_some_and(u8::is_ascii_alphanumeric)).then_some(start..end)
}

/// API keys of Google: `AIza` and 35 characters (gitleaks' rule gcp-api-key). `at` is their `z`.
pub(super) fn google(text: &[u8], at: usize) -> Option<Span> {
    let start = at.checked_sub(2)?;
    if !text[start..].starts_with(b"AIza") || !is_boundary(text, start) {
        return None;
    }
    let end = run(text, at, url);
    (end - start >= 39).then_some(start..end)
}

/// JSON Web Tokens (RFC 7519) in the compact form of RFC 7515 section 3.1: two parts or more, the first of which
/// begins with `{"` in base64url. `at` is the `J` of `eyJ`.
pub(super) fn jwt(text: &[u8], at: usize, barren: &mut Barren) -> Option<Span> {
    /// Characters that a header and a payload have at least.
    const FEWEST: usize = 10;
    let start = at.checked_sub(2)?;
    if start < barren.jwt || !text[start..].starts_with(b"eyJ") || !is_boundary(text, start) {
        return None;
    }
    let first = run(text, start, url);
    if first - start < FEWEST {
        return None;
    }
    let (mut end, mut parts) = (first, 1);
    // Five parts are an encrypted one (RFC 7516).
    while parts < 5 && text.get(end) == Some(&b'.') {
        let next = run(text, end + 1, url);
        if parts == 1 && next - end <= FEWEST {
            break;
        }
        (end, parts) = (next, parts + 1);
    }
    if parts == 1 {
        barren.jwt = first;
        return None;
    }
    // A dot that ends a sentence.
    Some(start..start + trimmed(&text[start..end]))
}

const ARMOUR: &[u8] = b"-----BEGIN ";
/// Bytes between the dashed lines of a private key, at most: RSA of 16,384 bits has 13,000.
const LONGEST_KEY: usize = 32 << 10;

/// A private key (RFC 7468 and its ancestors) from its first dashed line to its last; without one, to where it breaks
/// off. `at` is the first hyphen.
pub(super) fn private_key(text: &[u8], at: usize) -> Option<Span> {
    let rest = text[at..].strip_prefix(ARMOUR)?;
    let label =
        rest.iter().take(80).take_while(|byte| byte.is_ascii_uppercase() || **byte == b' ' || byte.is_ascii_digit());
    let label = label.count();
    let is_private = rest[..label].ends_with(b"PRIVATE KEY") || rest[..label].ends_with(b"PRIVATE KEY BLOCK");
    if !is_private || !rest[label..].starts_with(b"-----") {
        return None;
    }
    let begin = at + ARMOUR.len() + label + 5;
    let within = &text[begin..text.len().min(begin + LONGEST_KEY)];
    let closed = memmem::find(within, b"-----END ").and_then(|from| {
        let from = from + b"-----END ".len();
        memmem::find(&within[from..], b"-----").map(|more| from + more + 5)
    });
    let end = closed.map_or_else(|| begin + open_key(&text[begin..]), |end| begin + end);
    Some(at..end)
}

/// How much of this can be of a key: base64 in lines, header lines, and line breaks that are escapes.
fn open_key(text: &[u8]) -> usize {
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=\\-:,".contains(&byte);
    let run = text.iter().take_while(|byte| is_key(**byte)).count();
    text[..run].trim_ascii_end().len()
}

/// Where the run of these characters ends that begins at `from`.
pub(super) fn run(text: &[u8], from: usize, characters: fn(u8) -> bool) -> usize {
    from + text[from..].iter().take_while(|byte| characters(**byte)).count()
}

/// The length without dots and hyphens at the end, which are the sentence's.
fn trimmed(text: &[u8]) -> usize {
    text.len() - text.iter().rev().take_while(|byte| matches!(byte, b'.' | b'-')).count()
}
