//! Which records of a table are meant, and in which order.

/// Some records of a table, by their numbers from 0.
#[derive(Clone, Copy, Debug)]
pub enum Rows<'a> {
    /// So many, from the first, in their own order.
    First(usize),
    /// These, in this order.
    These(&'a [u32]),
}

impl<'a> Rows<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::First(count) => *count,
            Self::These(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record in this place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<usize> {
        match self {
            Self::First(count) => Some(place).filter(|place| place < count),
            Self::These(rows) => rows.get(place).map(|&record| record as usize),
        }
    }

    /// All of them, in their order.
    pub fn iter(self) -> impl Iterator<Item = usize> + 'a {
        (0..self.len()).filter_map(move |place| self.get(place))
    }
}
