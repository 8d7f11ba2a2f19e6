//! Columns by name.

use std::collections::HashMap;

/// The most different fields of a part, of the table and of a summary. Records have about ten; an object with keys of
/// its own for each record has any number.
pub(super) const MAX_COLUMNS: usize = 1024;

/// What there is of each field, numbered in the order in which the fields came. It takes up to [`MAX_COLUMNS`].
#[derive(Debug)]
pub(super) struct ByName<T> {
    all: Vec<T>,
    numbers: HashMap<String, usize>,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T> ByName<T> {
    /// All of them, by number.
    pub fn all(&self) -> &[T] {
        &self.all
    }

    /// The one of this number.
    pub fn get_mut(&mut self, number: usize) -> &mut T {
        &mut self.all[number]
    }

    /// The number of a name, if there is one of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The number of a name, for which one is made if it is new; `None` if there is no room for it.
    pub fn number(&mut self, name: &str, make: impl FnOnce(&str) -> T) -> Option<usize> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        if self.all.len() == MAX_COLUMNS {
            return None;
        }
        self.numbers.insert(name.into(), self.all.len());
        self.all.push(make(name));
        Some(self.all.len() - 1)
    }

    pub fn into_all(self) -> Vec<T> {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_and_1024_have_one() {
        let mut columns = ByName::default();
        for round in 0..2 {
            for number in 0..1024 {
                let name = number.to_string();
                assert_eq!(columns.number(&name, str::to_owned), Some(number), "round {round}");
            }
            assert_eq!(columns.number("one too many", str::to_owned), None, "round {round}");
        }
        assert_eq!((columns.all().len(), columns.all()[1023].as_str()), (1024, "1023"));
    }
}
