//! Whatever is given as a file: the same comes out in pieces of every size, and no text comes out of an envelope but one
//! that was sealed. RSA is left out: a wrapped key that is known gives its content key, every other one nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use logpush_decrypt::testing::keys::{Engine, decrypt_gcm};
use logpush_decrypt::{ContentKey, Decryptor, KeyRing, NONCE_BYTES, PrivateKey, Settings};
use zeroize::Zeroizing;

/// Files of records that were sealed for `rsa2048`, and its key.
const FILES: [&[u8]; 3] = [
    include_bytes!("../../tests/fixtures/ordinary-rsa2048.log.gz"),
    include_bytes!("../../tests/fixtures/strings.log.gz"),
    include_bytes!("../../tests/fixtures/types.log.gz"),
];
const KEY: &[u8] = include_bytes!("../../tests/fixtures/keys/rsa2048.pem");

/// What is known of the files: content keys by their wrapped keys, and the texts that were sealed.
struct Known {
    content_keys: HashMap<Vec<u8>, Option<Secret>>,
    texts: Vec<Secret>,
}

type Secret = Zeroizing<Vec<u8>>;

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut keys = ring();
    keys.engine().learns = true;
    for file in FILES {
        open(file, file.len(), &mut keys);
    }
    let Recorder { content_keys, texts, .. } = std::mem::take(keys.engine());
    assert!(content_keys.len() > 5 && texts.len() > 5, "the fixtures have envelopes");
    Known { content_keys, texts }
});

pub fn run(file: &[u8]) {
    let mut keys = ring();
    let whole = open(file, file.len().max(1), &mut keys);
    for text in &keys.engine().texts {
        assert!(KNOWN.texts.contains(text), "nobody sealed {}", String::from_utf8_lossy(text));
    }
    for chunk in [1, 61] {
        assert_eq!(open(file, chunk, &mut ring()), whole, "in pieces of {chunk} bytes");
    }
}

fn ring() -> KeyRing<Recorder> {
    let mut keys = KeyRing::with_engine(Recorder::default());
    keys.add(PrivateKey::read(KEY).expect("a fixture's key"));
    keys
}

/// Everything that comes out, as it is printed.
fn open(file: &[u8], chunk: usize, keys: &mut KeyRing<Recorder>) -> Vec<String> {
    let mut decryptor = Decryptor::new(Settings::default());
    let mut events = Vec::new();
    for chunk in file.chunks(chunk).chain([&[][..]]) {
        if chunk.is_empty() {
            decryptor.finish();
        } else {
            decryptor.push(chunk.to_vec());
        }
        while let Some(event) = decryptor.next(keys) {
            events.push(format!("{event:?}"));
        }
    }
    events
}

/// Does AES-GCM, and notes what comes of it.
#[derive(Default)]
struct Recorder {
    /// Does RSA as well.
    learns: bool,
    content_keys: HashMap<Vec<u8>, Option<Secret>>,
    texts: Vec<Secret>,
}

impl Engine for Recorder {
    async fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> Option<Secret> {
        if !self.learns {
            return KNOWN.content_keys.get(ciphertext).cloned().flatten();
        }
        let learn = || key.decrypt_oaep(ciphertext);
        self.content_keys.entry(ciphertext.to_vec()).or_insert_with(learn).clone()
    }

    async fn decrypt_gcm(&mut self, key: &ContentKey, nonce: &[u8; NONCE_BYTES], sealed: Secret) -> Option<Secret> {
        let text = decrypt_gcm(key, nonce, sealed);
        self.texts.extend(text.clone());
        text
    }
}
