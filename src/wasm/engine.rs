//! The engines of WebAssembly: the platform's own cryptography, a kernel in a module of its own, and this
//! crate. Which of them does an operation is decided in [`crate::keys::race`].

use std::collections::HashMap;

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use super::pause::Clock;
use super::subtle;
use crate::PrivateKey;
use crate::keys::oaep;
use crate::keys::race::{Allowed, Entrants, GcmRunner, Race, Runner, gcm_runner};
use crate::keys::{CONTENT_KEY_BYTES, ContentKey, Engine, NONCE_BYTES, TAG_BYTES, decrypt_gcm};

#[wasm_bindgen]
extern "C" {
    /// A module with a kernel, as js/kernel.ts gives it.
    pub type KernelModule;

    /// Makes a key ready: modulus, public exponent, the primes, their exponents, the coefficient. What
    /// is handed over are views of this module's memory, and nothing of them stays with JavaScript.
    #[wasm_bindgen(method, catch)]
    #[allow(clippy::too_many_arguments, reason = "an RSA private key has seven numbers")]
    fn prepare(
        this: &KernelModule,
        n: &[u8],
        e: &[u8],
        p: &[u8],
        q: &[u8],
        d_p: &[u8],
        d_q: &[u8],
        q_inv: &[u8],
    ) -> Result<RsaKernel, JsValue>;

    /// The platform's cryptography where it answers at once, as js/entries/node/crypto.ts gives it. `crypto.subtle`
    /// hands each operation to another thread, and two workers then wait for each other's threads to wake up.
    pub type DirectCrypto;

    /// Makes a key (PKCS#8 in DER) ready. What is handed over is a view of this module's memory.
    #[wasm_bindgen(method, catch)]
    fn prepare(this: &DirectCrypto, pkcs8: &[u8]) -> Result<RsaKernel, JsValue>;

    /// AES-256-GCM. Writes the text, or returns false.
    #[wasm_bindgen(method, js_name = openGcm)]
    fn open_gcm(this: &DirectCrypto, key: &[u8], nonce: &[u8], sealed: &[u8], text: &mut [u8]) -> bool;

    type RsaKernel;

    #[wasm_bindgen(method)]
    fn apply(this: &RsaKernel, ciphertext: &[u8], message: &mut [u8]) -> bool;

    /// Wipes the key.
    #[wasm_bindgen(method)]
    fn free(this: &RsaKernel);
}

/// The platform's form of a key.
enum PlatformKey {
    Direct(RsaKernel),
    Subtle(CryptoKey),
}

/// A key in all the forms that engines want it in.
struct Prepared {
    kernel: Option<RsaKernel>,
    platform: Option<PlatformKey>,
    race: Race,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if let Some(kernel) = self.kernel.take() {
            kernel.free();
        }
        if let Some(PlatformKey::Direct(key)) = self.platform.take() {
            key.free();
        }
    }
}

/// What is reported of the engine.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EngineInfo {
    /// `kernel`, `native` or `portable`: what does the next operation.
    name: &'static str,
    /// The fewest milliseconds that an operation took with each.
    #[serde(skip_serializing_if = "Option::is_none")]
    kernel_milliseconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native_milliseconds: Option<f64>,
}

/// The engines that this runtime has.
pub(super) struct Platform {
    allowed: Allowed,
    /// From how many bytes a field is left to `crypto.subtle`.
    large: usize,
    kernel: Option<KernelModule>,
    /// Whether the kernel only looks into what the platform refuses.
    kernel_in_reserve: bool,
    direct: Option<DirectCrypto>,
    /// By fingerprint.
    keys: HashMap<String, Prepared>,
}

impl Platform {
    pub(super) fn new(allowed: Allowed, large: usize) -> Self {
        Self { allowed, large, kernel: None, kernel_in_reserve: false, direct: None, keys: HashMap::new() }
    }

    /// Offers a kernel. `in_reserve` says that the platform is known to be faster.
    pub(super) fn use_kernel(&mut self, kernel: KernelModule, in_reserve: bool) {
        self.kernel = Some(kernel);
        self.kernel_in_reserve = in_reserve;
        self.keys.clear();
    }

    /// Offers the platform's cryptography, to be used in place of `crypto.subtle`.
    pub(super) fn use_direct(&mut self, direct: DirectCrypto) {
        self.direct = Some(direct);
        self.keys.clear();
    }

    pub(super) fn allow(&mut self, allowed: Allowed) {
        if self.allowed != allowed {
            self.allowed = allowed;
            self.keys.clear();
        }
    }

    /// Forgets all keys.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
    }

    /// What does the operations with the key that was used most.
    pub(super) fn info(&self) -> Option<EngineInfo> {
        let race = self.keys.values().map(|prepared| prepared.race).max_by_key(Race::operations)?;
        Some(EngineInfo {
            name: match race.next() {
                Runner::Kernel => "kernel",
                Runner::Platform => "native",
                Runner::Portable => "portable",
            },
            kernel_milliseconds: race.fastest(Runner::Kernel),
            native_milliseconds: race.fastest(Runner::Platform),
        })
    }

    /// Makes sure that a key is ready.
    async fn prepare(&mut self, key: &PrivateKey) {
        if self.keys.contains_key(key.fingerprint()) {
            return;
        }
        let kernel = self.kernel.as_ref().filter(|_| self.allowed.kernel()).and_then(|module| {
            // The module refuses a key that is like none in use.
            key.numbers(|numbers| {
                let ([p, q], [d_p, d_q]) = (numbers.primes, numbers.exponents);
                module.prepare(numbers.modulus, numbers.public_exponent, p, q, d_p, d_q, numbers.coefficient).ok()
            })
        });
        let platform = if self.allowed.platform() { self.prepare_platform(key).await } else { None };
        let entrants = Entrants {
            kernel: kernel.is_some(),
            platform: platform.is_some(),
            kernel_in_reserve: self.kernel_in_reserve,
        };
        let prepared = Prepared { kernel, platform, race: Race::new(entrants) };
        self.keys.insert(key.fingerprint().to_string(), prepared);
    }

    async fn prepare_platform(&self, key: &PrivateKey) -> Option<PlatformKey> {
        let pkcs8 = key.to_pkcs8_der().ok()?;
        if let Some(direct) = self.direct.as_ref().and_then(|direct| direct.prepare(&pkcs8).ok()) {
            return Some(PlatformKey::Direct(direct));
        }
        let subtle = subtle::subtle()?;
        subtle::import_rsa(&subtle, &pkcs8).await.ok().map(PlatformKey::Subtle)
    }
}

impl Engine for Platform {
    async fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.prepare(key).await;
        let prepared = self.keys.get_mut(key.fingerprint())?;
        let clock = Clock::new();
        let begin = clock.now();
        let runner = prepared.race.next();
        let message = match (runner, &prepared.kernel, &prepared.platform) {
            (Runner::Kernel, Some(kernel), _) => Some(apply(kernel, key, ciphertext)),
            (Runner::Platform, _, Some(PlatformKey::Direct(direct))) => Some(apply(direct, key, ciphertext)),
            (Runner::Platform, _, Some(PlatformKey::Subtle(rsa))) => {
                let message = subtle::decrypt_oaep(&subtle::subtle()?, rsa, ciphertext).await;
                message.filter(|message| message.len() == CONTENT_KEY_BYTES).map(Some)
            }
            _ => return key.decrypt_oaep(ciphertext),
        };
        prepared.race.took(runner, clock.now() - begin);
        // A refusal by the platform is checked once more, and so is everything that is not a content key: WebKitGTK
        // takes messages for numbers, and leaves out zeros at their beginning.
        message.unwrap_or_else(|| match &prepared.kernel {
            Some(kernel) => apply(kernel, key, ciphertext),
            None => key.decrypt_oaep(ciphertext),
        })
    }

    async fn decrypt_gcm(
        &mut self,
        key: &ContentKey,
        nonce: &[u8; NONCE_BYTES],
        sealed: Zeroizing<Vec<u8>>,
    ) -> Option<Zeroizing<Vec<u8>>> {
        match (gcm_runner(sealed.len(), self.allowed, self.direct.is_some(), self.large), &self.direct) {
            (GcmRunner::AtOnce, Some(direct)) => {
                let mut text = Zeroizing::new(vec![0; sealed.len() - TAG_BYTES]);
                if direct.open_gcm(key.as_bytes(), nonce, &sealed, &mut text) {
                    return Some(text);
                }
            }
            (GcmRunner::Subtle, _) => {
                if let Some(subtle) = subtle::subtle_for_fields()
                    && let Some(text) = subtle::decrypt_gcm(&subtle, key, nonce, &sealed).await
                {
                    return Some(text);
                }
            }
            _ => {}
        }
        // Also where the platform refuses, for whatever reason it may have.
        decrypt_gcm(key, nonce, sealed)
    }
}

/// The operation by a kernel, or by something with its interface; where its check fails, by the `rsa` crate.
fn apply(kernel: &RsaKernel, key: &PrivateKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut message = Zeroizing::new(vec![0; ciphertext.len()]);
    if kernel.apply(ciphertext, &mut message) { oaep::decode(&message) } else { key.decrypt_oaep(ciphertext) }
}
