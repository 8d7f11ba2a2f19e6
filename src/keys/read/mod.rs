//! From a key file, or any text with keys in it, to the keys; or to what the file is instead.

mod der;
mod jwk;
mod locked;
mod text;

use super::PrivateKey;
use super::error::{KeyError, NO_KEY, PASSPHRASE_NEEDED, PASSPHRASE_WRONG};

/// Reads every private key in a file.
///
/// A text may hold other things beside them, such as the public key that the documentation's script
/// prints first. An error is given only where there is no private key at all; then the one that says
/// most.
pub(super) fn read(file: &[u8], passphrase: Option<&str>) -> Result<Vec<PrivateKey>, KeyError> {
    let mut keys = Vec::new();
    let mut errors = Vec::new();
    let mut take = |result: Result<PrivateKey, KeyError>| match result {
        Ok(key) => keys.push(key),
        Err(error) => errors.push(error),
    };
    match text::decode(file) {
        None => take(der::read(file, passphrase)),
        Some(text) => {
            for found in text::find(&text) {
                take(match found {
                    Ok(text::Found::Der(der)) => der::read(&der, passphrase),
                    Ok(text::Found::Legacy { dek_info, data }) => {
                        locked::open_legacy(&dek_info, &data, passphrase).and_then(|der| der::read(&der, None))
                    }
                    Err(error) => Err(error),
                });
            }
            for object in jwk::find(&text) {
                take(jwk::read(&object));
            }
        }
    }
    if keys.is_empty() {
        // That a passphrase is missing or wrong says more than that something else is no key.
        let locked = errors.iter().find(|error| [PASSPHRASE_NEEDED, PASSPHRASE_WRONG].contains(error));
        return Err(locked.or(errors.first()).copied().unwrap_or(NO_KEY));
    }
    Ok(keys)
}
