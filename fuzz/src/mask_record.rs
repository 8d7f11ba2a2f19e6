//! Whatever a line is: masking it never panics, leaves JSON that is JSON, and counts what it masks. The first line of an input is
//! a pattern of one's own.

use std::sync::LazyLock;

use logpush_decrypt::testing::json::walk;
use logpush_decrypt::testing::mask::{Counts, Kind, Masks};

use super::first_line;

/// Compiling their patterns takes longer than all the rest.
static NAMED: LazyLock<Masks> = LazyLock::new(|| Masks::new(&Kind::NAMED, &[]).expect("masks"));

pub fn run(input: &[u8]) {
    let (pattern, line) = first_line(input);
    let masks = &*NAMED;
    let (mut masked, mut counts) = (Vec::new(), Counts::default());
    masks.write_record(line, &mut masked, &mut counts);
    assert_eq!(counts == Counts::default(), masked == line);
    let is_json = |text: &[u8]| walk(text, 512, &mut ()).is_ok();
    assert!(!is_json(line) || is_json(&masked), "{}", String::from_utf8_lossy(&masked));
    if let Ok(text) = std::str::from_utf8(line) {
        let mut end = 0;
        for edit in masks.edits_of_text(text) {
            assert!(end <= edit.place.start && edit.place.start < edit.place.end, "{edit:?}");
            assert!(text.is_char_boundary(edit.place.start) && text.is_char_boundary(edit.place.end));
            end = edit.place.end;
        }
    }
    if let Ok(masks) = Masks::new(&[], &[&pattern]) {
        masks.write_record(line, &mut masked, &mut counts);
    }
}
