//! The fixtures, and a way of running one: shared by the native tests and those in browsers.
#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::collections::HashMap;

use logpush_decrypt::testing::keys::{Engine, decrypt_gcm};
use logpush_decrypt::{Body, ContentKey, Decryptor, Event, Fault, KeyRing, NONCE_BYTES, PrivateKey, Settings};
use serde_json::Value;
use zeroize::Zeroizing;

/// One file, and what must come out of it.
pub struct Fixture {
    pub name: &'static str,
    pub input: &'static [u8],
    pub output: &'static [u8],
    pub rejects: &'static [u8],
    pub expected: &'static str,
}

/// The fixture of this name, with its files built in: a browser has no file system.
#[macro_export]
macro_rules! fixture {
    ($name:literal) => {
        $crate::common::Fixture {
            name: $name,
            input: include_bytes!(concat!("fixtures/", $name, ".log.gz")),
            output: include_bytes!(concat!("fixtures/", $name, ".ndjson")),
            rejects: include_bytes!(concat!("fixtures/", $name, ".rejects")),
            expected: include_str!(concat!("fixtures/", $name, ".json")),
        }
    };
}

/// The bytes of a key file among the fixtures.
#[macro_export]
macro_rules! key_file {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/", $name)).as_slice()
    };
}
pub fn private_key(name: &str) -> PrivateKey {
    let file = match name {
        "rsa2048" => key_file!("rsa2048.pem"),
        "rsa3072" => key_file!("rsa3072.pem"),
        "rsa4096" => key_file!("rsa4096.pem"),
        "rotated4096" => key_file!("rotated4096.pem"),
        "other2048" => key_file!("other2048.pem"),
        _ => panic!("no key {name}"),
    };
    PrivateKey::read(file).expect("a fixture's key")
}

/// A fault as fixtures write it: line, field, code and, where it is given, offset.
type Reported = (Option<u64>, Option<String>, String, Option<u64>);

/// All that comes out of one file.
#[derive(Default, PartialEq)]
pub struct Outcome {
    pub output: Vec<u8>,
    pub rejects: Vec<u8>,
    pub records: u64,
    pub opened: u64,
    pub sealed: u64,
    pub rejected: u64,
    pub errors: Vec<Reported>,
    pub warnings: Vec<u64>,
    pub messages: Vec<String>,
}

impl Fixture {
    fn json(&self) -> Value {
        serde_json::from_str(self.expected).expect("the fixture's JSON")
    }

    pub fn key_names(&self) -> Vec<String> {
        let json = self.json();
        let names = json["keys"].as_array().expect("keys").iter();
        names.map(|name| name.as_str().expect("a name").to_string()).collect()
    }

    pub fn keys(&self) -> KeyRing<Memo> {
        let mut ring = KeyRing::with_engine(Memo::default());
        for name in self.key_names() {
            ring.add(private_key(&name));
        }
        ring
    }

    pub fn settings(&self) -> Settings {
        let body = if self.json()["body"] == "json" { Body::Json } else { Body::Text };
        Settings { body, ..Settings::default() }
    }

    /// What the message of each error must say, as far as the fixture has words for it.
    pub fn must_say(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().expect("errors").iter();
        errors.map(|error| error["says"].as_str().unwrap_or_default().to_string()).collect()
    }

    /// What must come out.
    pub fn expected(&self) -> Outcome {
        let json = self.json();
        let number = |name: &str| json[name].as_u64().expect(name);
        let errors = json["errors"].as_array().expect("errors").iter().map(|error| {
            let text = |name: &str| error[name].as_str().map(str::to_string);
            (error["line"].as_u64(), text("field"), text("code").expect("a code"), error["offset"].as_u64())
        });
        let warnings = json["warnings"].as_array().expect("warnings").iter();
        Outcome {
            output: self.output.to_vec(),
            rejects: self.rejects.to_vec(),
            records: number("records"),
            opened: number("opened"),
            sealed: number("sealed"),
            rejected: number("rejected"),
            errors: errors.collect(),
            messages: Vec::new(),
            warnings: warnings.map(|warning| warning["offset"].as_u64().expect("an offset")).collect(),
        }
    }

    /// Opens the file, pushed in chunks of this many bytes.
    pub fn run(&self, chunk: usize, keys: &mut KeyRing<impl Engine>) -> Outcome {
        let mut outcome = Outcome::default();
        let mut decryptor = Decryptor::new(self.settings());
        for chunk in self.input.chunks(chunk) {
            decryptor.push(chunk.to_vec());
            outcome.take(&mut decryptor, keys);
        }
        decryptor.finish();
        outcome.take(&mut decryptor, keys);
        outcome
    }
}

impl Outcome {
    /// Everything but the bytes.
    pub fn told(&self) -> impl std::fmt::Debug + PartialEq + use<> {
        (self.records, self.opened, self.sealed, self.rejected, self.errors.clone(), self.warnings.clone())
    }

    fn take(&mut self, decryptor: &mut Decryptor, keys: &mut KeyRing<impl Engine>) {
        while let Some(event) = decryptor.next(keys) {
            match event {
                Event::Record(record) => {
                    self.output.extend_from_slice(record.text);
                    self.output.push(b'\n');
                    self.records += 1;
                    self.opened += u64::from(record.opened);
                    self.sealed += record.faults.len() as u64;
                    record.faults.iter().for_each(|fault| self.report(fault));
                }
                Event::Reject(reject) => {
                    self.rejects.extend_from_slice(reject.bytes);
                    if let Some(fault) = &reject.fault {
                        self.report(fault);
                    }
                    if reject.last {
                        self.rejects.push(b'\n');
                        self.rejected += 1;
                    }
                }
                Event::Fault(fault) => self.report(&fault),
                Event::Warning(warning) => self.warnings.push(warning.offset),
            }
        }
    }

    fn report(&mut self, fault: &Fault) {
        self.messages.push(fault.message.clone());
        assert!(fault.message.len() > 20, "{fault} says what happened");
        // The offset within a line is for people; that within the file is held to the fixture.
        let offset = if fault.line.is_none() { fault.offset } else { None };
        self.errors.push((fault.line, fault.field.clone(), fault.code.to_string(), offset));
    }
}

/// An engine that does each RSA operation once, failed ones too: a fixture is run at thousands of chunk
/// sizes, and it is the chunks that are tested then.
#[derive(Default)]
pub struct Memo(HashMap<(String, Vec<u8>), Answer>);

type Answer = Option<Zeroizing<Vec<u8>>>;

impl Engine for Memo {
    fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> impl Future<Output = Answer> {
        let question = (key.fingerprint().to_string(), ciphertext.to_vec());
        std::future::ready(self.0.entry(question).or_insert_with(|| key.decrypt_oaep(ciphertext)).clone())
    }
}

/// An engine that does the RSA operations of undamaged records, and then no more: what RSA-OAEP was not given to wrap it
/// refuses, which tests/wycheproof.rs and the fixtures hold it to. It notes the texts that come out of AES-GCM.
#[derive(Default)]
pub struct Frozen {
    pub answers: HashMap<Vec<u8>, Answer>,
    pub texts: Vec<Vec<u8>>,
    pub no_more: bool,
}

impl Engine for Frozen {
    fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> impl Future<Output = Answer> {
        if !self.no_more {
            self.answers.entry(ciphertext.to_vec()).or_insert_with(|| key.decrypt_oaep(ciphertext));
        }
        std::future::ready(self.answers.get(ciphertext).cloned().flatten())
    }

    fn decrypt_gcm(
        &mut self,
        key: &ContentKey,
        nonce: &[u8; NONCE_BYTES],
        sealed: Zeroizing<Vec<u8>>,
    ) -> impl Future<Output = Answer> {
        let text = decrypt_gcm(key, nonce, sealed);
        self.texts.extend(text.as_ref().map(|text| text.to_vec()));
        std::future::ready(text)
    }
}
