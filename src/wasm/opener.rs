//! Opening records for JavaScript: with the keys, a batch of lines at a time.

use js_sys::Function;
use serde::{Deserialize, Serialize, Serializer};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::{Zeroize, Zeroizing};

use super::engine::{Choice, DirectCrypto, EngineInfo, KernelModule, LARGE, Platform, clock};
use super::keys::{KeyInfo, KeyUsage, count};
#[cfg(feature = "explorer-module")]
use crate::envelope::scan;
use crate::input::Line;
use crate::keys::LineKeys;
#[cfg(feature = "explorer-module")]
use crate::search::{ColumnTest, Searcher};
use crate::stream::RecordOpener;
use crate::{Body, ErrorCode, Fault, KeyRing, PrivateKey, Settings};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What may be chosen; all of it may be left out. */
export interface Settings {
  /** How opened texts are put into their lines: as strings, or as JSON where they are JSON. */
  body?: "text" | "json";
  /** How deep objects and arrays may be nested. */
  maxNesting?: number;
  /** Unwrap every wrapped key, instead of trying one field's content key on the record's others first. */
  strict?: boolean;
  /** Who does the RSA operations: the fastest, `crypto.subtle`, or WebAssembly. */
  engine?: "auto" | "native" | "wasm";
  /** From how many bytes on a field's AES-GCM is left to `crypto.subtle`, unless `engine` is `wasm`. */
  largeField?: number;
}

/** One thing that went wrong in a file. */
export interface Fault {
  /** A stable code, such as `ERR_UNWRAP`. */
  code: string;
  /** The line, counted from 1; absent for a fault of the file. */
  line?: number;
  /** Which of the records opened with it, counted from 0, has the field that stays sealed. */
  record?: number;
  /** The path of the field that stays sealed. */
  field?: string;
  /** The offset in the file (as stored) or, for a line that is set aside, in the line. */
  offset?: number;
  /** What happened, why, and what to do next. */
  message: string;
}

/** What came out of a batch of lines. */
export interface OpenedLines {
  /** Opened records as NDJSON. */
  output: Uint8Array<ArrayBuffer>;
  /** The line of the file that each record of `output` begins in, counted from 1. */
  lines: number[];
  /** Where in `output` each record ends, behind its line feed. */
  ends: number[];
  /** Which records of this batch, counted from 0, have fields that stayed sealed. */
  sealedRecords: number[];
  /** What is no record, as it was, each ended with a line feed. Most are lines; some have line feeds within. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Where in `rejects` each of them ends, behind its line feed. */
  rejectEnds: number[];
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  /** How many rejects there are. */
  rejected: number;
  faults: Fault[];
  /** How many fields each key unwrapped in this batch. */
  usage: KeyUsage[];
  /** RSA private operations done. */
  privateOperations: number;
  /** What does them now; absent before the first. */
  engine?: EngineInfo;
  /** The content keys of each record, if some were given: for `ContentKeys`. */
  contentKeys: Uint8Array<ArrayBuffer>;
  /** It was cut short, by what `pause` answered. */
  stopped: boolean;
}

/** A test of a filter, and the name of the column that it is about; `null` for all fields. */
export interface ColumnTest {
  column: string | null;
  source: string;
}

/** What was found in lines. Of a line that is no record nothing is said. */
export interface SearchedLines {
  /** Of each line: which of the tests pass, a bit for each, the lowest for the first. */
  matched: Uint32Array<ArrayBuffer>;
  /** Which do not as far as is known, but some of what they ask of stayed sealed. */
  undecided: Uint32Array<ArrayBuffer>;
  /** The content keys of each line: for `ContentKeys`. */
  contentKeys: Uint8Array<ArrayBuffer>;
  /** Fields opened, and left sealed. */
  opened: number;
  sealed: number;
  privateOperations: number;
  engine?: EngineInfo;
  stopped: boolean;
}

/** Who does the RSA operations with a key, and how fast. */
export interface EngineInfo {
  name: "kernel" | "native" | "portable";
  /** The least that an operation took so far, in milliseconds. */
  kernelMilliseconds?: number;
  nativeMilliseconds?: number;
}

/** A module with a kernel. */
export interface KernelModule {
  prepare(...numbers: Uint8Array[]): {
    apply(ciphertext: Uint8Array, message: Uint8Array): boolean;
    free(): void;
  };
}

/** The platform's cryptography, if it answers at once. Views that it is given must not be kept, and only `prepare` may throw. */
export interface DirectCrypto {
  /** A private key, PKCS#8 in DER, and the RSA operation with it, unpadded. */
  prepare(pkcs8: Uint8Array): ReturnType<KernelModule["prepare"]>;
  /** AES-256-GCM: writes the text, which is as long as the sealed bytes without their tag; false if that does not fit. */
  openGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, text: Uint8Array): boolean;
}
"#;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SettingsObject {
    body: Option<BodyName>,
    max_nesting: Option<usize>,
    strict: Option<bool>,
    engine: Option<EngineName>,
    large_field: Option<usize>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum EngineName {
    Auto,
    Native,
    Wasm,
}

impl From<Option<EngineName>> for Choice {
    fn from(name: Option<EngineName>) -> Self {
        match name {
            None | Some(EngineName::Auto) => Self::Auto,
            Some(EngineName::Native) => Self::Native,
            Some(EngineName::Wasm) => Self::Wasm,
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BodyName {
    Text,
    Json,
}

impl From<BodyName> for Body {
    fn from(name: BodyName) -> Self {
        match name {
            BodyName::Text => Self::Text,
            BodyName::Json => Self::Json,
        }
    }
}

impl From<SettingsObject> for Settings {
    fn from(object: SettingsObject) -> Self {
        let default = Self::default();
        Self {
            body: object.body.map_or(default.body, Body::from),
            max_nesting: object.max_nesting.unwrap_or(default.max_nesting),
            strict: object.strict.unwrap_or(default.strict),
            ..default
        }
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenedLines {
    #[serde(serialize_with = "as_bytes")]
    output: Vec<u8>,
    lines: Vec<f64>,
    ends: Vec<usize>,
    sealed_records: Vec<usize>,
    #[serde(serialize_with = "as_bytes")]
    rejects: Vec<u8>,
    reject_ends: Vec<usize>,
    opened: u32,
    sealed: u32,
    rejected: u32,
    faults: Vec<FaultObject>,
    usage: Vec<KeyUsage>,
    private_operations: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<EngineInfo>,
    #[serde(serialize_with = "as_bytes")]
    content_keys: Vec<u8>,
    stopped: bool,
}

/// As a `Uint8Array` instead of an array of numbers.
pub(super) fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

#[derive(Serialize)]
pub(super) struct FaultObject {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<f64>,
    message: String,
}

impl From<&Fault> for FaultObject {
    fn from(fault: &Fault) -> Self {
        Self {
            code: fault.code.as_str(),
            line: fault.line.map(count),
            record: None,
            field: fault.field.clone(),
            offset: fault.offset.map(count),
            message: fault.message.clone(),
        }
    }
}

/// Opens records with the keys that it holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Opener {
    settings: Settings,
    keys: KeyRing<Platform>,
    records: RecordOpener,
    text: Vec<u8>,
    faults: Vec<Fault>,
}

/// How long it may go on without a pause, in milliseconds.
const TURN: f64 = 30.0;

#[wasm_bindgen]
impl Opener {
    /// An opener without keys. Throws if `settings` has a member it does not know.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Settings")] settings: JsValue,
    ) -> Result<Opener, JsValue> {
        let object: SettingsObject =
            if settings.is_undefined() { SettingsObject::default() } else { serde_wasm_bindgen::from_value(settings)? };
        let platform = Platform::new(object.engine.into(), object.large_field.unwrap_or(LARGE));
        let keys = KeyRing::with_engine(platform);
        let settings = object.into();
        Ok(Self { settings, keys, records: RecordOpener::new(settings), text: Vec::new(), faults: Vec::new() })
    }

    /// Offers a module with a kernel for the RSA operations. With `behind` it only looks into what `crypto.subtle`
    /// refuses, where there is one; otherwise the faster of the two is found out.
    #[wasm_bindgen(js_name = useKernel)]
    pub fn use_kernel(&mut self, kernel: KernelModule, behind: Option<bool>) {
        self.keys.engine().use_kernel(kernel, behind.unwrap_or_default());
    }

    /// Offers the platform's cryptography, where it answers at once, in place of `crypto.subtle`.
    #[wasm_bindgen(js_name = useDirectCrypto)]
    pub fn use_direct_crypto(&mut self, direct: DirectCrypto) {
        self.keys.engine().use_direct(direct);
    }

    /// Changes who does the RSA operations, whether every wrapped key is unwrapped and, if that is said, how
    /// opened texts are put into their lines.
    pub fn choose(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Settings[\"engine\"]")] engine: JsValue,
        strict: bool,
        #[wasm_bindgen(unchecked_optional_param_type = "Settings[\"body\"]")] body: JsValue,
    ) -> Result<(), JsValue> {
        let engine: Option<EngineName> = serde_wasm_bindgen::from_value(engine)?;
        let body: Option<BodyName> = serde_wasm_bindgen::from_value(body)?;
        self.keys.engine().choose(engine.into());
        if strict {
            self.keys.forget_assumed();
        }
        self.settings.strict = strict;
        self.settings.body = body.map_or(self.settings.body, Body::from);
        self.records = RecordOpener::new(self.settings);
        Ok(())
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

    /// The keys as PKCS#8 in DER, to be handed to another opener and wiped.
    #[wasm_bindgen(js_name = exportKeys)]
    pub fn export_keys(&self) -> Result<Vec<js_sys::Uint8Array>, JsValue> {
        let exported = self.keys.usage().map(|(key, _)| Ok(js_sys::Uint8Array::from(&key.to_pkcs8_der()?[..])));
        exported.collect()
    }

    /// Forgets all keys and all that was unwrapped with them, and the text of the record opened last.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.keys.engine().clear();
        self.text.zeroize();
    }

    /// Opens a batch of records. `bytes` are the records, one after the other; `ends` where each of them ends in
    /// `bytes`, `numbers` the line of the file that each begins in, counted from 1.
    /// `cut_off` is the code of the fault, `ERR_GZIP` or `ERR_GZIP_TRUNCATED`, if the file breaks off
    /// within the last of them. `content_keys` are those that `ContentKeys.get` gives for the lines; without
    /// them none are returned.
    ///
    /// Every 30 ms, between two records, it awaits what `pause` returns, and stops if that is false.
    #[wasm_bindgen(unchecked_return_type = "OpenedLines")]
    pub async fn open(
        &mut self,
        bytes: Vec<u8>,
        ends: Vec<u32>,
        numbers: Vec<f64>,
        #[wasm_bindgen(js_name = cutOff)] cut_off: Option<String>,
        #[wasm_bindgen(unchecked_param_type = "() => Promise<boolean>")] pause: Function,
        #[wasm_bindgen(js_name = contentKeys)] content_keys: Option<Vec<u8>>,
    ) -> Result<JsValue, JsValue> {
        let mut batch = OpenedLines::default();
        let content_keys = content_keys.map(Zeroizing::new);
        let mut known = content_keys.as_ref().map(|keys| &keys[..]);
        let mut yielder = Yielder::new(pause);
        let operations = self.keys.private_operations();
        for (line, number) in lines(&bytes, &ends, &numbers, cut_off.as_deref()) {
            self.text.clear();
            self.faults.clear();
            let line_keys = known.as_mut().map(LineKeys::read).unwrap_or_default();
            let opening =
                self.records.open_with(&line, &line_keys, &mut self.keys, &mut self.text, &mut self.faults).await;
            match opening {
                Ok((opened, line_keys)) => {
                    batch.take(number, &self.text, opened, &self.faults);
                    if known.is_some() {
                        line_keys.write(&mut batch.content_keys);
                    }
                }
                Err(fault) => {
                    batch.rejects.extend_from_slice(line.bytes);
                    batch.rejects.push(b'\n');
                    batch.reject_ends.push(batch.rejects.len());
                    batch.rejected += 1;
                    batch.faults.push(FaultObject::from(&fault));
                }
            }
            if !yielder.should_continue().await? {
                batch.stopped = true;
                break;
            }
        }
        batch.private_operations = count(self.keys.private_operations() - operations);
        let usage = self.keys.usage().filter(|(_, fields)| *fields > 0);
        batch.usage = usage
            .map(|(key, fields)| KeyUsage { fingerprint: key.fingerprint().to_string(), fields: count(fields) })
            .collect();
        self.keys.reset_usage();
        batch.engine = self.keys.engine().info();
        let object = serde_wasm_bindgen::to_value(&batch)?;
        batch.content_keys.zeroize();
        Ok(object)
    }
}

/// The size in bits of the RSA key that the first sealed field of a record was encrypted for; `undefined` if the line
/// is no record or has no sealed field that tells.
#[cfg(feature = "explorer-module")]
#[wasm_bindgen(js_name = sealedForBits)]
#[must_use]
pub fn sealed_for_bits(line: &[u8]) -> Option<usize> {
    let envelopes = scan(line, Settings::default().max_nesting).ok()?;
    envelopes.iter().find_map(|envelope| envelope.wrapped_bytes(line)).map(|bytes| bytes * 8)
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl Opener {
    /// Asks tests of a batch of lines, of what the index does not hold of them. Lines, content keys and pauses
    /// are as with `open`. Throws if one of the tests is none.
    #[wasm_bindgen(unchecked_return_type = "SearchedLines")]
    pub async fn search(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ColumnTest[]")] tests: JsValue,
        bytes: Vec<u8>,
        ends: Vec<u32>,
        numbers: Vec<f64>,
        #[wasm_bindgen(unchecked_param_type = "() => Promise<boolean>")] pause: Function,
        #[wasm_bindgen(js_name = contentKeys)] content_keys: Vec<u8>,
    ) -> Result<JsValue, JsValue> {
        let tests: Vec<ColumnTestObject> = serde_wasm_bindgen::from_value(tests)?;
        let read = |ColumnTestObject { column, source }| ColumnTest::parse(&source, column);
        let tests: Result<_, _> = tests.into_iter().map(read).collect();
        let tests = tests.map_err(|failure| JsValue::from(js_sys::Error::new(&failure.message)))?;
        let mut searcher = Searcher::new(tests, self.settings);
        let content_keys = Zeroizing::new(content_keys);
        let mut known = &content_keys[..];
        let mut yielder = Yielder::new(pause);
        let operations = self.keys.private_operations();
        let (mut batch, mut new_keys) = (SearchedLines::default(), Zeroizing::new(Vec::new()));
        let (mut matched, mut undecided) = (Vec::with_capacity(ends.len()), Vec::with_capacity(ends.len()));
        for (line, _) in lines(&bytes, &ends, &numbers, None) {
            let line_keys = LineKeys::read(&mut known);
            let findings = searcher.search(&line, &line_keys, &mut self.keys).await.unwrap_or_default();
            matched.push(findings.matched);
            undecided.push(findings.undecided);
            findings.keys.write(&mut new_keys);
            batch.opened += findings.opened;
            batch.sealed += findings.sealed;
            if !yielder.should_continue().await? {
                batch.stopped = true;
                break;
            }
        }
        batch.private_operations = count(self.keys.private_operations() - operations);
        self.keys.reset_usage();
        batch.engine = self.keys.engine().info();
        let object = serde_wasm_bindgen::to_value(&batch)?;
        let set = |name: &str, value: JsValue| js_sys::Reflect::set(&object, &name.into(), &value);
        set("matched", js_sys::Uint32Array::from(&matched[..]).into())?;
        set("undecided", js_sys::Uint32Array::from(&undecided[..]).into())?;
        set("contentKeys", js_sys::Uint8Array::from(&new_keys[..]).into())?;
        Ok(object)
    }
}

#[cfg(feature = "explorer-module")]
#[derive(Deserialize)]
struct ColumnTestObject {
    column: Option<String>,
    source: String,
}

#[cfg(feature = "explorer-module")]
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchedLines {
    opened: u32,
    sealed: u32,
    private_operations: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<EngineInfo>,
    stopped: bool,
}

/// The lines of a batch, each with its number as JavaScript gave it.
fn lines<'a>(
    bytes: &'a [u8],
    ends: &'a [u32],
    numbers: &'a [f64],
    cut_off: Option<&'a str>,
) -> impl Iterator<Item = (Line<'a>, f64)> {
    let mut begin = 0;
    ends.iter().zip(numbers).enumerate().map(move |(at, (&end, &number))| {
        let end = (end as usize).clamp(begin, bytes.len());
        let cut_off = cut_off.filter(|_| at + 1 == ends.len()).map(|code| match code {
            "ERR_GZIP" => ErrorCode::Gzip,
            _ => ErrorCode::GzipTruncated,
        });
        let line = &bytes[begin..end];
        begin = end;
        // Where it is in its text nobody asks here.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number, counted from 1")]
        (Line { number: number as u64, begin: 0, bytes: line, cut_off }, number)
    })
}

/// Lets others have their turn now and then.
struct Yielder {
    pause: Function,
    clock: Option<web_sys::Performance>,
    turn: f64,
}

impl Yielder {
    fn new(pause: Function) -> Self {
        let mut yielder = Self { pause, clock: clock(), turn: 0.0 };
        yielder.turn = yielder.now();
        yielder
    }

    fn now(&self) -> f64 {
        self.clock.as_ref().map_or(0.0, web_sys::Performance::now)
    }

    /// Makes a pause if it is time for one, and asks whether to go on.
    async fn should_continue(&mut self) -> Result<bool, JsValue> {
        if self.now() - self.turn < TURN {
            return Ok(true);
        }
        let answer = js_sys::Promise::resolve(&self.pause.call0(&JsValue::UNDEFINED)?);
        let should_continue = !JsFuture::from(answer).await?.is_falsy();
        self.turn = self.now();
        Ok(should_continue)
    }
}

impl OpenedLines {
    fn take(&mut self, number: f64, text: &[u8], opened: u32, faults: &[Fault]) {
        let record = Some(self.lines.len());
        if !faults.is_empty() {
            self.sealed_records.push(self.lines.len());
        }
        self.output.extend_from_slice(text);
        self.output.push(b'\n');
        self.lines.push(number);
        self.ends.push(self.output.len());
        self.opened += opened;
        self.sealed += u32::try_from(faults.len()).unwrap_or(u32::MAX);
        self.faults.extend(faults.iter().map(|fault| FaultObject { record, ..FaultObject::from(fault) }));
    }
}
