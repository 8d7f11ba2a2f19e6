//! Keys for JavaScript.

use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::error::error;
use super::subtle::{generate_pkcs8, subtle};
use super::values::to_js;
#[cfg(feature = "explorer-module")]
use crate::PublicKey;
#[cfg(feature = "explorer-module")]
use crate::envelope;
use crate::{ErrorCode, KeySize, PrivateKey, keys};

#[derive(Serialize)]
pub(super) struct KeyInfo<'a> {
    pub(super) bits: usize,
    pub(super) fingerprint: &'a str,
}

impl<'a> From<&'a PrivateKey> for KeyInfo<'a> {
    fn from(key: &'a PrivateKey) -> Self {
        Self { bits: key.bits(), fingerprint: key.fingerprint() }
    }
}

#[derive(Serialize)]
pub(super) struct KeyUsage {
    pub(super) fingerprint: String,
    pub(super) fields: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair<'a> {
    bits: usize,
    fingerprint: &'a str,
    private_pem: &'a str,
    public_pem: &'a str,
}

#[cfg(not(feature = "explorer-module"))]
const NO_SUBTLE: &str =
    "Key pairs are made by crypto.subtle, which this runtime lacks: browsers have it for https and localhost only.";

/// A private key in this module's memory, for the object that stands for it in JavaScript. Wiped when it
/// is freed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KeyHandle {
    key: PrivateKey,
}

#[wasm_bindgen]
impl KeyHandle {
    /// Reads the private keys in a file, at least one. Throws as `Opener.add` does.
    #[wasm_bindgen(js_name = readAll)]
    pub fn read_all(file: Vec<u8>, passphrase: Option<String>) -> Result<Vec<KeyHandle>, JsValue> {
        let (file, passphrase) = (Zeroizing::new(file), passphrase.map(Zeroizing::new));
        let keys = PrivateKey::read_all(&file, passphrase.as_ref().map(|text| text.as_str()))?;
        Ok(keys.into_iter().map(|key| Self { key }).collect())
    }

    /// Bits of the modulus.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn bits(&self) -> usize {
        self.key.bits()
    }

    /// SHA-256 of the public key's SPKI in DER, in hexadecimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint().to_string()
    }

    /// The public half, SPKI in PEM.
    #[wasm_bindgen(js_name = publicPem)]
    pub fn public_pem(&self) -> Result<String, JsValue> {
        Ok(self.key.public_key().to_spki_pem()?)
    }

    /// The key as PKCS#8 in DER, to be handed to an opener and wiped.
    #[wasm_bindgen(js_name = toPkcs8)]
    pub fn to_pkcs8(&self) -> Result<Uint8Array, JsValue> {
        Ok(Uint8Array::from(&self.key.to_pkcs8_der()?[..]))
    }
}

/// Makes a key pair of 2048, 3072 or 4096 bits: with `crypto.subtle` where it exists, else in Rust,
/// which takes up to minutes. With a passphrase the private half is encrypted (PBES2). A pair is
/// returned only after it opened what was sealed for it.
#[wasm_bindgen(js_name = generateKeyPair, unchecked_return_type = "KeyPair")]
pub async fn generate_key_pair(bits: u32, passphrase: Option<String>) -> Result<JsValue, JsValue> {
    let passphrase = passphrase.map(Zeroizing::new);
    let size = KeySize::from_bits(bits).ok_or_else(|| {
        let message = format!("AI Gateway takes keys of 2048, 3072 and 4096 bits, not of {bits}.");
        error(ErrorCode::KeyFormat, &message)
    })?;
    let key = match subtle() {
        Some(subtle) => PrivateKey::read(&generate_pkcs8(&subtle, size).await?)?,
        #[cfg(feature = "explorer-module")]
        None => PrivateKey::generate(size)?,
        // Half of what it takes are tables of primes.
        #[cfg(not(feature = "explorer-module"))]
        None => return Err(error(ErrorCode::KeyFormat, NO_SUBTLE)),
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
    to_js(&pair)
}

/// The public key of somebody for whom records are sealed. It has nothing secret.
#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
#[derive(Debug)]
pub struct PublicKeyHandle {
    pub(super) key: PublicKey,
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl PublicKeyHandle {
    /// Reads the public key in a file: SPKI, PKCS#1, a certificate or a JWK, in PEM or DER. Throws with `ERR_KEY_FORMAT`
    /// if there is none, or a private key.
    pub fn read(file: &[u8]) -> Result<PublicKeyHandle, JsValue> {
        Ok(Self { key: PublicKey::read(file)? })
    }

    /// Bits of the modulus.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn bits(&self) -> usize {
        self.key.bits()
    }

    /// SHA-256 of its SPKI in DER, in hexadecimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint()
    }

    /// SPKI in PEM.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self) -> Result<String, JsValue> {
        Ok(self.key.to_spki_pem()?)
    }
}

/// Seals a text as AI Gateway does, with the public half of a private key: the JSON object that
/// stands in a record. For samples.
#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
pub fn seal(text: &str, private_key: Vec<u8>) -> Result<String, JsValue> {
    let key = PrivateKey::read(&Zeroizing::new(private_key))?;
    Ok(envelope::seal(text.as_bytes(), &key.public_key()))
}
