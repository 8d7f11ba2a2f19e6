//! What comes of a batch, as JavaScript sees it.

use serde::Serialize;

use super::engine::EngineInfo;
use super::fault::FaultObject;
use super::keys::KeyUsage;
use super::values::{as_bytes, count};
use crate::batch::OpenedBatch;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenedObject<'a> {
    #[serde(serialize_with = "as_bytes")]
    output: &'a [u8],
    lines: Vec<f64>,
    ends: &'a [usize],
    sealed_records: &'a [usize],
    #[serde(serialize_with = "as_bytes")]
    rejects: &'a [u8],
    reject_ends: &'a [usize],
    opened: u32,
    sealed: u32,
    rejected: usize,
    faults: Vec<FaultObject>,
    usage: Vec<KeyUsage>,
    private_operations: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<EngineInfo>,
    #[serde(serialize_with = "as_bytes")]
    content_keys: &'a [u8],
    #[serde(serialize_with = "as_bytes")]
    member_notes: &'a [u8],
    stopped: bool,
}

impl<'a> OpenedObject<'a> {
    pub(super) fn new(batch: &'a mut OpenedBatch, usage: Vec<KeyUsage>, engine: Option<EngineInfo>) -> Self {
        Self {
            faults: batch.faults.drain(..).map(FaultObject::from).collect(),
            output: &batch.output,
            lines: batch.lines.iter().map(|line| count(*line)).collect(),
            ends: &batch.ends,
            sealed_records: &batch.sealed_records,
            rejects: &batch.rejects,
            reject_ends: &batch.reject_ends,
            opened: batch.opened,
            sealed: batch.sealed,
            rejected: batch.reject_ends.len(),
            usage,
            private_operations: count(batch.private_operations),
            engine,
            content_keys: &batch.content_keys,
            member_notes: &batch.member_notes,
            stopped: batch.stopped,
        }
    }
}
