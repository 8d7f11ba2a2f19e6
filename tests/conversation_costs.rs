//! Costs with the built-in list of prices, against genai-prices' own calculation (tests/conversations/prices.mjs).

use logpush_decrypt::conversation::{Bodies, CostOptions, PriceList, estimate, read};
use serde_json::Value;

const ANSWERS: &str = include_str!("conversations/prices.json");

#[test]
fn costs_are_those_of_the_source_of_the_prices() {
    let answers: Vec<Value> = serde_json::from_str(ANSWERS).expect("tests/conversations/prices.json");
    let mut priced = 0;
    for answer in &answers {
        let text = |name: &str| answer[name].as_str().expect(name);
        let response = answer["response"].to_string();
        let conversation = read(&Bodies { response: Some(response.as_bytes()), ..Bodies::default() });
        let options = CostOptions {
            provider: Some(text("provider")),
            model: Some(text("model")),
            at: Some(text("at")),
            cached: false,
        };
        let cost = estimate(&conversation, PriceList::built_in(), &options);
        let name = format!("{} {} {}", text("provider"), text("model"), text("at"));
        let Some(expected) = answer.get("cost") else {
            assert_eq!(cost, None, "{name}");
            continue;
        };
        let cost = cost.unwrap_or_else(|| panic!("{name} has no price"));
        assert_eq!(cost.model.as_deref(), expected["model"].as_str(), "{name}");
        let dollars = expected["usd"].as_f64().expect("usd");
        let picodollars = (dollars * 1e12).round();
        #[allow(clippy::cast_precision_loss)]
        let difference = (cost.usd.picodollars() as f64 - picodollars).abs();
        assert!(difference < 1.0, "{name}: {} and not {dollars}", cost.usd.dollars());
        priced += 1;
    }
    assert_eq!((answers.len(), priced), (38, 35));
}
