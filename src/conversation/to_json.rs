//! Writing JSON: on one line, with the members in a fixed order and without those that are absent.
//!
//! Not by `serde_json`: derived implementations take more code in the WebAssembly module, and its numbers bring the tables
//! of floating point with them.

use super::json::Json;
use crate::json::write_string;

/// What has a form in JSON.
pub(super) trait ToJson {
    /// Appends it as a JSON value.
    fn write(&self, json: &mut Vec<u8>);

    /// Whether an object is written without this member.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The JSON of a value.
pub(super) fn text_of(value: &dyn ToJson) -> String {
    let mut json = Vec::new();
    value.write(&mut json);
    String::from_utf8(json).unwrap_or_default()
}

/// Appends an object with those of these members that are not absent.
pub(super) fn write_object(json: &mut Vec<u8>, members: &[(&str, &dyn ToJson)]) {
    json.push(b'{');
    write_members(json, members);
    json.push(b'}');
}

/// Appends members to an object that is not closed yet.
pub(super) fn write_members(json: &mut Vec<u8>, members: &[(&str, &dyn ToJson)]) {
    for (name, value) in members {
        if value.is_absent() {
            continue;
        }
        if json.last() != Some(&b'{') {
            json.push(b',');
        }
        name.write(json);
        json.push(b':');
        value.write(json);
    }
}

impl ToJson for str {
    fn write(&self, json: &mut Vec<u8>) {
        write_string(json, self.as_bytes());
    }
}

impl ToJson for String {
    fn write(&self, json: &mut Vec<u8>) {
        self.as_str().write(json);
    }
}

impl ToJson for u64 {
    fn write(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(self.to_string().as_bytes());
    }
}

/// `false` is absent: a member that says so says nothing.
impl ToJson for bool {
    fn write(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(if *self { b"true" } else { b"false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

impl ToJson for Json {
    fn write(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(self.text().as_bytes());
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, json: &mut Vec<u8>) {
        (**self).write(json);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

/// Without a value `null`; as a member absent.
impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, json: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(json),
            None => json.extend_from_slice(b"null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// An array; an empty one is absent as a member.
impl<T: ToJson> ToJson for [T] {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'[');
        for (at, value) in self.iter().enumerate() {
            if at > 0 {
                json.push(b',');
            }
            value.write(json);
        }
        json.push(b']');
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, json: &mut Vec<u8>) {
        self.as_slice().write(json);
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_members_are_left_out() {
        let (none, list) = (None::<u64>, vec![Some(1_u64), None]);
        let mut json = Vec::new();
        write_object(
            &mut json,
            &[
                ("none", &none),
                ("text", &"a \"b\"\n"),
                ("false", &false),
                ("list", &list),
                ("empty", &Vec::<u64>::new()),
            ],
        );
        assert_eq!(String::from_utf8(json).as_deref(), Ok(r#"{"text":"a \"b\"\n","list":[1,null]}"#));
        let mut json = Vec::new();
        write_object(&mut json, &[("none", &none)]);
        assert_eq!(json, b"{}");
    }
}
