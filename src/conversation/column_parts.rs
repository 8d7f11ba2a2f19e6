//! What the columns of an export are made of. Long texts are bytes of their own: as members of JSON they would be escaped,
//! parsed, decoded and encoded once more on their way into a file.

use super::cost::PriceList;
use super::model::{Conversation, Members, Role};
use super::record::OpenedRecord;
use super::record_cost::record_cost;
use super::to_json::write_members;
use super::wrappers::mask_credentials;

/// How many long texts a record may have.
const TEXTS: usize = 4;

/// The parts of opened records: what is short as JSON, and the long texts of all of them as columns of Parquet have them.
///
/// ```
/// use logpush_decrypt::conversation::{ColumnParts, PriceList};
///
/// let mut parts = ColumnParts::new(ColumnParts::ALL);
/// assert!(parts.push(br#"{"Model":"m","RequestBody":"Hi"}"#, PriceList::built_in()));
/// let (line, said) = parts.plain.split_at(parts.ends[0] as usize);
/// assert_eq!(line, br#"{"Model":"m","RequestBody":null}"#);
/// assert!(said.starts_with(br#"{"family":"unknown""#));
/// assert_eq!((parts.present[0], &parts.texts[0][..]), (1, &b"\x02\0\0\0Hi"[..]));
/// ```
#[derive(Debug, Default)]
pub struct ColumnParts {
    /// Of each record two texts, one after the other: its line with `null` in place of bodies that are strings, or the whole
    /// line if the record is in a string of it; and what its bodies say as JSON, with `cost`, without messages, inputs
    /// and the texts of the answer.
    pub plain: Vec<u8>,
    /// Where each of these ends in `plain`: two numbers a record.
    pub ends: Vec<u32>,
    /// Of each record, which long texts it has: the bit with the number of the text.
    pub present: Vec<u8>,
    /// The long texts, those of each kind one after the other, each after its length (32 bits, the lowest byte first): the
    /// request's body, without credentials; the response's body; the last text of the user, else the last input; the text of
    /// the answer, else its refusal.
    pub texts: [Vec<u8>; TEXTS],
    /// Which long texts are wanted, as in `present`.
    wanted: u8,
}

impl ColumnParts {
    /// All long texts.
    pub const ALL: u8 = 0b1111;

    /// Those of no record yet, with the long texts of these bits.
    #[must_use]
    pub fn new(wanted: u8) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Adds those of an opened line. Returns whether it is a record; nothing is added otherwise.
    pub fn push(&mut self, line: &[u8], prices: &PriceList) -> bool {
        let Some(record) = OpenedRecord::read(line) else { return false };
        self.push_record(&record, record.conversation(), prices);
        true
    }

    /// Notes that a text of `plain` ends here.
    fn end(&mut self) {
        // Lines that are read together are shorter than 4 GiB.
        self.ends.push(u32::try_from(self.plain.len()).unwrap_or(u32::MAX));
    }

    /// Adds those of a record that was read, with its conversation.
    #[inline(never)]
    pub(super) fn push_record(
        &mut self,
        record: &OpenedRecord<'_>,
        mut conversation: Conversation,
        prices: &PriceList,
    ) {
        let cost = record_cost(record, &conversation, prices);
        shorten(&mut conversation);
        let question = conversation.messages.pop().and_then(|message| message.text);
        let question = question.or_else(|| conversation.inputs.pop());
        conversation.inputs.clear();
        let answer = conversation.output.as_mut().and_then(|output| {
            let refusal = output.refusal.take();
            output.text.take().or(refusal)
        });
        record.write_without_bodies(&mut self.plain);
        self.end();
        self.plain.push(b'{');
        write_members(&mut self.plain, &[("cost", &cost)]);
        conversation.write_members(&mut self.plain);
        self.plain.push(b'}');
        self.end();
        self.present.push(0);
        self.push_text(0, || record.request().map(mask_credentials));
        self.push_text(1, || record.response());
        self.push_text(2, || question);
        self.push_text(3, || answer);
    }

    /// Adds a long text of the record that was added last, if it is wanted and there.
    fn push_text<T: AsRef<str>>(&mut self, kind: usize, text: impl FnOnce() -> Option<T>) {
        let bit = 1 << kind;
        if self.wanted & bit == 0 {
            return;
        }
        let Some(text) = text() else { return };
        let text = text.as_ref().as_bytes();
        // A line that is read is shorter than 4 GiB.
        let Ok(length) = u32::try_from(text.len()) else { return };
        self.texts[kind].extend_from_slice(&length.to_le_bytes());
        self.texts[kind].extend_from_slice(text);
        if let Some(present) = self.present.last_mut() {
            *present |= bit;
        }
    }
}

/// Leaves out long parts that no column is made of: of the messages only the last one stays in which the user says something.
pub(super) fn shorten(conversation: &mut Conversation) {
    let Conversation { messages, parameters, output, .. } = conversation;
    let last = messages.iter().rposition(|message| message.role == Role::User && message.text.is_some());
    if let Some(last) = last {
        messages.swap(0, last);
    }
    messages.truncate(usize::from(last.is_some()));
    *parameters = Members::default();
    if let Some(output) = output {
        output.thinking = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a record: its line, what its bodies say, and its long texts.
    fn parts(line: &str) -> [Option<String>; 2 + TEXTS] {
        let mut parts = ColumnParts::new(ColumnParts::ALL);
        // What is of one record is not of another.
        assert!(parts.push(br#"{"RequestBody":"{\"input\":\"before\"}","ResponseBody":"1"}"#, PriceList::built_in()));
        let before = parts.texts.each_ref().map(Vec::len);
        assert!(parts.push(line.as_bytes(), PriceList::built_in()), "{line}");
        let [_, first, middle, last] = parts.ends[..] else { panic!("{:?}", parts.ends) };
        assert_eq!((parts.present.len(), last as usize), (2, parts.plain.len()));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let long = |kind: usize| {
            let bytes = &parts.texts[kind][before[kind]..];
            if parts.present[1] & 1 << kind == 0 {
                assert!(bytes.is_empty());
                return None;
            }
            let (length, text) = bytes.split_at(4);
            assert_eq!(length, u32::try_from(text.len()).expect("a short text").to_le_bytes());
            Some(String::from_utf8(text.to_vec()).expect("UTF-8"))
        };
        let said = text(&parts.plain[middle as usize..]);
        let plain = text(&parts.plain[first as usize..middle as usize]);
        [Some(plain), Some(said), long(0), long(1), long(2), long(3)]
    }

    const REQUEST: &str = r#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Which\nknot?"},{"role":"assistant","content":"?"}]}"#;
    const RESPONSE: &str = r#"{"object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"finish_reason":"stop","message":
        {"role":"assistant","content":"A \"bowline\"."}}],"usage":{"prompt_tokens":1000,"completion_tokens":0}}"#;

    #[test]
    fn long_texts_are_parts_of_their_own() {
        let [request, response] = [REQUEST, RESPONSE].map(|body| serde_json::to_string(body).expect("a string"));
        let line =
            format!(r#"{{"Provider":"openai", "RequestBody": {request},"Metadata":"{{}}","ResponseBody":{response}}}"#);
        let expected = [
            r#"{"Provider":"openai", "RequestBody": null,"Metadata":"{}","ResponseBody":null}"#,
            r#"{"cost":0.00015,"family":"openai-chat","model":"gpt-4o-mini","output":{"stop":"stop","stopKind":"stop"},"usage":{"input":1000,"output":0}}"#,
            REQUEST,
            RESPONSE,
            "Which\nknot?",
            "A \"bowline\".",
        ];
        assert_eq!(parts(&line), expected.map(|part| Some(part.to_string())));
    }

    #[test]
    fn bodies_that_are_json_stay_in_the_line() {
        let line = format!(r#"{{"RequestBody":{REQUEST},"ResponseBody":null}}"#);
        let parts = parts(&line);
        assert_eq!(parts[0].as_deref(), Some(line.as_str()));
        assert_eq!((parts[2].as_deref(), &parts[3]), (Some(REQUEST), &None));
    }

    #[test]
    fn a_line_may_begin_with_white_space() {
        for space in [" ", "  ", "\t ", "\r "] {
            for (record, bare) in [
                (r#"{"RequestBody":"Hi"}"#, r#"{"RequestBody":null}"#),
                (
                    r#"{"a":1,"ResponseBody":"no","RequestBody":"Hi","b":"é"}"#,
                    r#"{"a":1,"ResponseBody":null,"RequestBody":null,"b":"é"}"#,
                ),
            ] {
                let parts = parts(&format!("{space}{record}"));
                assert_eq!((parts[0].as_deref(), parts[2].as_deref()), (Some(bare), Some("Hi")), "{record}");
            }
        }
    }

    #[test]
    fn a_record_in_a_string_of_its_line_has_the_whole_line() {
        let inner =
            serde_json::to_string(r#"{"Provider":"openai","RequestBody":"{\"input\":\"Hi\"}"}"#).expect("a string");
        let line = format!(r#"{{"log":{inner}}}"#);
        let parts = parts(&line);
        assert_eq!((parts[0].as_deref(), parts[2].as_deref()), (Some(line.as_str()), Some(r#"{"input":"Hi"}"#)));
    }

    #[test]
    fn credentials_are_masked_and_sealed_bodies_are_not_there() {
        let sealed = r#"{"type":"encrypted","key":"AAAA","iv":"AAAA","data":"AAAA"}"#;
        let request = r#"[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"Authorization\":\"Bearer sk-1\"},\"query\":{}}]"#;
        let parts = parts(&format!(r#"{{"RequestBody":"{request}","ResponseBody":{sealed}}}"#));
        assert!(parts[0].as_deref().is_some_and(|line| line.ends_with(&format!("{sealed}}}"))), "{parts:?}");
        assert!(parts[2].as_deref().is_some_and(|request| request.contains("headers") && !request.contains("sk-1")));
        assert_eq!(parts[3..], [None, None, None]);
    }

    #[test]
    fn of_other_lines_there_are_none() {
        let mut parts = ColumnParts::new(ColumnParts::ALL);
        assert!(!parts.push(b"[1]", PriceList::built_in()));
        assert!(parts.plain.is_empty() && parts.ends.is_empty() && parts.present.is_empty());
    }

    #[test]
    fn only_wanted_texts_are_there() {
        let mut parts = ColumnParts::new(0b1000);
        let [request, response] = [REQUEST, RESPONSE].map(|body| serde_json::to_string(body).expect("a string"));
        let line = format!(r#"{{"RequestBody":{request},"ResponseBody":{response}}}"#);
        assert!(parts.push(line.as_bytes(), PriceList::built_in()));
        assert_eq!((parts.present, parts.texts.map(|text| text.len())), (vec![0b1000], [0, 0, 0, 16]));
    }
}
