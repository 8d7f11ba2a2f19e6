//! Whatever a line is: as a record it is filtered, written and counted without a panic, and what is written is JSON.
//! The first two lines of an input are a filter and what usage is counted by.

use logpush_decrypt::conversation::{
    OpenedRecord, Place, PriceList, RecordFilter, Shown, ThreadedLines, UsageTally, write_line,
};

use super::first_line;

pub fn run(input: &[u8]) {
    let (filter, rest) = first_line(input);
    let (by, line) = first_line(rest);
    let (place, prices) = (Place { file: &by, line: 1 }, PriceList::built_in());
    if let Ok(mut filter) = RecordFilter::new(&filter) {
        let _ = filter.before(line, place);
        let _ = filter.after(line, place, prices);
        let _ = filter.never_found();
        if let Some(hint) = filter.hint() {
            let _ = hint.to_string();
            for offer in hint.offers {
                let _ = RecordFilter::new(&offer.filter);
            }
        }
        let _ = filter.opening().count();
    }
    let mut json = Vec::new();
    let is_record = write_line(line, place, Shown::WithCost(prices), &mut json);
    assert_eq!(is_record, OpenedRecord::read(line).is_some());
    if is_record {
        assert!(OpenedRecord::read(&json).is_some(), "{}", String::from_utf8_lossy(&json));
    }
    assert_eq!(ThreadedLines::default().write_line(line, place, Shown::Conversation, &mut json), is_record);
    let mut tally = UsageTally::new([by.as_str()]);
    assert_eq!(tally.add(line, prices), is_record);
    let _ = tally.to_json();
}
