//! The class `Opener`: records opened with its keys, a batch at a time.

use std::sync::Arc;

#[cfg(feature = "explorer-module")]
use js_sys::Reflect;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[cfg(feature = "explorer-module")]
use super::column_parts::parts_object;
use super::engine::{DirectCrypto, KernelModule, Platform};
#[cfg(feature = "explorer-module")]
use super::held::HeldRecord;
use super::keys::{KeyInfo, KeyUsage};
use super::opened::OpenedObject;
#[cfg(feature = "explorer-module")]
use super::pause::NoPause;
use super::pause::PauseFunction;
#[cfg(feature = "explorer-module")]
use super::prices::Prices;
use super::settings::{BodyName, EngineName, SettingsObject};
use super::values::{count, to_js};
use crate::batch::{Batch, Pause};
#[cfg(feature = "explorer-module")]
use crate::conversation::ColumnParts;
use crate::conversation::PriceList;
use crate::stream::RecordOpener;
use crate::{Body, ErrorCode, KeyRing, PrivateKey, Settings};

/// Opens records with the keys that it holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Opener {
    pub(super) settings: Settings,
    pub(super) keys: KeyRing<Platform>,
    records: RecordOpener,
    /// What costs that are noted are estimated by, if that is not the built-in list.
    pub(super) prices: Option<Arc<PriceList>>,
}

#[wasm_bindgen]
impl Opener {
    /// An opener without keys. Throws if `settings` has a member that is not known.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Settings")] settings: JsValue,
    ) -> Result<Opener, JsValue> {
        let object = SettingsObject::read(settings)?;
        let keys = KeyRing::with_engine(Platform::new(object.allowed(), object.large_field()));
        let settings = object.into();
        Ok(Self { settings, keys, records: RecordOpener::new(settings), prices: None })
    }

    /// Offers a module with a kernel for the RSA operations. With `reserve`, it is used only for what `crypto.subtle`
    /// refuses, where there is one; otherwise both are timed, and the faster one is used.
    #[wasm_bindgen(js_name = useKernel)]
    pub fn use_kernel(&mut self, kernel: KernelModule, reserve: Option<bool>) {
        self.keys.engine().use_kernel(kernel, reserve.unwrap_or_default());
    }

    /// Offers the platform's cryptography, where it answers at once, in place of `crypto.subtle`.
    #[wasm_bindgen(js_name = useDirectCrypto)]
    pub fn use_direct_crypto(&mut self, direct: DirectCrypto) {
        self.keys.engine().use_direct(direct);
    }

    /// Changes what does the RSA operations, whether every wrapped key is unwrapped and, if it is given, how
    /// opened texts are put into their lines.
    pub fn choose(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Settings[\"engine\"]")] engine: JsValue,
        strict: bool,
        #[wasm_bindgen(unchecked_optional_param_type = "Settings[\"body\"]")] body: JsValue,
    ) -> Result<(), JsValue> {
        let engine: Option<EngineName> = serde_wasm_bindgen::from_value(engine)?;
        let body: Option<BodyName> = serde_wasm_bindgen::from_value(body)?;
        self.keys.engine().allow(engine.map(Into::into).unwrap_or_default());
        if strict {
            self.keys.forget_assumed();
        }
        self.settings.strict = strict;
        self.settings.body = body.map_or(self.settings.body, Body::from);
        self.records = RecordOpener::new(self.settings).with_prices(self.prices.clone());
        Ok(())
    }

    /// Reads the private keys in a file and adds them; one that is there already is not added twice.
    /// Throws with `ERR_KEY_FORMAT`, `ERR_KEY_PUBLIC` or `ERR_KEY_PASSPHRASE`.
    #[wasm_bindgen(unchecked_return_type = "KeyInfo[]")]
    pub fn add(&mut self, file: Vec<u8>, passphrase: Option<String>) -> Result<JsValue, JsValue> {
        let (file, passphrase) = (Zeroizing::new(file), passphrase.map(Zeroizing::new));
        let keys = PrivateKey::read_all(&file, passphrase.as_ref().map(|text| text.as_str()))?;
        let infos = to_js(&keys.iter().map(KeyInfo::from).collect::<Vec<_>>())?;
        for key in keys {
            self.keys.add(key);
        }
        Ok(infos)
    }

    /// The keys as PKCS#8 in DER, to be handed to another opener and wiped.
    #[wasm_bindgen(js_name = exportKeys)]
    pub fn export_keys(&self) -> Result<Vec<Uint8Array>, JsValue> {
        self.keys.usage().map(|(key, _)| Ok(Uint8Array::from(&key.to_pkcs8_der()?[..]))).collect()
    }

    /// Forgets all keys and all that was unwrapped with them.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.keys.engine().clear();
    }

    /// Opens a batch of records. `bytes` are the records, one after the other; `ends` where each of them ends in
    /// `bytes`, `numbers` the line of the file that each begins in, counted from 1.
    /// `cut_off` is the code of the fault, `ERR_GZIP` or `ERR_GZIP_TRUNCATED`, if the file breaks off
    /// within the last of them. `content_keys` are those that `ContentKeys.get` returns for the lines; without
    /// them none are returned. With them and `parts`, what columns of exports are made of is returned in place of the
    /// records, if it can be made of all of them: its bits say which long texts are wanted, and with 16 added these are
    /// given in Snappy.
    ///
    /// Every 30 ms, between two records, it awaits what `pause` returns, and stops if that is false.
    #[wasm_bindgen(unchecked_return_type = "OpenedLines")]
    #[allow(clippy::too_many_arguments, reason = "an object of them would be read member by member")]
    pub async fn open(
        &mut self,
        bytes: Vec<u8>,
        ends: Vec<u32>,
        numbers: Vec<f64>,
        #[wasm_bindgen(js_name = cutOff)] cut_off: Option<String>,
        #[wasm_bindgen(unchecked_param_type = "() => Promise<boolean>")] pause: Function,
        #[wasm_bindgen(js_name = contentKeys)] content_keys: Option<Vec<u8>>,
        parts: Option<u8>,
    ) -> Result<JsValue, JsValue> {
        let cut_off = cut_off.map(|code| match code.as_str() {
            "ERR_GZIP" => ErrorCode::Gzip,
            _ => ErrorCode::GzipTruncated,
        });
        let batch = Batch { bytes: &bytes, ends: &ends, numbers: &numbers, cut_off };
        self.open_batch(batch, content_keys, parts, PauseFunction::new(pause)).await
    }
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl Opener {
    /// Has the costs of records that are opened from now on estimated by this list of prices, without a text by the built-in
    /// one. Throws as `Prices` does.
    #[wasm_bindgen(js_name = usePrices)]
    pub fn use_prices(&mut self, text: Option<String>) -> Result<(), JsValue> {
        self.prices = Prices::new(text)?.shared();
        self.records = RecordOpener::new(self.settings).with_prices(self.prices.clone());
        Ok(())
    }

    /// Opens a record that a reader holds. `content_keys` as for [`Opener::open`].
    #[wasm_bindgen(js_name = openHeld, unchecked_return_type = "OpenedLines")]
    pub async fn open_held(
        &mut self,
        record: HeldRecord,
        #[wasm_bindgen(js_name = contentKeys)] content_keys: Option<Vec<u8>>,
    ) -> Result<JsValue, JsValue> {
        self.open_batch(record.batch(), content_keys, None, NoPause).await
    }
}

impl Opener {
    async fn open_batch<P: Pause<Error = JsValue>>(
        &mut self,
        batch: Batch<'_>,
        content_keys: Option<Vec<u8>>,
        parts: Option<u8>,
        pause: P,
    ) -> Result<JsValue, JsValue> {
        let content_keys = content_keys.map(Zeroizing::new);
        let known = content_keys.as_ref().map(|keys| &keys[..]);
        // The package's core has no exports.
        #[cfg(not(feature = "explorer-module"))]
        let _ = parts;
        #[cfg(feature = "explorer-module")]
        {
            self.records.parts = parts.filter(|_| known.is_some()).map(|wanted| Box::new(ColumnParts::new(wanted)));
        }
        let mut opened = self.records.open_batch(batch, known, &mut self.keys, pause).await?;
        let usage = self.keys.usage().filter(|(_, fields)| *fields > 0);
        let usage = usage
            .map(|(key, fields)| KeyUsage { fingerprint: key.fingerprint().to_string(), fields: count(fields) })
            .collect();
        self.keys.reset_usage();
        #[cfg(feature = "explorer-module")]
        if opened.parts.is_some() {
            opened.output = Vec::new();
        }
        let object = to_js(&OpenedObject::new(&mut opened, usage, self.keys.engine().info()))?;
        #[cfg(feature = "explorer-module")]
        if let (Some(made), Some(wanted)) = (&opened.parts, parts) {
            Reflect::set(&object, &"parts".into(), &parts_object(made, wanted)?)?;
        }
        Ok(object)
    }
}
