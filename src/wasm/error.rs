//! Errors as JavaScript sees them: an `Error` with a stable `code`.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

use crate::{ErrorCode, KeyError};

/// An `Error` with this code and message.
pub(super) fn error(code: ErrorCode, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name("LogpushError");
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &code.as_str().into());
    error.into()
}

impl From<KeyError> for JsValue {
    fn from(key_error: KeyError) -> Self {
        error(key_error.code, &key_error.message)
    }
}
