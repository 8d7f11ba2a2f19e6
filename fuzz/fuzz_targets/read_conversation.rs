//! Whatever bodies are: a conversation comes out, never a panic.
//!
//!     cargo +nightly fuzz run read_conversation
#![no_main]

use libfuzzer_sys::fuzz_target;
use logpush_decrypt::conversation::{Bodies, Threads, mask_credentials, read};

fuzz_target!(|bodies: (&str, &str, &[u8], &[u8])| {
    let (provider, endpoint, request, response) = bodies;
    let conversation = read(&Bodies {
        provider: Some(provider),
        endpoint: Some(endpoint),
        model: None,
        request: Some(request),
        response: Some(response),
    });
    Threads::new().add(&conversation).to_json(&conversation);
    mask_credentials(&String::from_utf8_lossy(request));
});
