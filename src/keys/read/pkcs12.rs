//! PKCS#12 files (RFC 7292), as far as there are keys in them. The certificates beside them are passed over, and
//! so is the MAC: that a passphrase is right the key itself tells, whose numbers fit each other.

use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Tag, Tagged};

use super::der::{children, read_plain};
use super::locked;
use crate::keys::PrivateKey;
use crate::keys::error::{KeyError, PASSPHRASE_NEEDED, PASSPHRASE_WRONG, PKCS12_CIPHER, PKCS12_EMPTY, UNKNOWN_CIPHER};

/// The kinds of content (RFC 5652 sections 4 and 8).
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
/// The bags with keys (RFC 7292 section 4.2).
const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");

/// Reads the keys of a PFX, of which these are the contents. One without a passphrase has an empty one.
pub(super) fn read(pfx: &[AnyRef<'_>], passphrase: Option<&str>) -> Result<Vec<PrivateKey>, KeyError> {
    let mut bags = Bags { passphrase: passphrase.unwrap_or_default(), keys: Vec::new(), error: None };
    let read = bags.safe(pfx[1].value());
    if !bags.keys.is_empty() {
        return Ok(bags.keys);
    }
    Err(match bags.error {
        Some(error) if error == PASSPHRASE_WRONG && passphrase.is_none() => PASSPHRASE_NEEDED,
        Some(error) if error == UNKNOWN_CIPHER => PKCS12_CIPHER,
        Some(error) => error,
        None => read.err().unwrap_or(PKCS12_EMPTY),
    })
}

struct Bags<'a> {
    passphrase: &'a str,
    keys: Vec<PrivateKey>,
    /// Why a bag of a key could not be read.
    error: Option<KeyError>,
}

impl Bags<'_> {
    /// `AuthenticatedSafe` in its `ContentInfo` (RFC 7292 section 4.1).
    fn safe(&mut self, content_info: &[u8]) -> Result<(), KeyError> {
        let (DATA, content) = typed(content_info)? else { return Err(PKCS12_EMPTY) };
        let mut encrypted = Vec::new();
        for info in inner(content)? {
            match typed(info.value())? {
                (DATA, content) => self.contents(octets(content)?)?,
                (ENCRYPTED_DATA, content) => encrypted.push(content),
                // Sealed for a certificate, which nobody has seen.
                _ => {}
            }
        }
        // Here are the certificates, as a rule; deriving a key for them would be in vain.
        for content in encrypted {
            if self.keys.is_empty() && self.error.is_none() {
                self.encrypted(content)?;
            }
        }
        Ok(())
    }

    /// `EncryptedData` (RFC 5652 section 8): version, and content type, algorithm, [0] ciphertext.
    fn encrypted(&mut self, content: &[u8]) -> Result<(), KeyError> {
        let [data] = children(content)?[..] else { return Err(PKCS12_EMPTY) };
        let [_, info] = children(data.value())?[..] else { return Err(PKCS12_EMPTY) };
        let [_, algorithm, ciphertext] = children(info.value())?[..] else { return Err(PKCS12_EMPTY) };
        match locked::open(algorithm, ciphertext.value(), Some(self.passphrase)) {
            // With another passphrase something else comes out.
            Ok(contents) => self.contents(&contents).map_err(|_| PASSPHRASE_WRONG),
            Err(error) => Err(error),
        }
        .or_else(|error| {
            self.error = Some(error);
            Ok(())
        })
    }

    /// `SafeContents` (RFC 7292 section 4.2).
    fn contents(&mut self, contents: &[u8]) -> Result<(), KeyError> {
        let [bags] = children(contents)?[..] else { return Err(PKCS12_EMPTY) };
        for bag in children(bags.value())? {
            let (kind, value) = typed(bag.value())?;
            let read = match kind {
                KEY_BAG => read_plain(value),
                SHROUDED_KEY_BAG => self.shrouded(value),
                _ => continue,
            };
            match read {
                Ok(key) => self.keys.push(key),
                Err(error) => self.error = Some(error),
            }
        }
        Ok(())
    }

    fn shrouded(&self, value: &[u8]) -> Result<PrivateKey, KeyError> {
        let [info] = children(value)?[..] else { return Err(PKCS12_EMPTY) };
        let [algorithm, ciphertext] = children(info.value())?[..] else { return Err(PKCS12_EMPTY) };
        let opened = locked::open(algorithm, ciphertext.value(), Some(self.passphrase))?;
        // Padding fits by chance for one wrong passphrase in 256.
        children(&opened).map_err(|_| PASSPHRASE_WRONG)?;
        read_plain(&opened)
    }
}

/// What a `ContentInfo` or a bag is, and what is in its [0].
fn typed(value: &[u8]) -> Result<(ObjectIdentifier, &[u8]), KeyError> {
    let [kind, content, ..] = children(value)?[..] else { return Err(PKCS12_EMPTY) };
    Ok((kind.decode_as().map_err(|_| PKCS12_EMPTY)?, content.value()))
}

/// The bytes of the OCTET STRING in a [0]. In BER, as some programs of old write it, it may come in pieces, which are
/// not read.
fn octets(content: &[u8]) -> Result<&[u8], KeyError> {
    let [octets] = children(content)?[..] else { return Err(PKCS12_EMPTY) };
    if octets.tag() == Tag::OctetString { Ok(octets.value()) } else { Err(PKCS12_EMPTY) }
}

/// What the SEQUENCE in the OCTET STRING in a [0] holds.
fn inner(content: &[u8]) -> Result<Vec<AnyRef<'_>>, KeyError> {
    let [sequence] = children(octets(content)?)?[..] else { return Err(PKCS12_EMPTY) };
    children(sequence.value())
}
