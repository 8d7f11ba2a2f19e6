//! From a key file, or any text with keys in it, to the keys; or to what the file is instead.

mod armour;
mod bare;
mod der;
mod digits;
mod foreign;
mod jwk;
mod locked;
mod numbers;
mod openssh;
mod pbes1;
mod pkcs12;
mod public;
mod text;
mod undress;

pub(super) use public::read_public;

use super::PrivateKey;
use super::error::{DAMAGED, KeyError, NO_KEY, PASSPHRASE_WRONG};

/// How often base64 may be wrapped around a key: a Secret of Kubernetes holds base64 of PEM, and may itself be a
/// value in base64.
const MAX_WRAPPINGS: u8 = 3;

/// Reads every private key in a file, each once.
///
/// A text may hold other things beside them, such as the public key that the documentation's script
/// prints first. An error is given only where there is no private key at all; then the one that says
/// most.
pub(super) fn read(file: &[u8], passphrase: Option<&str>) -> Result<Vec<PrivateKey>, KeyError> {
    let tried = read_with(file, passphrase);
    // A passphrase that comes out of a file or a Secret made with `echo` ends in a line end.
    if let (Err(error), Some(given)) = (&tried, passphrase)
        && *error == PASSPHRASE_WRONG
        && given.ends_with(['\n', '\r'])
    {
        return read_with(file, Some(given.trim_end_matches(['\n', '\r'])));
    }
    tried
}

fn read_with(file: &[u8], passphrase: Option<&str>) -> Result<Vec<PrivateKey>, KeyError> {
    let mut reading = Reading { passphrase, keys: Vec::new(), errors: Vec::new() };
    reading.file(file, 0);
    if reading.keys.is_empty() {
        return Err(reading.errors.into_iter().min_by_key(KeyError::rank).unwrap_or(NO_KEY));
    }
    Ok(reading.keys)
}

/// What was found so far.
struct Reading<'a> {
    passphrase: Option<&'a str>,
    keys: Vec<PrivateKey>,
    errors: Vec<KeyError>,
}

impl Reading<'_> {
    fn add(&mut self, result: Result<PrivateKey, KeyError>) {
        match result {
            Ok(key) if self.keys.iter().any(|known| known.fingerprint() == key.fingerprint()) => {}
            Ok(key) => self.keys.push(key),
            Err(error) => self.errors.push(error),
        }
    }

    /// Finds what is in a file, or in what base64 within one was of.
    fn file(&mut self, file: &[u8], wrappings: u8) {
        if let Some(error) = foreign::by_bytes(file) {
            return self.errors.push(error);
        }
        let Some(text) = text::decode(file) else { return self.der(file) };
        let text = undress::undress(&text);
        for object in jwk::find(&text) {
            self.add(jwk::read(&object));
        }
        for found in text::find(&text) {
            match found {
                Ok(text::KeyText::Der(der)) => self.der(&der),
                Ok(text::KeyText::Private(der)) => self.private_der(&der),
                Ok(text::KeyText::Legacy { dek_info, data }) => {
                    match locked::open_legacy(&dek_info, &data, self.passphrase) {
                        Ok(der) => self.der(&der),
                        Err(error) => self.errors.push(error),
                    }
                }
                Ok(text::KeyText::Wrapped(file)) if wrappings < MAX_WRAPPINGS => self.file(&file, wrappings + 1),
                Ok(text::KeyText::Wrapped(_)) => {}
                Err(error) => self.errors.push(error),
            }
        }
        if self.keys.is_empty() {
            // Before what was said of its parts: sops has the keys it locked a file for in armour of their own.
            self.errors.splice(..0, foreign::by_text(&text));
        }
    }

    fn der(&mut self, der: &[u8]) {
        self.add_all(der::read(der, self.passphrase));
    }

    /// DER whose label says that it is a private key. What is none then was one.
    fn private_der(&mut self, der: &[u8]) {
        let read = der::read(der, self.passphrase);
        self.add_all(read.map_err(|error| if error == NO_KEY { DAMAGED } else { error }));
    }

    fn add_all(&mut self, result: Result<Vec<PrivateKey>, KeyError>) {
        match result {
            Ok(keys) => keys.into_iter().for_each(|key| self.add(Ok(key))),
            Err(error) => self.errors.push(error),
        }
    }
}
