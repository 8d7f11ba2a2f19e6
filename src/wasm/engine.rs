//! The engines of WebAssembly: the platform's own cryptography, a kernel in a module of its own, and the
//! crate's own arithmetic behind them. Which is the fastest depends on browser and processor: so it is
//! measured, with the operations that are to be done anyway.

use std::collections::HashMap;

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{CryptoKey, Performance, SubtleCrypto, WorkerGlobalScope};
use zeroize::Zeroizing;

use super::subtle;
use crate::PrivateKey;
use crate::keys::{CONTENT_KEY_BYTES, ContentKey, Engine, NONCE_BYTES, TAG_BYTES, decrypt_gcm};
use crate::rsa::oaep;

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

/// From how many bytes on AES-GCM is left to `crypto.subtle`, whose calls take some 0.1 ms and whose
/// arithmetic is faster; `cargo xtask bench` measures both.
pub(super) const LARGE: usize = 16 * 1024;

/// The same where the platform answers at once, which takes some 15 µs.
const LARGE_FOR_DIRECT: usize = 1024;

/// Who may do the RSA operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Choice {
    /// The fastest.
    #[default]
    Auto,
    /// The platform.
    Native,
    /// WebAssembly.
    Wasm,
}

/// Something that can do them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Kernel,
    Native,
    Portable,
}

/// How fast one of the means was so far.
#[derive(Clone, Copy)]
struct Times {
    tries: u32,
    /// The least that an operation took, in milliseconds.
    least: f64,
}

impl Default for Times {
    fn default() -> Self {
        Self { tries: 0, least: f64::INFINITY }
    }
}

/// Operations until a kernel is judged: engines compile a module twice, the second time well.
const KERNEL_TRIES: u32 = 12;
const NATIVE_TRIES: u32 = 4;

/// The platform's form of a key.
enum NativeKey {
    Direct(RsaKernel),
    Subtle(CryptoKey),
}

/// A key in all the forms that engines want it in.
#[derive(Default)]
struct Prepared {
    kernel: Option<RsaKernel>,
    native: Option<NativeKey>,
    kernel_times: Times,
    native_times: Times,
}

impl Prepared {
    /// Who does the next operation. `kernel_behind`: the platform does it wherever it can.
    fn means(&self, kernel_behind: bool) -> Means {
        match (&self.kernel, &self.native) {
            (None, None) => Means::Portable,
            (Some(_), None) => Means::Kernel,
            (None, Some(_)) => Means::Native,
            (Some(_), Some(_)) if kernel_behind => Means::Native,
            (Some(_), Some(_)) => {
                let (kernel, native) = (self.kernel_times, self.native_times);
                let undecided = kernel.tries < KERNEL_TRIES || native.tries < NATIVE_TRIES;
                let kernel_next = if undecided {
                    // Not at first: what an engine compiled quickly takes ten times as long, and somebody waits for
                    // the first record.
                    native.tries >= NATIVE_TRIES
                } else {
                    kernel.least <= native.least
                };
                if kernel_next { Means::Kernel } else { Means::Native }
            }
        }
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if let Some(kernel) = self.kernel.take() {
            kernel.free();
        }
        if let Some(NativeKey::Direct(key)) = self.native.take() {
            key.free();
        }
    }
}

/// What is told of the engine.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EngineInfo {
    /// `kernel`, `native` or `portable`; what does the operations now.
    name: &'static str,
    /// The least that an operation took with each, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    kernel_milliseconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native_milliseconds: Option<f64>,
}

/// The engines that there are here.
pub(super) struct Platform {
    /// From how many bytes on a field is large.
    large: usize,
    choice: Choice,
    kernel: Option<KernelModule>,
    /// Whether the kernel only looks into what the platform refuses.
    kernel_behind: bool,
    direct: Option<DirectCrypto>,
    /// By fingerprint.
    keys: HashMap<String, Prepared>,
}

impl Platform {
    pub(super) fn new(choice: Choice, large: usize) -> Self {
        Self { large, choice, kernel: None, kernel_behind: false, direct: None, keys: HashMap::new() }
    }

    /// Offers a kernel. `behind` says that the platform is known to be faster, and is not to be raced.
    pub(super) fn use_kernel(&mut self, kernel: KernelModule, behind: bool) {
        self.kernel = Some(kernel);
        self.kernel_behind = behind;
        self.keys.clear();
    }

    /// Offers the platform's cryptography, to be used in place of `crypto.subtle`.
    pub(super) fn use_direct(&mut self, direct: DirectCrypto) {
        self.direct = Some(direct);
        self.keys.clear();
    }

    pub(super) fn choose(&mut self, choice: Choice) {
        if self.choice != choice {
            self.choice = choice;
            self.keys.clear();
        }
    }

    /// Forgets all keys.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
    }

    /// What does the operations with the key that was used most.
    pub(super) fn info(&self) -> Option<EngineInfo> {
        let used = |prepared: &&Prepared| prepared.kernel_times.tries + prepared.native_times.tries;
        let prepared = self.keys.values().max_by_key(used)?;
        let told = |times: Times| (times.tries > 0).then_some(times.least);
        Some(EngineInfo {
            name: match prepared.means(self.kernel_behind) {
                Means::Kernel => "kernel",
                Means::Native => "native",
                Means::Portable => "portable",
            },
            kernel_milliseconds: told(prepared.kernel_times),
            native_milliseconds: told(prepared.native_times),
        })
    }

    /// Makes sure that a key is ready.
    async fn prepare(&mut self, key: &PrivateKey) {
        if self.keys.contains_key(key.fingerprint()) {
            return;
        }
        let mut prepared = Prepared::default();
        if self.choice != Choice::Native
            && let Some(module) = &self.kernel
        {
            // A key that is like none in use is left to the others.
            prepared.kernel = key.numbers(|numbers| {
                let ([p, q], [d_p, d_q]) = (numbers.primes, numbers.exponents);
                module.prepare(numbers.modulus, numbers.public_exponent, p, q, d_p, d_q, numbers.coefficient).ok()
            });
        }
        if self.choice != Choice::Wasm
            && let Ok(pkcs8) = key.to_pkcs8_der()
        {
            prepared.native =
                self.direct.as_ref().and_then(|direct| direct.prepare(&pkcs8).ok()).map(NativeKey::Direct);
            if prepared.native.is_none()
                && let Some(subtle) = subtle::subtle()
            {
                prepared.native = subtle::import_rsa(&subtle, &pkcs8).await.ok().map(NativeKey::Subtle);
            }
        }
        self.keys.insert(key.fingerprint().to_string(), prepared);
    }
}

/// The platform's clock, in milliseconds.
pub(super) fn clock() -> Option<Performance> {
    js_sys::global().unchecked_into::<WorkerGlobalScope>().performance()
}

impl Engine for Platform {
    async fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.prepare(key).await;
        let prepared = self.keys.get_mut(key.fingerprint())?;
        let clock = clock();
        let now = || clock.as_ref().map_or(0.0, Performance::now);
        let begin = now();
        let (message, times) = match (prepared.means(self.kernel_behind), &prepared.kernel, &prepared.native) {
            (Means::Kernel, Some(kernel), _) => (Some(apply(kernel, key, ciphertext)), &mut prepared.kernel_times),
            (Means::Native, _, Some(NativeKey::Direct(native))) => {
                (Some(apply(native, key, ciphertext)), &mut prepared.native_times)
            }
            (Means::Native, _, Some(NativeKey::Subtle(rsa))) => {
                let subtle: SubtleCrypto = subtle::subtle()?;
                let message = subtle::decrypt_oaep(&subtle, rsa, ciphertext).await;
                (message.filter(|message| message.len() == CONTENT_KEY_BYTES).map(Some), &mut prepared.native_times)
            }
            _ => return key.decrypt_oaep(ciphertext),
        };
        times.tries += 1;
        times.least = times.least.min(now() - begin);
        // A refusal of the platform's is looked into, and so is all that is no content key: WebKitGTK takes
        // messages for numbers, and leaves out zeros at their beginning.
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
        if sealed.len() >= LARGE_FOR_DIRECT
            && self.choice != Choice::Wasm
            && let Some(direct) = &self.direct
        {
            let mut text = Zeroizing::new(vec![0; sealed.len() - TAG_BYTES]);
            if direct.open_gcm(key.as_bytes(), nonce, &sealed, &mut text) {
                return Some(text);
            }
        } else if sealed.len() >= self.large
            && self.choice != Choice::Wasm
            && let Some(subtle) = subtle::subtle()
            && let Some(text) = subtle::decrypt_gcm(&subtle, key, nonce, &sealed).await
        {
            return Some(text);
        }
        // Also where the platform says no, for whatever reason it may have.
        decrypt_gcm(key, nonce, sealed)
    }
}

/// The operation by a kernel, or by what looks like one; where its check fails, by the `rsa` crate.
fn apply(kernel: &RsaKernel, key: &PrivateKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut message = Zeroizing::new(vec![0; ciphertext.len()]);
    if kernel.apply(ciphertext, &mut message) { oaep::decode(&message) } else { key.decrypt_oaep(ciphertext) }
}
