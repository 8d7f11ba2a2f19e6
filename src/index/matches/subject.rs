//! What each test of a filter is about: names are resolved against a table once.

use std::ops::Range;

use crate::filter::{
    FieldTest, FilterError, NOT_A_TIME, OF_BODIES, Resolved, Test, metadata_member, name_of_said, plain_name, resolve,
};
use crate::index::said::{columns_after_said, columns_of};
use crate::index::{Column, Table, fact_of, has_members, member_of};

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
    /// For `has:`: a field that is an object in some records, whose members have columns of their own. It has the name that this
    /// column has, up to `end`.
    Object {
        column: usize,
        end: usize,
    },
    /// A member of the metadata that has no column, as far as records were opened.
    Member,
    /// What bodies say: in these columns, or without any in whole texts.
    Said(&'static [&'static str]),
    Time,
    File,
    Line,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of the columns, or of [`BUILT_IN`], which follow them.
    Name(Resolved),
    /// A member of the metadata that has no column so far.
    Member,
    /// What bodies say: in these columns, or without any in whole texts.
    Said(&'static [&'static str]),
}

impl Subject {
    /// The column that a test asks of, if it is one, or before all others.
    pub fn column(self, table: &Table) -> Option<usize> {
        match self {
            Self::Column(column) | Self::Object { column, .. } => Some(column),
            Self::Said(columns) => table.columns.find(columns.first()?),
            _ => None,
        }
    }

    /// The columns of an object: its own, where it is sealed or something else, and those of its members.
    pub fn parts(self, table: &Table) -> impl Iterator<Item = &Column> {
        let name = match self {
            Self::Object { column, end } => table.columns().get(column).map(|column| &column.name()[..end]),
            _ => None,
        };
        table.columns().iter().filter(move |column| {
            let rest = name.and_then(|name| column.name().strip_prefix(name));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// The object of this name, written in full, if records have one; the metadata may be one in records that come.
fn object(name: &str, table: &Table) -> Option<Subject> {
    let wanted = plain_name(name);
    let mut own = table.columns().iter().enumerate().filter(|(_, column)| fact_of(column.name()).is_none());
    own.find_map(|(number, column)| {
        let name = column.name();
        let ends = name.match_indices('.').map(|(dot, _)| dot);
        let mut ends = ends.chain(has_members(name).then_some(name.len()));
        ends.find(|end| plain_name(&name[..*end]) == wanted).map(|end| Subject::Object { column: number, end })
    })
}

/// Finds what a name means. A name that begins with `metadata.` is that of a member; of all others a record's own fields go
/// first, then what bodies say.
pub(super) fn meaning(name: &str, table: &Table) -> Meaning {
    let columns = table.columns();
    let is_member = |at: &usize| columns.get(*at).is_some_and(|column| member_of(column.name()).is_some());
    let is_said = |at: &usize| columns.get(*at).is_some_and(|column| fact_of(column.name()).is_some());
    let names: Vec<&str> = columns.iter().map(Column::name).chain(BUILT_IN).collect();
    let (members, own): (Vec<usize>, Vec<usize>) = (0..names.len()).filter(|at| !is_said(at)).partition(is_member);
    if let Some(said) = name_of_said(name).map(plain_name) {
        let columns = columns_after_said(&said);
        if !columns.is_empty() || asks_of_bodies(&said) {
            return Meaning::Said(columns);
        }
    }
    if let Some(wanted) = metadata_member(name) {
        return member(wanted, &members, table).unwrap_or_else(|| Meaning::Name(among(name, &own, &names)));
    }
    match among(name, &own, &names) {
        Resolved::Unknown { .. } if asks_of_bodies(&plain_name(name)) => Meaning::Said(columns_of(&plain_name(name))),
        Resolved::Unknown { suggestion } => {
            let suggestion = match among(name, &members, &names) {
                Resolved::One(member) if plain_name(names[member]) == plain_name(name) => {
                    return Meaning::Name(Resolved::One(member));
                }
                // By its last part alone it is suggested: what a name means does not depend on what was opened.
                Resolved::One(member) => Some(member),
                Resolved::Unknown { suggestion: member } => suggestion.or(member),
                Resolved::Several(_) => suggestion,
            };
            Meaning::Name(Resolved::Unknown { suggestion })
        }
        found => Meaning::Name(found),
    }
}

/// Whether a plain name is that of something that bodies say.
fn asks_of_bodies(name: &str) -> bool {
    OF_BODIES.contains(&name) || !columns_of(name).is_empty()
}

/// Which of these names is meant, by its place among all.
fn among(name: &str, those: &[usize], names: &[&str]) -> Resolved {
    match resolve(name, those.iter().map(|at| names[*at])) {
        Resolved::One(at) => Resolved::One(those[at]),
        Resolved::Unknown { suggestion } => Resolved::Unknown { suggestion: suggestion.map(|at| those[at]) },
        Resolved::Several(found) => Resolved::Several(found.into_iter().map(|at| those[at]).collect()),
    }
}

/// What the name of a member of the metadata means. As long as there are records that were not opened, one of them may have
/// it in full: then the beginning of another name does not mean that one. `None` if it is the name of none.
fn member(wanted: &str, members: &[usize], table: &Table) -> Option<Meaning> {
    let name_at = |at: usize| member_of(table.columns()[at].name()).map_or("", |(_, name)| name);
    if let Some(exact) = members.iter().find(|at| name_at(**at) == wanted) {
        return Some(Meaning::Name(Resolved::One(*exact)));
    }
    let plain = plain_name(wanted);
    let same: Vec<usize> = members.iter().copied().filter(|at| plain_name(name_at(*at)) == plain).collect();
    match same[..] {
        [one] => return Some(Meaning::Name(Resolved::One(one))),
        [] if table.may_have_more_members() => return Some(Meaning::Member),
        [] => {}
        _ => return Some(Meaning::Name(Resolved::Several(same))),
    }
    let names: Vec<&str> = members.iter().map(|at| name_at(*at)).collect();
    let all: Vec<usize> = (0..names.len()).collect();
    match among(wanted, &all, &names) {
        Resolved::One(at) => Some(Meaning::Name(Resolved::One(members[at]))),
        Resolved::Several(found) => {
            Some(Meaning::Name(Resolved::Several(found.into_iter().map(|at| members[at]).collect())))
        }
        Resolved::Unknown { suggestion: Some(at) } => {
            Some(Meaning::Name(Resolved::Unknown { suggestion: Some(members[at]) }))
        }
        Resolved::Unknown { suggestion: None } => None,
    }
}

pub(super) fn subject(test: &FieldTest, table: &Table) -> Result<Subject, Problem> {
    let Some(field) = &test.field else { return Ok(Subject::Any) };
    if matches!(test.test, Test::Has)
        && let Some(object) = object(&field.name, table)
    {
        return Ok(object);
    }
    let columns = table.columns();
    let name = |at: usize| columns.get(at).map_or_else(|| BUILT_IN[at - columns.len()], Column::name);
    let problem = |message, suggestion| Err(Problem { message, place: field.place.clone(), suggestion });
    match meaning(&field.name, table) {
        Meaning::Member => Ok(Subject::Member),
        Meaning::Said(columns) => Ok(Subject::Said(columns)),
        Meaning::Name(Resolved::One(column)) if column < columns.len() => Ok(Subject::Column(column)),
        Meaning::Name(Resolved::One(built_in)) => match built_in - columns.len() {
            0 if test.test.time().is_none() && !matches!(test.test, Test::Has) => {
                Err(Problem { message: NOT_A_TIME.into(), place: test.place.clone(), suggestion: None })
            }
            0 => Ok(Subject::Time),
            1 => Ok(Subject::File),
            _ => Ok(Subject::Line),
        },
        Meaning::Name(Resolved::Unknown { suggestion }) => {
            let near = suggestion.map(|at| name(at).to_string());
            let of_metadata = (near.is_none() && table.has_metadata() && metadata_member(&field.name).is_none())
                .then(|| format!("metadata.{}", field.name));
            let hint = match (&near, &of_metadata) {
                (Some(name), _) => format!(" Did you mean {name}?"),
                (None, Some(member)) => format!(" Of the metadata write {member}."),
                (None, None) => String::new(),
            };
            problem(format!("No record has a field called {}.{hint}", field.name), near.or(of_metadata))
        }
        Meaning::Name(Resolved::Several(those)) => {
            let names: Vec<_> = those.into_iter().take(5).map(name).collect();
            problem(format!("{} can be {}. Write more of the name.", field.name, names.join(" or ")), None)
        }
    }
}
