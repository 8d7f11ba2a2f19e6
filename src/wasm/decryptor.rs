//! Streaming decryption for JavaScript.

use serde::{Deserialize, Serialize, Serializer};
use wasm_bindgen::prelude::*;

use super::keys::{KeyRing, count};
use crate::input::{TextKind, Warning};
use crate::{Body, Event, Fault, Settings, stream};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What may be chosen; all of it may be left out. */
export interface Settings {
  /** How opened texts are put into their lines: as strings, or as JSON where they are JSON. */
  body?: "text" | "json";
  /** The longest line that is looked into, in bytes. */
  maxLineBytes?: number;
  /** How deep objects and arrays may be nested. */
  maxNesting?: number;
}

/** One thing that went wrong in a file. */
export interface Fault {
  /** A stable code, such as `ERR_UNWRAP`. */
  code: string;
  /** The line, counted from 1; absent for a fault of the file. */
  line?: number;
  /** The path of the field that stays sealed. */
  field?: string;
  /** The offset in the file (as stored) or, for a line that is set aside, in the line. */
  offset?: number;
  /** What happened, why, and what to do next. */
  message: string;
}

/** What came out of a file at once. */
export interface Batch {
  /** Opened records as NDJSON. */
  output: Uint8Array<ArrayBuffer>;
  /** The line in the file of each record of `output`, counted from 1. */
  lines: number[];
  /** Where in `output` each record ends, behind its line feed. */
  ends: number[];
  /** Which records of this batch, counted from 0, have fields that stayed sealed. */
  sealedRecords: number[];
  /** Lines that are no records, as they were, each ended with a line feed. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  /** Lines rejected. */
  rejected: number;
  faults: Fault[];
  warnings: { offset: number; message: string }[];
  /** Bytes of the file used so far, as stored. */
  offset: number;
  /** How the text is stored; absent while that cannot be told. */
  kind?: "gzip" | "plain";
  /** All that was pushed is used up: push more, or after `finish` stop. */
  drained: boolean;
}
"#;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SettingsObject {
    body: Option<BodyName>,
    max_line_bytes: Option<usize>,
    max_nesting: Option<usize>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BodyName {
    Text,
    Json,
}

impl From<SettingsObject> for Settings {
    fn from(object: SettingsObject) -> Self {
        let default = Self::default();
        Self {
            body: match object.body {
                Some(BodyName::Json) => Body::Json,
                Some(BodyName::Text) | None => Body::Text,
            },
            max_line_bytes: object.max_line_bytes.unwrap_or(default.max_line_bytes),
            max_nesting: object.max_nesting.unwrap_or(default.max_nesting),
        }
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    #[serde(serialize_with = "as_bytes")]
    output: Vec<u8>,
    lines: Vec<f64>,
    ends: Vec<usize>,
    sealed_records: Vec<usize>,
    #[serde(serialize_with = "as_bytes")]
    rejects: Vec<u8>,
    opened: u32,
    sealed: u32,
    rejected: u32,
    faults: Vec<FaultObject>,
    warnings: Vec<WarningObject>,
    offset: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    drained: bool,
}

/// As a `Uint8Array` instead of an array of numbers.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

#[derive(Serialize)]
struct FaultObject {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<f64>,
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
            field: fault.field.clone(),
            offset: fault.offset.map(count),
            message: fault.message.clone(),
        }
    }
}

#[derive(Serialize)]
struct WarningObject {
    offset: f64,
    message: String,
}

impl From<Warning> for WarningObject {
    fn from(warning: Warning) -> Self {
        Self { offset: count(warning.offset), message: warning.message }
    }
}

/// Opens the records of one file. It holds no key: `read` borrows them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Decryptor {
    decryptor: stream::Decryptor,
}

#[wasm_bindgen]
impl Decryptor {
    /// A decryptor at the beginning of a file. Throws if `settings` has a member it does not know.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Settings")] settings: JsValue,
    ) -> Result<Decryptor, JsValue> {
        let settings: SettingsObject =
            if settings.is_undefined() { SettingsObject::default() } else { serde_wasm_bindgen::from_value(settings)? };
        Ok(Self { decryptor: stream::Decryptor::new(settings.into()) })
    }

    /// Adds the file's next bytes. Push some hundred KB to a few MB at a time, and read until the
    /// batch is drained before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.decryptor.push(bytes);
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.decryptor.finish();
    }

    /// Opens records until some `maxBytes` have come out (what is told of them included), some
    /// `maxOperations` RSA private operations were done (which take nearly all of the time), or all that
    /// was pushed is used up. At least one record, if there is one.
    #[wasm_bindgen(unchecked_return_type = "Batch")]
    pub fn read(
        &mut self,
        keys: &mut KeyRing,
        #[wasm_bindgen(js_name = maxBytes)] max_bytes: usize,
        #[wasm_bindgen(js_name = maxOperations)] max_operations: u32,
    ) -> Result<JsValue, JsValue> {
        let mut batch = Batch::default();
        let until = keys.keys.private_operations() + u64::from(max_operations);
        loop {
            let Some(event) = self.decryptor.next(&mut keys.keys) else {
                batch.drained = true;
                break;
            };
            batch.take(event);
            if batch.bytes() >= max_bytes || keys.keys.private_operations() >= until {
                break;
            }
        }
        batch.offset = count(self.decryptor.offset());
        batch.kind = self.decryptor.kind().map(|kind| match kind {
            TextKind::Gzip => "gzip",
            TextKind::Plain => "plain",
        });
        Ok(serde_wasm_bindgen::to_value(&batch)?)
    }
}

impl Batch {
    /// What it takes in JavaScript, about: a line of a few bytes costs more for what is told of it.
    fn bytes(&self) -> usize {
        self.output.len() + self.rejects.len() + 16 * self.lines.len() + 256 * (self.faults.len() + self.warnings.len())
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Record(record) => {
                if !record.faults.is_empty() {
                    self.sealed_records.push(self.lines.len());
                }
                self.output.extend_from_slice(record.text);
                self.output.push(b'\n');
                self.lines.push(count(record.line));
                self.ends.push(self.output.len());
                self.opened += record.opened;
                self.sealed += u32::try_from(record.faults.len()).unwrap_or(u32::MAX);
                self.faults.extend(record.faults.iter().map(FaultObject::from));
            }
            Event::Reject(reject) => {
                self.rejects.extend_from_slice(reject.bytes);
                self.faults.extend(reject.fault.as_ref().map(FaultObject::from));
                if reject.last {
                    self.rejects.push(b'\n');
                    self.rejected += 1;
                }
            }
            Event::Fault(fault) => self.faults.push(FaultObject::from(&fault)),
            Event::Warning(warning) => self.warnings.push(warning.into()),
        }
    }
}
