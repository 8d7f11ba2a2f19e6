//! Pictures, sound and files: their type, size and address. Their contents stay in the body.

use super::model::Media;
use super::value::Value;

/// The medium at an address: a `data:` URL (RFC 2397) has its type and size, others are returned as they are.
pub(super) fn at_url(url: &str, kind: &str) -> Media {
    let Some(data) = url.strip_prefix("data:") else {
        return Media { kind: kind.into(), bytes: None, url: Some(url.into()) };
    };
    let (head, content) = data.split_once(',').unwrap_or((data, ""));
    let (media_type, encoded) = match head.strip_suffix(";base64") {
        Some(media_type) => (media_type, true),
        None => (head, false),
    };
    let media_type = media_type.split(';').next().unwrap_or_default();
    let bytes = if encoded { base64_size(content) } else { u64::try_from(content.len()).ok() };
    Media { kind: if media_type.is_empty() { kind.into() } else { media_type.into() }, bytes, url: None }
}

/// The medium in a base64 text, which is not decoded.
pub(super) fn of_base64(content: Value<'_>, kind: &str) -> Option<Media> {
    let text = content.text()?;
    if text.starts_with("data:") {
        return Some(at_url(text, kind));
    }
    Some(Media { kind: kind.into(), bytes: base64_size(text), url: None })
}

/// The media type for the name of a format, such as `png` or `mp3`.
pub(super) fn media_type(class: &str, format: Option<&str>) -> String {
    match format {
        Some(format) if format.contains('/') => format.to_string(),
        Some(format) if !format.is_empty() => format!("{class}/{format}"),
        _ => class.to_string(),
    }
}

/// How many bytes a base64 text is, by its length (RFC 4648 section 4).
pub(super) fn base64_size(text: &str) -> Option<u64> {
    let digits = text.trim_ascii_end().trim_end_matches('=').len();
    u64::try_from(digits / 4 * 3 + (digits % 4).saturating_sub(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_urls_tell_type_and_size() {
        for (url, kind, bytes, kept) in [
            ("data:image/png;base64,iVBORw0KGgo=", "image/png", Some(8), None),
            ("data:text/plain;charset=utf-8;base64,QQ==", "text/plain", Some(1), None),
            ("data:,Hi", "image", Some(2), None),
            ("https://example.com/a.png", "image", None, Some("https://example.com/a.png")),
        ] {
            let media = at_url(url, "image");
            assert_eq!((media.kind.as_str(), media.bytes, media.url.as_deref()), (kind, bytes, kept), "{url}");
        }
    }
}
