//! Reading a list of prices. Errors are sentences that name the place.

use super::list::{Model, PriceList, Provider, Tier};
use super::names::Pattern;
use super::rates::{Rate, Rates};
use crate::conversation::document::{Document, check};
use crate::conversation::value::Value;

/// Reads a list of the documented form.
pub(super) fn list(text: &str) -> Result<PriceList, String> {
    let not_of_the_form = |reason: String| format!("the price list is not of the documented form: {reason}");
    let document = Document::whole(text).ok_or_else(|| not_of_the_form(why_not_json(text)))?;
    let root = document.root();
    let currency = root.text_of("currency").unwrap_or_default();
    let per = root.get("per").map_or("nothing", Value::raw);
    if currency != "USD" || per != "1000000" {
        return Err(format!("a price list is in USD for 1000000 tokens; this one is in \"{currency}\" for {per}"));
    }
    let generated = text_of(root, "generated").map_err(not_of_the_form)?;
    let providers = all(root, "providers", provider).map_err(not_of_the_form)?;
    Ok(PriceList { generated, providers })
}

fn why_not_json(text: &str) -> String {
    match check(text) {
        Ok(()) => "it is not an object".to_string(),
        Err(error) => {
            let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[..error.offset]).count();
            format!("{}, in line {}", error.reason, lines + 1)
        }
    }
}

fn provider(provider: Value<'_>) -> Result<Provider, String> {
    let mut service_tiers = Vec::new();
    for (name, percent) in provider.get("serviceTiers").into_iter().flat_map(Value::members) {
        let known = percent.integer().and_then(|percent| u8::try_from(percent).ok());
        if known.is_none() && !percent.is_null() {
            return Err(format!("serviceTiers.{name} is not a percentage"));
        }
        service_tiers.push((name.to_string(), known));
    }
    Ok(Provider {
        id: text_of(provider, "id")?,
        names: texts(provider, "names"),
        also: texts(provider, "also"),
        service_tiers,
        models: all(provider, "models", model)?,
    })
}

fn model(model: Value<'_>) -> Result<Model, String> {
    let patterns = texts(model, "match");
    let first = patterns.first().ok_or("match is not a list of texts")?;
    let id = match model.get("id") {
        None => first.trim_end_matches('*').to_string(),
        Some(_) => text_of(model, "id")?,
    };
    let hours = model.has("hours").then(|| <[String; 2]>::try_from(texts(model, "hours")));
    Ok(Model {
        id,
        patterns: patterns.iter().map(|text| Pattern::new(text)).collect(),
        from: model.text_of("from").map(str::to_string),
        hours: hours.transpose().map_err(|_| "hours are not two texts such as \"01:00\"")?,
        rates: rates(model)?,
        tiers: if model.has("tiers") { all(model, "tiers", tier)? } else { Vec::new() },
    })
}

fn tier(tier: Value<'_>) -> Result<Tier, String> {
    let above = tier.get("above").and_then(Value::integer).ok_or("above is not a whole number")?;
    Ok(Tier { above, rates: rates(tier)? })
}

fn rates(model: Value<'_>) -> Result<Rates, String> {
    let mut rates = Rates::default();
    for (name, value) in model.members().filter(|(_, value)| !value.is_null()) {
        let wrong = || format!("{name} is {} and not a price from 0 to {} for a million", value.raw(), Rate::MOST);
        rates.set(name, value.number()).ok_or_else(wrong)?;
    }
    Ok(rates)
}

/// Reads each element of the array of this name.
fn all<T>(object: Value<'_>, name: &str, read: fn(Value<'_>) -> Result<T, String>) -> Result<Vec<T>, String> {
    let array = object.get(name).filter(|array| array.is_array()).ok_or_else(|| format!("{name} is not a list"))?;
    let elements = array.elements().enumerate();
    elements.map(|(at, element)| read(element).map_err(|reason| format!("{name}[{at}].{reason}"))).collect()
}

fn text_of(object: Value<'_>, name: &str) -> Result<String, String> {
    object.text_of(name).map(str::to_string).ok_or_else(|| format!("{name} is not a text"))
}

fn texts(object: Value<'_>, name: &str) -> Vec<String> {
    object.each(name).filter_map(Value::text).map(str::to_string).collect()
}
