//! What `RecordTable.threadOf` returns, as JavaScript sees it: see `types/table.d.ts`.

use serde::Serialize;

use super::objects::window;
use super::usage::SumsObject;
use crate::index::{Rows, Table};
use crate::threads::{MOST_STEPS, Step, StepTexts};

#[derive(Serialize)]
pub(super) struct ThreadObject<'a> {
    thread: u32,
    steps: Vec<StepObject<'a>>,
    count: usize,
    sums: SumsObject,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StepObject<'a> {
    record: u32,
    continues: Option<u32>,
    is_likely: bool,
    window: Option<[f64; 2]>,
    status: Option<&'a str>,
    model: Option<&'a str>,
    question: Option<&'a str>,
    added: Option<&'a str>,
    answer: Option<&'a str>,
    error: Option<&'a str>,
    stop: Option<&'a str>,
    tokens: Option<&'a str>,
    cost: Option<&'a str>,
}

impl<'a> ThreadObject<'a> {
    /// Of the steps of a thread, at least one.
    pub fn new(steps: &[Step], table: &'a Table) -> Self {
        let mut records: Vec<_> = steps.iter().map(|step| step.record).collect();
        records.sort_unstable();
        Self {
            thread: steps.first().map_or(0, |step| step.thread),
            steps: steps.iter().take(MOST_STEPS).map(|step| StepObject::new(*step, table)).collect(),
            count: steps.len(),
            sums: table.usage(Rows::These(&records), None, None).total.into(),
        }
    }
}

impl<'a> StepObject<'a> {
    fn new(Step { record, continues, is_likely, .. }: Step, table: &'a Table) -> Self {
        let place = table.place(record as usize);
        let window = place.and_then(|place| table.files()[place.file].window).as_ref().map(window);
        let StepTexts { status, model, question, added, answer, error, stop, tokens, cost } =
            StepTexts::of(record, table);
        Self { record, continues, is_likely, window, status, model, question, added, answer, error, stop, tokens, cost }
    }
}
