//! The pictures, sounds and files among the parts of a message.

use super::media;
use super::model::Media;
use super::value::Value;

/// The picture, sound or file of a part, if it is one.
pub(super) fn part_media(part: Value<'_>) -> Option<Media> {
    if !part.is_whole() {
        return None;
    }
    let text = |name: &str| part.text_of(name);
    match text("type").unwrap_or_default() {
        "image_url" | "input_image" | "computer_screenshot" | "video_url" | "audio_url" | "document_url" => {
            let kind = part.text_of("type").unwrap_or_default();
            let class = match kind {
                "video_url" => "video",
                "audio_url" => "audio",
                "document_url" => "document",
                _ => "image",
            };
            let url = part.any(&["image_url", "video_url", "audio_url", "document_url"]);
            let url = url.and_then(|url| url.get("url").or(Some(url))).and_then(Value::text);
            url.map(|url| media::at_url(url, class)).or_else(|| text("file_id").map(|_| Media::of(class)))
        }
        "input_audio" => {
            let audio = part.get("input_audio")?;
            let Some(data) = audio.get("data") else { return audio.text().map(|url| media::at_url(url, "audio")) };
            media::of_base64(data, &media::media_type("audio", audio.text_of("format")))
        }
        "file" | "input_file" => {
            let file = part.get("file").unwrap_or(part);
            if let Some(data) = file.get("file_data") {
                return media::of_base64(data, "file");
            }
            let url = file.text_of("file_url").map(|url| media::at_url(url, "file"));
            url.or_else(|| file.text_of("file_id").map(|_| Media::of("file")))
        }
        "image" => source(part, "image"),
        "document" => source(part, "document"),
        "container_upload" => Some(Media::of("file")),
        "" => ["image", "document", "video", "audio"].iter().find_map(|class| bedrock(part.get(class)?, class)),
        _ => None,
    }
}

/// Anthropic: `source` with base64, an address, a file's id, or text. MCP: `data` and `mimeType` in the part itself.
fn source(part: Value<'_>, class: &str) -> Option<Media> {
    let Some(source) = part.get("source") else {
        let kind = part.any(&["mimeType", "media_type"]).and_then(Value::text);
        return part.get("data").and_then(|data| media::of_base64(data, kind.unwrap_or(class)));
    };
    let kind = source.text_of("media_type").unwrap_or(class);
    if let Some(url) = source.text_of("url") {
        return Some(media::at_url(url, class));
    }
    if source.has("file_id") {
        return Some(Media::of(class));
    }
    if source.get("type").is_some_and(|kind| kind.is("text")) {
        let bytes = source.text_of("data").and_then(|text| u64::try_from(text.len()).ok());
        return Some(Media { kind: kind.to_string(), bytes, url: None });
    }
    if source.has("content") {
        return Some(Media::of(class));
    }
    media::of_base64(source.get("data")?, kind)
}

/// Bedrock: `format` and `source` with bytes, text or an S3 address.
fn bedrock(block: Value<'_>, class: &str) -> Option<Media> {
    let source = block.get("source")?;
    let class = if class == "document" { "application" } else { class };
    let kind = media::media_type(class, block.text_of("format"));
    match source.path(&["s3Location", "uri"]).and_then(Value::text) {
        Some(uri) => Some(Media { kind, bytes: None, url: Some(uri.to_string()) }),
        None if source.any(&["text", "content"]).is_some() => Some(Media::of(&kind)),
        None => media::of_base64(source.get("bytes")?, &kind),
    }
}
