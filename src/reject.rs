//! Why something is not a record, or holds nothing sealed: what it is, and what to do.

use memchr::memchr_iter;

use crate::envelope::ScanError;
use crate::fault::{ErrorCode, Fault};
use crate::input::Line;
use crate::json::{JsonError, Reason};

/// How each interface names the limit of a record's length.
const RAISE: &str = "Raise the limit to read it: `maxRecordBytes` in programs, `--max-record` in the command line \
                     tool, 'Largest record' in the page's settings.";

/// Why a line is not a record, or is not read.
pub(crate) fn rejected_line(line: &Line<'_>, error: &ScanError, max_nesting: usize) -> Fault {
    if let Some(code) = line.cut_off {
        return cut_off_line(code, line);
    }
    let (code, offset, message) = match *error {
        ScanError::Json(JsonError { offset, reason: Reason::Nesting }) => (
            ErrorCode::Limit,
            offset,
            format!(
                "The record is nested deeper than {max_nesting} levels and was set aside unread: no log of AI Gateway \
                 is. It belongs to the rejects."
            ),
        ),
        ScanError::TooMany { offset } => (
            ErrorCode::Limit,
            offset,
            "The record holds more envelopes than any log has, and was set aside unread.".to_string(),
        ),
        ScanError::Json(JsonError { offset, reason }) => {
            let hint = hint(line).map(|hint| format!(" {hint}")).unwrap_or_default();
            let byte = line.text_begin() + offset + 1;
            (
                ErrorCode::Json,
                offset,
                format!(
                    "The line is not a JSON object: at its byte {byte}, {reason}. It belongs to the rejects.{hint}"
                ),
            )
        }
    };
    // Counted in the line as it is emitted, with its byte-order mark.
    let offset = line.text_begin() + offset;
    Fault { code, line: Some(line.number), field: None, offset: Some(offset as u64), message }
}

fn cut_off_line(code: ErrorCode, line: &Line<'_>) -> Fault {
    let message =
        format!("The file breaks off within this record. Its first {} bytes belong to the rejects.", line.bytes.len());
    Fault { code, line: Some(line.number), field: None, offset: None, message }
}

/// Why something longer than the limit, in bytes, is not read.
#[must_use]
pub fn long_record(number: u64, limit: usize) -> Fault {
    Fault {
        code: ErrorCode::Limit,
        line: Some(number),
        field: None,
        offset: None,
        message: format!("The record is longer than {limit} bytes and was set aside unread. {RAISE}"),
    }
}

/// What people give instead of a log, detected by how a line begins; the sentence says how to get the log.
const INSTEAD: [(&str, &str); 7] = [
    (
        "$ANSIBLE_VAULT;",
        "The file is encrypted with ansible-vault: give what 'ansible-vault view FILE' writes to a file.",
    ),
    ("age-encryption.org/", AGE),
    ("-----BEGIN AGE ENCRYPTED FILE-----", AGE),
    (
        "version https://git-lfs.github.com/spec/",
        "The file is a pointer of Git LFS, not the log: run 'git lfs pull' where it lies, then give it again.",
    ),
    ("sops:", SOPS),
    ("-----BEGIN PGP MESSAGE-----", "The file is encrypted with PGP: give what 'gpg --decrypt FILE' writes to a file."),
    ("-----BEGIN ", "The file is a key or a certificate, not a log: give it where the key is asked for."),
];
const AGE: &str = "The file is encrypted with age: give what 'age --decrypt -i KEY FILE' writes to a file.";
const SOPS: &str = "The file is encrypted with sops: give what 'sops --decrypt FILE' writes to a file.";

/// What a line that is not a record may be instead.
fn hint(line: &Line<'_>) -> Option<&'static str> {
    let text = line.text().trim_ascii();
    if let Some((_, hint)) = INSTEAD.iter().find(|(begin, _)| text.starts_with(begin.as_bytes())) {
        return Some(hint);
    }
    if !text.is_empty() && text.iter().all(|byte| *byte == 0) {
        return Some("It is nothing but zero bytes, as a full disk or a power cut leaves them.");
    }
    if contains(text, b"ENC[AES256_GCM,data:") {
        return Some(SOPS);
    }
    if line.number > 1 || matches!(text.first(), Some(b'{' | b'[')) {
        return None;
    }
    let count = |separator: u8| memchr_iter(separator, text).count();
    if count(b'\t') >= 3 {
        return Some(
            "The file looks like tab-separated values: set the Logpush job's output type to 'ndjson', its default. \
             Its lines are kept in the rejects.",
        );
    }
    if count(b',') >= 3 {
        return Some(
            "The file looks like comma-separated values: set the Logpush job's output type to 'ndjson', its default. \
             Its lines are kept in the rejects.",
        );
    }
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+/=".contains(byte);
    (16..=1024).contains(&text.len()).then_some(())?;
    text.iter().all(token).then_some(
        "It looks like the file with which Logpush proves that a bucket is yours (ownership-challenge): it holds no \
         records, and can be left out.",
    )
}

/// The warning about a file whose records hold nothing sealed; `first` is the first of them.
#[must_use]
pub fn nothing_sealed(first: &[u8]) -> String {
    let dataset = || DATASETS.iter().find(|(field, _)| contains(first, format!("\"{field}\"").as_bytes()));
    let compact: Vec<u8> = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let why = if compact == br#"{"content":"tests"}"# {
        "It is the object that Logpush writes to test a destination, not a log.".to_string()
    } else if contains(first, b"ENC[AES256_GCM,data:") {
        SOPS.to_string()
    } else if let Some((_, dataset)) = dataset() {
        format!("They look like the dataset '{dataset}'; Logpush encrypts that of AI Gateway alone.")
    } else {
        "They came out as they are: logs are encrypted only from when a public key was set for the gateway.".to_string()
    };
    format!("No record of this file holds a sealed field. {why}")
}

/// Fields that only one of Logpush's datasets has (Cloudflare documentation, 'Logpush datasets', November 2026).
const DATASETS: [(&str, &str); 12] = [
    ("EdgeStartTimestamp", "http_requests"),
    ("EdgeResponseBytes", "http_requests"),
    ("MatchIndex", "firewall_events"),
    ("EDNSSubnet", "dns_logs"),
    ("ResponseCached", "dns_logs"),
    ("ResolverDecision", "gateway_dns"),
    ("UntrustedCertificateAction", "gateway_http"),
    ("BlockedFileName", "gateway_http"),
    ("ScriptName", "workers_trace_events"),
    ("ActionResult", "audit_logs"),
    ("ClientMatchedIpFirewall", "spectrum_events"),
    ("AppDomain", "access_requests"),
];

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(number: u64, text: &str) -> String {
        let line = Line { number, begin: 0, bytes: text.as_bytes(), cut_off: None };
        rejected_line(&line, &JsonError { offset: 0, reason: Reason::End }.into(), 8).message
    }

    #[test]
    fn what_is_given_instead_of_a_log_is_named() {
        for (text, says) in [
            ("$ANSIBLE_VAULT;1.1;AES256", "ansible-vault view"),
            ("age-encryption.org/v1", "age --decrypt"),
            ("-----BEGIN AGE ENCRYPTED FILE-----\r", "age --decrypt"),
            ("version https://git-lfs.github.com/spec/v1", "git lfs pull"),
            ("sops:", "sops --decrypt"),
            ("data: ENC[AES256_GCM,data:AAAA]", "sops --decrypt"),
            ("-----BEGIN PRIVATE KEY-----", "not a log"),
            ("\u{feff}Cached,Endpoint,Gateway,Model", "comma-separated"),
            ("false\tv1/chat\tproduction\tgpt-4o", "tab-separated"),
            ("00000000000000000000000000000000", "ownership-challenge"),
            ("\0\0\0\0", "zero bytes"),
        ] {
            assert!(said(1, text).contains(says), "{text:?}: {}", said(1, text));
        }
        for text in ["{\"a\":1,\"b\":2,\"c\":3,\"d\":", "plain words", "a, b", "short"] {
            assert!(said(1, text).ends_with("It belongs to the rejects."), "{text:?}: {}", said(1, text));
        }
        assert!(said(2, "Cached,Endpoint,Gateway,Model").ends_with("rejects."));
    }

    #[test]
    fn the_limit_is_named_as_each_face_names_it() {
        let message = long_record(1, 7).message;
        for name in ["7 bytes", "maxRecordBytes", "--max-record", "Largest record"] {
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn records_without_sealed_fields_are_explained() {
        for (record, says) in [
            (r#"{"content": "tests"}"#, "to test a destination"),
            (r#"{"data":"ENC[AES256_GCM,data:AA","sops":{}}"#, "sops --decrypt"),
            (r#"{"EdgeStartTimestamp":1}"#, "'http_requests'"),
            (r#"{"Model":"gpt-4o"}"#, "public key was set"),
        ] {
            let message = nothing_sealed(record.as_bytes());
            assert!(message.starts_with("No record of this file holds a sealed field.") && message.contains(says));
        }
    }
}
