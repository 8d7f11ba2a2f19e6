//! What each kind finds in a decoded text, and what it leaves.

use super::*;

/// Values have `«` and `»` around them; both are taken out before the text is masked.
fn check(kind: Kind, cases: &[&str]) {
    let masks = Masks::new(&[kind], &[]).expect("masks");
    for case in cases {
        let text = case.replace(['«', '»'], "");
        let mut expected = String::new();
        let mut rest = *case;
        while let Some((before, after)) = rest.split_once('«') {
            let (_, after) = after.split_once('»').expect("an end");
            expected += before;
            expected += kind.mask();
            rest = after;
        }
        expected += rest;
        assert_eq!(masked(&masks, &text), expected, "{case}");
        // Whatever is around it, and at whatever depth.
        for (before, after) in [("", ""), ("(", ")"), ("x: ", ", y"), ("\n", "\n"), ("é ", " é"), ("\"", "\"")] {
            let around = |inner: &str| format!("{before}{inner}{after}");
            assert_eq!(masked(&masks, &around(&text)), around(&expected), "{before}{case}{after}");
            let record = |inner: &str| format!("{{\"a\":{}}}", quoted(&format!("{{\"b\": [{}]}}", quoted(inner))));
            assert_eq!(masked(&masks, &record(&around(&text))), record(&around(&expected)), "{before}{case}{after}");
        }
    }
}

#[test]
fn addresses() {
    check(
        Kind::Email,
        &[
            "«alice@example.com»",
            "Alice <«alice@example.com»>, Bob <«b.o-b+tag@mail.example.co.uk»>.",
            "mailto:«alice@example.com»?subject=x",
            "https://user:«secret@host.example.com»:8080/",
            "?email=«alice%40example.com»&x=1",
            "«x_1%2Btag%40example.org»",
            "«O'Brien@example.ie»",
            "'«alice@example.com»'",
            "«alice@example.com».",
            "«alice@example.com»-thanks",
            "«jörg.müller@straße.example.de»",
            "«иван@пример.рф»",
            "«用户@例え.jp»",
            "联系«alice@example.com»谢谢",
            "«a@b.xn--p1ai»",
            "«a@b.xn--80asehdb»",
            "git@«alice@example.com»",
            "..«alice@example.com»",
            "a@b@«c@example.com»",
            "«alice@example.com»;«bob@example.com»",
            "«alice@sub.sub.example.museum»",
            "«1@2.com»",
            // Not addresses:
            "alice@localhost",
            "@alice",
            "alice@",
            "@app.route('/')",
            "npm install react@18.2.0 @types/node@20",
            "icon@2x.png banner@3x.jpg",
            "alice@example.c",
            "alice@.com",
            "alice@-example.com-",
            "50% 40 %40",
            "alice @ example.com",
            "alice at example dot com",
            "a@1.2.3.4",
        ],
    );
}

#[test]
fn secrets() {
    let [b20, b36, b40, b93] = [20, 36, 40, 93].map(|length| "aB3xY9".chars().cycle().take(length).collect::<String>());
    let hex32 = "0123456789abcdef".repeat(2);
    let positive = [
        format!("sk-{b40}"),
        format!("sk-proj-{b40}_-{b40}"),
        format!("sk-svcacct-{b93}"),
        format!("sk-ant-api03-{b93}-AA"),
        format!("sk-ant-admin01-{b93}-AA"),
        format!("sk-or-v1-{hex32}{hex32}"),
        format!("sk-{hex32}"),
        "AKIAIOSFODNN7EXAMPLE".into(),
        "ASIAY34FZKBOKMUTVV7A".into(),
        format!("ghp_{b36}"),
        format!("gho_{b36}"),
        format!("ghu_{b36}"),
        format!("ghs_{b36}"),
        format!("ghs_{b20}.{b20}-{b20}_{b20}"),
        format!("ghr_{b36}"),
        format!("github_pat_{b20}aB_{b36}{b20}"),
        format!("glpat-{b20}"),
        format!("glpat-{b20}.01.{b20}"),
        format!("xoxb-123456789012-1234567890123-{b20}"),
        "xoxp-123456789012-123456789012-123456789012-abcdef".into(),
        format!("AIza{}", &b36[..35]),
        format!("sk_live_{b20}"),
        format!("rk_live_{b20}"),
        format!("npm_{b36}"),
        format!("hf_{}", "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"),
        format!("cfut_{b40}0123abcd"),
        format!("cfat_{b40}0123abcd"),
        format!("cfk_{b40}0123abcd"),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P".into(),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.".trim_end_matches('.').into(),
        "eyJhbGciOiJSU0EtT0FFUCJ9.OKOawDo13gRp2ojaHV7LF.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZ".into(),
        "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBg\n+/=\n-----END PRIVATE KEY-----".into(),
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE\n-----END RSA PRIVATE KEY-----".into(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----".into(),
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQdGBF\n-----END PGP PRIVATE KEY BLOCK-----".into(),
    ];
    let mut cases: Vec<String> = positive.iter().map(|secret| format!("«{secret}»")).collect();
    cases.extend(positive.iter().map(|secret| format!("key=«{secret}» and more")));
    cases.extend([
        format!("Bearer «{b20}»"),
        format!("curl -H 'Authorization: Bearer «{b20}.{b20}»' https://x"),
        "authorization: Basic «dXNlcjpwYXNzd29yZA==»".into(),
        format!("Authorization: token «{b20}»"),
        format!("cf-aig-authorization: Bearer «{b20}»"),
        // Not secrets:
        "sk-learn is a module for machine-learning-in-python".into(),
        "task-1234567890123456789012345".into(),
        format!("sk-{}", &b20[..19]),
        "AKIAIOSFODNN7EXAMPL".into(),
        "AKIAIOSFODNN7EXAMPLES".into(),
        "AKIAiosfodnn7example".into(),
        "xAKIAIOSFODNN7EXAMPLE".into(),
        format!("ghp_{}", &b36[..35]),
        format!("aghp_{b36}"),
        "glpat-short".into(),
        "xoxb-short".into(),
        "hf_hub_download npm_config_registry cfk_x sk_live_ rk_live_x".into(),
        "AIzaShort".into(),
        "eyJhbGciOiJIUzI1NiJ9".into(),
        "eyJ.eyJ.x".into(),
        "Bearer tokens are sent in headers".into(),
        "the bearer of good news, authorization is required".into(),
        "Authorization: required".into(),
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----".into(),
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----".into(),
        "----- BEGIN PRIVATE KEY".into(),
    ]);
    check(Kind::Secret, &cases.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_private_key_that_is_cut_off_is_masked_to_its_end() {
    let masks = all();
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBg\n+/abc";
    assert_eq!(masked(&masks, &format!("a {key}")), "a [secret]");
    let escaped = key.replace('\n', "\\n");
    assert_eq!(masked(&masks, &format!("{{\"key\":\"{escaped}")), "{\"key\":\"[secret]");
    // Each beginning is looked at once, however many there are.
    assert_eq!(masked(&masks, &"-----BEGIN PRIVATE KEY-----".repeat(20_000)), "[secret]");
}

#[test]
fn texts_of_nothing_but_beginnings_are_looked_through_once() {
    let masks = all();
    for text in [
        format!("eyJ {}", "z".repeat(1_000_000)),
        "eyJ-".repeat(250_000),
        "sk-".repeat(300_000),
        "AIza-".repeat(200_000),
        "authorizz".repeat(100_000),
    ] {
        let expected = if text.starts_with("AIza") { "[secret]" } else { &text };
        assert!(masked(&masks, &text) == expected, "{}", &text[..20]);
    }
    // What follows such a run is looked at, and so is what has in the same run what the first one lacked.
    let token = format!("sk-{}", "a1".repeat(16));
    let barren = "sk-a".repeat(10);
    assert_eq!(masked(&masks, &format!("{barren} {token}")), format!("{barren} [secret]"));
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";
    let barren = "eyJ-eyJhbGciOiJIUzI1NiJ9";
    assert_eq!(masked(&masks, &format!("{barren} {jwt}")), format!("{barren} [secret]"));
    // Many edits in one piece of a stream.
    let lines = "a@b.co\\n".repeat(50_000);
    let stream = format!(r#"{{"streamed_data":[{{"t":"x "}},{{"t":"{lines}"}}]}}"#);
    assert!(masked(&masks, &stream) == stream.replace("a@b.co", "[email]"), "each of them");
}

#[test]
fn members_that_authorize_are_masked_whole() {
    let masks = all();
    for name in [
        "Authorization",
        "authorization_token",
        "authorization",
        "cf-aig-authorization",
        "x-api-key",
        "X-Goog-Api-Key",
        "api_key",
        "apiKey",
    ] {
        let record = |value: &str| format!("{{\"a\":{}}}", quoted(&format!("{{\"{name}\":\"{value}\"}}")));
        for value in ["Bearer abc", "opaque-value", "12345678"] {
            assert_eq!(masked(&masks, &record(value)), record("[secret]"), "{name}: {value}");
        }
        for other in ["string", "", "The key of the API, as a text of many words."] {
            assert_eq!(masked(&masks, &record(other)), record(other), "{name}: {other}");
        }
    }
    assert_eq!(masked(&masks, r#"{"key":"opaque-value"}"#), r#"{"key":"opaque-value"}"#);
    // As headers of several values are written.
    assert_eq!(
        masked(&masks, r#"{"X-Api-Key":["opaque-value",["another-value"]],"a":["opaque-value",{"b":"opaque-value"}]}"#),
        r#"{"X-Api-Key":["[secret]",["another-value"]],"a":["opaque-value",{"b":"opaque-value"}]}"#
    );
}

#[test]
fn members_that_authorize_are_masked_however_their_names_are_written() {
    let masks = all();
    for name in ["Authorization", "x-api-key", "apiKey"] {
        for at in 0..name.len() {
            let escaped = format!("{}\\u{:04x}{}", &name[..at], name.as_bytes()[at], &name[at + 1..]);
            for written in [escaped, all_escaped(name).trim_matches('"').to_owned()] {
                let member = |value: &str| format!("{{\"{written}\":\"{value}\",\"other\":\"opaque-value\"}}");
                for level in 0..4 {
                    let nested =
                        |value| (0..level).fold(member(value), |inner, _| format!("{{\"a\":{}}}", quoted(&inner)));
                    assert_eq!(masked(&masks, &nested("opaque-value")), nested("[secret]"), "{written}");
                    // As in JSON that is cut off.
                    let cut = |value| {
                        let inner = format!("{{\"{written}\": \"Basic {value}");
                        (0..level).fold(inner, |inner, _| format!("{{\"a\":{}}}", quoted(&inner)))
                    };
                    if name == "Authorization" {
                        assert_eq!(masked(&masks, &cut("b3BhcXVlOnZhbHVl")), cut("[secret]"), "{written}");
                    }
                }
                for other in ["string", r"\u0073tring"] {
                    assert_eq!(masked(&masks, &member(other)), member(other));
                }
            }
        }
    }
}

#[test]
fn slashes_that_are_escaped_end_no_credential() {
    let masks = all();
    let header = |value: &str| format!("Authorization: Basic {value}");
    let cut = |value: &str| format!("{{\"a\":{}}}", quoted(&format!("{{\"t\":\"{}", header(value))));
    assert_eq!(masked(&masks, &cut(r"b3Bh\/cXVlOn\/ZhbHVl")), cut("[secret]"));
    let whole = |value: &str| format!("{{\"t\":\"{}\"}}", header(value));
    assert_eq!(masked(&masks, &whole(r"b3Bh\/cXVlOn\/ZhbHVl")), whole("[secret]"));
}

#[test]
fn cards() {
    check(
        Kind::Card,
        &[
            "«4111111111111111»",
            "«4111 1111 1111 1111»",
            "«4111-1111-1111-1111»",
            "«4222222222222»",
            "«4000056655665556», exp 12/26",
            "«5555555555554444» «2223003122003222»",
            "«378282246310005» «3782 822463 10005»",
            "«6011111111111117»",
            "«3530111333300000»",
            "«30569309025904» «3056 930902 5904»",
            "«6200000000000005»",
            "«6759649826438453»",
            "2024 «4111 1111 1111 1111» 123",
            "card:«4111111111111111»;",
            "«4111111111111111».",
            // Not cards: a wrong check digit, other lengths, no network's digits, parts of other things.
            "4111111111111112",
            "411111111111111",
            "41111111111111111111",
            "1713398400000 1713398401234",
            "0000000000000000",
            "9999999999999995",
            "0.4111111111111111",
            "x4111111111111111",
            "4111111111111111x",
            "4111  1111  1111  1111",
            "4111.1111.1111.1111",
            "+49 170 1234567, 2026-04-18 00:02:10",
            "3782822463100050",
        ],
    );
}

#[test]
fn numbers_of_cards_become_strings_at_every_level() {
    let masks = all();
    let number = "4111111111111111";
    assert_eq!(masked(&masks, &format!("{{\"n\":{number}}}")), r#"{"n":"[card]"}"#);
    let body = |value: &str| format!("{{\"RequestBody\":{}}}", quoted(&format!("{{\"n\":[1,{value}]}}")));
    assert_eq!(masked(&masks, &body(number)), body("\"[card]\""));
    let arguments = |value: &str| body(&quoted(&format!("{{\"n\":{value}}}")));
    assert_eq!(masked(&masks, &arguments(number)), arguments("\"[card]\""));
    for other in ["-4111111111111111", "4111111111111111.0", "4111111111111111e0", "1713398400000", "4111111111111112"]
    {
        assert_eq!(masked(&masks, &body(other)), body(other));
    }
}

#[test]
fn ibans() {
    check(
        Kind::Iban,
        &[
            "«DE89370400440532013000»",
            "«DE89 3704 0044 0532 0130 00»",
            "«DE89-3704-0044-0532-0130-00»",
            "IBAN: «GB29 NWBK 6016 1331 9268 19», BIC NWBKGB2L",
            "«NO9386011117947»",
            "«MT84MALT011000012345MTLCAST001S»",
            "«FR1420041010050500013M02606»",
            "«CH9300762011623852957».",
            "«RU0304452522540817810538091310419»",
            "«BE68539007547034»/«NL91ABNA0417164300»",
            // Not IBANs: wrong check digits, other lengths, no country of the registry, small letters.
            "DE88370400440532013000",
            "DE8937040044053201300",
            "DE893704004405320130001",
            "US89370400440532013000",
            "de89370400440532013000",
            "XDE89370400440532013000",
            "DE89",
        ],
    );
}

#[test]
fn own_patterns() {
    let masks = Masks::new(&[Kind::Email], &[r"EMP-[0-9]{6}", r"(?i)project \w+"]).expect("masks");
    let text = "EMP-123456 works on Project Zebra: a@b.example, EMP-12345";
    assert_eq!(masked(&masks, text), "[masked] works on [masked]: [email], EMP-12345");
    let mut counts = Counts::default();
    masks.write_record(quoted(text).as_bytes(), &mut Vec::new(), &mut counts);
    assert_eq!(counts, Counts { email: 1, masked: 2, ..Counts::default() });
}

#[test]
fn patterns_are_bounded_and_what_is_wrong_with_one_is_said() {
    let message = |patterns: &[&str]| Masks::new(&[], patterns).expect_err("no masks").message;
    assert!(message(&["EMP-("]).starts_with("The pattern /EMP-(/ is not a regular expression: "));
    assert!(message(&["a*"]).contains("matches the empty text"));
    assert!(message(&[""]).contains("matches the empty text"));
    assert!(message(&[&"a".repeat(1001)]).contains("at most 1000"));
    assert!(message(&["a"; 33]).contains("at most 32"));
    assert!(message(&["(?:[a-z]{500}){500}"]).contains("not a regular expression"));
    assert!(message(&[]).contains("No mask was chosen"));
}
