//! What each test of a filter is about: names are resolved against a table once.

use std::ops::Range;

use crate::filter::{FieldTest, FilterError, NOT_A_TIME, Resolved, Test, resolve};
use crate::index::{Column, Table};

/// Fields that every table has, beside its columns.
const BUILT_IN: [&str; 3] = ["time", "file", "line"];

/// What is wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is and what to do about it, for people.
    pub message: String,
    /// Which bytes of the filter it concerns.
    pub place: Range<usize>,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

impl From<FilterError> for Problem {
    fn from(FilterError { message, place }: FilterError) -> Self {
        Self { message, place, suggestion: None }
    }
}

/// What a test is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// All columns.
    Any,
    Column(usize),
    Time,
    File,
    Line,
}

pub(super) fn resolved(name: &str, table: &Table) -> Resolved {
    resolve(name, table.columns().iter().map(Column::name).chain(BUILT_IN))
}

pub(super) fn subject(test: &FieldTest, table: &Table) -> Result<Subject, Problem> {
    let Some(field) = &test.field else { return Ok(Subject::Any) };
    let columns = table.columns();
    let name = |at: usize| columns.get(at).map_or_else(|| BUILT_IN[at - columns.len()], Column::name);
    let problem = |message, suggestion| Err(Problem { message, place: field.place.clone(), suggestion });
    match resolved(&field.name, table) {
        Resolved::One(column) if column < columns.len() => Ok(Subject::Column(column)),
        Resolved::One(built_in) => match built_in - columns.len() {
            0 if test.test.time().is_none() && !matches!(test.test, Test::Has) => {
                Err(Problem { message: NOT_A_TIME.into(), place: test.place.clone(), suggestion: None })
            }
            0 => Ok(Subject::Time),
            1 => Ok(Subject::File),
            _ => Ok(Subject::Line),
        },
        Resolved::Unknown { suggestion } => {
            let suggestion = suggestion.map(|at| name(at).to_string());
            let hint = suggestion.as_ref().map_or(String::new(), |name| format!(" Did you mean {name}?"));
            problem(format!("No record has a field called {}.{hint}", field.name), suggestion)
        }
        Resolved::Several(those) => {
            let names: Vec<_> = those.into_iter().take(5).map(name).collect();
            problem(format!("{} can be {}. Write more of the name.", field.name, names.join(" or ")), None)
        }
    }
}
