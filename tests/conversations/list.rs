// The fixtures of conversations, by name: `tests/conversations/fixtures/NAME.json`.
conversations! {
}
