//! The kernels against other people's arithmetic: natively, and in the browsers that can run them.

use ::rsa::hazmat::rsa_decrypt;
use ::rsa::traits::PublicKeyParts;
use ::rsa::{BoxedUint, PrivateKey as RsaPrivateKey};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use num_bigint::BigUint;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::der::Decode;
use pkcs8::{DecodePrivateKey, PrivateKeyInfoRef, SecretDocument};

use super::arithmetic::{Arithmetic, SUMMED, to_doubles};
use super::lanes::Words;
use super::limbs;
use super::montgomery::{Element, Moduli};
use super::{CrtKey, KeyNumbers, Plain};

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Makes each test for every kind of arithmetic that there is here.
macro_rules! for_each_arithmetic {
    ($($test:ident)*) => {
        mod plain {
            $(#[wasm_bindgen_test::wasm_bindgen_test(unsupported = test)]
            fn $test() {
                super::$test::<super::Plain>();
            })*
        }
        #[cfg(any(not(target_family = "wasm"), target_feature = "relaxed-simd"))]
        mod fused {
            $(#[wasm_bindgen_test::wasm_bindgen_test(unsupported = test)]
            fn $test() {
                super::$test::<super::super::Fused>();
            })*
        }
    };
}

for_each_arithmetic! {
    sums_of_products_are_exact
    products_and_squares_are_right_at_the_edges
    products_and_squares_are_right_many_times_over
    scaled_residues_come_out_canonical
    operations_agree_with_the_rsa_crate
    ciphertexts_at_the_edges_come_out_right
    a_key_that_was_altered_gives_nothing
    keys_like_none_in_use_are_not_taken
}

/// Numbers that look random and are the same in each run (Vigna, `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: &BigUint) -> BigUint {
        let words = usize::try_from(limit.bits() / 32 + 3).expect("a size");
        BigUint::new((0..words).map(|_| u32::try_from(self.word() >> 32).expect("32 bits")).collect()) % limit
    }
}

fn sums_of_products_are_exact<A: Arithmetic>() {
    let largest = limbs::mask(A::LIMB_BITS);
    let edges = [0, 1, 2, largest >> 1, (largest >> 1) + 1, largest - 1, largest];
    let mut numbers = Numbers(1);
    let check = |limbs: &[[u64; 2]]| {
        let pair = |[a, b]: [u64; 2]| (to_doubles(Words::splat(a)), to_doubles(Words::splat(b)));
        let (a, b) = pair(limbs[0]);
        let products = limbs[1..].iter().fold(A::product(a, b), |sum, &limbs| {
            let (a, b) = pair(limbs);
            A::add_product(sum, a, b)
        });
        let sum = A::sum(products);
        let [low, high] = [(sum.low, A::LOW_BIAS), (sum.high, A::HIGH_BIAS)]
            .map(|(words, bias)| words.lanes().map(|word| i128::from(word.wrapping_sub(bias).cast_signed())));
        let expected: i128 = limbs.iter().map(|&[a, b]| i128::from(a) * i128::from(b)).sum();
        for lane in 0..2 {
            assert_eq!(low[lane] + (high[lane] << A::LIMB_BITS), expected, "{limbs:?}");
        }
    };
    for count in 1..=SUMMED {
        for a in edges {
            for b in edges {
                check(&vec![[a, b]; count]);
            }
        }
        for _ in 0..20_000 {
            let limbs: Vec<_> = (0..count)
                .map(|_| {
                    [0; 2].map(|_| if numbers.word().is_multiple_of(4) { largest } else { numbers.word() & largest })
                })
                .collect();
            check(&limbs);
        }
    }
}

/// A pair of moduli in both forms, and how to get numbers in and out.
struct Pair<A> {
    moduli: Moduli<A>,
    plain: [BigUint; 2],
    radix: BigUint,
}

impl<A: Arithmetic> Pair<A> {
    fn new(plain: [BigUint; 2], bits: usize) -> Self {
        let bytes = plain.clone().map(|modulus| modulus.to_bytes_be());
        let moduli = Moduli::new([&bytes[0], &bytes[1]], bits);
        let radix = BigUint::from(1u8) << moduli.radix_bits();
        Self { moduli, plain, radix }
    }

    /// k * m.
    fn scaled(&self, lane: usize) -> BigUint {
        let low = &self.plain[lane] % (BigUint::from(1u8) << A::LIMB_BITS);
        let low = u64::try_from(low).expect("a limb");
        &self.plain[lane] * limbs::negative_inverse(low, A::LIMB_BITS)
    }

    fn element(&self, numbers: &[BigUint; 2]) -> Element {
        let [a, b] = [0, 1].map(|lane| self.moduli.limbs(&numbers[lane].to_bytes_be()));
        Element::new([&a, &b])
    }

    fn number(&self, element: &Element, lane: usize) -> BigUint {
        let bytes = self.moduli.radix_bits().div_ceil(8);
        BigUint::from_bytes_be(&limbs::to_be_bytes(&element.limbs()[lane], A::LIMB_BITS, bytes))
    }

    fn check(&self, out: &Element, a: &[BigUint; 2], b: &[BigUint; 2]) {
        for lane in 0..2 {
            let out = self.number(out, lane);
            let modulus = &self.plain[lane];
            assert!(out < self.scaled(lane) * 2u8, "lane {lane} is reduced");
            assert_eq!(out * &self.radix % modulus, &a[lane] * &b[lane] % modulus, "lane {lane}");
        }
    }
}

/// Odd moduli of so many bits: at both ends of the range, with limbs all ones and all zeros, and others.
fn moduli(bits: usize, numbers: &mut Numbers) -> Vec<[BigUint; 2]> {
    let one = BigUint::from(1u8);
    let top = &one << (bits - 1);
    let full = (&one << bits) - &one;
    let other = |numbers: &mut Numbers| (numbers.below(&top) | &top) | &one;
    vec![
        [full.clone(), &top + &one],
        [&full - (BigUint::from(1u8) << (bits / 2)), other(numbers)],
        // Far from the top of its lane, as primes of unequal size are.
        [other(numbers), other(numbers) >> 40 | one],
    ]
}

fn products_and_squares_are_right_at_the_edges<A: Arithmetic>() {
    let mut numbers = Numbers(2);
    for bits in [512, 1024, 1536, 2048, 4096] {
        for plain in moduli(bits, &mut numbers) {
            let pair = Pair::<A>::new(plain, bits);
            let largest = [0, 1].map(|lane| pair.scaled(lane) * 2u8 - 1u8);
            let ones = largest.clone().map(|number| (BigUint::from(1u8) << (number.bits() - 1)) - 1u8);
            let below = [0, 1].map(|lane| pair.scaled(lane) - 1u8);
            let operands = [
                [BigUint::ZERO, BigUint::ZERO],
                [BigUint::from(1u8), below[1].clone()],
                below,
                ones,
                largest.clone(),
                [numbers.below(&largest[0]), numbers.below(&largest[1])],
            ];
            let mut scratch = pair.moduli.scratch();
            let mut out = Element::zero(pair.moduli.count());
            for a in &operands {
                for b in &operands {
                    pair.moduli.multiply(&mut out, &pair.element(a), &pair.element(b), &mut scratch);
                    pair.check(&out, a, b);
                }
                pair.moduli.square(&mut out, &pair.element(a), &mut scratch);
                pair.check(&out, a, a);
            }
        }
    }
}

/// How many squarings, and as many multiplications, are done for each size and kind of arithmetic. A wrong
/// one makes everything after it wrong.
const ROUNDS: u32 = if cfg!(target_family = "wasm") { 200_000 } else { 10_000 };

fn products_and_squares_are_right_many_times_over<A: Arithmetic>() {
    let mut numbers = Numbers(3);
    for key in &keys()[..3] {
        let primes = [2, 3].map(|at| BigUint::from_bytes_be(&key.numbers[at]));
        let bits = 4 * key.numbers[0].len();
        let pair = Pair::<A>::new(primes.clone(), bits);
        let [a, b] = [0; 2].map(|_| [0, 1].map(|lane| numbers.below(&primes[lane])));
        let mut scratch = pair.moduli.scratch();
        let (factor, mut power) = (pair.element(&b), pair.element(&a));
        let mut out = Element::zero(pair.moduli.count());
        for _ in 0..ROUNDS {
            pair.moduli.square(&mut out, &power, &mut scratch);
            pair.moduli.multiply(&mut power, &out, &factor, &mut scratch);
        }
        for lane in 0..2 {
            // x becomes x^2 * b / R^2: its exponent doubles, and that of b / R^2 doubles and gains one.
            // Modulo a prime, exponents are the same that are the same modulo the prime less one.
            let prime = &primes[lane];
            let inverse = pair.radix.modinv(prime).expect("R is a power of two");
            let step = &b[lane] * &inverse * &inverse % prime;
            let exponent = BigUint::from(2u8).modpow(&ROUNDS.into(), &(prime - 1u8));
            let expected = a[lane].modpow(&exponent, prime) * step.modpow(&(exponent - 1u8), prime) % prime;
            assert_eq!(pair.number(&power, lane) % prime, expected, "{bits} bits, lane {lane}");
        }
    }
}

fn scaled_residues_come_out_canonical<A: Arithmetic>() {
    let mut numbers = Numbers(4);
    for plain in moduli(1024, &mut numbers) {
        let pair = Pair::<A>::new(plain.clone(), 1024);
        let twice = pair.scaled(0) * 2u8;
        let [modulus, _] = plain;
        let edges = [
            BigUint::ZERO,
            BigUint::from(1u8),
            modulus.clone(),
            &modulus - 1u8,
            &modulus + 1u8,
            pair.scaled(0),
            &twice - 1u8,
        ];
        let others = (0..200).map(|_| numbers.below(&twice));
        for value in edges.into_iter().chain(others) {
            let residue = pair.element(&[value.clone(), BigUint::ZERO]);
            let [canonical, _] = pair.moduli.canonical(&residue, &mut pair.moduli.scratch());
            let bytes = limbs::to_be_bytes(&canonical, A::LIMB_BITS, 128);
            assert_eq!(BigUint::from_bytes_be(&bytes), value % &modulus);
        }
    }
}

/// A private key's numbers.
struct Key {
    file: &'static str,
    numbers: Vec<Vec<u8>>,
}

impl Key {
    fn read(file: &'static str) -> Self {
        let (_, der) = SecretDocument::from_pem(file).expect("PEM");
        let info = PrivateKeyInfoRef::from_der(der.as_bytes()).expect("PKCS#8");
        let key = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).expect("PKCS#1");
        let numbers =
            [key.modulus, key.public_exponent, key.prime1, key.prime2, key.exponent1, key.exponent2, key.coefficient];
        Self { file, numbers: numbers.map(|number| number.as_bytes().to_vec()).to_vec() }
    }

    fn numbers(&self) -> KeyNumbers<'_> {
        let number = |at: usize| &self.numbers[at][..];
        KeyNumbers {
            modulus: number(0),
            public_exponent: number(1),
            primes: [number(2), number(3)],
            exponents: [number(4), number(5)],
            coefficient: number(6),
        }
    }

    /// The same key of the `rsa` crate.
    fn reference(&self) -> RsaPrivateKey {
        RsaPrivateKey::from_pkcs8_pem(self.file).expect("a fixture's key")
    }

    fn modulus(&self) -> BigUint {
        BigUint::from_bytes_be(&self.numbers[0])
    }

    /// A number as a ciphertext of the modulus's length.
    fn bytes(&self, number: &BigUint) -> Vec<u8> {
        let bytes = number.to_bytes_be();
        [vec![0; self.numbers[0].len() - bytes.len()], bytes].concat()
    }
}

/// The keys of all sizes; `unequal2048` has primes of 992 and 1056 bits, and is not for the `rsa` crate.
fn keys() -> Vec<Key> {
    macro_rules! files {
        ($($name:literal)*) => {
            [$(include_str!(concat!("../../tests/fixtures/keys/", $name, ".pem"))),*]
        };
    }
    files!("rsa2048" "rsa3072" "rsa4096" "unequal2048").into_iter().map(Key::read).collect()
}

fn operations_agree_with_the_rsa_crate<A: Arithmetic>() {
    let mut numbers = Numbers(5);
    for key in &keys()[..3] {
        let reference = key.reference();
        let kernel = CrtKey::<A>::new(&key.numbers()).expect("a key like those in use");
        for _ in 0..if cfg!(target_family = "wasm") { 6 } else { 3 } {
            let ciphertext = key.bytes(&numbers.below(&key.modulus()));
            let number = BoxedUint::from_be_slice(&ciphertext, reference.n_bits_precision()).expect("it fits");
            let expected = rsa_decrypt(None::<&mut UnwrapErr<SysRng>>, &reference, &number).expect("a message");
            let message = kernel.private_operation(&ciphertext).expect("a message");
            assert_eq!(BigUint::from_bytes_be(&message), BigUint::from_bytes_be(&expected.to_be_bytes()));
            assert_eq!(message.len(), ciphertext.len());
        }
    }
}

fn ciphertexts_at_the_edges_come_out_right<A: Arithmetic>() {
    for key in keys() {
        let kernel = CrtKey::<A>::new(&key.numbers()).expect("a key like those in use");
        let (modulus, one) = (key.modulus(), BigUint::from(1u8));
        let [p, q] = [2, 3].map(|at| BigUint::from_bytes_be(&key.numbers[at]));
        let [d_p, d_q] = [4, 5].map(|at| BigUint::from_bytes_be(&key.numbers[at]));
        let ones = (&one << (modulus.bits() - 1)) - &one;
        for ciphertext in [BigUint::ZERO, one.clone(), &modulus - &one, p.clone(), &q * 2u8, &modulus - &q, ones] {
            let message = kernel.private_operation(&key.bytes(&ciphertext)).expect("it is below the modulus");
            let message = BigUint::from_bytes_be(&message);
            assert_eq!(&message % &p, (&ciphertext % &p).modpow(&d_p, &p));
            assert_eq!(&message % &q, (&ciphertext % &q).modpow(&d_q, &q));
            assert!(message < modulus);
        }
        assert_eq!(kernel.private_operation(&key.bytes(&modulus)), None, "it is not below the modulus");
        assert_eq!(kernel.private_operation(&key.numbers[0][1..]), None, "it is too short");
    }
}

fn a_key_that_was_altered_gives_nothing<A: Arithmetic>() {
    let mut numbers = Numbers(6);
    let key = &mut keys()[0];
    let ciphertext = key.bytes(&numbers.below(&key.modulus()));
    let right = key.numbers.clone();
    // e, p, q, dP, dQ and qInv, each with one bit turned over. (n is what the ciphertext was made for.)
    for number in 1..7 {
        key.numbers[number][1] ^= 4;
        let kernel = CrtKey::<A>::new(&key.numbers());
        assert_eq!(kernel.is_none(), (2..4).contains(&number), "the primes are checked beforehand");
        let message = kernel.and_then(|kernel| kernel.private_operation(&ciphertext));
        assert_eq!(message, None, "number {number} is wrong");
        key.numbers.clone_from(&right);
    }
}

fn keys_like_none_in_use_are_not_taken<A: Arithmetic>() {
    let key = &keys()[0];
    let numbers = key.numbers();
    let even = { [&key.numbers[2][..key.numbers[2].len() - 1], &[0]].concat() };
    let long = [key.numbers[2].clone(), vec![1; 16]].concat();
    let refused = [
        KeyNumbers { modulus: &[], ..numbers },
        KeyNumbers { public_exponent: &[], ..numbers },
        KeyNumbers { primes: [&even, numbers.primes[1]], ..numbers },
        KeyNumbers { primes: [&long, numbers.primes[1]], ..numbers },
        KeyNumbers { primes: [&[], &[]], ..numbers },
        KeyNumbers { modulus: &[0x7f; 256], ..numbers },
        KeyNumbers { modulus: &[0xff; 1025], ..numbers },
        // 60491 is 241 times 251.
        KeyNumbers { modulus: &[0xec, 0x4b], primes: [&[241], &[251]], ..numbers },
    ];
    for numbers in refused {
        assert!(CrtKey::<A>::new(&numbers).is_none(), "{numbers:?}");
    }
}

#[cfg(any(not(target_family = "wasm"), target_feature = "relaxed-simd"))]
#[wasm_bindgen_test::wasm_bindgen_test(unsupported = test)]
fn multiply_add_rounds_once_here() {
    assert!(super::fuses());
}
