//! An answer that is being assembled, from one body or from the events of a stream.
//!
//! It consists of blocks: texts, thinking, tool calls. The key of a block connects the pieces of a stream with it, and
//! orders the blocks.

pub(super) use super::block::{Block, Kind};
use super::json::Json;
use super::media;
use super::model::{Conversation, Failure, Media, Members, Output, StopKind, join};
use super::stop;
use super::tally::Tally;
use super::value::Value;

/// Further blocks, media, citations and server tools are left out.
const MOST: usize = 2_000;

/// What is known of an answer so far.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is set by itself")]
pub(super) struct Draft {
    blocks: Vec<Block>,
    pub(super) model: Option<String>,
    pub(super) created: Option<String>,
    pub(super) duration_ms: Option<u64>,
    pub(super) tally: Tally,
    pub(super) also: Members,
    pub(super) failure: Option<Failure>,
    tier: Option<String>,
    server_tools: Vec<String>,
    media: Vec<Media>,
    citations: Vec<Json>,
    stop: Option<String>,
    /// The word's kind, where the word alone does not show it.
    stop_kind: Option<StopKind>,
    /// The end of the answer was seen.
    pub(super) ended: bool,
    /// This is an answer, even if it says nothing.
    pub(super) answered: bool,
    /// The body or the stream is cut off.
    pub(super) cut: bool,
    /// The pieces arrive as a stream.
    pub(super) streaming: bool,
}

impl Draft {
    pub(super) fn block(&mut self, kind: Kind, key: u64) -> Option<&mut Block> {
        // Nearly always it is the last one.
        let found = self.blocks.iter().rposition(|block| block.key == key && block.kind == kind);
        let at = match found {
            Some(at) => at,
            None if self.blocks.len() >= MOST => return None,
            None => {
                self.blocks.push(Block::new(kind, key));
                self.blocks.len() - 1
            }
        };
        self.blocks.get_mut(at)
    }

    /// The key of the call with this id, else one that no call has.
    pub(super) fn key_of_call(&self, id: Option<&str>) -> u64 {
        let calls = || self.blocks.iter().filter(|block| block.kind == Kind::Call);
        let known = id.filter(|id| !id.is_empty()).and_then(|id| calls().find(|block| block.has_id(id)));
        let next = || calls().map(|block| block.key.saturating_add(1)).max().unwrap_or(0);
        // A piece without an id belongs to the call before it.
        let last = || calls().next_back().filter(|_| id.is_none_or(str::is_empty)).map(|block| block.key);
        known.map(|block| block.key).or_else(last).unwrap_or_else(next)
    }

    /// Whether the call of this key has another id.
    pub(super) fn has_other_call(&self, key: u64, id: Option<&str>) -> bool {
        let call = self.blocks.iter().find(|block| block.kind == Kind::Call && block.key == key);
        let id = id.filter(|id| !id.is_empty());
        call.zip(id).is_some_and(|(call, id)| !call.has_id("") && !call.has_id(id))
    }

    fn add(&mut self, kind: Kind, key: u64, text: Option<Value<'_>>) {
        if let Some(text) = text.and_then(Value::text)
            && !text.is_empty()
            && let Some(block) = self.block(kind, key)
        {
            block.text.push_str(text);
        }
    }

    /// Adds a text to the block of this key.
    pub(super) fn text(&mut self, key: u64, text: Option<Value<'_>>) {
        self.add(Kind::Text, key, text);
    }

    /// Adds a text that is not a string of the body.
    pub(super) fn add_text(&mut self, key: u64, text: &str) {
        if let Some(block) = self.block(Kind::Text, key) {
            block.text.push_str(text);
        }
    }

    pub(super) fn thinking(&mut self, key: u64, text: Option<Value<'_>>) {
        self.add(Kind::Thinking, key, text);
    }

    pub(super) fn refusal(&mut self, key: u64, text: Option<Value<'_>>) {
        self.add(Kind::Refusal, key, text);
    }

    /// Replaces the text of a block, whose end this is.
    pub(super) fn replace(&mut self, kind: Kind, key: u64, text: Option<Value<'_>>) {
        if let Some(text) = text.and_then(Value::text)
            && let Some(block) = self.block(kind, key)
        {
            block.text = text.to_string();
        }
    }

    /// Drops what was said: a whole answer follows.
    pub(super) fn restart(&mut self) {
        self.restart_text();
        self.server_tools.clear();
        self.media.clear();
        self.citations.clear();
    }

    /// The same without the media, which the whole answer does not repeat.
    pub(super) fn restart_text(&mut self) {
        self.blocks.clear();
    }

    /// Adds a piece of sound.
    pub(super) fn sound(&mut self, piece: Option<Value<'_>>) {
        let Some(Media { bytes: Some(bytes), .. }) = piece.and_then(|piece| media::of_base64(piece, "audio")) else {
            return;
        };
        match self.media.iter_mut().find(|media| media.kind == "audio") {
            Some(Media { bytes: Some(sum), .. }) => *sum = sum.saturating_add(bytes),
            _ => self.medium(Some(Media { bytes: Some(bytes), ..Media::of("audio") })),
        }
    }

    /// Adds a whole call, in a body that is not a stream.
    pub(super) fn call(
        &mut self,
        key: u64,
        id: Option<Value<'_>>,
        name: Option<Value<'_>>,
        arguments: Option<Value<'_>>,
    ) {
        if let Some(block) = self.block(Kind::Call, key) {
            block.set_id(id);
            block.set_name(name);
            block.set_arguments(arguments);
        }
    }

    /// The call of this key, if it has begun.
    pub(super) fn known_call(&mut self, key: u64) -> Option<&mut Block> {
        self.blocks.iter_mut().rfind(|block| block.kind == Kind::Call && block.key == key)
    }

    /// Ends the call of this key, if there is one.
    pub(super) fn end_call(&mut self, key: u64) {
        if let Some(call) = self.known_call(key) {
            call.end();
        }
    }

    pub(super) fn has_calls(&self) -> bool {
        self.blocks.iter().any(|block| block.kind == Kind::Call)
    }

    /// The call that began last.
    pub(super) fn last_call(&mut self) -> Option<&mut Block> {
        self.blocks.iter_mut().rfind(|block| block.kind == Kind::Call)
    }

    /// A key for a further call.
    pub(super) fn next_call(&self) -> u64 {
        let last = self.blocks.iter().rev().find(|block| block.kind == Kind::Call);
        last.map_or(0, |block| block.key.saturating_add(1))
    }

    pub(super) fn server_tool_named(&mut self, name: &str) {
        if self.server_tools.len() < MOST {
            self.server_tools.push(name.to_string());
        }
    }

    pub(super) fn server_tool(&mut self, name: Option<Value<'_>>) {
        if let Some(name) = name.and_then(Value::text) {
            self.server_tool_named(name);
        }
    }

    pub(super) fn medium(&mut self, media: Option<Media>) {
        if let Some(media) = media
            && self.media.len() < MOST
        {
            self.media.push(media);
        }
    }

    pub(super) fn citation(&mut self, citation: Value<'_>) {
        if let Some(json) = citation.json()
            && self.citations.len() < MOST
            && (self.citations.len() > 100 || !self.citations.contains(&json))
        {
            self.citations.push(json);
        }
    }

    /// Sets the word for the end, which ends the answer.
    pub(super) fn stop(&mut self, word: Option<Value<'_>>) {
        if let Some(word) = word.and_then(Value::text)
            && !word.is_empty()
        {
            self.stop = Some(word.to_string());
            self.ended = true;
        }
    }

    /// The same where a plain end, which is called so, is also said after calls of tools.
    pub(super) fn stop_after_calls(&mut self, word: Option<Value<'_>>, plain: &str) {
        self.stop(word);
        if word.is_some_and(|word| word.is(plain)) && self.has_calls() {
            self.stop_is(StopKind::Tool);
        }
    }

    pub(super) fn stop_is(&mut self, kind: StopKind) {
        self.stop_kind = Some(kind);
    }

    /// Sets the answer's model, unless it is known.
    pub(super) fn model(&mut self, model: Option<Value<'_>>) {
        if self.model.is_none() {
            self.model = model.and_then(Value::text).filter(|model| !model.is_empty()).map(str::to_string);
        }
    }

    /// Replaces the counts.
    pub(super) fn usage(&mut self, usage: Option<Value<'_>>) {
        if let Some(usage) = usage.filter(|usage| usage.is_whole() && usage.is_object()) {
            self.tally = Tally::of(usage);
            self.service_tier(usage);
        }
    }

    /// Adds counts, of one answer of several, to those that are there.
    pub(super) fn more_usage(&mut self, usage: Option<Value<'_>>) {
        if let Some(usage) = usage.filter(|usage| usage.is_whole() && usage.is_object()) {
            self.tally.add(&Tally::of(usage));
            self.service_tier(usage);
        }
    }

    /// Sets the counts that the body itself has, under these names. Each chunk of a stream may have others.
    pub(super) fn usage_of_body(&mut self, body: Value<'_>, names: &[&str]) {
        if body.is_whole() {
            self.tally.merge_named(body, names);
        }
    }

    /// Sets the tier that served it, which decides the price.
    pub(super) fn service_tier(&mut self, body: Value<'_>) {
        if let Some(tier) = body.text_of("service_tier") {
            self.tier = Some(tier.to_string());
        }
    }

    /// Takes from another draft what this one lacks.
    pub(super) fn fill(&mut self, rest: Self) {
        let said = |draft: &Self| !draft.blocks.is_empty() || !draft.media.is_empty() || !draft.server_tools.is_empty();
        if !said(self) {
            self.blocks = rest.blocks;
            self.media = rest.media;
            self.server_tools = rest.server_tools;
        }
        if self.citations.is_empty() {
            self.citations = rest.citations;
        }
        self.ended |= rest.stop.is_some();
        if self.stop.is_none() {
            self.stop = rest.stop;
            self.stop_kind = rest.stop_kind;
        }
        if self.tally.usage().output.is_none() && !rest.tally.is_empty() {
            self.tally = rest.tally;
        }
        self.model = self.model.take().or(rest.model);
        self.created = self.created.take().or(rest.created);
        self.duration_ms = self.duration_ms.or(rest.duration_ms);
        self.tier = self.tier.take().or(rest.tier);
        self.failure = self.failure.take().or(rest.failure);
        self.answered |= rest.answered;
    }

    /// Moves everything that is known into the conversation.
    pub(super) fn finish(mut self, conversation: &mut Conversation) {
        let cut = self.cut || self.streaming && !self.ended;
        let word = self.stop.take().filter(|_| !cut || self.streaming);
        // A stream that is cut off after its word for the end has the whole answer.
        let cut = cut && word.is_none();
        let mut output = Output { complete: cut.then_some(false), ..Output::default() };
        let ended = !cut && self.failure.is_none();
        for at in in_order(&self.blocks) {
            let block = std::mem::replace(&mut self.blocks[at], Block::new(Kind::Text, 0));
            match block.kind {
                Kind::Text if block.text.is_empty() => {}
                Kind::Text => output.text.get_or_insert_default().push_str(&block.text),
                Kind::Refusal => output.refusal.get_or_insert_default().push_str(&block.text),
                Kind::Thinking => join(&mut output.thinking, &block.text),
                Kind::Call => output.tool_calls.push(block.call(ended)),
            }
        }
        output.stop_kind = self.stop_kind.or_else(|| word.as_deref().and_then(stop::kind)).filter(|_| word.is_some());
        output.stop = word;
        output.server_tools = self.server_tools;
        output.media = self.media;
        output.citations = self.citations;
        let said = output != Output { complete: output.complete, ..Output::default() };
        if said || self.answered && (self.streaming || self.failure.is_none()) {
            conversation.output = Some(output);
        }
        if !self.tally.is_empty() {
            let usage = self.tally.usage();
            conversation.usage = Some(usage).filter(|usage| *usage != super::model::Usage::default());
            self.tally.others(&mut self.also);
        }
        if let Some(tier) = self.tier {
            self.also.insert("serviceTier", Json::string(&tier));
        }
        conversation.usage_also = self.also;
        conversation.duration_ms = self.duration_ms;
        conversation.created = self.created;
        conversation.error = self.failure;
        conversation.model = self.model.or(conversation.model.take());
    }
}

/// The indices of the blocks in the order of their keys, with the order of blocks of one key kept.
///
/// Nearly always they are in order already. The sort of the standard library takes 4 KB in WebAssembly.
fn in_order(blocks: &[Block]) -> Vec<usize> {
    let mut order = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let place = order.partition_point(|other: &usize| blocks[*other].key <= block.key);
        order.insert(place, at);
    }
    order
}
