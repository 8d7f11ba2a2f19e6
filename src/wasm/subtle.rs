//! `crypto.subtle`, the cryptography of the browser or of the runtime.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use zeroize::Zeroizing;

use crate::KeySize;
use crate::keys::{ContentKey, NONCE_BYTES};

/// `crypto.subtle`, which pages from plain-http origins other than localhost lack.
pub(super) fn subtle() -> Option<SubtleCrypto> {
    // `crypto` is the same property of windows, workers and Node.js' global object.
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    let crypto = global.crypto().ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    (!subtle.is_undefined()).then(|| subtle.unchecked_into())
}

/// What decrypts large fields: `crypto.subtle`, or what a page gives its workers in its place, because Chromium's have none in
/// a sandboxed frame: `relayedSubtle`, with the two functions that [`decrypt_gcm`] calls.
pub(super) fn subtle_for_fields() -> Option<SubtleCrypto> {
    subtle().or_else(|| {
        let relayed = Reflect::get(&js_sys::global(), &"relayedSubtle".into()).ok()?;
        (!relayed.is_undefined()).then(|| relayed.unchecked_into())
    })
}

/// A JavaScript object with these properties.
fn object(properties: &[(&str, &JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in properties {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn rsa_oaep() -> Result<Object, JsValue> {
    object(&[("name", &"RSA-OAEP".into()), ("hash", &"SHA-256".into())])
}

/// Bytes that JavaScript has a copy of; the copy is wiped with this.
struct Lent(Uint8Array);

impl Lent {
    fn new(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.fill(0, 0, self.0.length());
    }
}

/// Takes the bytes out of JavaScript's hands.
fn take(buffer: JsValue) -> Zeroizing<Vec<u8>> {
    let bytes = Lent(Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()));
    Zeroizing::new(bytes.0.to_vec())
}

/// A private key (PKCS#8 in DER) for [`decrypt_oaep`], which cannot be got out again.
pub(super) async fn import_rsa(subtle: &SubtleCrypto, pkcs8: &[u8]) -> Result<CryptoKey, JsValue> {
    let (key, usages) = (Lent::new(pkcs8), Array::of1(&"decrypt".into()));
    let importing = subtle.import_key_with_object("pkcs8", &key.0, &rsa_oaep()?, false, &usages)?;
    Ok(JsFuture::from(importing).await?.unchecked_into())
}

/// RSAES-OAEP-DECRYPT with SHA-256. `None` for whatever goes wrong.
pub(super) async fn decrypt_oaep(
    subtle: &SubtleCrypto,
    key: &CryptoKey,
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let ciphertext = Uint8Array::from(ciphertext);
    let decrypting = subtle.decrypt_with_str_and_js_u8_array("RSA-OAEP", key, &ciphertext).ok()?;
    JsFuture::from(decrypting).await.ok().map(take)
}

/// AES-256-GCM decryption. `None` if the tag does not fit.
pub(super) async fn decrypt_gcm(
    subtle: &SubtleCrypto,
    key: &ContentKey,
    nonce: &[u8; NONCE_BYTES],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (raw, usages) = (Lent::new(key.as_bytes()), Array::of1(&"decrypt".into()));
    let importing = subtle.import_key_with_str("raw", &raw.0, "AES-GCM", false, &usages).ok()?;
    let key: CryptoKey = JsFuture::from(importing).await.ok()?.unchecked_into();
    let nonce = Uint8Array::from(&nonce[..]);
    let algorithm = object(&[("name", &"AES-GCM".into()), ("iv", nonce.as_ref())]).ok()?;
    let sealed = Uint8Array::from(sealed);
    let decrypting = subtle.decrypt_with_object_and_js_u8_array(&algorithm, &key, &sealed).ok()?;
    JsFuture::from(decrypting).await.ok().map(take)
}

/// A new private key as PKCS#8 in DER.
pub(super) async fn generate_pkcs8(subtle: &SubtleCrypto, size: KeySize) -> Result<Zeroizing<Vec<u8>>, JsValue> {
    // The public exponent 65537, as big-endian bytes.
    let exponent = Uint8Array::from(&[1, 0, 1][..]);
    let algorithm = object(&[
        ("name", &"RSA-OAEP".into()),
        ("hash", &"SHA-256".into()),
        ("modulusLength", &size.bits().into()),
        ("publicExponent", exponent.as_ref()),
    ])?;
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let pair = JsFuture::from(subtle.generate_key_with_object(&algorithm, true, &usages)?).await?;
    let key: CryptoKey = Reflect::get(&pair, &"privateKey".into())?.unchecked_into();
    Ok(take(JsFuture::from(subtle.export_key("pkcs8", &key)?).await?))
}
