//! Which field a name means that somebody typed.

use strsim::osa_distance;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The name at this place among those that there are.
    One(usize),
    /// None of them. The nearest one, if one is near, may have been meant.
    Unknown {
        /// Its place.
        suggestion: Option<usize>,
    },
    /// Any of these: more must be written.
    Several(Vec<usize>),
}

/// Finds the name that is meant. An exact one goes first; then one that differs only in case, `_`, `-`, `.` and
/// spaces; then one whose last part is the same (`user` for `Metadata.user`); then one of which it is the
/// beginning, or of whose last part (`status` for `StatusCode`).
#[must_use]
pub fn resolve<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Resolved {
    let names: Vec<&str> = names.collect();
    if let Some(exact) = names.iter().position(|name| *name == wanted) {
        return Resolved::One(exact);
    }
    let wanted = plain(wanted);
    if wanted.is_empty() {
        return Resolved::Unknown { suggestion: None };
    }
    let names: Vec<Plain> = names.into_iter().map(Plain::new).collect();
    for nearness in [Nearness::Same, Nearness::SameLastPart, Nearness::Beginning] {
        let found: Vec<usize> = (0..names.len()).filter(|i| names[*i].nearness(&wanted) == Some(nearness)).collect();
        match found[..] {
            [] => {}
            [one] => return Resolved::One(one),
            _ => return Resolved::Several(found),
        }
    }
    Resolved::Unknown { suggestion: nearest(&wanted, &names) }
}

/// The place of the name that is meant, if it can be one only.
pub(crate) fn resolve_name<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<usize> {
    if let Resolved::One(at) = resolve(wanted, names) { Some(at) } else { None }
}

/// What a name asks of the metadata, where it begins as `metadata.user` does: the name of a member.
pub(crate) fn metadata_member(name: &str) -> Option<&str> {
    let (first, member) = name.split_once('.')?;
    (first.eq_ignore_ascii_case("metadata") && !member.is_empty()).then_some(member)
}

/// What a name asks of bodies, where it begins as `conversation.tokens` does.
pub(crate) fn name_of_said(name: &str) -> Option<&str> {
    let (first, said) = name.split_once('.')?;
    (first.eq_ignore_ascii_case("conversation") && !said.is_empty()).then_some(said)
}

/// Names of what bodies say, without what people leave out of names. A member of the metadata that is called so is meant with
/// `metadata.` before it.
pub(crate) const OF_BODIES: [&str; 15] = [
    "tokens",
    "input",
    "cachedinput",
    "cachewrite",
    "output",
    "reasoning",
    "cost",
    "tool",
    "stop",
    "error",
    "system",
    "user",
    "assistant",
    "thinking",
    "family",
];

/// How well what was typed fits a name, the best first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nearness {
    Same,
    SameLastPart,
    Beginning,
}

/// A name without what people leave out: case, `_`, `-`, `.` and spaces.
pub(super) struct Plain {
    pub(super) whole: String,
    pub(super) last_part: String,
}

impl Plain {
    pub(super) fn new(name: &str) -> Self {
        let last_part = name.rsplit('.').next().unwrap_or(name);
        Self { whole: plain(name), last_part: plain(last_part) }
    }

    /// How well `wanted`, which is plain, fits. `None` if it does not.
    fn nearness(&self, wanted: &str) -> Option<Nearness> {
        if self.whole == wanted {
            Some(Nearness::Same)
        } else if self.last_part == wanted {
            Some(Nearness::SameLastPart)
        } else if self.whole.starts_with(wanted) || self.last_part.starts_with(wanted) {
            Some(Nearness::Beginning)
        } else {
            None
        }
    }

    /// Slips of the keyboard (characters too many, too few, wrong, or in wrong order) between `wanted` and it, or
    /// its last part, or the beginning of either.
    fn distance(&self, wanted: &str) -> usize {
        let length = wanted.chars().count();
        let distance = |name: &str| {
            let beginning: String = name.chars().take(length).collect();
            osa_distance(wanted, name).min(osa_distance(wanted, &beginning))
        };
        distance(&self.whole).min(distance(&self.last_part))
    }
}

/// Names of fields are ASCII: the case of other letters is not ignored, which takes Unicode's tables.
pub(crate) fn plain(name: &str) -> String {
    let is_left_out = |character: &char| matches!(character, '_' | '-' | '.') || character.is_whitespace();
    name.chars().filter(|character| !is_left_out(character)).map(|character| character.to_ascii_lowercase()).collect()
}

/// The name with the fewest slips, if a third of the characters at most is wrong.
fn nearest(wanted: &str, names: &[Plain]) -> Option<usize> {
    /// Nobody misspells more than that; and the distance takes time that grows with the square of it.
    const MAX_CHARACTERS: usize = 100;
    let length = wanted.chars().count();
    if length > MAX_CHARACTERS {
        return None;
    }
    let distances = names.iter().map(|name| name.distance(wanted)).enumerate();
    let (nearest, distance) = distances.min_by_key(|(_, distance)| *distance)?;
    (distance <= (length / 3).max(1) && length > 1).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 10] = [
        "Cached",
        "Endpoint",
        "Metadata.user",
        "Metadata.user_id",
        "Model",
        "Provider",
        "RequestBody",
        "ResponseBody",
        "StatusCode",
        "Metadata.team.name",
    ];

    fn resolved(wanted: &str) -> Resolved {
        resolve(wanted, NAMES.into_iter())
    }

    fn suggested(wanted: &str) -> Option<&'static str> {
        match resolved(wanted) {
            Resolved::Unknown { suggestion } => suggestion.map(|i| NAMES[i]),
            other => panic!("{wanted} is {other:?}"),
        }
    }

    #[test]
    fn the_nearest_kind_of_likeness_decides() {
        for (wanted, name) in [
            ("Model", "Model"),
            ("model", "Model"),
            ("MOD", "Model"),
            ("status", "StatusCode"),
            ("status_code", "StatusCode"),
            ("status-code", "StatusCode"),
            ("Status Code", "StatusCode"),
            ("request.body", "RequestBody"),
            ("user", "Metadata.user"),
            ("metadatauser", "Metadata.user"),
            ("metadata.user", "Metadata.user"),
            ("userid", "Metadata.user_id"),
            ("user_", "Metadata.user"),
            ("name", "Metadata.team.name"),
            ("metadata.team", "Metadata.team.name"),
        ] {
            let place = NAMES.iter().position(|other| *other == name).expect("one of the names");
            assert_eq!(resolved(wanted), Resolved::One(place), "{wanted}");
        }
        assert_eq!(resolved("re"), Resolved::Several(vec![6, 7]));
        assert_eq!(resolved("use"), Resolved::Several(vec![2, 3]));
        assert_eq!(resolved("metadata"), Resolved::Several(vec![2, 3, 9]));
    }

    #[test]
    fn an_exact_name_goes_before_all_others() {
        let names = ["user-id", "User_ID", "userid", "user"];
        for (place, name) in names.iter().enumerate() {
            assert_eq!(resolve(name, names.into_iter()), Resolved::One(place));
        }
        assert_eq!(resolve("USERID", names.into_iter()), Resolved::Several(vec![0, 1, 2]));
        assert_eq!(resolve("é", ["e", "é"].into_iter()), Resolved::One(1));
    }

    #[test]
    fn slips_get_a_suggestion_and_other_words_none() {
        for (wanted, name) in [
            ("modle", "Model"),
            ("mdel", "Model"),
            ("statsu", "StatusCode"),
            ("statuscoed", "StatusCode"),
            ("provder", "Provider"),
            ("requestbdy", "RequestBody"),
            ("usr", "Metadata.user"),
            ("chached", "Cached"),
        ] {
            assert_eq!(suggested(wanted), Some(name), "{wanted}");
        }
        for wanted in ["", "x", "-", "...", "temperature", "zzzzzz", &"model".repeat(1_000)] {
            assert_eq!(suggested(wanted), None, "{wanted}");
        }
        assert_eq!(resolve("model", std::iter::empty()), Resolved::Unknown { suggestion: None });
    }
}
