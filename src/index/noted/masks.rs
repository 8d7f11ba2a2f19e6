//! What is unknown of many records at once, as masks.

use super::{Parent, Source, WHOLE};
use crate::filter::Mask;
use crate::index::blocks::Lanes;
use crate::index::column::Cell;
use crate::index::table::Table;

impl Table {
    /// Adds to `masks`, by `or`, that it is unknown what the records from `from` to before `to` have in a column, where that is
    /// so.
    pub(in crate::index) fn mask_unopened(&self, column: usize, from: usize, to: usize, masks: &mut [Mask]) {
        if let Some(parent) = self.parent(column) {
            self.mask_unopened_of(parent, from, to, masks);
        }
    }

    /// The same of members that have no column.
    pub(in crate::index) fn mask_unlisted(&self, from: usize, to: usize, masks: &mut [Mask]) {
        for parent in self.fields() {
            self.mask_unopened_of(parent, from, to, masks);
        }
    }

    /// The same of what bodies say. `of_texts`: in whole texts, which are never noted.
    pub(in crate::index) fn mask_unread_bodies(&self, from: usize, to: usize, of_texts: bool, masks: &mut [Mask]) {
        match self.bodies() {
            Some(bodies) if of_texts => self.mask_hidden(bodies, from, to, masks),
            Some(bodies) => self.mask_unopened_of(bodies, from, to, masks),
            None => {}
        }
    }

    /// Adds to `masks`, by `or`, that something is unknown where a record has something there that only opening it shows.
    pub(super) fn mask_hidden(&self, parent: &Parent, from: usize, to: usize, masks: &mut [Mask]) {
        let unknown_if = |is_hidden: bool| if is_hidden { None } else { Some(false) };
        match &parent.source {
            Source::Field(column) => {
                let is_sealed = |cell: Cell<'_>| unknown_if(matches!(cell, Cell::Sealed(_)));
                self.columns()[*column].mask_into(from, to, is_sealed, masks);
            }
            Source::Bodies { columns, .. } => {
                for column in columns {
                    self.columns()[*column].mask_into(from, to, |cell| unknown_if(cell != Cell::Absent), masks);
                }
            }
        }
    }

    fn mask_unopened_of(&self, parent: &Parent, from: usize, to: usize, masks: &mut [Mask]) {
        if self.unopened_of(parent) == 0 {
            return;
        }
        let mut unopened = vec![Mask::all(Some(false)); masks.len()];
        self.mask_hidden(parent, from, to, &mut unopened);
        let mut at = 0;
        parent.opened.each(from, to, Mask::LANES, |lanes| {
            let mask = &mut unopened[at];
            let mut set = |lane: usize, state: u32| {
                if state == WHOLE {
                    mask.set(lane, Some(false));
                }
            };
            match lanes {
                Lanes::None(_) => {}
                Lanes::Narrow(states, _) => each(states, &mut set),
                Lanes::Middle(states, _) => each(states, &mut set),
                Lanes::Wide(states, _) => each(states, &mut set),
                Lanes::Mixed(states, begin, end) => {
                    (begin..end).enumerate().for_each(|(lane, record)| set(lane, states.get(record)));
                }
            }
            at += 1;
        });
        for (mask, unopened) in masks.iter_mut().zip(unopened) {
            *mask = mask.or(unopened);
        }
    }
}

/// Calls a function with each number of a list, and its place there.
fn each<T: Copy + Into<u32>>(list: &[T], mut show: impl FnMut(usize, u32)) {
    for (place, number) in list.iter().enumerate() {
        show(place, (*number).into());
    }
}
