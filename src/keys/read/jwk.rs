//! JSON Web Keys (RFC 7517, RFC 7518 section 6.3), and the same numbers as .NET writes them in JSON and XML.
//!
//! Read by their words alone: names with a colon after them, values, and brackets. So an object that `console.log`
//! printed, one in a source, in YAML, or within a string, is read as well as one of JSON.

use zeroize::Zeroizing;

use super::numbers::{self, Numbers};
use super::text::decode_base64;
use crate::keys::error::{KeyError, MULTI_PRIME, NUMBER_DAMAGED, PRIVATE, PUBLIC, SYMMETRIC};
use crate::keys::{PrivateKey, PublicKey};

/// Deeper than any set of keys is nested.
const MAX_NESTING: usize = 16;
/// The kinds of keys (RFC 7518 section 6.1, RFC 8037 section 2).
const KINDS: [&str; 4] = ["RSA", "EC", "OKP", "oct"];
/// Characters of a modulus of 1024 bits in base64, the shortest that is read.
const SHORTEST_MODULUS: usize = 171;

/// An object with the members of a key, in base64.
#[derive(Default)]
pub(super) struct Jwk<'a> {
    kty: &'a str,
    n: &'a str,
    e: &'a str,
    d: &'a str,
    p: &'a str,
    q: &'a str,
    /// Further primes (RFC 7518 section 6.3.2.7).
    oth: bool,
}

impl<'a> Jwk<'a> {
    fn set(&mut self, name: &str, value: &'a str) {
        // What programs write for members that are not there.
        if matches!(value, "null" | "None" | "nil") {
            return;
        }
        let is = |names: &[&str]| names.iter().any(|known| is_same(name, known));
        if is(&["kty", "Kty"]) {
            self.kty = KINDS.into_iter().find(|kind| is_same(value, kind)).unwrap_or_default();
        } else if is(&["n", "N"]) {
            self.n = value;
        } else if is(&["Modulus", "modulus"]) {
            // .NET's parameters of RSA have no kind. What OpenSSL prints of a certificate has such a name, too.
            if value.len() >= SHORTEST_MODULUS && self.kty.is_empty() {
                self.kty = "RSA";
            }
            self.n = value;
        } else if is(&["e", "E", "Exponent", "exponent"]) {
            self.e = value;
        } else if is(&["d", "D"]) {
            self.d = value;
        } else if is(&["p", "P"]) {
            self.p = value;
        } else if is(&["q", "Q"]) {
            self.q = value;
        }
    }

    fn is_key(&self) -> bool {
        !self.kty.is_empty()
    }
}

/// Whether two words are the same but for white space, which folding puts anywhere.
fn is_same(word: &str, known: &str) -> bool {
    word.chars().filter(|c| !c.is_whitespace()).eq(known.chars())
}

/// The keys in a text: one, or a set of them (RFC 7517 section 5), with other text around them or none.
pub(super) fn find(text: &str) -> Vec<Jwk<'_>> {
    let mut found = from_xml(text);
    // The members outside any brackets are an object too: in YAML they are.
    let mut open = vec![Jwk::default()];
    let (mut last, mut name) = ("", "");
    let mut rest = text;
    while let Some(at) = rest.find(|c| is_word(c) || matches!(c, '{' | '}' | '[' | ']' | ':' | ',')) {
        let gap = rest[..at].trim_end();
        let (word, after) = split_word(&rest[at..], gap.chars().next_back());
        rest = &rest[at..];
        if !word.is_empty() {
            if let Some(jwk) = open.last_mut().filter(|_| !name.is_empty()) {
                jwk.set(name, word);
            }
            (last, name) = (word, "");
            rest = after;
            continue;
        }
        match rest.as_bytes()[0] {
            b':' => name = last,
            b'{' | b'[' => {
                if let Some(jwk) = open.last_mut() {
                    jwk.oth |= name == "oth";
                }
                if open.len() > MAX_NESTING {
                    open.clear();
                }
                open.push(Jwk::default());
                name = "";
            }
            b'}' | b']' => {
                found.extend(open.pop().filter(Jwk::is_key));
                if open.is_empty() {
                    open.push(Jwk::default());
                }
                name = "";
            }
            _ => name = "",
        }
        last = "";
        rest = &rest[1..];
    }
    found.extend(open.into_iter().filter(Jwk::is_key));
    found
}

/// The word that a text begins with, if any, and what is after it. Behind a quote that ends again, it is all between
/// the two, with line breaks where a terminal folded it.
fn split_word(text: &str, before: Option<char>) -> (&str, &str) {
    if let Some(quote) = before.filter(|c| matches!(c, '"' | '\'' | '`')) {
        let end = text.find(|c: char| !is_word(c) && !c.is_whitespace()).unwrap_or(text.len());
        if text[end..].starts_with(quote) {
            return text.split_at(end);
        }
    }
    text.split_at(text.find(|c| !is_word(c)).unwrap_or(text.len()))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=')
}

/// `RSAKeyValue` (XML Signature section 4.5.2.1), with .NET's elements of the private key in it, and `RSAParameters`, as
/// .NET serializes the same elements.
fn from_xml(text: &str) -> Vec<Jwk<'_>> {
    let keys = ["<RSAKeyValue", "<RSAParameters"].into_iter().flat_map(|begin| text.split(begin).skip(1));
    keys.map(|key| {
        let key = key.split("</RSA").next().unwrap_or_default();
        let element = |begin: &str| {
            let value = key.split_once(begin).and_then(|(_, value)| value.split('<').next());
            value.unwrap_or_default()
        };
        Jwk {
            kty: "RSA",
            n: element("<Modulus>"),
            e: element("<Exponent>"),
            d: element("<D>"),
            p: element("<P>"),
            q: element("<Q>"),
            oth: false,
        }
    })
    .collect()
}

/// Reads an RSA private key. `p` and `q` may be absent: then they are computed from `d`.
pub(super) fn read(jwk: &Jwk<'_>) -> Result<PrivateKey, KeyError> {
    match jwk.kty {
        "RSA" => {}
        "oct" => return Err(SYMMETRIC),
        "EC" => return Err(KeyError::not_rsa("EC")),
        _ => return Err(KeyError::not_rsa("Ed25519 or the like")),
    }
    if jwk.d.is_empty() {
        return Err(PUBLIC);
    }
    if jwk.oth {
        return Err(MULTI_PRIME);
    }
    let (modulus, public_exponent, private_exponent) = (bytes(jwk.n)?, bytes(jwk.e)?, bytes(jwk.d)?);
    let primes = [bytes(jwk.p)?, bytes(jwk.q)?];
    numbers::key(&Numbers {
        modulus: &modulus,
        public_exponent: &public_exponent,
        private_exponent: &private_exponent,
        primes: [&primes[0], &primes[1]],
    })
}

/// Reads an RSA public key.
pub(super) fn read_public(jwk: &Jwk<'_>) -> Result<PublicKey, KeyError> {
    match jwk.kty {
        // One that does not fit its other numbers is not read as a private key.
        "RSA" if !jwk.d.is_empty() => Err(PRIVATE),
        "RSA" => numbers::public_key(&bytes(jwk.n)?, &bytes(jwk.e)?),
        "oct" => Err(SYMMETRIC),
        "EC" => Err(KeyError::public_not_rsa("EC")),
        _ => Err(KeyError::public_not_rsa("Ed25519 or the like")),
    }
}

/// A number in base64url (RFC 7518 section 2), or in the standard alphabet, with padding or without.
fn bytes(value: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut base64 = Zeroizing::new(String::with_capacity(value.len()));
    base64.extend(value.split_whitespace());
    decode_base64(&base64).ok_or(NUMBER_DAMAGED)
}
