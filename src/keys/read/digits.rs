//! Bytes written as digits: hexadecimal, as `xxd -p` and databases have it, and lists of numbers, as JSON has buffers and
//! sources have arrays.

use zeroize::Zeroizing;

use super::text::KeyText;

/// The first bytes of DER of a key, and of PEM.
const BEGINNINGS: [[u8; 2]; 2] = [[0x30, 0x82], [b'-', b'-']];
/// Fewer bytes are not of a key, nor what `console.log` shows of one.
const FEWEST: usize = 32;

/// Keys in digits, and files with keys in them.
pub(super) fn find(text: &str) -> Vec<KeyText> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphanumeric() || is_bracket(c)) {
        rest = &rest[at..];
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let read = if word == 0 { list(&rest[1..]) } else { hexadecimal(rest) };
        if let Some((bytes, after)) = read {
            found.extend(KeyText::unlabelled(bytes));
            rest = after;
        } else {
            rest = &rest[word.max(1)..];
        }
    }
    found
}

fn is_bracket(c: char) -> bool {
    matches!(c, '[' | '{' | '(')
}

/// Bytes in hexadecimal that a text begins with, and what is after them.
fn hexadecimal(text: &str) -> Option<(Zeroizing<Vec<u8>>, &str)> {
    let prefix = ["0x", "0X", "x", "X"].into_iter().find(|prefix| text.starts_with(prefix));
    let text = &text[prefix.map_or(0, str::len)..];
    // Before the end is searched: most words that are digits are something else.
    let mut first = octets(text);
    if !BEGINNINGS.contains(&[first.next()?, first.next()?]) {
        return None;
    }
    let (digits, after) = text.split_at(hexadecimal_length(text));
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    bytes.extend(octets(digits));
    (bytes.len() >= FEWEST).then_some((bytes, after))
}

/// How many bytes of a text are hexadecimal digits and what may stand between them.
fn hexadecimal_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text[length..].trim_start_matches(is_gap);
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        // The next name can begin with such letters, or be one: `b: 3082…`.
        let is_name = rest[digits..].starts_with(char::is_alphanumeric) || digits == 1 || digits == 3;
        if digits == 0 || is_name {
            return length;
        }
        length = text.len() - rest.len() + digits;
    }
}

/// What each two hexadecimal digits are, up to what is neither a digit nor a gap.
fn octets(text: &str) -> impl Iterator<Item = u8> {
    let mut digits = text.chars().filter(|&c| !is_gap(c)).map_while(|c| c.to_digit(16));
    std::iter::from_fn(move || u8::try_from(digits.next()? << 4 | digits.next()?).ok())
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '-' | ',')
}

/// The bytes of a list of numbers behind its bracket, and what is after them.
fn list(text: &str) -> Option<(Zeroizing<Vec<u8>>, &str)> {
    // 48 and 45, in hexadecimal too.
    if !text.trim_start().starts_with(['4', '0']) {
        return None;
    }
    let end = text.find(|c| is_bracket(c) || matches!(c, ']' | '}' | ')')).unwrap_or(text.len());
    let (list, after) = text.split_at(end);
    // Folding puts line breaks into numbers, too. Go has spaces for commas.
    let has_commas = list.contains(',');
    let mut numbers = Zeroizing::new(String::with_capacity(list.len()));
    numbers.extend(list.chars().filter(|c| !(has_commas && c.is_whitespace())));
    let mut bytes = Zeroizing::new(Vec::with_capacity(list.len() / 2 + 1));
    bytes.extend(numbers.split(|c: char| c == ',' || c.is_whitespace()).map_while(number));
    (bytes.len() >= FEWEST && BEGINNINGS.iter().any(|known| bytes.starts_with(known))).then_some((bytes, after))
}

/// A number up to 255. Those of Java have a sign, those of C are hexadecimal.
fn number(text: &str) -> Option<u8> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => i16::from_str_radix(digits, 16),
        None => text.parse(),
    };
    let number = number.ok().filter(|number| (-128..=255).contains(number))?;
    let [_, byte] = number.to_be_bytes();
    Some(byte)
}
