//! Keys for JavaScript.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use zeroize::Zeroizing;

use super::error::error;
use crate::{ErrorCode, KeySize, PrivateKey, envelope, keys};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What is told of a private key: nothing secret. */
export interface KeyInfo {
  /** Bits of the modulus. */
  bits: number;
  /** SHA-256 of the public key's SPKI in DER, in hexadecimal. */
  fingerprint: string;
}

/** What a private key was good for so far. */
export interface KeyUsage {
  fingerprint: string;
  /** Fields that it unwrapped. */
  fields: number;
}

/** A key pair as text that OpenSSL and AI Gateway's settings take. */
export interface KeyPair extends KeyInfo {
  /** PKCS#8. */
  privatePem: string;
  /** SPKI. */
  publicPem: string;
}
"#;

#[derive(Serialize)]
struct KeyInfo<'a> {
    bits: usize,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct KeyUsage<'a> {
    fingerprint: &'a str,
    fields: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair<'a> {
    bits: usize,
    fingerprint: &'a str,
    private_pem: &'a str,
    public_pem: &'a str,
}

/// The private keys that records are opened with.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct KeyRing {
    pub(super) keys: keys::KeyRing,
}

#[wasm_bindgen]
impl KeyRing {
    /// A ring without keys.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the private keys in a file and adds them; one that is there already is not added twice.
    /// Throws with `ERR_KEY_FORMAT`, `ERR_KEY_PUBLIC` or `ERR_KEY_PASSPHRASE`.
    #[wasm_bindgen(unchecked_return_type = "KeyInfo[]")]
    pub fn add(&mut self, file: Vec<u8>, passphrase: Option<String>) -> Result<JsValue, JsValue> {
        let (file, passphrase) = (Zeroizing::new(file), passphrase.map(Zeroizing::new));
        let keys = PrivateKey::read_all(&file, passphrase.as_ref().map(|text| text.as_str()))?;
        let infos: Vec<_> =
            keys.iter().map(|key| KeyInfo { bits: key.bits(), fingerprint: key.fingerprint() }).collect();
        let infos = serde_wasm_bindgen::to_value(&infos)?;
        for key in keys {
            self.keys.add(key);
        }
        Ok(infos)
    }

    /// How many fields each key unwrapped so far, in the order in which the keys were added.
    #[wasm_bindgen(unchecked_return_type = "KeyUsage[]")]
    pub fn usage(&self) -> Result<JsValue, JsValue> {
        let usage: Vec<_> = self
            .keys
            .usage()
            .map(|(key, fields)| KeyUsage { fingerprint: key.fingerprint(), fields: count(fields) })
            .collect();
        Ok(serde_wasm_bindgen::to_value(&usage)?)
    }

    /// Begins to count anew what `usage` tells.
    #[wasm_bindgen(js_name = resetUsage)]
    pub fn reset_usage(&mut self) {
        self.keys.reset_usage();
    }

    /// Forgets all keys and all that was unwrapped with them.
    pub fn clear(&mut self) {
        self.keys.clear();
    }

    /// How many RSA private operations were done so far.
    #[wasm_bindgen(getter, js_name = privateOperations)]
    #[must_use]
    pub fn private_operations(&self) -> f64 {
        count(self.keys.private_operations())
    }
}

/// A count as JavaScript has numbers: exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(number: u64) -> f64 {
    number as f64
}

/// Makes a key pair of 2048, 3072 or 4096 bits: with `crypto.subtle` where it exists, else in Rust,
/// which takes up to minutes. With a passphrase the private half is encrypted (PBES2). A pair is
/// given only after it opened what was sealed for it.
#[wasm_bindgen(js_name = generateKeyPair, unchecked_return_type = "KeyPair")]
pub async fn generate_key_pair(bits: u32, passphrase: Option<String>) -> Result<JsValue, JsValue> {
    let passphrase = passphrase.map(Zeroizing::new);
    let size = KeySize::from_bits(bits).ok_or_else(|| {
        let message = format!("AI Gateway takes keys of 2048, 3072 and 4096 bits, not of {bits}.");
        error(ErrorCode::KeyFormat, &message)
    })?;
    let key = match subtle() {
        Some(subtle) => PrivateKey::read(&generate_pkcs8(&subtle, size).await?)?,
        None => PrivateKey::generate(size)?,
    };
    if !key.proves_itself() {
        return Err(keys::UNPROVEN.into());
    }
    let private_pem = match &passphrase {
        Some(passphrase) => key.to_encrypted_pkcs8_pem(passphrase)?,
        None => key.to_pkcs8_pem()?,
    };
    let pair = KeyPair {
        bits: key.bits(),
        fingerprint: key.fingerprint(),
        private_pem: &private_pem,
        public_pem: &key.public_key().to_spki_pem()?,
    };
    Ok(serde_wasm_bindgen::to_value(&pair)?)
}

/// `crypto.subtle`, which pages from plain-http origins other than localhost lack.
fn subtle() -> Option<SubtleCrypto> {
    // `crypto` is the same property of windows, workers and Node.js' global object.
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    let crypto = global.crypto().ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    (!subtle.is_undefined()).then(|| subtle.unchecked_into())
}

/// A new private key as PKCS#8 in DER.
async fn generate_pkcs8(subtle: &SubtleCrypto, size: KeySize) -> Result<Zeroizing<Vec<u8>>, JsValue> {
    let algorithm = Object::new();
    // The public exponent 65537, as big-endian bytes.
    let exponent = Uint8Array::from(&[1, 0, 1][..]);
    for (name, value) in [
        ("name", &"RSA-OAEP".into()),
        ("hash", &"SHA-256".into()),
        ("modulusLength", &size.bits().into()),
        ("publicExponent", exponent.as_ref()),
    ] {
        Reflect::set(&algorithm, &name.into(), value)?;
    }
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let pair = JsFuture::from(subtle.generate_key_with_object(&algorithm, true, &usages)?).await?;
    let key: CryptoKey = Reflect::get(&pair, &"privateKey".into())?.unchecked_into();
    let pkcs8: ArrayBuffer = JsFuture::from(subtle.export_key("pkcs8", &key)?).await?.unchecked_into();
    let pkcs8 = Uint8Array::new(&pkcs8);
    let bytes = Zeroizing::new(pkcs8.to_vec());
    pkcs8.fill(0, 0, pkcs8.length());
    Ok(bytes)
}

/// Seals a text as AI Gateway does, with the public half of a private key: the JSON object that
/// stands in a record. For samples.
#[wasm_bindgen]
pub fn seal(text: &str, private_key: Vec<u8>) -> Result<String, JsValue> {
    let key = PrivateKey::read(&Zeroizing::new(private_key))?;
    Ok(envelope::seal(text.as_bytes(), &key.public_key()))
}
