//! JSON Web Keys (RFC 7517, RFC 7518 section 6.3).

use base64ct::{Base64UrlUnpadded, Encoding};
use rsa::{BoxedUint, RsaPrivateKey};
use zeroize::Zeroizing;

use super::der::check_size;
use crate::json::{Span, Visitor, walk};
use crate::keys::PrivateKey;
use crate::keys::error::{CUT_OFF, INCONSISTENT, KeyError, MULTI_PRIME, NOT_RSA, PUBLIC};

/// Deeper than any set of keys is nested.
const MAX_NESTING: usize = 16;

/// A JSON object with the members of a key. Values are as they stand between their quotes; neither
/// base64url nor names of types need escapes.
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

/// The keys in the JSON of a text: one, or a set of them (RFC 7517 section 5), with other text before
/// and behind it or none.
pub(super) fn find(text: &str) -> Vec<Jwk<'_>> {
    let (Some(begin), Some(end)) = (text.find('{'), text.rfind('}')) else { return Vec::new() };
    let json = text.get(begin..=end).unwrap_or_default();
    let mut finder = Finder { text: json, open: Vec::new(), found: Vec::new() };
    match walk(json.as_bytes(), MAX_NESTING, &mut finder) {
        Ok(()) => finder.found,
        Err(_) => Vec::new(),
    }
}

/// Reads an RSA private key. `p` and `q` may be absent: then they are computed from `d`.
pub(super) fn read(jwk: &Jwk<'_>) -> Result<PrivateKey, KeyError> {
    if jwk.kty != "RSA" {
        return Err(NOT_RSA);
    }
    if jwk.d.is_empty() {
        return Err(PUBLIC);
    }
    if jwk.oth {
        return Err(MULTI_PRIME);
    }
    let n = bytes(jwk.n)?;
    check_size(n.len())?;
    // The `rsa` crate wants each number as wide as the modulus, in whole limbs of 64 bits.
    let modulus_bits = u32::try_from(n.len().next_multiple_of(8) * 8).map_err(|_| INCONSISTENT)?;
    let number = |bytes: &[u8], bits| BoxedUint::from_be_slice(bytes, bits).map_err(|_| INCONSISTENT);
    let e = bytes(jwk.e)?;
    let mut primes = Vec::new();
    for prime in [jwk.p, jwk.q] {
        if !prime.is_empty() {
            primes.push(number(&bytes(prime)?, modulus_bits)?);
        }
    }
    RsaPrivateKey::from_components(
        number(&n, modulus_bits)?,
        number(&e, 64)?,
        number(&bytes(jwk.d)?, modulus_bits)?,
        primes,
    )
    .map(PrivateKey::new)
    .map_err(|_| INCONSISTENT)
}

/// A number as base64url of its big-endian bytes (RFC 7518 section 2), without leading zeros.
fn bytes(value: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut bytes =
        Base64UrlUnpadded::decode_vec(value.trim_end_matches('=')).map(Zeroizing::new).map_err(|_| CUT_OFF)?;
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    bytes.drain(..zeros);
    Ok(bytes)
}

struct Finder<'a> {
    text: &'a str,
    /// The objects and arrays around the token being read, with the name of the member read last.
    open: Vec<(Jwk<'a>, &'a str)>,
    found: Vec<Jwk<'a>>,
}

impl Visitor for Finder<'_> {
    fn begin_object(&mut self, _at: usize) {
        self.open.push((Jwk::default(), ""));
    }

    fn begin_array(&mut self, _at: usize) {
        if let Some((jwk, "oth")) = self.open.last_mut() {
            jwk.oth = true;
        }
        self.open.push((Jwk::default(), ""));
    }

    fn name(&mut self, name: Span) {
        let name = &self.text[name];
        if let Some((_, last)) = self.open.last_mut() {
            *last = name;
        }
    }

    fn string(&mut self, string: Span) {
        let value = &self.text[string];
        let Some((jwk, name)) = self.open.last_mut() else { return };
        match *name {
            "kty" => jwk.kty = value,
            "n" => jwk.n = value,
            "e" => jwk.e = value,
            "d" => jwk.d = value,
            "p" => jwk.p = value,
            "q" => jwk.q = value,
            _ => {}
        }
    }

    fn end(&mut self, _after: usize) {
        let Some((jwk, _)) = self.open.pop() else { return };
        if !jwk.kty.is_empty() {
            self.found.push(jwk);
        }
    }
}
