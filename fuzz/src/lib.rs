//! What is fuzzed: a function for each target, which takes any bytes and panics where something is wrong. `cargo xtask
//! fuzz` runs them with libFuzzer, and `tests/corpora.rs` runs each over its corpus on every test run.
//!
//! Inputs are plain bytes in which parts are told apart by lines: a corpus can be read and written by people, and a
//! fixture is an input as it is.

mod find_envelopes;
mod frame_records;
mod gunzip;
mod mask_record;
mod open_file;
mod parse_filter;
mod read_conversation;
mod read_keys;
mod read_record;
mod read_zstd;
mod resume;
mod rsa_kernels;

/// A target's name, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets. Each has a file in `fuzz_targets` and a folder in `corpus`.
pub const TARGETS: [Target; 12] = [
    ("find_envelopes", find_envelopes::run),
    ("frame_records", frame_records::run),
    ("gunzip", gunzip::run),
    ("mask_record", mask_record::run),
    ("open_file", open_file::run),
    ("parse_filter", parse_filter::run),
    ("read_conversation", read_conversation::run),
    ("read_keys", read_keys::run),
    ("read_record", read_record::run),
    ("read_zstd", read_zstd::run),
    ("resume", resume::run),
    ("rsa_kernels", rsa_kernels::run),
];

/// Runs the target of this name.
///
/// # Panics
/// If there is none, or if the input shows something that is wrong.
pub fn run(name: &str, input: &[u8]) {
    let target = TARGETS.iter().find(|target| target.0 == name);
    let (_, run) = target.unwrap_or_else(|| panic!("there is no target {name}"));
    run(input);
}

/// The first line of an input, as text, and what follows it.
fn first_line(input: &[u8]) -> (String, &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let rest = input.get(end + 1..).unwrap_or_default();
    (String::from_utf8_lossy(&input[..end]).into_owned(), rest)
}

/// Numbers that depend on the input alone.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    /// The next byte; 0 after the last.
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    /// The next two bytes as one number.
    fn word(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }
}
