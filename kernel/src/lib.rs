//! RSA private operations and nothing else, so small that each kind of arithmetic can be a module of its own. An engine that
//! lacks an instruction refuses a whole module.
//!
//! A crate of its own, of the same source (`src/rsa`): so a module takes seconds to build, and not the whole crate once more.
#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]

#[path = "../../src/rsa/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the crate uses more of it than one module")]
mod rsa;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[cfg(target_feature = "relaxed-simd")]
use rsa::Fused as Arithmetic;
#[cfg(not(target_feature = "relaxed-simd"))]
use rsa::Plain as Arithmetic;
use rsa::{CrtKey, KeyNumbers};

/// Whether this processor computes as the module needs it. Where it does not, the module must not be
/// used.
#[wasm_bindgen]
#[must_use]
pub fn works() -> bool {
    #[cfg(target_feature = "relaxed-simd")]
    let works = rsa::fuses();
    #[cfg(not(target_feature = "relaxed-simd"))]
    let works = true;
    works
}

/// An RSA private key, made ready.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RsaKernel {
    key: CrtKey<Arithmetic>,
}

#[wasm_bindgen]
impl RsaKernel {
    /// Makes a key ready, given by its numbers as big-endian bytes: modulus, public exponent, the two
    /// primes, their exponents, the coefficient.
    ///
    /// # Errors
    /// Throws for a key like none in use.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands lists over by value")]
    pub fn new(numbers: Vec<Uint8Array>) -> Result<RsaKernel, JsError> {
        // Straight from the caller's memory into wiped memory of this module.
        let numbers: Vec<_> = numbers.iter().map(|number| Zeroizing::new(number.to_vec())).collect();
        let [n, e, p, q, d_p, d_q, q_inv] = &numbers[..] else {
            return Err(JsError::new("an RSA private key has seven numbers"));
        };
        let numbers =
            KeyNumbers { modulus: n, public_exponent: e, primes: [p, q], exponents: [d_p, d_q], coefficient: q_inv };
        let key = CrtKey::new(&numbers).ok_or_else(|| JsError::new("this RSA key is like none in use"))?;
        Ok(Self { key })
    }

    /// RSADP (RFC 8017 section 5.1.2), checked with the public exponent. Writes the message, as long as
    /// the modulus, and says whether there is one.
    #[must_use]
    pub fn apply(&self, ciphertext: &[u8], message: &Uint8Array) -> bool {
        match self.key.private_operation(ciphertext) {
            Some(result) => {
                message.copy_from(&result);
                true
            }
            None => false,
        }
    }
}
