use super::super::shape::DIRECT_BYTES;
use super::*;

/// The envelopes as (path, text at their place, kind).
fn found(line: &str) -> Vec<(String, String, &'static str)> {
    let kind = |parts: &Parts| match parts {
        Parts::Sealed { .. } => "sealed",
        Parts::Direct { .. } => "direct",
        Parts::Broken { .. } => "broken",
        Parts::Unreadable { .. } => "unreadable",
    };
    scan(line.as_bytes(), 64)
        .expect("a record")
        .iter()
        .map(|envelope| (envelope.path.clone(), line[envelope.place.clone()].to_string(), kind(&envelope.parts)))
        .collect()
}

/// The kinds of what is found.
fn kinds(line: &str) -> Vec<&'static str> {
    found(line).into_iter().map(|(_, _, kind)| kind).collect()
}

fn digits(bytes: usize) -> String {
    "A".repeat((bytes * 8).div_ceil(6))
}

/// An envelope whose parts have these sizes.
fn sized(key: usize, iv: usize, data: usize) -> String {
    format!(r#"{{"key":"{}","iv":"{}","data":"{}"}}"#, digits(key), digits(iv), digits(data))
}

fn in_string(text: &str) -> String {
    serde_json::to_string(text).expect("a JSON string")
}

#[test]
fn envelopes_are_found_by_shape_at_any_depth() {
    let seal = sized(256, 12, 16);
    let typed = format!(r#"{{ "type" : "encrypted" , {} }}"#, &seal[1..seal.len() - 1]);
    let line = format!(r#"{{"a":{seal},"b":[1,{{"c d":{typed}}},[{seal}]],"e":{{"key":"k"}}}}"#);
    let expected = [
        ("a".to_string(), seal.clone(), "sealed"),
        (r#"b[1]["c d"]"#.to_string(), typed.clone(), "sealed"),
        ("b[2][0]".to_string(), seal.clone(), "sealed"),
    ];
    assert_eq!(found(&line), expected);
    assert_eq!(found(&seal), [("$".to_string(), seal.clone(), "sealed")]);
}

#[test]
fn names_and_braces_may_be_written_with_escapes() {
    let seal = sized(256, 12, 16);
    let names = |line: &str| -> Vec<_> { found(line).into_iter().map(|(path, _, kind)| (path, kind)).collect() };
    let sealed = |path: &str| vec![(path.to_string(), "sealed")];
    // A path is the same however its names are written.
    assert_eq!(names(&format!(r#"{{"Request\u0042ody":{seal}}}"#)), sealed("RequestBody"));
    assert_eq!(names(&format!(r#"{{"l\u006Fg":{{"caf\u00e9 \u0022":[{seal}]}}}}"#)), sealed(r#"log["café \""][0]"#));
    assert_eq!(names(&format!(r#"{{"log":{{"café \"":[{seal}]}}}}"#)), sealed(r#"log["café \""][0]"#));
    assert_eq!(names(&format!(r#"{{"\ud800":{seal}}}"#)), sealed("[\"\u{fffd}\"]"));
    let escaped = seal.replace("key", r"k\u0065y").replace("data", r"\u0064\u0061\u0074\u0061");
    assert_eq!(names(&format!(r#"{{"a":{escaped}}}"#)), sealed("a"));
    assert_eq!(names(&format!(r#"{{"a":{}}}"#, in_string(&escaped))), sealed("a"));
    // Whatever stands before the object in a string, and however its brace is written.
    for begin in ["{", r"\u007b", r"\u0020\u000a\u007B", r"\t\r\n{"] {
        let text = in_string(&seal).replacen('{', begin, 1);
        assert_eq!(names(&format!(r#"{{"a":{text}}}"#)), sealed("a"), "{begin}");
    }
    // Damage is reported whatever the names look like.
    let broken = |text: &str| format!(r#"{{"a":{}}}"#, in_string(&text.replace(r#","iv""#, r#",,"iv""#)));
    for text in [&seal, &escaped] {
        assert_eq!(kinds(&broken(text)), ["unreadable"], "{text}");
    }
    for name in ["dat\u{61}", "datb", r"dat\u0062", r"\u0064btb"] {
        let direct = format!(r#"{{"a":{{"{name}":"{}"}}}}"#, digits(256));
        let expected: &[&str] = match name {
            "data" => &["direct"],
            r"\u0064btb" => &[],
            _ => &["broken"],
        };
        assert_eq!(kinds(&direct), expected, "{name}");
    }
}

#[test]
fn ordinary_objects_are_left_alone() {
    let long = "d".repeat(400);
    for value in [
        r#"{"key":"k"}"#,
        r#"{"key":"k","iv":"i"}"#,
        r#"{"key":"user","iv":"none"}"#,
        r#"{"key":"user","data":"some"}"#,
        r#"{"key":"k","iv":"i","data":"d"}"#,
        r#"{"key":"a key","iv":"an iv","data":"some data"}"#,
        r#"{"key":"k","iv":"i","data":null}"#,
        r#"{"key":1,"iv":"i","data":"d"}"#,
        r#"{"type":"plain","key":"user","iv":"none","data":"data"}"#,
        r#"{"type":null,"key":"user","iv":"none","data":"data"}"#,
        r#"{"type":"encrypted"}"#,
        r#"{"type":"encrypted","content":"c"}"#,
        r#"{"data":"short"}"#,
        &format!(r#"{{"data":"{long}"}}"#),
        &format!(r#"{{"key":"user","data":"{long}"}}"#),
        &format!(r#"{{"iv":"AAAAAAAAAAAAAAAA","text":"{long}"}}"#),
        &format!(r#"{{"key":"{}"}}"#, digits(512)),
        &format!(r#"{{"signature":"{}"}}"#, digits(256)),
        r#""{\"key\":\"k\",\"iv\":\"i\",\"data\":\"d\"}""#,
        r#""{\"key\":\"k\",""#,
        r#""[\"data\"""#,
        r#""{data: key}""#,
        "null",
    ] {
        assert_eq!(found(&format!(r#"{{"Metadata":{value}}}"#)), [], "{value}");
        assert_eq!(found(&format!(r#"{{"Metadata":{}}}"#, in_string(value))), [], "{value}");
    }
}

#[test]
fn the_tag_decides_whatever_type_says() {
    let seal = sized(256, 12, 40);
    for kind in ["\"encrypted\"", "\"encrypteb\"", r#""encr\u0079pted""#, "\"\"", "null", "1", "{}", "[\"encrypted\"]"]
    {
        for name in ["type", "typf", r"t\u0079pe"] {
            let envelope = format!(r#"{{"{name}":{kind},{}"#, &seal[1..]);
            assert_eq!(kinds(&format!(r#"{{"a":{envelope}}}"#)), ["sealed"], "{envelope}");
        }
    }
}

/// The table of `shape.rs`: sizes of key, iv and data that fit or do not, and what is missing.
#[test]
fn sizes_and_members_decide_what_is_almost_an_envelope() {
    for (key, iv, data, kind) in [
        (128, 12, 16, "sealed"),
        (256, 12, 17, "sealed"),
        (384, 12, 1000, "sealed"),
        (512, 12, 16, "sealed"),
        (1024, 12, 16, "sealed"),
        // Almost: these are tried too, and opening says which part has what size.
        (120, 12, 16, "sealed"),
        (1032, 12, 16, "sealed"),
        (257, 12, 16, "sealed"),
        (256, 11, 16, "sealed"),
        (256, 16, 16, "sealed"),
        (256, 12, 15, "sealed"),
        (256, 12, 0, "sealed"),
        (3, 3, 3, "sealed"),
    ] {
        assert_eq!(kinds(&format!(r#"{{"a":{}}}"#, sized(key, iv, data))), [kind], "{key} {iv} {data}");
        // Said to be something else, it must have two parts that fit.
        let other = sized(key, iv, data).replacen('{', r#"{"type":"image","#, 1);
        let expected: &[&str] = if key == 3 { &[] } else { &[kind] };
        assert_eq!(kinds(&format!(r#"{{"a":{other}}}"#)), expected, "{key} {iv} {data}");
    }
    let (key, iv, data) = (digits(256), digits(12), digits(16));
    for (object, lacks) in [
        (format!(r#"{{"kez":"{key}","iv":"{iv}","data":"{data}"}}"#), &["key"][..]),
        (format!(r#"{{"key":"{key}","jv":"{iv}","data":"{data}"}}"#), &["iv"]),
        (format!(r#"{{"key":"{key}","iv":"{iv}","Data":"{data}"}}"#), &["data"]),
        (format!(r#"{{"key":"{key}","iv":"{iv}","data":null}}"#), &["data"]),
        (format!(r#"{{"key":["{key}"],"iv":"{iv}","data":"{data}"}}"#), &["key"]),
        (format!(r#"{{"type":"other","iv":"{iv}","data":"{data}"}}"#), &["key"]),
        (r#"{"type":"encrypted","key":"k","iv":null}"#.into(), &["iv", "data"]),
        (r#"{"type":"encr\u0079pted","data":"d"}"#.into(), &["key", "iv"]),
    ] {
        let line = format!(r#"{{"a":{object}}}"#);
        let envelopes = scan(line.as_bytes(), 64).expect("a record");
        assert_eq!(envelopes.len(), 1, "{object}");
        assert_eq!(envelopes[0].parts, Parts::Broken { lacks: lacks.to_vec() }, "{object}");
    }
    for object in [
        format!(r#"{{"key":"{key}","iv":"twelve words","data":"short"}}"#),
        format!(r#"{{"key":"{key}*","iv":"{iv}"}}"#),
        format!(r#"{{"iv":"{iv}","data":"{data} "}}"#),
        format!(r#"{{"iv":"{iv}=","data":"{data}"}}"#),
    ] {
        assert_eq!(found(&format!(r#"{{"a":{object}}}"#)), [], "{object}");
    }
}

#[test]
fn escaped_names_further_scalars_and_repeated_names_do_no_harm() {
    let key = digits(256);
    let line = format!(
        r#"{{"a":{{"\u006bey":"k","key":"{key}","iv":"{}","d\u0061t\u0061":"{}","v":2,"kid":null}}}}"#,
        digits(12),
        digits(16)
    );
    let envelopes = scan(line.as_bytes(), 64).expect("a record");
    let Parts::Sealed { key: span, .. } = &envelopes[0].parts else { panic!("{envelopes:?}") };
    assert_eq!(line[span.clone()], key);
    assert_eq!(envelopes[0].wrapped_bytes(line.as_bytes()), Some(256));
}

#[test]
fn the_older_form_is_told_by_its_length_and_by_standing_alone() {
    for bytes in DIRECT_BYTES {
        let data = digits(bytes);
        let padded = format!("{data}{}", "=".repeat((4 - data.len() % 4) % 4));
        let is = |object: &str| kinds(&format!(r#"{{"a":{object}}}"#));
        let line = |text: &str| format!(r#"{{"data":"{text}"}}"#);
        for text in [
            padded.clone(),
            data.clone(),
            format!(r"\/{}", &data[1..]),
            format!(r"\u002b{}", &padded[1..]),
            format!(r"{}\u002F{}", &padded[..7], &padded[8..]),
            data.replace('A', r"\u0041"),
        ] {
            assert_eq!(is(&line(&text)), ["direct"], "{text}");
            let direct = line(&text);
            let envelopes = scan(direct.as_bytes(), 8).expect("a record");
            assert_eq!(envelopes[0].wrapped_bytes(direct.as_bytes()), Some(bytes), "{text}");
            assert_eq!(is(&format!(r#"{{"data":"{text}","mimeType":"image/png"}}"#)), [""; 0]);
        }
        // With one wrong character it is tried, and refused, instead of passing as an ordinary object.
        assert_eq!(is(&line(&format!(" {}", &padded[1..]))), ["direct"]);
        assert_eq!(is(&line(&format!("  {}", &padded[2..]))), [""; 0]);
        assert_eq!(is(&format!(r#"{{"dbta":"{padded}"}}"#)), ["broken"]);
        assert_eq!(is(&format!(r#"{{"dbtb":"{padded}"}}"#)), [""; 0]);
        // So is what lost a character, or has some too many; but not whole base64 of another length.
        assert_eq!(is(&line(&padded[1..])), ["direct"]);
        assert_eq!(is(&line(&format!("u0041{padded}"))), ["direct"]);
        assert_eq!(is(&line(&"A".repeat(padded.len() - 4))), [""; 0]);
        assert_eq!(is(&line(&"A".repeat(padded.len() + 4))), [""; 0]);
        assert_eq!(is(&line(&"A".repeat(padded.len() + 7))), [""; 0]);
    }
}

#[test]
fn envelopes_that_can_be_opened_never_overlap() {
    let seal = sized(256, 12, 16);
    let outer = format!(r#"{{"more":[1,{seal}],{}"#, &seal[1..]);
    assert_eq!(found(&format!(r#"{{"a":{outer},"b":{seal}}}"#)).len(), 2, "the inner one goes with the outer");
    let repeated = format!(r#"{{"data":{seal},"data":"{}"}}"#, "A".repeat(342));
    assert_eq!(found(&format!(r#"{{"a":{repeated}}}"#)), [("a.data".to_string(), seal.clone(), "sealed")]);
    // What cannot be opened lets the one inside be opened, and comes first: it begins first.
    let damaged = format!(r#"{{"more":[1,{seal}],{}"#, &sized(256, 11, 16)[1..]);
    let paths: Vec<_> = found(&format!(r#"{{"a":{damaged}}}"#)).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["a", "a.more[1]"]);
}

#[test]
fn texts_of_strings_are_looked_into_once() {
    let seal = sized(256, 12, 16);
    let record = format!(r#"{{"Model":"m","items":[{seal},{{"in ner":{seal}}}]}}"#);
    let whole = in_string(&format!(" {seal}\n"));
    let within = in_string(&record);
    let line = format!(r#"{{"RequestBody":{whole},"log":[{within}],"twice":{}}}"#, in_string(&within));
    let escaped = in_string(&seal);
    let escaped = &escaped[1..escaped.len() - 1];
    let expected = [
        ("RequestBody".to_string(), whole.clone(), "sealed"),
        ("log[0].items[0]".to_string(), escaped.to_string(), "sealed"),
        (r#"log[0].items[1]["in ner"]"#.to_string(), escaped.to_string(), "sealed"),
    ];
    assert_eq!(found(&line), expected);
    let envelopes = scan(line.as_bytes(), 64).expect("a record");
    assert_eq!(envelopes.iter().map(|envelope| envelope.form).collect::<Vec<_>>(), {
        [Form::Text, Form::WithinText, Form::WithinText]
    });
    for envelope in &envelopes {
        let Parts::Sealed { key, iv, data } = &envelope.parts else { panic!("{envelope:?}") };
        let text = |span: &Span| line[span.clone()].to_string();
        assert_eq!((text(key), text(iv), text(data)), (digits(256), digits(12), digits(16)));
        assert_eq!(envelope.wrapped_bytes(line.as_bytes()), Some(256));
    }
    // An array of envelopes, and one that is broken.
    assert_eq!(found(&format!(r#"{{"a":{}}}"#, in_string(&format!("[{seal}]"))))[0].0, "a[0]");
    let broken = in_string(r#"{"b":{"type":"encrypted","key":1}}"#);
    assert_eq!(found(&format!(r#"{{"a":{broken}}}"#))[0].0, "a.b");
}

#[test]
fn a_text_that_breaks_off_in_an_envelope_is_named() {
    let seal = sized(256, 12, 40);
    let record = format!(r#"{{"Model":"m","RequestBody":{seal}}}"#);
    let error = |text: &str, max_nesting| {
        let line = format!(r#"{{"log":{}}}"#, in_string(text));
        let envelopes = scan(line.as_bytes(), max_nesting).expect("a record");
        envelopes.into_iter().next().map(|envelope| (envelope.path, envelope.parts))
    };
    let key_ends = record.find(r#""iv""#).expect("an iv");
    for end in 0..record.len() {
        match error(&record[..end], 8) {
            Some((path, Parts::Unreadable { error })) => {
                assert!(path == "log" && error.offset == end && end >= key_ends - 1);
            }
            None => assert!(end < key_ends, "{end}"),
            other => panic!("{other:?}"),
        }
    }
    let deep = format!(r#"{{"a":{seal},"b":[[[[[[[1]]]]]]]}}"#);
    assert!(matches!(error(&deep, 8), Some((_, Parts::Sealed { .. }))));
    let Some((_, Parts::Unreadable { error })) = error(&deep, 7) else { panic!("it is nested too deep") };
    assert_eq!(error.reason, Reason::Nesting);
}

#[test]
fn what_is_found_in_a_hostile_line_is_bounded() {
    let broken = r#"{"type":"encrypted","key":1}"#;
    let line = |times: usize| format!(r#"{{"{}":[{}]}}"#, "n".repeat(5000), vec![broken; times].join(","));
    let envelopes = scan(line(MAX_ENVELOPES).as_bytes(), 8).expect("just within");
    assert!(envelopes.iter().all(|envelope| envelope.path.len() < 120), "{}", envelopes[0].path);
    let error = scan(line(MAX_ENVELOPES + 1).as_bytes(), 8).expect_err("one too many");
    assert!(matches!(error, ScanError::TooMany { .. }), "{error:?}");
    let in_strings = |times: usize| {
        let half = in_string(&format!("[{}]", vec![broken; times / 2].join(",")));
        format!(r#"{{"a":{half},"b":{half}}}"#)
    };
    assert_eq!(scan(in_strings(MAX_ENVELOPES).as_bytes(), 8).expect("just within").len(), MAX_ENVELOPES);
    for times in [MAX_ENVELOPES + 2, 2 * MAX_ENVELOPES + 2] {
        assert!(matches!(scan(in_strings(times).as_bytes(), 8), Err(ScanError::TooMany { .. })));
    }
    let deep = format!("{}1{}", format!("{{\"{}\":", "é".repeat(500)).repeat(60), "}".repeat(60)).replace('1', broken);
    assert!(scan(deep.as_bytes(), 64).expect("a record")[0].path.len() < 2000);
}

#[test]
fn a_hostile_line_costs_its_own_reading() {
    // Each of these took minutes, or gigabytes, when paths were built again for each object.
    let long = "n".repeat(8 << 20);
    let broken = r#"{"type":"encrypted","key":1}"#;
    let line = format!(r#"{{"{long}":[{}]}}"#, vec![broken; 200_000].join(","));
    assert!(matches!(scan(line.as_bytes(), 8), Err(ScanError::TooMany { .. })));
    let members = format!(r#"{{{}"a":1}}"#, r#""a":1,"#.repeat((16 << 20) / 6));
    assert_eq!(scan(members.as_bytes(), 8), Ok(vec![]));
    let text = in_string(&members);
    assert_eq!(scan(format!(r#"{{"key":{text}}}"#).as_bytes(), 8), Ok(vec![]));
}

#[test]
fn only_objects_are_records() {
    for line in ["[]", "\"a\"", "1", "null", "", "  ", "Provider,Model", "[{\"a\":1}]"] {
        let Err(ScanError::Json(error)) = scan(line.as_bytes(), 64) else { panic!("{line}") };
        assert!(matches!(error.reason, Reason::Expected(_) | Reason::End), "{line}: {error:?}");
    }
    assert_eq!(scan(b" \t{\"a\":1} \r", 64), Ok(vec![]));
}
