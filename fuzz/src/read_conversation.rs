//! Whatever bodies are: a conversation comes out, never a panic. The first two lines are provider and endpoint; a line
//! with two hyphens stands between request and response.

use logpush_decrypt::conversation::{Bodies, Threads, mask_credentials, read};

use super::first_line;

pub fn run(input: &[u8]) {
    const BETWEEN: &[u8] = b"\n--\n";
    let (provider, rest) = first_line(input);
    let (endpoint, bodies) = first_line(rest);
    let end = bodies.windows(BETWEEN.len()).position(|window| window == BETWEEN).unwrap_or(bodies.len());
    let (request, response) = (&bodies[..end], bodies.get(end + BETWEEN.len()..).unwrap_or_default());
    let conversation = read(&Bodies {
        provider: Some(&provider),
        endpoint: Some(&endpoint),
        model: None,
        request: Some(request),
        response: Some(response),
    });
    let _ = Threads::new().add(&conversation).to_json(&conversation);
    let _ = mask_credentials(&String::from_utf8_lossy(request));
}
