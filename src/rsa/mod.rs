//! The RSA private operation, which is nearly all of the time that opening takes.
mod arithmetic;
mod crt;
mod lanes;
mod limbs;
mod montgomery;
pub mod oaep;

#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub use arithmetic::Fused;
pub use arithmetic::{Arithmetic, Plain};
pub use crt::{CrtKey, KeyNumbers};
#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub use lanes::fuses;

#[cfg(test)]
mod tests;
