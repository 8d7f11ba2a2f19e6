//! The RSA private operation, which is nearly all of the time that opening takes, at the speed of native
//! code in WebAssembly.
//!
//! ```text
//! lanes ─► arithmetic ─► montgomery ─► crt
//! pairs    exact         a * b / R     c^d by two powers at once, and the check
//!          products
//! ```
//!
//! - [`CrtKey`] does the operation modulo p and q, which are the two lanes of a SIMD register: one
//!   ciphertext fills both. Its result goes out only if its public power is the ciphertext again.
//! - [`Arithmetic`] says how limbs are multiplied: [`Fused`] with relaxed SIMD, [`Plain`] with SIMD. Another,
//!   for wide arithmetic, would be one more.
//!
//! The same code runs natively, on pairs of numbers in place of SIMD registers, for its tests; there the
//! `rsa` crate is faster. The modules that browsers load are built from it in `kernel`, a crate of its own: nothing here uses
//! other rooms.
//!
//! What is secret decides neither what is computed nor which memory is read. Numbers in memory are wiped
//! when dropped. What a compiler or an engine keeps in registers or on its stack is beyond reach.

mod arithmetic;
mod columns;
mod crt;
mod lanes;
mod limbs;
mod montgomery;
mod starts;

#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub use arithmetic::Fused;
pub use arithmetic::{Arithmetic, Plain};
pub use crt::{CrtKey, KeyNumbers};
#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub use lanes::fuses;
#[cfg(not(target_family = "wasm"))]
pub use montgomery::{Element, Moduli};

#[cfg(test)]
mod tests;
