//! The RSA private operation by the Chinese remainder theorem, and the check of its result.

use std::fmt;

use zeroize::Zeroizing;

use super::arithmetic::Arithmetic;
use super::limbs::{self, Limbs};
use super::montgomery::{Element, Moduli, Scratch};

/// A private key's numbers (RFC 8017 section 3.2, second representation) as big-endian bytes. Zeros at
/// their beginnings do no harm.
#[derive(Clone, Copy)]
pub struct KeyNumbers<'a> {
    /// n.
    pub modulus: &'a [u8],
    /// e.
    pub public_exponent: &'a [u8],
    /// p and q, both odd.
    pub primes: [&'a [u8]; 2],
    /// dP and dQ: d modulo p - 1 and modulo q - 1.
    pub exponents: [&'a [u8]; 2],
    /// qInv: 1 / q modulo p, below p.
    pub coefficient: &'a [u8],
}

impl fmt::Debug for KeyNumbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyNumbers").field("modulus", &self.modulus).finish_non_exhaustive()
    }
}

/// Bits of the exponents taken at once.
const WINDOW: usize = 5;

/// A private key, made ready for one kind of arithmetic.
///
/// Which operations are done depends on the sizes of the numbers alone, and which memory is read depends
/// on nothing else either. What is in the way of that is said where it is: the public exponent's bits
/// are no secret.
pub struct CrtKey<A> {
    /// Modulo p in the first lane and q in the second.
    primes: Moduli<A>,
    /// Modulo n, in both lanes.
    modulus: Moduli<A>,
    modulus_bytes: Vec<u8>,
    public_exponent: Vec<u8>,
    /// dP and dQ, as many bytes each.
    exponents: [Zeroizing<Vec<u8>>; 2],
    /// 1 modulo p and q, in Montgomery form.
    one: Element,
    /// qInv modulo p, in Montgomery form, in the first lane.
    coefficient: Element,
    /// q modulo n, in Montgomery form.
    q: Element,
}

impl<A> fmt::Debug for CrtKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrtKey").field("bits", &(8 * self.modulus_bytes.len())).finish_non_exhaustive()
    }
}

impl<A: Arithmetic> CrtKey<A> {
    /// Makes a key ready, which takes as long as about one operation. `None` for a key that is not
    /// like any in use: a modulus not a whole number of bytes long, or of more than 8192 bits, or
    /// primes of sizes far apart.
    pub fn new(key: &KeyNumbers<'_>) -> Option<Self> {
        let [n, e, p, q] = [key.modulus, key.public_exponent, key.primes[0], key.primes[1]].map(trimmed);
        let prime_bytes = p.len().max(q.len());
        if n.len() > 1024 || n.first()? < &128 || 2 * prime_bytes > n.len() + 8 || e.is_empty() {
            return None;
        }
        if p.last()? & q.last()? & n.last()? & 1 == 0 {
            return None;
        }
        let primes = Moduli::<A>::new([p, q], 8 * prime_bytes);
        let modulus = Moduli::<A>::new([n, n], 8 * n.len());
        let one = primes.limbs(&[1]);
        let coefficient = primes.limbs(key.coefficient);
        Some(Self {
            one: primes.shifted([&one, &one], primes.radix_bits()),
            coefficient: primes.shifted([&coefficient, &coefficient], primes.radix_bits()),
            q: modulus.shifted([&modulus.limbs(q), &modulus.limbs(q)], modulus.radix_bits()),
            modulus_bytes: n.to_vec(),
            public_exponent: e.to_vec(),
            exponents: key.exponents.map(|exponent| padded(trimmed(exponent), prime_bytes)),
            primes,
            modulus,
        })
    }

    /// RSADP (RFC 8017 section 5.1.2): the ciphertext to the private exponent, as long as the modulus.
    ///
    /// `None` if the ciphertext is not below the modulus, or if the result to the public exponent is
    /// not the ciphertext again. Such a result is never given out: one that is wrong modulo only one of
    /// the primes would tell the other (Boneh, DeMillo and Lipton, 'On the Importance of Checking
    /// Cryptographic Protocols for Faults', 1997).
    #[must_use]
    pub fn private_operation(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // The ciphertext is no secret.
        if ciphertext.len() != self.modulus_bytes.len() || ciphertext >= &self.modulus_bytes[..] {
            return None;
        }
        let powers = self.power(ciphertext);
        let mut scratch = self.modulus.scratch();
        let message = self.recombine(&powers, &mut scratch);
        self.is_root(&message, ciphertext, &mut scratch)
            .then(|| limbs::to_be_bytes(&message, A::LIMB_BITS, ciphertext.len()))
    }

    /// The ciphertext to dP modulo p and to dQ modulo q; both with multiples of p and q on top.
    fn power(&self, ciphertext: &[u8]) -> Element {
        let primes = &self.primes;
        let scratch = &mut primes.scratch();
        let mut result = Element::zero(primes.count());
        let mut table = vec![self.one.clone(), self.reduced(ciphertext, scratch)];
        for power in 2..1 << WINDOW {
            primes.multiply(&mut result, &table[power - 1], &table[1], scratch);
            table.push(result.clone());
        }
        // Fixed windows, from the highest on: what is multiplied by is always read out of the whole table.
        let windows = (8 * self.exponents[0].len()).div_ceil(WINDOW);
        let mut chosen = Element::zero(primes.count());
        let mut power = self.one.clone();
        for window in (0..windows).rev() {
            if window + 1 < windows {
                for _ in 0..WINDOW {
                    primes.square(&mut result, &power, scratch);
                    std::mem::swap(&mut result, &mut power);
                }
            }
            chosen.select(&table, [0, 1].map(|lane| digit(&self.exponents[lane], window)));
            primes.multiply(&mut result, &power, &chosen, scratch);
            std::mem::swap(&mut result, &mut power);
        }
        // Out of Montgomery form.
        let one = Element::both(&primes.limbs(&[1]));
        primes.multiply(&mut result, &power, &one, scratch);
        result
    }

    /// The ciphertext modulo p and q, in Montgomery form.
    ///
    /// With R above the square root of n, it is c1 * R + c0, each below R. In Montgomery form c0 is below
    /// 2M and c1 * R, which took two multiplications, below 1.5M; their sum, multiplied by 1, is below
    /// 3.5M^2 / R + M < 2M again.
    fn reduced(&self, ciphertext: &[u8], scratch: &mut Scratch) -> Element {
        let primes = &self.primes;
        let all = limbs::from_be_bytes(ciphertext, A::LIMB_BITS, 2 * primes.count());
        let [low, high] = [&all[..primes.count()], &all[primes.count()..]].map(Element::both);
        let [mut a, mut b, mut c] = [0; 3].map(|_| Element::zero(primes.count()));
        primes.multiply(&mut a, &low, primes.r_squared(), scratch);
        primes.multiply(&mut b, &high, primes.r_squared(), scratch);
        primes.multiply(&mut c, &b, primes.r_squared(), scratch);
        primes.multiply(&mut b, &primes.add(&a, &c), &self.one, scratch);
        b
    }

    /// Garner's recombination (RFC 8017 section 5.1.2 step 2.b): m = m2 + q * h with h = (m1 - m2) * qInv
    /// modulo p, here modulo n and below n.
    ///
    /// With a multiple of q on top of m2, or of p on top of h, the sum is the same modulo n. m1 and m2
    /// are at most M, so h, as the difference of their products with qInv, is below 3.25M < R.
    fn recombine(&self, powers: &Element, scratch: &mut Scratch) -> Limbs {
        let (primes, modulus) = (&self.primes, &self.modulus);
        let [_, m2] = powers.limbs();
        let [mut first, mut second] = [0; 2].map(|_| Element::zero(primes.count()));
        primes.multiply(&mut first, powers, &self.coefficient, scratch);
        primes.multiply(&mut second, &Element::both(&m2), &self.coefficient, scratch);
        let h = primes.difference(&first.limbs()[0], &second.limbs()[0]);
        let widened = |limbs: &[u64]| {
            let mut wide = Zeroizing::new(vec![0; modulus.count()]);
            wide[..limbs.len()].copy_from_slice(limbs);
            Element::both(&wide)
        };
        let mut product = Element::zero(modulus.count());
        modulus.multiply(&mut product, &widened(&h), &self.q, scratch);
        modulus.canonical(&modulus.add(&product, &widened(&m2)), scratch)
    }

    /// Whether the message to the public exponent is the ciphertext (RSAEP, RFC 8017 section 5.1.1).
    fn is_root(&self, message: &[u64], ciphertext: &[u8], scratch: &mut Scratch) -> bool {
        let modulus = &self.modulus;
        let message = Element::both(message);
        let [mut form, mut power, mut result] = [0; 3].map(|_| Element::zero(modulus.count()));
        modulus.multiply(&mut form, &message, modulus.r_squared(), scratch);
        // From the highest bit, which is the message itself, down to the lowest, which is 1 as well and
        // is multiplied by without Montgomery form, which leaves it.
        let bits = 8 * self.public_exponent.len() - self.public_exponent[0].leading_zeros() as usize;
        power.clone_from(&form);
        for bit in (0..bits - 1).rev() {
            modulus.square(&mut result, &power, scratch);
            std::mem::swap(&mut result, &mut power);
            if bit == 0 || self.public_exponent[self.public_exponent.len() - 1 - bit / 8] >> (bit % 8) & 1 == 1 {
                modulus.multiply(&mut result, &power, if bit == 0 { &message } else { &form }, scratch);
                std::mem::swap(&mut result, &mut power);
            }
        }
        let sealed = modulus.canonical(&power, scratch);
        *limbs::to_be_bytes(&sealed, A::LIMB_BITS, ciphertext.len()) == *ciphertext
    }
}

/// Without zeros at its beginning.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    &bytes[zeros..]
}

/// With zeros at its beginning, to this length.
fn padded(bytes: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut padded = Zeroizing::new(vec![0; length]);
    let begin = length.saturating_sub(bytes.len());
    padded[begin..].copy_from_slice(bytes);
    padded
}

/// The bits of a number from `WINDOW * window` on, as many as a window has.
fn digit(bytes: &[u8], window: usize) -> usize {
    let bit = WINDOW * window;
    let byte = |at: usize| usize::from(*bytes.iter().rev().nth(at).unwrap_or(&0));
    (byte(bit / 8) | byte(bit / 8 + 1) << 8) >> (bit % 8) & ((1 << WINDOW) - 1)
}
