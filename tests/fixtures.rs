//! Every fixture, in one piece and at every chunk size: natively, and in WebAssembly in browsers.

mod common;

use common::{Fixture, Outcome};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Makes a test of each fixture, and their list.
macro_rules! fixtures {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[wasm_bindgen_test(unsupported = test)]
            fn $test() {
                at_every_chunk_size(&fixture!($name));
            }
        )*

        #[cfg(not(target_family = "wasm"))]
        const NAMES: &[&str] = &[$($name),*];
    };
}

fixtures! {
    almost_envelopes: "almost-envelopes",
    array: "array",
    array_with_a_damaged_record: "array-with-a-damaged-record",
    bad_crc: "bad-crc",
    bad_deflate: "bad-deflate",
    bad_header_crc: "bad-header-crc",
    bad_length: "bad-length",
    bad_lines: "bad-lines",
    bad_second_crc: "bad-second-crc",
    batch_wrapper: "batch-wrapper",
    body_json: "body-json",
    cut_off: "cut-off",
    cut_off_second_header: "cut-off-second-header",
    cut_off_trailer: "cut-off-trailer",
    damaged_envelopes: "damaged-envelopes",
    damaged_first_line: "damaged-first-line",
    damaged_strings: "damaged-strings",
    damaged_wrapped_key: "damaged-wrapped-key",
    empty: "empty",
    gzip_of_gzip: "gzip-of-gzip",
    joined_by_commas: "joined-by-commas",
    key_of_another_size: "key-of-another-size",
    logpush_test_object: "logpush-test-object",
    members: "members",
    no_records: "no-records",
    not_utf8: "not-utf8",
    older_form: "older-form",
    one_content_key: "one-content-key",
    ordinary_rsa2048: "ordinary-rsa2048",
    ordinary_rsa3072: "ordinary-rsa3072",
    ordinary_rsa4096: "ordinary-rsa4096",
    over_several_lines: "over-several-lines",
    over_several_lines_in_an_array: "over-several-lines-in-an-array",
    overlap: "overlap",
    ownership_challenge: "ownership-challenge",
    padded_members: "padded-members",
    picture: "picture",
    plain_text: "plain-text",
    several_keys: "several-keys",
    several_on_a_line: "several-on-a-line",
    shapes: "shapes",
    strings: "strings",
    strings_body_json: "strings-body-json",
    text_between_members: "text-between-members",
    trailing_garbage: "trailing-garbage",
    trailing_zeros: "trailing-zeros",
    types: "types",
    utf16: "utf16",
    utf16_big_endian_without_a_mark: "utf16-big-endian-without-a-mark",
    wrong_key: "wrong-key",
}

fn at_every_chunk_size(fixture: &Fixture) {
    let mut keys = fixture.keys();
    let expected = fixture.expected();
    let whole = fixture.run(usize::MAX, &mut keys);
    assert_eq!(String::from_utf8_lossy(&whole.output), String::from_utf8_lossy(&expected.output));
    let outputs = |outcome: &Outcome| (outcome.output.clone(), outcome.rejects.clone());
    assert!(outputs(&whole) == outputs(&expected), "{}: the rejects differ", fixture.name);
    assert_eq!(whole.told(), expected.told());
    for (message, words) in whole.messages.iter().zip(fixture.must_say()) {
        assert!(message.contains(&words), "{message:?} says {words:?}");
    }
    for chunk in 1..fixture.input.len() {
        assert!(fixture.run(chunk, &mut keys) == whole, "{} in chunks of {chunk} bytes", fixture.name);
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn line_of_100_mb() {
    use sha2::{Digest, Sha256};

    let fixture = fixture!("line-of-100-mb");
    let json: serde_json::Value = serde_json::from_str(fixture.expected).expect("the fixture's JSON");
    let mut keys = fixture.keys();
    for chunk in [usize::MAX, 1000] {
        let outcome = fixture.run(chunk, &mut keys);
        let rejects = &outcome.rejects;
        assert!(outcome.output == fixture.output);
        assert_eq!(outcome.told(), fixture.expected().told());
        assert_eq!(rejects.len() as u64, json["longReject"]["bytes"]);
        let sha256: String = Sha256::digest(rejects).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sha256, json["longReject"]["sha256"]);
    }
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn no_fixture_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".log.gz").map(str::to_string))
        .collect();
    found.sort();
    let mut listed: Vec<_> = NAMES.iter().map(ToString::to_string).chain(["line-of-100-mb".to_string()]).collect();
    listed.sort();
    assert_eq!(found, listed);
}
