//! What an error advises to do with a key that is not read is done here, with the programs themselves: what comes
//! out must be read. A program that is not installed is not tried, and the test says so.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use common::private_key;
use logpush_decrypt::{KeyError, PrivateKey};
use serde_json::Value;

/// A file among those that are no key, its passphrase, and the error.
fn refused(name: &str) -> (Vec<u8>, String, KeyError) {
    let matrix: Value = serde_json::from_slice(key_file!("matrix.json")).expect("the matrix of keys");
    let bad = matrix["bad"].as_array().expect("files");
    let case = bad.iter().find(|case| case["name"] == name).unwrap_or_else(|| panic!("there is no file '{name}'"));
    let file = base64::prelude::BASE64_STANDARD.decode(case["file"].as_str().expect("base64")).expect("base64");
    let passphrase = case["passphrase"].as_str().expect("a passphrase").to_string();
    let error = PrivateKey::read_all(&file, Some(&passphrase)).expect_err("it is not read");
    (file, passphrase, error)
}

/// Does what an error advises, with options that answer what the program would ask. `None` if it is not installed.
fn follow(name: &str, program: &str, answers: impl Fn(&str) -> Vec<String>) -> Option<Vec<PrivateKey>> {
    let (file, passphrase, error) = refused(name);
    let message = error.message.to_string();
    let begin = message.find(&format!("{program} ")).unwrap_or_else(|| panic!("{name}: {message}"));
    // What is in brackets behind a command is for other versions.
    let advised = message[begin..].split(" (").next().expect("a command").trim_end_matches('.');

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("advice {name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let given = folder.join("given file");
    fs::write(&given, file).expect("the file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // ssh-keygen refuses what others can read.
        fs::set_permissions(&given, fs::Permissions::from_mode(0o600)).expect("its mode");
    }
    let mut words = advised.split(' ');
    let mut command = Command::new(words.next().expect("a program"));
    let mut made = given.clone();
    for word in words {
        match word {
            "FILE" | "COPY" => command.arg(&given),
            "private.pem" | "keys.p12" => {
                made = folder.join(word);
                command.arg(&made)
            }
            option => command.arg(option),
        };
    }
    let output = command.args(answers(&passphrase)).stdin(Stdio::null()).output();
    let Ok(output) = output else {
        eprintln!("{program} is not installed: '{advised}' is not tried");
        return None;
    };
    assert!(output.status.success(), "{name}: {advised}: {}", String::from_utf8_lossy(&output.stderr));
    let keys = PrivateKey::read_all(&fs::read(&made).expect("what it made"), Some(&passphrase));
    fs::remove_dir_all(&folder).expect("the folder");
    Some(keys.unwrap_or_else(|error| panic!("{name}: what '{advised}' made: {error}")))
}

fn is_the_key(keys: Option<Vec<PrivateKey>>) {
    let expected = private_key("rsa2048");
    for key in keys.into_iter().flatten() {
        assert_eq!(key.fingerprint(), expected.fingerprint());
    }
}

#[test]
fn openssl_locks_anew_what_is_locked_as_of_old() {
    for name in [
        "PBES1 PBE-SHA1-RC2-40",
        "PBES1 PBE-SHA1-RC4-128",
        "PBES1 PBE-MD5-RC2-64",
        "PBES2 with Camellia",
        "DEK-Info with Camellia",
    ] {
        is_the_key(follow(name, "openssl", |passphrase| {
            ["-passin", "-passout"]
                .iter()
                .flat_map(|side| [(*side).to_string(), format!("pass:{passphrase}")])
                .collect()
        }));
    }
}

#[test]
fn openssl_takes_a_key_out_of_a_pkcs12_file_of_old() {
    is_the_key(follow("PKCS#12 with RC2", "openssl", |passphrase| {
        ["-passin", "-passout"].iter().flat_map(|side| [(*side).to_string(), format!("pass:{passphrase}")]).collect()
    }));
}

#[test]
fn ssh_keygen_turns_a_locked_key_into_pem() {
    is_the_key(follow("OpenSSH, locked", "ssh-keygen", |passphrase| {
        ["-P", passphrase, "-N", passphrase].map(str::to_string).to_vec()
    }));
}

#[test]
fn keytool_turns_a_java_keystore_into_what_is_read() {
    let keys = follow("Java keystore", "keytool", |passphrase| {
        ["-srcstorepass", passphrase, "-deststorepass", passphrase, "-noprompt"].map(str::to_string).to_vec()
    });
    if let Some(keys) = keys {
        assert_eq!(keys.len(), 1);
        assert!(keys[0].proves_itself());
    }
}
