//! A bounded memory of unwrapped keys, so that a wrapped key seen again costs no RSA.

use std::collections::{HashMap, VecDeque};

use super::content_key::Unwrapped;

/// How many content keys are remembered. With the wrapped keys of RSA-4096 beside them, about 1.2 MB.
const CAPACITY: usize = 1024;

/// How it is known what a wrapped key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// RSA gave it.
    Unwrapped,
    /// Another field's content key opened what this one was sealed with. The wrapped key itself may be damaged.
    Assumed,
}

/// The content keys unwrapped last, by their wrapped form; the oldest goes first.
#[derive(Default)]
pub(super) struct ContentKeyCache {
    keys: HashMap<Box<[u8]>, (Unwrapped, Origin)>,
    order: VecDeque<Box<[u8]>>,
}

impl ContentKeyCache {
    /// The content key, and which private key unwrapped it. When `strict`, only what RSA gave.
    pub(super) fn get(&self, wrapped: &[u8], strict: bool) -> Option<Unwrapped> {
        let (unwrapped, origin) = self.keys.get(wrapped)?;
        (!strict || *origin == Origin::Unwrapped).then(|| unwrapped.clone())
    }

    /// Remembers a key. What RSA gave takes the place of what was assumed, and never the other way round.
    pub(super) fn insert(&mut self, wrapped: &[u8], unwrapped: Unwrapped, origin: Origin) {
        if let Some(known) = self.keys.get_mut(wrapped) {
            if origin == Origin::Unwrapped {
                *known = (unwrapped, origin);
            }
            return;
        }
        if self.order.len() == CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        self.keys.insert(wrapped.into(), (unwrapped, origin));
        self.order.push_back(wrapped.into());
    }

    /// Forgets what RSA did not give.
    pub(super) fn forget_assumed(&mut self) {
        self.keys.retain(|_, (_, origin)| *origin == Origin::Unwrapped);
        self.order.retain(|wrapped| self.keys.contains_key(wrapped));
    }

    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.order.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::content_key::{CONTENT_KEY_BYTES, ContentKey, KeyId};

    fn key(byte: u8) -> Unwrapped {
        Unwrapped { key: ContentKey::new(&[byte; CONTENT_KEY_BYTES]).expect("32 bytes"), by: KeyId(0) }
    }

    fn held(cache: &ContentKeyCache, wrapped: &[u8], strict: bool) -> Option<u8> {
        cache.get(wrapped, strict).map(|unwrapped| unwrapped.key.as_bytes()[0])
    }

    #[test]
    fn the_oldest_goes_first_and_1024_stay() {
        let mut cache = ContentKeyCache::default();
        let wrapped = |number: u16| number.to_le_bytes();
        for number in 0..1024 {
            cache.insert(&wrapped(number), key(1), Origin::Unwrapped);
        }
        // Seen again, it is no younger for it.
        cache.insert(&wrapped(0), key(1), Origin::Unwrapped);
        assert!((0..1024).all(|number| held(&cache, &wrapped(number), true).is_some()));
        for number in 1024..1034 {
            cache.insert(&wrapped(number), key(2), Origin::Unwrapped);
        }
        for number in 0..1034 {
            assert_eq!(held(&cache, &wrapped(number), true).is_some(), number >= 10, "{number}");
        }
        assert_eq!((cache.keys.len(), cache.order.len()), (1024, 1024));
    }

    #[test]
    fn what_is_assumed_is_never_given_as_unwrapped() {
        use Origin::{Assumed, Unwrapped};
        // What is inserted, and what is then held otherwise and when strict.
        for (inserted, otherwise, strict) in [
            (&[(1, Assumed)][..], Some(1), None),
            (&[(1, Unwrapped)], Some(1), Some(1)),
            (&[(1, Assumed), (2, Unwrapped)], Some(2), Some(2)),
            (&[(2, Unwrapped), (1, Assumed)], Some(2), Some(2)),
        ] {
            let mut cache = ContentKeyCache::default();
            for (byte, origin) in inserted {
                cache.insert(b"wrapped", key(*byte), *origin);
            }
            assert_eq!((held(&cache, b"wrapped", false), held(&cache, b"wrapped", true)), (otherwise, strict));
            cache.forget_assumed();
            assert_eq!(held(&cache, b"wrapped", false), strict, "{inserted:?}");
            assert_eq!(cache.order.len(), cache.keys.len());
            cache.clear();
            assert_eq!(held(&cache, b"wrapped", false), None);
            assert!(cache.order.is_empty());
        }
    }
}
