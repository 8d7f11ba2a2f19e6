//! Opens the envelopes of a record: base64, the content keys out of RSA-OAEP, AES-256-GCM.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::scan::{Envelope, Parts};
use super::siblings::Siblings;
use crate::fault::ErrorCode;
use crate::json::{Span, unescape};
use crate::keys::{Engine, KeyRing, LineKeys, NONCE_BYTES, TAG_BYTES, UnwrapError, Unwrapped};

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
            // What RSA gives is as long as a modulus, and those have whole words of 64 bits.
            UnwrapError::Size { sealed_for, .. } if !(1024..=8192).contains(&sealed_for) || sealed_for % 64 != 0 => {
                let message = format!(
                    "The wrapped key has {} bytes, which no RSA key gives: the envelope is damaged.",
                    sealed_for / 8
                );
                Self::new(ErrorCode::KeySize, message)
            }
            UnwrapError::Size { sealed_for, keys } if keys.is_empty() => Self::new(
                ErrorCode::KeySize,
                format!("No private key was given; the field was sealed for one of {sealed_for} bits."),
            ),
            UnwrapError::Size { sealed_for, mut keys } => {
                let who = if keys.len() == 1 { "The given key has" } else { "The given keys have" };
                keys.sort_unstable();
                keys.dedup();
                let sizes: Vec<_> = keys.iter().map(ToString::to_string).collect();
                let message = format!(
                    "{who} {} bits; the field was sealed for {sealed_for}. Give the key it was sealed for.",
                    sizes.join(", ")
                );
                Self::new(ErrorCode::KeySize, message)
            }
            UnwrapError::Refused { tried } => {
                let who = if tried == 1 {
                    "The key of the right size does not open".into()
                } else {
                    format!("None of the {tried} keys of the right size opens")
                };
                let message = format!(
                    "{who} the field (RSA-OAEP refuses it): it was sealed for another key, or its key was damaged."
                );
                Self::new(ErrorCode::Unwrap, message)
            }
            UnwrapError::Length(bytes) => Self::new(
                ErrorCode::Envelope,
                format!(
                    "The content key has {bytes} bytes; AES-256 has 32. The field was sealed by something unknown."
                ),
            ),
        }
    }
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
/// that were unwrapped before.
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
            Parts::Sealed { key, iv, data } => match Sealed::decode(line, key, iv, data) {
                Ok(parts) => {
                    sealed.push((at, parts));
                    None
                }
                Err(error) => Some(Err(error)),
            },
            Parts::Direct { data } => Some(match decode("data", line, data) {
                Ok(ciphertext) => keys.decrypt_text(&ciphertext).await.map_err(OpenError::from),
                Err(error) => Err(error),
            }),
            Parts::Broken { lacks } => Some(Err(broken(lacks))),
        };
        opened.push(OpenedField { text, key: None });
    }
    // The smallest first: trying a key on it costs least.
    sealed.sort_by_key(|(_, sealed)| sealed.data.len());
    siblings.begin_record();
    for (at, sealed) in sealed {
        opened[at] = match sealed.open(known.get(at), keys, siblings).await {
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
    fn decode(line: &[u8], key: &Span, iv: &Span, data: &Span) -> Result<Self, OpenError> {
        let wrapped = decode("key", line, key)?;
        let iv = decode("iv", line, iv)?;
        let data = decode("data", line, data)?;
        let nonce = iv.as_slice().try_into().map_err(|_| {
            OpenError::new(
                ErrorCode::Envelope,
                format!("The iv has {} bytes instead of {NONCE_BYTES}: the envelope is damaged.", iv.len()),
            )
        })?;
        if data.len() < TAG_BYTES {
            return Err(OpenError::new(
                ErrorCode::Envelope,
                format!(
                    "The data have {} bytes, fewer than their tag of {TAG_BYTES}: the envelope is cut off.",
                    data.len()
                ),
            ));
        }
        Ok(Self { wrapped, nonce, data })
    }

    async fn open<E: Engine>(
        self,
        known: Option<&Unwrapped>,
        keys: &mut KeyRing<E>,
        siblings: &mut Siblings,
    ) -> Result<(Zeroizing<Vec<u8>>, Unwrapped), OpenError> {
        if let Some(known) = known
            && let Some(text) = self.decrypt(known, keys).await
        {
            keys.count_field(known);
            siblings.note(known);
            return Ok((text, known.clone()));
        }
        if keys.remembered(&self.wrapped).is_none()
            && let Some(sibling) = siblings.next_trial()
        {
            let text = self.decrypt(&sibling, keys).await;
            siblings.tried(text.is_some());
            if let Some(text) = text {
                keys.remember(&self.wrapped, &sibling);
                return Ok((text, sibling));
            }
        }
        let unwrapped = keys.unwrap(&self.wrapped).await?;
        siblings.note(&unwrapped);
        let text = keys.engine().decrypt_gcm(&unwrapped.key, &self.nonce, Zeroizing::new(self.data)).await;
        let text = text.ok_or_else(|| {
            OpenError::new(
                ErrorCode::Auth,
                "The field's tag does not fit: its iv or data were changed after they were sealed.",
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
    OpenError::new(
        ErrorCode::Envelope,
        format!("The field says that it is encrypted, but its {what} {verb} missing or no text."),
    )
}

fn decode(member: &str, line: &[u8], span: &Span) -> Result<Vec<u8>, OpenError> {
    let raw = &line[span.clone()];
    // Some writers of JSON escape the slash, which base64 has.
    let base64 = if raw.contains(&b'\\') {
        Cow::Owned(unescape(raw).unwrap_or_default().into_bytes())
    } else {
        Cow::Borrowed(raw)
    };
    BASE64.decode(&*base64).map_err(|error| {
        OpenError::new(
            ErrorCode::Base64,
            format!("The envelope's {member} is no base64 ({error}): the envelope is damaged."),
        )
    })
}
