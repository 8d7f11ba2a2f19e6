//! Settings as JavaScript gives them.

use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::keys::race::{Allowed, LARGE_FIELD};
use crate::{Body, Settings};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SettingsObject {
    body: Option<BodyName>,
    max_nesting: Option<usize>,
    strict: Option<bool>,
    engine: Option<EngineName>,
    large_field: Option<usize>,
}

impl SettingsObject {
    /// The settings of a constructor, which may be `undefined`. Fails if there is a member that is not known.
    pub(super) fn read(settings: JsValue) -> Result<Self, JsValue> {
        if settings.is_undefined() { Ok(Self::default()) } else { Ok(serde_wasm_bindgen::from_value(settings)?) }
    }

    pub(super) fn allowed(&self) -> Allowed {
        self.engine.map_or_else(Allowed::default, Allowed::from)
    }

    pub(super) fn large_field(&self) -> usize {
        self.large_field.unwrap_or(LARGE_FIELD)
    }
}

impl From<SettingsObject> for Settings {
    fn from(object: SettingsObject) -> Self {
        let default = Self::default();
        Self {
            body: object.body.map_or(default.body, Body::from),
            max_nesting: object.max_nesting.unwrap_or(default.max_nesting),
            strict: object.strict.unwrap_or(default.strict),
            ..default
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum EngineName {
    Auto,
    Native,
    Wasm,
}

impl From<EngineName> for Allowed {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Auto => Self::Both,
            EngineName::Native => Self::Platform,
            EngineName::Wasm => Self::Wasm,
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BodyName {
    Text,
    Json,
}

impl From<BodyName> for Body {
    fn from(name: BodyName) -> Self {
        match name {
            BodyName::Text => Self::Text,
            BodyName::Json => Self::Json,
        }
    }
}
