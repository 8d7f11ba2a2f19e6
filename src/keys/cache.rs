//! A bounded memory of unwrapped keys, so that a wrapped key seen again costs no RSA.

use std::collections::{HashMap, VecDeque};

use super::ring::Unwrapped;

/// How many content keys are remembered. With the wrapped keys of RSA-4096 beside them, some 1.2 MB.
const CAPACITY: usize = 1024;

/// The content keys unwrapped last, by their wrapped form; the oldest goes first.
#[derive(Default)]
pub(super) struct ContentKeyCache {
    keys: HashMap<Box<[u8]>, Unwrapped>,
    order: VecDeque<Box<[u8]>>,
}

impl ContentKeyCache {
    /// The content key, and which private key unwrapped it.
    pub(super) fn get(&self, wrapped: &[u8]) -> Option<Unwrapped> {
        self.keys.get(wrapped).cloned()
    }

    pub(super) fn insert(&mut self, wrapped: &[u8], unwrapped: Unwrapped) {
        if self.keys.contains_key(wrapped) {
            return;
        }
        if self.order.len() == CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        self.keys.insert(wrapped.into(), unwrapped);
        self.order.push_back(wrapped.into());
    }

    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.order.clear();
    }
}
