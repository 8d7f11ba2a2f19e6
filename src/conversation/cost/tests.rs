//! Sums worked out by hand, with a small list of prices.

use super::*;
use crate::conversation::json::Json;
use crate::conversation::model::Usage;

const LIST: &str = r#"{
    "generated": "2026-06-01", "currency": "USD", "per": 1000000,
    "providers": [
        { "id": "maker", "names": ["maker", "maker-studio"], "serviceTiers": { "batch": 50, "priority": null }, "models": [
            { "id": "plain", "match": ["plain", "plain-latest"], "input": 2, "output": 8 },
            { "id": "plain-audio", "match": ["plain-audio*"], "input": 2, "inputAudio": 40, "output": 8, "outputAudio": 80, "outputImage": 30, "reasoning": 4 },
            { "id": "cached", "match": ["cached*"], "input": 3, "cacheRead": 0.3, "cacheWrite": 3.75, "cacheWrite1h": 6, "output": 15, "webSearch": 10000,
              "tiers": [{ "above": 200000, "input": 6, "cacheRead": 0.6, "output": 22.5 }] },
            { "id": "moved", "match": ["moved"], "input": 10, "output": 10 },
            { "id": "moved", "match": ["moved"], "from": "2026-05-01", "input": 5, "output": 5 },
            { "id": "moved", "match": ["moved"], "from": "2027-01-01", "input": 1, "output": 1 },
            { "id": "night", "match": ["night"], "input": 4, "output": 4 },
            { "id": "night", "match": ["night"], "hours": ["22:00", "06:00"], "input": 2, "output": 2 },
            { "id": "asked", "match": ["asked"], "input": 1, "output": 1, "request": 12000 },
            { "id": "seconds", "match": ["seconds"], "outputAudio": 7 }
        ] },
        { "id": "host", "names": ["host"], "also": ["maker"], "models": [
            { "id": "plain-hosted", "match": ["plain"], "input": 20, "output": 80 },
            { "id": "maker/free", "match": ["maker/free"], "input": 0, "output": 0 }
        ] }
    ]
}"#;

/// A conversation with tokens: input, cached, written, output.
fn used(model: &str, [input, cached, written, output]: [u64; 4]) -> Conversation {
    let usage = Usage {
        input: Some(input),
        cached_input: Some(cached),
        cache_write: Some(written),
        output: Some(output),
        reasoning: None,
    };
    Conversation { model: Some(model.to_string()), usage: Some(usage), ..Conversation::unknown() }
}

fn with(mut conversation: Conversation, name: &str, json: &str) -> Conversation {
    conversation.usage_also.insert(name, Json::known(json));
    conversation
}

fn list() -> PriceList {
    PriceList::read(LIST).expect("a price list")
}

fn cost(conversation: &Conversation, options: &CostOptions<'_>) -> Option<(f64, String)> {
    let cost = estimate(conversation, &list(), options)?;
    Some((cost.usd.dollars(), cost.model.unwrap_or_default()))
}

/// At the maker.
fn at_maker(conversation: &Conversation) -> Option<f64> {
    cost(conversation, &CostOptions { provider: Some("maker"), ..CostOptions::default() }).map(|(usd, _)| usd)
}

#[test]
fn input_and_output_have_a_price_each() {
    // 1000 · 2/10⁶ + 500 · 8/10⁶
    assert_eq!(at_maker(&used("plain", [1000, 0, 0, 500])), Some(0.006));
    assert_eq!(at_maker(&used("plain", [0, 0, 0, 0])), Some(0.0));
}

#[test]
fn caches_have_prices_of_their_own_else_that_of_the_input() {
    // 31 · 3 + 10240 · 0.3 + 2048 · 3.75 + 11 · 15 = 93 + 3072 + 7680 + 165
    let conversation = used("cached", [12_319, 10_240, 2048, 11]);
    assert_eq!(at_maker(&conversation), Some(0.01101));
    // 2000 of the 2048 for an hour: 48 · 3.75 + 2000 · 6 in place of 7680
    assert_eq!(at_maker(&with(conversation, "ephemeral1hInputTokens", "2000")), Some(0.01551));
    // 100 · 2, whatever a cache had of them
    assert_eq!(at_maker(&used("plain", [100, 60, 20, 0])), Some(0.0002));
    // More read than there is input counts as all of it.
    assert_eq!(at_maker(&used("cached", [100, 120, 30, 0])), Some(0.000_03));
}

#[test]
fn a_tier_prices_the_whole_request() {
    assert_eq!(at_maker(&used("cached", [200_000, 0, 0, 1000])), Some(0.615));
    // 150001 · 6 + 50000 · 0.6 + 1000 · 22.5; writing has no price in the tier and keeps its own.
    assert_eq!(at_maker(&used("cached", [200_001, 50_000, 0, 1000])), Some(0.952_506));
    assert_eq!(at_maker(&used("cached", [200_001, 0, 200_001, 0])), Some(0.750_003_75));
}

#[test]
fn sound_pictures_and_thinking_count_apart_where_they_have_a_price() {
    let conversation = with(used("plain-audio-2", [120, 0, 0, 90]), "inputAudioTokens", "100");
    // 20 · 2 + 100 · 40 + 90 · 8
    assert_eq!(at_maker(&conversation), Some(0.004_76));
    let conversation = with(conversation, "outputAudioTokens", "70");
    // … + 20 · 8 + 70 · 80
    assert_eq!(at_maker(&conversation), Some(0.0098));
    let mut conversation = with(conversation, "outputImageTokens", "15");
    conversation.usage.as_mut().expect("usage").reasoning = Some(5);
    // … + 70 · 80 + 15 · 30 + 5 · 4
    assert_eq!(at_maker(&conversation), Some(0.010_11));
    // Without a price of their own they are input and output.
    assert_eq!(at_maker(&with(used("plain", [120, 0, 0, 0]), "inputAudioTokens", "100")), Some(0.000_24));
}

#[test]
fn searches_and_requests_are_paid_for_one_by_one() {
    // 12000/10⁶ + 1000 · 1/10⁶ + 50 · 1/10⁶
    assert_eq!(at_maker(&used("asked", [1000, 0, 0, 50])), Some(0.013_05));
    let conversation = with(used("cached", [1000, 0, 0, 0]), "webSearchRequests", "3");
    assert_eq!(at_maker(&conversation), Some(0.033));
    // Batches halve tokens, not searches.
    assert_eq!(at_maker(&with(conversation, "serviceTier", "\"batch\"")), Some(0.0315));
}

#[test]
fn service_tiers_count_where_the_list_has_them() {
    let tier = |tier: &str| with(used("plain", [1000, 0, 0, 500]), "serviceTier", tier);
    assert_eq!(at_maker(&tier("\"batch\"")), Some(0.003));
    assert_eq!(at_maker(&tier("\"default\"")), Some(0.006));
    assert_eq!(at_maker(&tier("\"priority\"")), None);
}

#[test]
fn the_price_of_the_day_and_the_hour_counts() {
    let at = |model: &str, at: Option<&str>| {
        let options = CostOptions { provider: Some("maker"), at, ..CostOptions::default() };
        cost(&used(model, [1_000_000, 0, 0, 0]), &options).map(|(usd, _)| usd)
    };
    assert_eq!(at("moved", Some("2026-04-30T23:59:59Z")), Some(10.0));
    assert_eq!(at("moved", Some("2026-05-01T00:00:00Z")), Some(5.0));
    assert_eq!(at("moved", Some("2027-03-01T00:00:00Z")), Some(1.0));
    // Without a time it is the day of the list.
    assert_eq!(at("moved", None), Some(5.0));
    assert_eq!(at("night", Some("2026-04-30T21:59:59Z")), Some(4.0));
    assert_eq!(at("night", Some("2026-04-30T22:00:00Z")), Some(2.0));
    assert_eq!(at("night", Some("2026-04-30T05:59:59.9Z")), Some(2.0));
    assert_eq!(at("night", Some("2026-04-30T06:00:00Z")), Some(4.0));
    assert_eq!(at("night", None), Some(4.0));
    let created =
        Conversation { created: Some("2026-04-01T00:00:00Z".to_string()), ..used("moved", [1_000_000, 0, 0, 0]) };
    assert_eq!(at_maker(&created), Some(10.0));
}

#[test]
fn a_price_is_one_of_the_provider_that_answered() {
    let of = |provider: Option<&str>, model: &str| {
        cost(&used(model, [1_000_000, 0, 0, 0]), &CostOptions { provider, ..CostOptions::default() })
    };
    let found = |usd: f64, model: &str| Some((usd, model.to_string()));
    assert_eq!(of(Some("maker-studio"), "maker/plain-latest"), found(2.0, "plain"));
    assert_eq!(of(Some("Host"), "plain"), found(20.0, "plain-hosted"));
    // The host has it from the maker, at the maker's price.
    assert_eq!(of(Some("host"), "cached-2026-01-01"), found(6.0, "cached"));
    assert_eq!(of(Some("host"), "maker/free"), found(0.0, "maker/free"));
    assert_eq!(of(Some("elsewhere"), "plain"), None);
    assert_eq!(of(None, "plain"), found(2.0, "plain"));
    assert_eq!(of(None, "maker/free"), found(0.0, "maker/free"));
    assert_eq!(of(Some("maker"), "plainer"), None);
}

#[test]
fn the_records_model_counts_where_the_bodies_have_none() {
    let options = CostOptions { provider: Some("maker"), model: Some("plain"), ..CostOptions::default() };
    let conversation = Conversation { model: None, ..used("", [1_000_000, 0, 0, 0]) };
    assert_eq!(cost(&conversation, &options), Some((2.0, "plain".to_string())));
    let conversation = used("moved", [1_000_000, 0, 0, 0]);
    assert_eq!(cost(&conversation, &options), Some((5.0, "moved".to_string())));
}

#[test]
fn what_the_body_states_comes_first() {
    let conversation = used("anything", [10, 0, 0, 10]);
    for (name, json, picodollars) in [
        ("cost", "0.000483", 483_000_000),
        ("cost", "0", 0),
        ("totalCost", "5e-3", 5_000_000_000),
        ("costInUsdTicks", "37756000", 3_775_600_000),
    ] {
        let cost = estimate(&with(conversation.clone(), name, json), &list(), &CostOptions::default()).expect("a cost");
        assert_eq!((cost.usd.picodollars(), cost.price), (picodollars, Basis::Stated), "{name} {json}");
        assert_eq!(cost.model.as_deref(), Some("anything"));
    }
    assert_eq!(at_maker(&with(used("plain", [1000, 0, 0, 500]), "cost", "-1")), Some(0.006));
}

#[test]
fn cached_answers_cost_nothing_and_unknown_ones_have_no_cost() {
    let cached = CostOptions { cached: true, ..CostOptions::default() };
    let free = Some(Cost { usd: Usd::default(), model: Some("nobody".to_string()), price: Basis::Cached });
    assert_eq!(estimate(&used("nobody", [1, 0, 0, 1]), &list(), &cached), free);
    assert_eq!(at_maker(&Conversation { model: Some("plain".to_string()), ..Conversation::unknown() }), None);
    // A model whose tokens have no price.
    assert_eq!(at_maker(&used("seconds", [10, 0, 0, 10])), None);
}

#[test]
fn a_cost_is_written_with_what_it_comes_from() {
    let options = CostOptions::default();
    let json = |conversation: &Conversation, options: &CostOptions<'_>| {
        estimate(conversation, &list(), options).map(|cost| cost.to_json())
    };
    assert_eq!(
        json(&used("plain", [1000, 0, 0, 500]), &options),
        Some(r#"{"usd":0.006,"model":"plain","price":{"input":2,"output":8}}"#.to_string())
    );
    assert_eq!(
        json(&with(used("plain", [1, 0, 0, 1]), "cost", "0.5"), &options),
        Some(r#"{"usd":0.5,"model":"plain","price":"stated"}"#.to_string())
    );
    assert_eq!(
        json(&used("plain", [1, 0, 0, 1]), &CostOptions { cached: true, ..options }),
        Some(r#"{"usd":0,"model":"plain","price":"cached"}"#.to_string())
    );
    assert_eq!(json(&used("nobody", [1, 0, 0, 1]), &options), None);
}

#[test]
fn sums_do_not_depend_on_the_order_of_their_parts() {
    let costs: Vec<Usd> = (1..1000)
        .filter_map(|tokens| {
            estimate(&used("cached", [tokens, tokens / 3, 0, tokens / 7]), &list(), &CostOptions::default())
        })
        .map(|cost| cost.usd)
        .collect();
    assert_eq!(costs.len(), 999);
    let forwards = costs.iter().fold(Usd::default(), |sum, cost| sum.plus(*cost));
    let backwards = costs.iter().rev().fold(Usd::default(), |sum, cost| sum.plus(*cost));
    assert_eq!(forwards, backwards);
    assert_eq!(Usd::from_picodollars(u64::MAX).plus(forwards).picodollars(), u64::MAX);
}

#[test]
fn a_list_of_another_form_is_an_error_with_a_place() {
    for (text, part) in [
        ("", "the text ends too early, in line 1"),
        (&LIST.replace("\"names\": [\"host\"],", "\"names\": [\"host\"]"), "',' or '}' is expected, in line 17"),
        ("[]", "for nothing"),
        (&LIST.replace("\"generated\"", "\"made\""), "generated is not a text"),
        (&LIST.replace("\"USD\"", "\"EUR\""), "this one is in \"EUR\""),
        (&LIST.replace("1000000,", "1000,"), "for 1000"),
        (&LIST.replace("\"providers\"", "\"makers\""), "providers is not a list"),
        (&LIST.replace("\"input\": 20,", "\"input\": -2,"), "providers[1].models[0].input is -2 and not a price"),
        (&LIST.replace("\"input\": 20,", "\"input\": \"2\","), "models[0].input is 2 and not a price"),
        (&LIST.replace("\"output\": 22.5", "\"output\": 1e10"), "models[2].tiers[0].output is 1e10 and not a price"),
        (&LIST.replace("\"above\": 200000,", ""), "tiers[0].above is not a whole number"),
        (&LIST.replace("\"06:00\"]", "\"06:00\", \"07:00\"]"), "hours are not two texts"),
        (&LIST.replace("\"batch\": 50", "\"batch\": \"half\""), "serviceTiers.batch is not a percentage"),
        (&LIST.replace("[\"plain-audio*\"]", "\"plain-audio*\""), "models[1].match is not a list of texts"),
    ] {
        let error = PriceList::read(text).expect_err(part).to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn the_built_in_list_is_whole() {
    let list = PriceList::built_in();
    assert!(list.generated() >= "2026-09-23");
    let sonnet = used("claude-sonnet-4-6", [1_000_000, 0, 0, 0]);
    let options = CostOptions { at: Some("2026-09-23T00:00:00Z"), ..CostOptions::default() };
    assert_eq!(estimate(&sonnet, list, &options).map(|cost| cost.usd.dollars()), Some(3.0));
}
