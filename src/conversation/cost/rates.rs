//! Prices of one model.

use super::write_decimal;
use crate::conversation::to_json::{ToJson, write_members};
use crate::decimal::Decimal;

/// What there is a price for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charge {
    Input,
    CacheRead,
    CacheWrite,
    CacheWrite1h,
    Output,
    Reasoning,
    InputAudio,
    OutputAudio,
    InputImage,
    OutputImage,
    WebSearch,
    Request,
}

/// The names of charges in JSON, in their order.
const NAMES: [&str; 12] = [
    "input",
    "cacheRead",
    "cacheWrite",
    "cacheWrite1h",
    "output",
    "reasoning",
    "inputAudio",
    "outputAudio",
    "inputImage",
    "outputImage",
    "webSearch",
    "request",
];

/// Prices in US dollars for a million tokens, searches or requests. A part without a price has the price of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates([Option<Rate>; NAMES.len()]);

impl Rates {
    pub(super) fn get(&self, charge: Charge) -> Option<Rate> {
        self.0[charge as usize]
    }

    /// Names, as JSON has them, and prices.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Rate)> {
        NAMES.iter().zip(self.0).filter_map(|(name, rate)| Some((*name, rate?)))
    }

    /// Sets the price of this name; names of other things are ignored. `None` if the number is not a price.
    pub(super) fn set(&mut self, name: &str, price: Option<&str>) -> Option<()> {
        if let Some(at) = NAMES.iter().position(|known| *known == name) {
            self.0[at] = Some(Rate::read(price?)?);
        }
        Some(())
    }

    /// These prices, with those of a tier in their places.
    pub(super) fn with(&self, tier: &Self) -> Self {
        let mut rates = *self;
        for (rate, tier) in rates.0.iter_mut().zip(tier.0) {
            *rate = tier.or(*rate);
        }
        rates
    }
}

/// The price of one token, in whole picodollars. As JSON it is the price of a million, in dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(u64);

impl Rate {
    /// The highest price that is read, in dollars for a million.
    pub(super) const MOST: u64 = 1_000_000_000;

    fn read(dollars: &str) -> Option<Self> {
        let picodollars = Decimal::parse(dollars)?.scaled(6)?;
        (picodollars <= Self::MOST * 1_000_000).then_some(Self(picodollars))
    }

    /// The price of one, in picodollars.
    #[must_use]
    pub const fn picodollars(self) -> u64 {
        self.0
    }

    /// What so many cost, in picodollars.
    pub(super) fn times(self, count: u64) -> u128 {
        u128::from(self.0) * u128::from(count)
    }
}

impl ToJson for Rate {
    fn write(&self, json: &mut Vec<u8>) {
        write_decimal(self.0, 6, json);
    }
}

impl ToJson for Rates {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        for (name, rate) in self.iter() {
            write_members(json, &[(name, &rate)]);
        }
        json.push(b'}');
    }
}
