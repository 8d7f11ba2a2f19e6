//! Arguments of a call that arrive value by value, each with its place (Vertex: `partialArgs`).

use super::json::Json;
use super::value::Value;

/// Deeper places, and further values, are left out.
const DEEPEST: usize = 32;
const MOST: usize = 1_000;

/// An object that is being filled.
#[derive(Debug, Default)]
pub(super) struct Partial {
    root: Vec<(Step, Tree)>,
    values: usize,
}

/// A name or an index on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
}

#[derive(Debug)]
enum Tree {
    /// A string in pieces.
    Text(String),
    Value(Json),
    Children(Vec<(Step, Tree)>),
}

impl Partial {
    /// Adds a piece: `{"jsonPath":"$.star","stringValue":"Ri","willContinue":true}`.
    pub(super) fn add(&mut self, piece: Value<'_>) {
        let Some(steps) = piece.text_of("jsonPath").and_then(steps) else { return };
        self.values += 1;
        if self.values > MOST {
            return;
        }
        let mut children = &mut self.root;
        let Some((last, way)) = steps.split_last() else { return };
        for step in way {
            let at = place(children, step, || Tree::Children(Vec::new()));
            let Some((_, Tree::Children(inner))) = children.get_mut(at) else { return };
            children = inner;
        }
        if let Some(text) = piece.text_of("stringValue") {
            let at = place(children, last, || Tree::Text(String::new()));
            if let Some((_, Tree::Text(there))) = children.get_mut(at) {
                there.push_str(text);
            }
        } else if let Some(value) = piece.any(&["numberValue", "boolValue"]).and_then(Value::json) {
            place(children, last, || Tree::Value(value));
        } else if piece.member("nullValue").is_some() {
            children.push((last.clone(), Tree::Value(Json::known("null"))));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.root.is_empty()
    }

    /// What has arrived, as JSON.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        write(&self.root, &mut text);
        text
    }
}

/// The index of this step among the children, to which it is added if it is missing.
fn place(children: &mut Vec<(Step, Tree)>, step: &Step, tree: impl FnOnce() -> Tree) -> usize {
    children.iter().position(|(found, _)| found == step).unwrap_or_else(|| {
        children.push((step.clone(), tree()));
        children.len() - 1
    })
}

/// Recurses as deep as paths are, which is bounded.
fn write(children: &[(Step, Tree)], text: &mut String) {
    let array = matches!(children.first(), Some((Step::Index(_), _)));
    text.push(if array { '[' } else { '{' });
    for (at, (step, tree)) in children.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if let (Step::Name(name), false) = (step, array) {
            text.push_str(Json::string(name).text());
            text.push(':');
        }
        match tree {
            Tree::Text(piece) => text.push_str(Json::string(piece).text()),
            Tree::Value(value) => text.push_str(value.text()),
            Tree::Children(children) => write(children, text),
        }
    }
    text.push(if array { ']' } else { '}' });
}

/// The steps of a path such as `$.route.stops[0]['the name']` (RFC 9535, of which single names and indexes occur).
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path.strip_prefix('$')?;
    while !rest.is_empty() {
        if steps.len() == DEEPEST {
            return None;
        }
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            steps.push(Step::Name(after[..end].to_string()));
            rest = &after[end..];
        } else {
            let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
            let name = inner.strip_prefix(['\'', '"']).and_then(|name| name.strip_suffix(['\'', '"']));
            steps.push(match name {
                Some(name) => Step::Name(name.to_string()),
                None => Step::Index(inner.parse().ok()?),
            });
            rest = after;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;

    #[test]
    fn pieces_find_their_places() {
        let pieces = r#"[
            {"jsonPath":"$.star","stringValue":"Ri","willContinue":true},
            {"jsonPath":"$.star","stringValue":"gel"},
            {"jsonPath":"$.at[0]","numberValue":3},
            {"jsonPath":"$.at[1].x","boolValue":true},
            {"jsonPath":"$['the name']","nullValue":"NULL_VALUE"},
            {"jsonPath":"none","numberValue":1},
            {"jsonPath":"$.star.x","numberValue":1}]"#;
        let document = Document::read(pieces).expect("JSON");
        let mut partial = Partial::default();
        document.root().elements().for_each(|piece| partial.add(piece));
        assert_eq!(partial.text(), r#"{"star":"Rigel","at":[3,{"x":true}],"the name":null}"#);
    }
}
