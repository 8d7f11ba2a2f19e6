//! Making key pairs in Rust, for where no platform does it.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rsa::PrivateKey as RsaPrivateKey;

use super::PrivateKey;
use super::error::{KeyError, UNWRITABLE};

/// The sizes of key that AI Gateway takes: the upload field holds at most 1,024 characters of PEM.
///
/// ```
/// use logpush_decrypt::KeySize;
///
/// assert_eq!(KeySize::from_bits(3072), Some(KeySize::Bits3072));
/// assert_eq!(KeySize::from_bits(8192), None);
/// assert_eq!(KeySize::default().bits(), 4096);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KeySize {
    /// 2048 bits.
    Bits2048,
    /// 3072 bits.
    Bits3072,
    /// 4096 bits, as the documentation makes them.
    #[default]
    Bits4096,
}

impl KeySize {
    /// The size with this many bits, if AI Gateway takes it.
    #[must_use]
    pub fn from_bits(bits: u32) -> Option<Self> {
        match bits {
            2048 => Some(Self::Bits2048),
            3072 => Some(Self::Bits3072),
            4096 => Some(Self::Bits4096),
            _ => None,
        }
    }

    /// Bits of the modulus.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::Bits2048 => 2048,
            Self::Bits3072 => 3072,
            Self::Bits4096 => 4096,
        }
    }
}

pub(super) fn generate(size: KeySize) -> Result<PrivateKey, KeyError> {
    RsaPrivateKey::new(&mut UnwrapErr(SysRng), size.bits() as usize).map(PrivateKey::new).map_err(|_| UNWRITABLE)
}
