//! Whether the time of private operations and of OAEP depends on secrets: dudect's test (Reparaz, Balasch, Verbauwhede,
//! 'Dude, is my code constant time?', DATE 2017). `cargo xtask timing` runs it; SECURITY.md quotes what it printed.
//!
//! Two classes of inputs are measured in random turns, and Welch's t-test says whether their means differ: over all
//! measurements, over those below each of some percentiles, for what interrupts the program makes times longer, and over
//! the squares of the distances from the mean. Above 4.5 a difference is likely, above 10 certain; below, none was found
//! with so many measurements on this machine.

use std::env::args;
use std::hint::black_box;
use std::time::{Duration, Instant};

use getrandom::SysRng;
use getrandom::rand_core::TryRng;
use logpush_decrypt::testing::keys::oaep;
use logpush_decrypt::testing::rsa::{Arithmetic, CrtKey, Fused, KeyNumbers, Plain};
use logpush_decrypt::{KeySize, PrivateKey};
use sha2::{Digest, Sha256};

/// Percentiles below which measurements are compared, beside all of them.
const CROPPINGS: u32 = 20;
/// Measurements that are left out at the beginning.
const WARM_UP: usize = 50;
/// Different inputs of the class that varies; the other class has as many copies of one, at as many places in memory.
const INPUTS: usize = 64;
/// Bytes of a modulus of 2048 bits.
const MODULUS: usize = 256;
/// Bytes of a SHA-256 hash.
const HASH: usize = 32;
/// Encoded messages that are laid in a row before they are measured one after the other.
const ROW: usize = 64;
const KEYS: usize = 6;

fn main() {
    let mut words = args().skip(1).filter(|word| word != "--bench");
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(60);
    let only = words.next().unwrap_or_default();
    println!("{seconds} s for each row; |t| is the largest of {} tests", 2 + CROPPINGS);
    println!("{:<58} {:>9} {:>11} {:>7}", "what is compared", "samples", "median µs", "|t|");
    let seconds = Duration::from_secs(seconds);
    if only == "oaep" {
        return padding(seconds);
    }
    let keys: Vec<PrivateKey> =
        (0..KEYS).map(|_| PrivateKey::generate(KeySize::Bits2048).expect("random numbers")).collect();
    kernel::<Fused>("kernel with fused multiply-add", &keys, seconds);
    kernel::<Plain>("kernel without", &keys, seconds);
    let operate = |sealed: &Vec<u8>| drop(black_box(keys[0].private_operation(black_box(sealed))));
    row("rsa crate: one ciphertext, many", &repeated(sealed(&keys[0])), &many(|| sealed(&keys[0])), seconds, operate);
    padding(seconds);
}

fn repeated<T: Clone>(input: T) -> Vec<T> {
    vec![input; INPUTS]
}

fn many<T>(make: impl FnMut() -> T) -> Vec<T> {
    std::iter::repeat_with(make).take(INPUTS).collect()
}

/// A wrapped key.
fn sealed(key: &PrivateKey) -> Vec<u8> {
    key.public_key().encrypt_oaep(&random::<32>()).expect("it fits")
}

fn random<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    SysRng.try_fill_bytes(&mut bytes).expect("random numbers");
    bytes
}

fn kernel<A: Arithmetic>(name: &str, keys: &[PrivateKey], seconds: Duration) {
    let prepared = |key: &PrivateKey| {
        let make = |numbers: &KeyNumbers<'_>| CrtKey::<A>::new(numbers).expect("a key like those in use");
        key.numbers(make)
    };
    let one = prepared(&keys[0]);
    let operate = |sealed: &Vec<u8>| drop(black_box(one.private_operation(black_box(sealed))));
    let (fixed, varying) = (repeated(sealed(&keys[0])), many(|| sealed(&keys[0])));
    row(&format!("{name}: one ciphertext, many"), &fixed, &varying, seconds, operate);
    // Each key with a ciphertext of its own. Of the one key there are as many copies.
    let with = |key: &PrivateKey| (prepared(key), sealed(key));
    let fixed: Vec<_> = keys.iter().map(|_| with(&keys[0])).collect();
    let varying: Vec<_> = keys.iter().map(with).collect();
    let operate = |(key, sealed): &(CrtKey<A>, Vec<u8>)| drop(black_box(key.private_operation(black_box(sealed))));
    row(&format!("{name}: one key, many"), &fixed, &varying, seconds, operate);
    // Making a key ready computes with its primes, too.
    let make = |key: &&PrivateKey| key.numbers(|numbers| drop(black_box(CrtKey::<A>::new(black_box(numbers)))));
    let (fixed, varying): (Vec<_>, Vec<_>) = (keys.iter().map(|_| &keys[0]).collect(), keys.iter().collect());
    row(&format!("{name}: making one key ready, many"), &fixed, &varying, seconds, make);
}

/// Taking the padding off: whatever is wrong with it, and whatever the message is.
fn padding(seconds: Duration) {
    let (sound, other) = (|| encoded(0, b"", 1), || encoded(0, b"", 1));
    let decode = |encoded: &[u8; MODULUS]| drop(black_box(oaep::decode(black_box(encoded))));
    let one = repeated(sound());
    let of_first = many(|| encoded(1, b"", 1));
    let of_label = many(|| encoded(0, b"label", 1));
    let of_padding = many(|| encoded(0, b"", 2));
    for (name, classes) in [
        ("OAEP: one sound message, many", [&one, &many(other)]),
        ("OAEP: a wrong first byte, a wrong label", [&of_first, &of_label]),
        ("OAEP: a wrong label, a wrong separator", [&of_label, &of_padding]),
        ("OAEP: a wrong first byte, a wrong separator", [&of_first, &of_padding]),
        // What the method says where nothing differs.
        ("control: a sound message, the same", [&one, &one]),
    ] {
        in_rows(name, classes, seconds, decode);
    }
    // And where something does: some nanoseconds for one class, and all of the work.
    in_rows("control: the last, and 32 steps of a loop for one", [&of_first, &of_padding], seconds, |encoded| {
        decode(encoded);
        if encoded[0] == 1 {
            for step in 0..32 {
                black_box(step);
            }
        }
    });
    in_rows("control: the last, by one who returns early", [&of_first, &of_padding], seconds, |encoded| {
        drop(black_box(early(black_box(encoded))));
    });
}

/// Takes the padding off as it must not be done: it stops at what is wrong first.
fn early(encoded: &[u8; MODULUS]) -> Option<Vec<u8>> {
    let (mut seed, mut data) = (encoded[1..=HASH].to_vec(), encoded[1 + HASH..].to_vec());
    mask(&data, &mut seed);
    mask(&seed, &mut data);
    if encoded[0] != 0 || data[..HASH] != Sha256::digest(b"")[..] {
        return None;
    }
    let begin = HASH + data[HASH..].iter().position(|byte| *byte != 0)?;
    (data[begin] == 1).then(|| data[begin + 1..].to_vec())
}

/// Measures encoded messages of two classes, and prints a row.
///
/// As dudect does, messages of both are laid in a row, in random turns, before the first of them is measured. So a place in
/// memory is as likely to have the one class as the other, and so is what the caches hold. Where each class had places of its
/// own, the places were measured.
fn in_rows(name: &str, classes: [&Vec<Vec<u8>>; 2], seconds: Duration, operate: impl Fn(&[u8; MODULUS])) {
    let mut row = [[0; MODULUS]; ROW];
    let mut turns = [(0, 0.0); ROW];
    let mut measured: [Vec<f64>; 2] = Default::default();
    let (begin, mut is_warm) = (Instant::now(), false);
    while begin.elapsed() < seconds {
        for ((place, turn), choice) in row.iter_mut().zip(&mut turns).zip(random::<ROW>()) {
            turn.0 = usize::from(choice & 1);
            let of = classes[turn.0];
            place.copy_from_slice(&of[usize::from(choice >> 1) % of.len()]);
        }
        for (place, turn) in row.iter().zip(&mut turns) {
            let start = Instant::now();
            // Several at once, for a clock has steps.
            (0..4).for_each(|_| operate(place));
            turn.1 = start.elapsed().as_secs_f64() * 1e6;
        }
        if std::mem::replace(&mut is_warm, true) {
            for (class, took) in &turns {
                measured[*class].push(*took);
            }
        }
    }
    print(name, &measured);
}

/// A content key as RSA-OAEP encodes it for a modulus of 2048 bits (RFC 8017 section 7.1.1), or with something wrong.
fn encoded(first: u8, label: &[u8], separator: u8) -> Vec<u8> {
    let mut seed = random::<32>();
    let zeros = [0; MODULUS - 1 - HASH - HASH - 1 - 32];
    let mut data = [&Sha256::digest(label)[..], &zeros, &[separator], &random::<32>()].concat();
    mask(&seed, &mut data);
    mask(&data, &mut seed);
    [&[first][..], &seed, &data].concat()
}

/// MGF1 with SHA-256 (RFC 8017 appendix B.2.1).
fn mask(seed: &[u8], data: &mut [u8]) {
    for (block, counter) in data.chunks_mut(HASH).zip(0u32..) {
        let hash = Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(hash).for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// Measures, and prints a row.
fn row<T>(name: &str, fixed: &[T], varying: &[T], seconds: Duration, operate: impl Fn(&T)) {
    let mut measured: [Vec<f64>; 2] = Default::default();
    let (begin, mut turns) = (Instant::now(), 0);
    while begin.elapsed() < seconds {
        // Chosen before the clock starts, by numbers that no branch predictor learns.
        for choice in random::<64>() {
            let class = usize::from(choice & 1);
            let of = [fixed, varying][class];
            let input = &of[usize::from(choice >> 1) % of.len()];
            let start = Instant::now();
            operate(input);
            let took = start.elapsed().as_secs_f64() * 1e6;
            turns += 1;
            if turns > WARM_UP {
                measured[class].push(took);
            }
        }
    }
    print(name, &measured);
}

fn print(name: &str, measured: &[Vec<f64>; 2]) {
    let mut all: Vec<f64> = measured.concat();
    all.sort_by(f64::total_cmp);
    let t = largest_t(measured, &all);
    println!("{name:<58} {:>9} {:>11.1} {t:>7.2}", all.len(), all[all.len() / 2]);
}

/// The largest |t| of all comparisons. `all` has all measurements in order.
fn largest_t(measured: &[Vec<f64>; 2], all: &[f64]) -> f64 {
    let mut largest = welch(&measured[0], &measured[1]);
    for number in 1..=CROPPINGS {
        // 1 - 2^(-10 x): closer and closer together towards all of them, as dudect has them.
        let share = 1.0 - 0.5f64.powf(10.0 * f64::from(number) / f64::from(CROPPINGS + 1));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let limit = all[(share * all.len() as f64) as usize];
        let below = |class: &Vec<f64>| class.iter().copied().filter(|took| *took <= limit).collect::<Vec<_>>();
        largest = largest.max(welch(&below(&measured[0]), &below(&measured[1])));
    }
    let squares = |class: &Vec<f64>| {
        let (mean, _) = moments(class);
        class.iter().map(|took| (took - mean).powi(2)).collect::<Vec<_>>()
    };
    largest.max(welch(&squares(&measured[0]), &squares(&measured[1])))
}

/// |t| of Welch's test: the distance of two means, in units of its standard error.
#[allow(clippy::cast_precision_loss, reason = "there are fewer than 2^53")]
fn welch(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < 100 || b.len() < 100 {
        return 0.0;
    }
    let ((mean_a, variance_a), (mean_b, variance_b)) = (moments(a), moments(b));
    let error = (variance_a / a.len() as f64 + variance_b / b.len() as f64).sqrt();
    if error == 0.0 { 0.0 } else { (mean_a - mean_b).abs() / error }
}

/// Mean and variance.
#[allow(clippy::cast_precision_loss, reason = "there are fewer than 2^53")]
fn moments(of: &[f64]) -> (f64, f64) {
    let mean = of.iter().sum::<f64>() / of.len() as f64;
    let squares: f64 = of.iter().map(|number| (number - mean).powi(2)).sum();
    (mean, squares / (of.len() as f64 - 1.0))
}
