//! Faults and warnings as JavaScript sees them.

use serde::Serialize;

use super::values::count;
use crate::Fault;
use crate::batch::BatchFault;
use crate::input::Warning;

#[derive(Serialize)]
pub(super) struct FaultObject {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<f64>,
    message: String,
}

impl From<Fault> for FaultObject {
    fn from(Fault { code, line, field, offset, message }: Fault) -> Self {
        Self { code: code.as_str(), line: line.map(count), record: None, field, offset: offset.map(count), message }
    }
}

impl From<BatchFault> for FaultObject {
    fn from(BatchFault { fault, record }: BatchFault) -> Self {
        Self { record, ..fault.into() }
    }
}

#[derive(Serialize)]
pub(super) struct WarningObject {
    offset: f64,
    message: String,
}

impl From<Warning> for WarningObject {
    fn from(Warning { offset, message }: Warning) -> Self {
        Self { offset: count(offset), message }
    }
}
