//! Opens one envelope: base64, the content key out of RSA-OAEP, AES-256-GCM.

use std::borrow::Cow;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::scan::Parts;
use crate::fault::ErrorCode;
use crate::json::{Span, unescape};
use crate::keys::{Unwrap, UnwrapError};

/// Bytes of the nonce (SP 800-38D section 8.2 recommends 96 bits, and AI Gateway uses them).
pub(super) const NONCE_BYTES: usize = 12;
/// Bytes of the tag at the end of the data.
pub(super) const TAG_BYTES: usize = 16;

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

/// Opens the envelope of these `parts` in `line`, with whichever key fits.
///
/// What it returns was authenticated (AES-256-GCM, SP 800-38D section 7.2), except in the older
/// form, which RSA-OAEP alone protects.
pub fn open(line: &[u8], parts: &Parts, keys: &mut impl Unwrap) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    match parts {
        Parts::Sealed { key, iv, data } => {
            let wrapped = decode("key", line, key)?;
            let iv = decode("iv", line, iv)?;
            let mut text = Zeroizing::new(decode("data", line, data)?);
            let nonce: [u8; NONCE_BYTES] = iv.as_slice().try_into().map_err(|_| {
                OpenError::new(
                    ErrorCode::Envelope,
                    format!("The iv has {} bytes instead of {NONCE_BYTES}: the envelope is damaged.", iv.len()),
                )
            })?;
            if text.len() < TAG_BYTES {
                return Err(OpenError::new(
                    ErrorCode::Envelope,
                    format!(
                        "The data have {} bytes, fewer than their tag of {TAG_BYTES}: the envelope is cut off.",
                        text.len()
                    ),
                ));
            }
            let content_key = keys.unwrap_key(&wrapped)?;
            let cipher = Aes256Gcm::new(content_key.as_bytes().into());
            cipher.decrypt_in_place(&Nonce::from(nonce), b"", &mut *text).map_err(|_| {
                OpenError::new(
                    ErrorCode::Auth,
                    "The field's tag does not fit: its iv or data were changed after they were sealed.",
                )
            })?;
            Ok(text)
        }
        Parts::Direct { data } => Ok(keys.decrypt_text(&decode("data", line, data)?)?),
        Parts::Broken { lacks } => {
            let (what, verb) = (lacks.join(" and "), if lacks.len() == 1 { "is" } else { "are" });
            Err(OpenError::new(
                ErrorCode::Envelope,
                format!("The field says that it is encrypted, but its {what} {verb} missing or no text."),
            ))
        }
    }
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
