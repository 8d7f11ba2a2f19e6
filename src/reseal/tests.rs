use super::*;
use crate::envelope::{RecordSeal, seal};
use crate::input::{Input, LineReader};
use crate::keys::{KeyRing, PublicKey, now};
use crate::mask::Kind;
use crate::{PrivateKey, RecordOpener, Settings};

fn key(name: &str) -> PrivateKey {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/");
    PrivateKey::read(&std::fs::read(format!("{folder}{name}.pem")).expect("a file")).expect("a key")
}

/// Who seals at first, and for whom records are sealed again.
fn keys() -> (PrivateKey, PrivateKey) {
    (key("rsa2048"), key("other2048"))
}

/// A record on one line as it is read, as opening makes it, and how many fields stayed sealed.
fn open(record: &[u8], key: PrivateKey) -> (Vec<u8>, usize) {
    let mut ring = KeyRing::new();
    ring.add(key);
    let mut reader = LineReader::new(1 << 20);
    reader.push(record.to_vec());
    reader.finish();
    let (mut text, mut faults) = (Vec::new(), Vec::new());
    while let Some(input) = reader.next() {
        let Input::Line(line) = input else { panic!("{input:?}") };
        let mut opener = RecordOpener::new(Settings::default());
        now(opener.open(&line, &mut ring, &mut text, &mut faults)).expect("a record");
    }
    (text, faults.len())
}

type Written = Result<Vec<u8>, LeftOut>;

fn resealed(sealed: &[u8], opened: &[u8], masks: Option<&Masks>, recipient: &PublicKey) -> (Written, Counts) {
    let (mut to, mut counts) = (Vec::new(), Counts::default());
    let none = Masks::none();
    let masks = (masks.unwrap_or(&none), &mut counts);
    let make = || {
        let seal = RecordSeal::new(recipient);
        move |text: &[u8]| Ok::<_, ()>(seal.seal(text))
    };
    let came = reseal(sealed, opened, masks, make, &mut to).expect("sealing does not fail");
    (came.map(|_| to), counts)
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

/// Records in every form, sealed for the first key.
fn records() -> Vec<String> {
    let public = keys().0.public_key();
    let sealed = |text: &str| seal(text.as_bytes(), &public);
    let mail = "{\"to\":\"x\\nalice@example.com\",\"n\":4111111111111111}";
    let hard = "a \"b\"\\\n\u{1}é😀 alice\\u0040example.com";
    let older = {
        use base64::Engine as _;
        let data = BASE64_STANDARD.encode(public.encrypt_oaep(b"older alice@example.com").expect("short"));
        format!(r#"{{"data":"{data}"}}"#)
    };
    vec![
        format!(r#"{{"Model":"m","RequestBody":{},"ResponseBody":{},"StatusCode":200}}"#, sealed(mail), sealed(hard)),
        format!(r#"{{ "RequestBody" : {} ,"user":"bob@example.com","big":12345678901234567890}}"#, sealed("")),
        format!(r#"{{"RequestBody":{},"Metadata":null,"ResponseBody":""}}"#, quoted(&sealed(hard))),
        format!(
            r#"{{"log":{},"x":"bob@example.com"}}"#,
            quoted(&format!(
                r#"{{"RequestBody":{},"u":"bob@example.com","ResponseBody":{}}}"#,
                sealed(mail),
                sealed(hard)
            ))
        ),
        format!(r#"{{"list":[{},[{}]],"Metadata":{{}}}}"#, sealed("[]"), sealed("alice@example.com")),
        format!(r#"{{"ResponseBody":{},"o":{}}}"#, seal(b"\xff\xfe alice@example.com", &public), older),
        format!(r#"{{"log":{}}}"#, quoted(&format!(r#"{{"RequestBody":{}}}"#, seal(b"\xff\x00", &public)))),
        format!("{{\n  \"RequestBody\": {},\r\n  \"x\": [\n1\n]\n}}", sealed("lines").replace(",\"iv\"", ",\n \"iv\"")),
    ]
}

#[test]
fn what_the_recipient_opens_is_what_was_opened_before() {
    let (from, to) = keys();
    let recipient = to.public_key();
    for record in records() {
        let (opened, faults) = open(record.as_bytes(), key("rsa2048"));
        assert_eq!(faults, 0, "{record}");
        let (came, _) = resealed(record.as_bytes(), &opened, None, &recipient);
        let came = came.unwrap_or_else(|why| panic!("{why:?}: {record}"));
        assert_eq!(open(&came, key("other2048")), (opened.clone(), 0), "{record}");
        // The key from before opens nothing any more, and no text stands in the clear.
        let (still, faults) = open(&came, PrivateKey::read(&from.to_pkcs8_der().expect("DER")).expect("a key"));
        assert_eq!((still, faults > 0), (came, true));
    }
}

#[test]
fn texts_are_sealed_masked() {
    let masks = Masks::new(&Kind::NAMED, &[]).expect("masks");
    let recipient = keys().1.public_key();
    let mut all = Counts::default();
    for record in records() {
        let (opened, _) = open(record.as_bytes(), key("rsa2048"));
        let mut expected = Vec::new();
        masks.write_record(&opened, &mut expected, &mut all);
        let (came, counts) = resealed(record.as_bytes(), &opened, Some(&masks), &recipient);
        let came = came.expect("a record");
        let (again, faults) = open(&came, key("other2048"));
        assert_eq!((String::from_utf8_lossy(&again), faults), (String::from_utf8_lossy(&expected), 0), "{record}");
        // What is not sealed is masked as well, and nothing is left in the clear.
        assert!(!String::from_utf8_lossy(&came).contains("example.com"), "{record}");
        assert_eq!(counts.email > 0, record.contains("bob@") || expected != opened, "{record}");
    }
    assert!(all.email > 5 && all.card > 0);
}

#[test]
fn a_record_has_one_wrapped_key_and_each_field_a_nonce() {
    let record = &records()[0];
    let (opened, _) = open(record.as_bytes(), key("rsa2048"));
    let came = resealed(record.as_bytes(), &opened, None, &keys().1.public_key()).0.expect("a record");
    let line: serde_json::Value = serde_json::from_slice(&came).expect("JSON");
    let [request, response] = ["RequestBody", "ResponseBody"].map(|name| &line[name]);
    assert_eq!(request["key"], response["key"]);
    assert_ne!(request["iv"], response["iv"]);
    assert_eq!(request["type"], "encrypted");
}

#[test]
fn what_cannot_be_sealed_is_left_out() {
    let (from, to) = keys();
    let recipient = to.public_key();
    let sealed = |text: &str| seal(text.as_bytes(), &from.public_key());
    let foreign = seal(b"x", &recipient);
    let broken = sealed("x").replace("\"iv\"", "\"vi\"");
    for (record, why) in [
        (format!(r#"{{"RequestBody":{},"ResponseBody":{foreign}}}"#, sealed("x")), LeftOut::Sealed),
        (format!(r#"{{"RequestBody":{},"ResponseBody":{broken}}}"#, sealed("x")), LeftOut::Sealed),
        (format!(r#"{{"log":{}}}"#, quoted(&format!(r#"{{"a":{foreign}}}"#))), LeftOut::Sealed),
        (r#"{"RequestBody":"in the clear","StatusCode":200}"#.into(), LeftOut::Plain),
        (r#"{"Model":"m","RequestBody":null}"#.into(), LeftOut::Plain),
        (format!(r#"{{"RequestBody":{},"ResponseBody":"in the clear"}}"#, sealed("x")), LeftOut::Clear),
        (format!(r#"{{"Metadata":{{"user":1}},"RequestBody":{}}}"#, sealed("x")), LeftOut::Clear),
        (format!(r#"{{"RequestBody":{},"R\u0065sponseBody":[1]}}"#, sealed("x")), LeftOut::Clear),
        (format!(r#"{{"RequestBody":{},"Metadata":7}}"#, sealed("x")), LeftOut::Clear),
        (
            format!(r#"{{"log":{}}}"#, quoted(&format!(r#"{{"RequestBody":{},"ResponseBody":"clear"}}"#, sealed("x")))),
            LeftOut::Clear,
        ),
        (format!(r#"{{"a":{},"log":{}}}"#, sealed("x"), quoted(r#"{"RequestBody":"clear"}"#)), LeftOut::Clear),
        // Also where the string is not written as one that begins with a brace.
        (format!(r#"{{"a":{},"log":"\n\u0020{{\"RequestBody\":\"clear\"}}"}}"#, sealed("x")), LeftOut::Clear),
        (format!(r#"{{"a":{},"log":"\u007b\"R\u0065questBody\":\"clear\"}}"}}"#, sealed("x")), LeftOut::Clear),
        (format!(r#"{{"a":{},"log":{}}}"#, sealed("x"), quoted(r#"[1,{"RequestBody":"clear"}]"#)), LeftOut::Clear),
        (
            format!(r#"{{"log":{}}}"#, quoted(&format!(r#"[{{"RequestBody":{},"Metadata":{{"a":1}}}}]"#, sealed("x")))),
            LeftOut::Clear,
        ),
    ] {
        let (opened, _) = open(record.as_bytes(), key("rsa2048"));
        assert_eq!(resealed(record.as_bytes(), &opened, None, &recipient).0, Err(why), "{record}");
    }
}

#[test]
fn lines_of_different_records_are_not_joined() {
    let recipient = keys().1.public_key();
    let record = &records()[0];
    let (opened, _) = open(record.as_bytes(), key("rsa2048"));
    let opened = String::from_utf8(opened).expect("UTF-8");
    for other in [
        opened.replace("\"m\"", "\"n\""),
        opened.replace("200", "201"),
        format!("{opened} "),
        opened[..opened.len() - 1].to_owned(),
        String::new(),
        opened.replacen("\"RequestBody\":\"", "\"RequestBody\":", 1),
    ] {
        assert_eq!(resealed(record.as_bytes(), other.as_bytes(), None, &recipient).0, Err(LeftOut::Unlike), "{other}");
    }
    assert_eq!(resealed(b"no record", opened.as_bytes(), None, &recipient).0, Err(LeftOut::Unlike));
}

#[test]
fn a_batch_says_which_records_were_left_out() {
    let recipient = keys().1.public_key();
    let mut batch = ResealedBatch::default();
    let (none, mut counts) = (Masks::none(), Counts::default());
    let record = &records()[0];
    let (opened, _) = open(record.as_bytes(), key("rsa2048"));
    let make = || {
        let seal = RecordSeal::new(&recipient);
        move |text: &[u8]| Ok::<_, ()>(seal.seal(text))
    };
    batch.add(0, (record.as_bytes(), &opened), (&none, &mut counts), make).expect("sealed");
    batch.add(1, (b"{}", b"{}\n"), (&none, &mut counts), make).expect("sealed");
    batch.add(2, (record.as_bytes(), &opened), (&none, &mut counts), make).expect("sealed");
    assert_eq!((batch.ends.len(), batch.sealed, &batch.left_out[..]), (2, 4, &[(1, LeftOut::Plain)][..]));
    assert_eq!(batch.ends[1], batch.output.len());
    // One that fails is not written in part.
    let length = batch.output.len();
    let fail = || |_: &[u8]| Err("no seal");
    assert_eq!(batch.add(3, (record.as_bytes(), &opened), (&none, &mut counts), fail), Err("no seal"));
    assert_eq!(batch.ends[1], length);
}
