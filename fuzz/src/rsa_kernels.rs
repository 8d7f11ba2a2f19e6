//! The kernels against big integers of `num-bigint`: products modulo any two odd numbers, and private operations with
//! keys of any size, whose primes are products of small ones: RSA does not ask for more than that they are squarefree.

use logpush_decrypt::testing::rsa::{Arithmetic, CrtKey, Element, Fused, KeyNumbers, Moduli, Plain};
use num_bigint::BigUint;

use super::Numbers;

pub fn run(input: &[u8]) {
    let (mode, input) = input.split_first().unwrap_or((&0, &[]));
    if mode % 2 == 0 {
        products::<Fused>(input);
        products::<Plain>(input);
    } else {
        operations(input);
    }
}

/// Products and squares modulo two numbers of 512 to 2,552 bits. The first byte is the size; then come the moduli and
/// two numbers for each.
fn products<A: Arithmetic>(input: &[u8]) {
    let mut numbers = Numbers(input);
    let bytes = 64 + usize::from(numbers.byte());
    let mut next = || {
        let taken = numbers.0.split_at(bytes.min(numbers.0.len()));
        numbers.0 = taken.1;
        BigUint::from_bytes_be(taken.0)
    };
    let one = BigUint::from(1u8);
    let plain = [next() | &one, next() | &one];
    let moduli =
        Moduli::<A>::new(plain.each_ref().map(BigUint::to_bytes_be).each_ref().map(|bytes| &bytes[..]), 8 * bytes);
    let radix = &one << moduli.radix_bits();
    let values = [next(), next(), next(), next()];
    // Numbers are below twice the modulus while they are computed with, and that is at least what was given.
    let below = |number: &BigUint, lane: usize| number % (&plain[lane] * 2u8);
    let pair = |at: usize| [0, 1].map(|lane| below(&values[at + lane], lane));
    let element = |pair: &[BigUint; 2]| {
        let [a, b] = pair.each_ref().map(|number| moduli.limbs(&number.to_bytes_be()));
        Element::new([&a, &b])
    };
    let (a, b) = (pair(0), pair(2));
    let (mut scratch, mut out) = (moduli.scratch(), Element::zero(moduli.count()));
    let check = |out: &Element, a: &[BigUint; 2], b: &[BigUint; 2]| {
        let found = moduli.canonical(out, &mut moduli.scratch());
        for lane in 0..2 {
            let found = found[lane].iter().rev().fold(BigUint::ZERO, |sum, limb| (sum << A::LIMB_BITS) + *limb);
            assert!(found < plain[lane]);
            let modulus = &plain[lane];
            assert_eq!(found * &radix % modulus, &a[lane] * &b[lane] % modulus, "lane {lane}");
        }
    };
    moduli.multiply(&mut out, &element(&a), &element(&b), &mut scratch);
    check(&out, &a, &b);
    moduli.square(&mut out, &element(&a), &mut scratch);
    check(&out, &a, &a);
}

/// Primes below 2^16 in the order of the numbers.
fn small_primes() -> &'static [u32] {
    use std::sync::LazyLock;
    static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let mut is_prime = vec![true; 1 << 16];
        for number in 2..1 << 8 {
            if is_prime[number] {
                (number * number..1 << 16).step_by(number).for_each(|multiple| is_prime[multiple] = false);
            }
        }
        (3u32..1 << 16).filter(|number| is_prime[*number as usize]).collect()
    });
    &PRIMES
}

/// A key made of small primes, and operations with it.
fn operations(input: &[u8]) {
    let primes = small_primes();
    let mut numbers = Numbers(input);
    // How many small primes each of p and q has.
    let counts = [0; 2].map(|_| 30 + usize::from(numbers.byte()) % 40);
    let mut used = std::collections::HashSet::new();
    let factors = counts.map(|count| {
        let mut next = || {
            let mut at = usize::from(numbers.word()) % primes.len();
            while !used.insert(at) {
                at = (at + 1) % primes.len();
            }
            primes[at]
        };
        (0..count).map(|_| next()).collect::<Vec<_>>()
    });
    let [p, q] = factors.each_ref().map(|factors| factors.iter().product::<BigUint>());
    let modulus = &p * &q;
    // No factor's predecessor has 65537 as a factor, so it has an inverse. Any multiple of the order may be added.
    let e = BigUint::from(65_537u32);
    let exponents = [0, 1].map(|at| {
        let order = factors[at].iter().fold(BigUint::from(1u8), |order, prime| lcm(&order, *prime - 1));
        let inverse = e.modinv(&order).unwrap_or_default();
        let bytes = [&p, &q][at].to_bytes_be().len();
        let room = ((BigUint::from(1u8) << (8 * bytes)) - 1u8 - &inverse) / &order;
        inverse + order * (BigUint::from(numbers.word()) % (room + 1u8))
    });
    let coefficient = (&q % &p).modinv(&p).expect("p and q have no factor in common");
    let bytes = [&modulus, &e, &p, &q, &exponents[0], &exponents[1], &coefficient].map(BigUint::to_bytes_be);
    let key = KeyNumbers {
        modulus: &bytes[0],
        public_exponent: &bytes[1],
        primes: [&bytes[2], &bytes[3]],
        exponents: [&bytes[4], &bytes[5]],
        coefficient: &bytes[6],
    };
    let mut ciphertext = numbers.0.to_vec();
    ciphertext.resize(bytes[0].len(), 0xff);
    let number = BigUint::from_bytes_be(&ciphertext);
    let expected = (number < modulus).then(|| {
        let powers = [(&p, 0), (&q, 1)].map(|(prime, at)| (&number % prime).modpow(&exponents[at], prime));
        let h = (&powers[0] + &p - &powers[1] % &p) * &coefficient % &p;
        let message = (&powers[1] + &q * h).to_bytes_be();
        [vec![0; ciphertext.len() - message.len()], message].concat()
    });
    let fused = CrtKey::<Fused>::new(&key).map(|key| key.private_operation(&ciphertext));
    let plain = CrtKey::<Plain>::new(&key).map(|key| key.private_operation(&ciphertext));
    assert!(fused == plain, "both kernels agree");
    if let Some(message) = fused {
        assert!(message.as_deref() == expected.as_ref(), "as big integers say");
    }
}

fn lcm(a: &BigUint, b: u32) -> BigUint {
    let rest = u32::try_from(a % b).unwrap_or_default();
    let (mut x, mut y) = (b, rest);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a * (b / x)
}
