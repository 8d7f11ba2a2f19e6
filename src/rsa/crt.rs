//! The RSA private operation by the Chinese remainder theorem, and the check of its result.

use std::fmt;

use zeroize::Zeroizing;

use super::arithmetic::Arithmetic;
use super::limbs::{self, Limbs};
use super::montgomery::{Element, Moduli, Scratch, Table};

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
    modulus: Vec<u8>,
    public_exponent: Vec<u8>,
    /// dP and dQ, as many bytes each.
    exponents: [Zeroizing<Vec<u8>>; 2],
    /// 1 modulo p and q, in Montgomery form.
    one: Element,
    /// qInv modulo p, in Montgomery form, in the first lane.
    coefficient: Element,
    q: Limbs,
}

impl<A> fmt::Debug for CrtKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrtKey").field("bits", &(8 * self.modulus.len())).finish_non_exhaustive()
    }
}

impl<A: Arithmetic> CrtKey<A> {
    /// Makes a key ready, which takes as long as about one operation. `None` for a key that is not
    /// like any in use: of less than 1024 or more than 8192 bits, a modulus not a whole number of bytes
    /// long, primes of sizes far apart; and for one whose modulus is not the product of its primes.
    pub fn new(key: &KeyNumbers<'_>) -> Option<Self> {
        let [n, e, p, q] = [key.modulus, key.public_exponent, key.primes[0], key.primes[1]].map(trimmed);
        let prime_bytes = p.len().max(q.len());
        if !(128..=1024).contains(&n.len()) || n.first()? < &128 || 2 * prime_bytes > n.len() + 8 || e.is_empty() {
            return None;
        }
        if p.last()? & q.last()? & e.last()? & 1 == 0 {
            return None;
        }
        let primes = Moduli::<A>::new([p, q], 8 * prime_bytes);
        let [p, q] = [p, q].map(|prime| primes.limbs(prime));
        let product = limbs::multiply_add(&p, &q, &primes.limbs(&[]), A::LIMB_BITS);
        if *limbs::to_be_bytes(&product, A::LIMB_BITS, n.len()) != *n {
            return None;
        }
        let one = primes.limbs(&[1]);
        let coefficient = primes.limbs(key.coefficient);
        Some(Self {
            one: primes.shifted([&one, &one], primes.radix_bits()),
            coefficient: primes.shifted([&coefficient, &coefficient], primes.radix_bits()),
            q,
            modulus: n.to_vec(),
            public_exponent: e.to_vec(),
            exponents: key.exponents.map(|exponent| padded(trimmed(exponent), prime_bytes)),
            primes,
        })
    }

    /// RSADP (RFC 8017 section 5.1.2): the ciphertext to the private exponent, as long as the modulus.
    ///
    /// `None` if the ciphertext is not below the modulus, or if the result to the public exponent is
    /// not the ciphertext again. Such a result is never given out: one that is wrong modulo only one of
    /// the primes would tell the other (Boneh, `DeMillo` and Lipton, 'On the Importance of Checking
    /// Cryptographic Protocols for Faults', 1997).
    #[must_use]
    pub fn private_operation(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // The ciphertext is no secret.
        if ciphertext.len() != self.modulus.len() || ciphertext >= &self.modulus[..] {
            return None;
        }
        let scratch = &mut self.primes.scratch();
        let ciphertext_form = self.reduced(ciphertext, scratch);
        let powers = self.power(&ciphertext_form, scratch);
        let message = self.recombine(&powers, scratch);
        let message = limbs::to_be_bytes(&message, A::LIMB_BITS, ciphertext.len());
        self.is_root(&message, &ciphertext_form, scratch).then_some(message)
    }

    /// An element, in Montgomery form, to dP modulo p and to dQ modulo q, below p and q.
    fn power(&self, base: &Element, scratch: &mut Scratch) -> [Limbs; 2] {
        let primes = &self.primes;
        let mut result = Element::zero(primes.count());
        let mut powers = vec![self.one.clone(), base.clone()];
        while powers.len() < 1 << WINDOW {
            primes.multiply(&mut result, &powers[powers.len() - 1], base, scratch);
            powers.push(result.clone());
        }
        let table = Table::new(&powers);
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
            primes.select(&mut chosen, &table, [0, 1].map(|lane| digit(&self.exponents[lane], window)));
            primes.multiply(&mut result, &power, &chosen, scratch);
            std::mem::swap(&mut result, &mut power);
        }
        // Out of Montgomery form.
        primes.multiply(&mut result, &power, &Element::both(&primes.limbs(&[1])), scratch);
        primes.canonical(&result, scratch)
    }

    /// A number below n modulo p and q, in Montgomery form.
    ///
    /// With R above the square root of n, it is c1 * R + c0, each below R. In Montgomery form c0 is below
    /// 2M and c1 * R, which took two multiplications, below 1.5M; their sum, multiplied by 1, is below
    /// 3.5M^2 / R + M < 2M again.
    fn reduced(&self, number: &[u8], scratch: &mut Scratch) -> Element {
        let primes = &self.primes;
        let limbs = limbs::from_be_bytes(number, A::LIMB_BITS, 2 * primes.count());
        let [low, high] = [&limbs[..primes.count()], &limbs[primes.count()..]].map(Element::both);
        let [mut a, mut b, mut c] = [0; 3].map(|_| Element::zero(primes.count()));
        primes.multiply(&mut a, &low, primes.r_squared(), scratch);
        primes.multiply(&mut b, &high, primes.r_squared(), scratch);
        primes.multiply(&mut c, &b, primes.r_squared(), scratch);
        primes.multiply(&mut b, &Moduli::<A>::add(&a, &c), &self.one, scratch);
        b
    }

    /// Garner's recombination (RFC 8017 section 5.1.2 step 2.b): m = m2 + q * h with h = (m1 - m2) * qInv
    /// modulo p.
    fn recombine(&self, [m1, m2]: &[Limbs; 2], scratch: &mut Scratch) -> Limbs {
        let primes = &self.primes;
        let [mut a, mut b] = [0; 2].map(|_| Element::zero(primes.count()));
        primes.multiply(&mut a, &Element::both(m1), &self.coefficient, scratch);
        primes.multiply(&mut b, &Element::both(m2), &self.coefficient, scratch);
        // Each below 1.5M, for m1 and m2 are below M: so what comes is below 3.5M < R.
        let difference = primes.difference(&a.limbs()[0], &b.limbs()[0]);
        let [h, _] = primes.canonical(&Element::both(&difference), scratch);
        limbs::multiply_add(&h, &self.q, m2, A::LIMB_BITS)
    }

    /// Whether the message to the public exponent is the ciphertext (RSAEP, RFC 8017 section 5.1.1):
    /// modulo p and modulo q, which together is modulo n.
    fn is_root(&self, message: &[u8], ciphertext_form: &Element, scratch: &mut Scratch) -> bool {
        let primes = &self.primes;
        let message = self.reduced(message, scratch);
        let (mut power, mut result) = (message.clone(), Element::zero(primes.count()));
        // The bits of the exponent after its highest. They are no secret.
        let bits = self.public_exponent.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        for bit in bits.skip_while(|&bit| !bit).skip(1) {
            primes.square(&mut result, &power, scratch);
            std::mem::swap(&mut result, &mut power);
            if bit {
                primes.multiply(&mut result, &power, &message, scratch);
                std::mem::swap(&mut result, &mut power);
            }
        }
        primes.canonical(&power, scratch) == primes.canonical(ciphertext_form, scratch)
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

/// The bits of a number from `WINDOW * window`, as many as a window has.
fn digit(bytes: &[u8], window: usize) -> usize {
    let bit = WINDOW * window;
    let byte = |at: usize| usize::from(*bytes.iter().rev().nth(at).unwrap_or(&0));
    (byte(bit / 8) | byte(bit / 8 + 1) << 8) >> (bit % 8) & ((1 << WINDOW) - 1)
}
