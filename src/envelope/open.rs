//! Opens the envelopes of a record: base64, the content keys out of RSA-OAEP, AES-256-GCM.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::line_keys::LineKeys;
use super::scan::{Envelope, Form, Parts};
use super::shape::{DIRECT_BYTES, is_modulus};
use super::siblings::{RecordTrials, Siblings};
use crate::fault::ErrorCode;
use crate::json::{JsonError, Reason, Span};
use crate::keys::{Engine, KeyRing, NONCE_BYTES, Origin, TAG_BYTES, UnwrapError, Unwrapped};

/// Standard base64 (RFC 4648 section 4); padding may be absent.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why an envelope stays sealed: the step that failed, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// The step, as a stable code.
    pub code: ErrorCode,
    /// What happened and what to do next.
    pub message: String,
}

impl OpenError {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl From<UnwrapError> for OpenError {
    fn from(error: UnwrapError) -> Self {
        match error {
            UnwrapError::Size { sealed_for, keys } if keys.is_empty() => Self::new(
                ErrorCode::KeySize,
                format!(
                    "No private key was given. The field was encrypted for a key of {sealed_for} bits: add its private key."
                ),
            ),
            UnwrapError::Size { sealed_for, mut keys } => {
                let who = if keys.len() == 1 { "The given key has" } else { "The given keys have" };
                keys.sort_unstable();
                keys.dedup();
                let sizes: Vec<_> = keys.iter().map(ToString::to_string).collect();
                let message = format!(
                    "{who} {} bits, but the field was encrypted for a key of {sealed_for} bits. Add the private key of the pair it was encrypted for.",
                    sizes.join(", ")
                );
                Self::new(ErrorCode::KeySize, message)
            }
            UnwrapError::Refused { tried } => {
                let who = if tried == 1 {
                    "The private key has the right size, but it does not decrypt the field".into()
                } else {
                    format!("None of the {tried} private keys of the right size decrypts the field")
                };
                let message = format!(
                    "{who} (RSA-OAEP): the field was encrypted for another key, or its wrapped key is damaged. Add the private key that was in use when the log was written."
                );
                Self::new(ErrorCode::Unwrap, message)
            }
            UnwrapError::Length(bytes) => Self::new(
                ErrorCode::Envelope,
                format!(
                    "The content key has {bytes} bytes, but AES-256 takes 32: the field was not encrypted in the way AI Gateway does it, and cannot be decrypted here."
                ),
            ),
        }
    }
}

/// What to do about an envelope that is damaged.
const GET_AGAIN: &str = "Get the file from your bucket again; if the field is the same there, it cannot be decrypted.";

fn damaged(code: ErrorCode, what: &str) -> OpenError {
    OpenError::new(code, format!("{what}: the file is damaged there, or was changed. {GET_AGAIN}"))
}

/// What came of opening one envelope: the text, or why it stays sealed.
pub type Opened = Result<Zeroizing<Vec<u8>>, OpenError>;

/// What came of one envelope of a record.
#[derive(Debug)]
pub struct OpenedField {
    /// Its text, or why it stays sealed; `None` if it was not asked for.
    pub text: Option<Opened>,
    /// The content key that opened it.
    pub key: Option<Unwrapped>,
}

/// Opens those envelopes of one record that are asked for, with whichever keys fit. `known` has content keys
/// from before, which are not believed when `siblings` are strict: they may come from other fields.
///
/// What comes out was authenticated (AES-256-GCM, SP 800-38D section 7.2), except in the older form,
/// which RSA-OAEP alone protects.
pub async fn open<E: Engine>(
    line: &[u8],
    envelopes: &[Envelope],
    asked: impl Fn(&Envelope) -> bool,
    known: &LineKeys,
    keys: &mut KeyRing<E>,
    siblings: &mut Siblings,
) -> Vec<OpenedField> {
    let mut opened = Vec::with_capacity(envelopes.len());
    let mut sealed = Vec::new();
    for (at, envelope) in envelopes.iter().enumerate() {
        let text = match &envelope.parts {
            _ if !asked(envelope) => None,
            Parts::Sealed { key, iv, data } => match Sealed::decode(line, envelope.form, key, iv, data) {
                Ok(parts) => {
                    sealed.push((at, parts));
                    None
                }
                Err(error) => Some(Err(error)),
            },
            Parts::Direct { data } => Some(match decode_direct(line, envelope.form, data) {
                Ok(ciphertext) => keys.decrypt_text(&ciphertext).await.map_err(OpenError::from),
                Err(error) => Err(error),
            }),
            Parts::Broken { lacks } => Some(Err(broken(lacks))),
            Parts::Unreadable { error } => Some(Err(unreadable(error))),
        };
        opened.push(OpenedField { text, key: None });
    }
    // The smallest first: trying a key on it costs least.
    sealed.sort_by_key(|(_, sealed)| sealed.data.len());
    let mut trials = siblings.begin_record();
    for (at, sealed) in sealed {
        opened[at] = match sealed.open(known.get(at), keys, &mut trials).await {
            Ok((text, key)) => OpenedField { text: Some(Ok(text)), key: Some(key) },
            Err(error) => OpenedField { text: Some(Err(error)), key: None },
        };
    }
    opened
}

/// An envelope's parts, out of base64.
struct Sealed {
    wrapped: Vec<u8>,
    nonce: [u8; NONCE_BYTES],
    data: Vec<u8>,
}

impl Sealed {
    fn decode(line: &[u8], form: Form, key: &Span, iv: &Span, data: &Span) -> Result<Self, OpenError> {
        let wrapped = decode("key", line, form, key)?;
        let iv = decode("iv", line, form, iv)?;
        let data = decode("data", line, form, data)?;
        if !is_modulus(wrapped.len()) {
            let what = format!("The envelope's wrapped key has {} bytes, which no RSA key gives", wrapped.len());
            return Err(damaged(ErrorCode::Envelope, &what));
        }
        let nonce = iv.as_slice().try_into().map_err(|_| {
            damaged(ErrorCode::Envelope, &format!("The envelope's iv has {} bytes instead of {NONCE_BYTES}", iv.len()))
        })?;
        if data.len() < TAG_BYTES {
            let what = format!("The envelope's data has {} bytes, fewer than its tag of {TAG_BYTES}", data.len());
            return Err(damaged(ErrorCode::Envelope, &what));
        }
        Ok(Self { wrapped, nonce, data })
    }

    async fn open<E: Engine>(
        self,
        known: Option<&Unwrapped>,
        keys: &mut KeyRing<E>,
        trials: &mut RecordTrials<'_>,
    ) -> Result<(Zeroizing<Vec<u8>>, Unwrapped), OpenError> {
        let strict = trials.strict();
        if let Some(known) = known.filter(|_| !strict)
            && let Some(text) = self.decrypt(known, keys).await
        {
            keys.count_field(known);
            trials.note(known);
            return Ok((text, known.clone()));
        }
        let mut untried = true;
        if keys.remembered(&self.wrapped, strict).is_none()
            && let Some(sibling) = trials.next_trial()
        {
            let text = self.decrypt(&sibling, keys).await;
            trials.tried(text.is_some());
            if let Some(text) = text {
                keys.remember(&self.wrapped, &sibling, Origin::Assumed);
                return Ok((text, sibling));
            }
            untried = false;
        }
        let unwrapped = match keys.unwrap(&self.wrapped, strict).await {
            Ok(unwrapped) => unwrapped,
            Err(error) => {
                // Which records were opened before decides what is tried first, but not what opens.
                if let Some(sibling) = trials.last_trial().filter(|_| untried)
                    && let Some(text) = self.decrypt(&sibling, keys).await
                {
                    keys.remember(&self.wrapped, &sibling, Origin::Assumed);
                    return Ok((text, sibling));
                }
                return Err(error.into());
            }
        };
        trials.note(&unwrapped);
        let text = keys.engine().decrypt_gcm(&unwrapped.key, &self.nonce, Zeroizing::new(self.data)).await;
        let text = text.ok_or_else(|| {
            damaged(
                ErrorCode::Auth,
                "The tag of AES-256-GCM does not fit the field's iv and data, though its key was found",
            )
        })?;
        Ok((text, unwrapped))
    }

    /// The text, if this is its content key.
    async fn decrypt<E: Engine>(&self, key: &Unwrapped, keys: &mut KeyRing<E>) -> Option<Zeroizing<Vec<u8>>> {
        keys.engine().decrypt_gcm(&key.key, &self.nonce, Zeroizing::new(self.data.clone())).await
    }
}

fn broken(lacks: &[&str]) -> OpenError {
    let (what, verb) = (lacks.join(" and "), if lacks.len() == 1 { "is" } else { "are" });
    let what = format!("The field looks encrypted, but its {what} {verb} missing or not a string");
    damaged(ErrorCode::Envelope, &what)
}

/// Why a string with envelopes is left as it is.
fn unreadable(error: &JsonError) -> OpenError {
    let (at, reason) = (error.offset + 1, error.reason);
    if reason == Reason::Nesting {
        let message = format!(
            "The string has encrypted fields, but at byte {at} of its text {reason}, so it is left as it is. Raise the limit to read it."
        );
        return OpenError::new(ErrorCode::Limit, message);
    }
    let message = format!(
        "The string has encrypted fields, but its text is not whole JSON (at byte {at}, {reason}), so it is left as it is. If a log shipper cuts long lines, join their parts before you read them, or raise its limit."
    );
    OpenError::new(ErrorCode::Envelope, message)
}

fn decode_direct(line: &[u8], form: Form, data: &Span) -> Result<Vec<u8>, OpenError> {
    let ciphertext = decode("data", line, form, data)?;
    if DIRECT_BYTES.contains(&ciphertext.len()) {
        return Ok(ciphertext);
    }
    let what = format!("The envelope's data has {} bytes, which no RSA key in use gives", ciphertext.len());
    Err(damaged(ErrorCode::Envelope, &what))
}

fn decode(member: &str, line: &[u8], form: Form, span: &Span) -> Result<Vec<u8>, OpenError> {
    // Some writers of JSON escape the slash, which base64 has.
    BASE64
        .decode(&*form.unescaped(&line[span.clone()]))
        .map_err(|error| damaged(ErrorCode::Base64, &format!("The envelope's {member} is not valid base64 ({error})")))
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::*;
    use crate::envelope::{scan, seal};
    use crate::keys::{ContentKey, PrivateKey, decrypt_gcm, now};

    /// Watches every content key that is used.
    #[derive(Default)]
    struct Watching(Vec<Weak<Zeroizing<[u8; 32]>>>);

    impl Engine for Watching {
        fn decrypt_oaep(
            &mut self,
            key: &PrivateKey,
            ciphertext: &[u8],
        ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
            std::future::ready(key.decrypt_oaep(ciphertext))
        }

        fn decrypt_gcm(
            &mut self,
            key: &ContentKey,
            nonce: &[u8; NONCE_BYTES],
            sealed: Zeroizing<Vec<u8>>,
        ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
            self.0.push(key.watch());
            std::future::ready(decrypt_gcm(key, nonce, sealed))
        }
    }

    #[test]
    fn when_the_ring_is_cleared_no_content_key_is_left() {
        let pem = include_bytes!("../../tests/fixtures/keys/rsa2048.pem");
        let key = PrivateKey::read(pem).expect("a key");
        let line = format!(r#"{{"a":{},"b":{}}}"#, seal(b"a", &key.public_key()), seal(b"bb", &key.public_key()));
        let envelopes = scan(line.as_bytes(), 8).expect("a record");
        let mut ring = KeyRing::with_engine(Watching::default());
        ring.add(key);
        let mut siblings = Siblings::new(false);
        let none = LineKeys::default();
        let opened = now(open(line.as_bytes(), &envelopes, |_| true, &none, &mut ring, &mut siblings));
        assert!(opened.iter().all(|field| matches!(field.text, Some(Ok(_)))));
        drop(opened);
        let held = |ring: &mut KeyRing<Watching>| ring.engine().0.iter().filter(|key| key.strong_count() > 0).count();
        assert_eq!(held(&mut ring), 3, "two fields and a trial: remembered until then");
        ring.clear();
        assert_eq!(held(&mut ring), 0, "although their opener lives on: {siblings:?}");
    }
}
