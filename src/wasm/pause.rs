//! The clock, and the pauses that JavaScript makes.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Performance, WorkerGlobalScope};

use crate::batch::Pause;

/// The platform's clock.
pub(super) struct Clock(Option<Performance>);

impl Clock {
    pub(super) fn new() -> Self {
        Self(js_sys::global().unchecked_into::<WorkerGlobalScope>().performance())
    }

    /// Milliseconds since some moment; always 0 where there is no clock.
    pub(super) fn now(&self) -> f64 {
        self.0.as_ref().map_or(0.0, Performance::now)
    }
}

/// A function that returns a promise: of false to stop.
pub(super) struct PauseFunction {
    clock: Clock,
    function: Function,
}

impl PauseFunction {
    pub(super) fn new(function: Function) -> Self {
        Self { clock: Clock::new(), function }
    }
}

impl Pause for PauseFunction {
    type Error = JsValue;

    fn now(&self) -> f64 {
        self.clock.now()
    }

    async fn pause(&mut self) -> Result<bool, JsValue> {
        let answer = Promise::resolve(&self.function.call0(&JsValue::UNDEFINED)?);
        Ok(!JsFuture::from(answer).await?.is_falsy())
    }
}

/// For work that is short.
#[cfg(feature = "explorer-module")]
pub(super) struct NoPause;

#[cfg(feature = "explorer-module")]
impl Pause for NoPause {
    type Error = JsValue;

    fn now(&self) -> f64 {
        0.0
    }

    async fn pause(&mut self) -> Result<bool, JsValue> {
        Ok(true)
    }
}
