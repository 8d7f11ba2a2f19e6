import { useState } from "preact/hooks";
import { contentOf, endingOf, mediaOf, pictureType } from "../../conversation/media.ts";
import type { Media, RecordConversation } from "../../conversation/model.ts";
import { beginning } from "../../conversation/summary.ts";
import { download } from "../../session/download.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";

/** Where what media hold is looked for. */
export interface Source {
  conversation: RecordConversation;
  of: "request" | "response";
  body: () => string;
}

/** Characters of an address. */
const ADDRESS = 300;

/** Pictures, sounds and files, each by its type and size. What they hold is shown or saved on request, and never loaded. */
export const MediaList = ({ media, source }: { media: readonly Media[]; source: Source }) => (
  <ul class="media">
    {media.map((each, i) => (
      <li key={i}>
        <Medium media={each} source={source} />
      </li>
    ))}
  </ul>
);

function Medium({ media, source }: { media: Media; source: Source }) {
  const [shown, setShown] = useState<string | null>(null);
  /** It is not in the record, or it is a picture that the page does not show. */
  const [lacks, setLacks] = useState<"content" | "type" | null>(null);
  const find = () => {
    const content = contentOf(source.body(), mediaOf(source.conversation, source.of), media);
    if (content === null) setLacks("content");
    return content;
  };
  const show = () => {
    if (shown !== null) return setShown(null);
    const content = find();
    if (content === null) return;
    const type = pictureType(content);
    if (type !== null) setShown(`data:${type};base64,${content}`);
    else setLacks("type");
  };
  const save = () => {
    const content = find();
    if (content === null) return;
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    download(new Blob([bytes], { type: "application/octet-stream" }), `record.${endingOf(media.type)}`);
  };
  const isPicture = /^image\b/.test(media.type) && !/svg/i.test(media.type);
  return (
    <>
      <div class="medium">
        <span class="medium-type">{visible(texts.media(beginning(media.type, ADDRESS), media.bytes))}</span>
        {media.url !== undefined ? (
          <>
            <code class="path">{visible(beginning(media.url, ADDRESS))}</code>
            <Copy text={media.url} label={texts.copy} title={texts.copyAddress} />
            <span class="note">{texts.notLoaded}</span>
          </>
        ) : lacks === "content" || media.bytes === undefined ? (
          <span class="note">{texts.noContent}</span>
        ) : (
          <>
            {lacks === "type" && <span class="note">{texts.noPicture}</span>}
            {isPicture && lacks === null && (
              <button type="button" class="quiet" aria-expanded={shown !== null} onClick={show}>
                {shown === null ? texts.show : texts.hide}
              </button>
            )}
            <button type="button" class="quiet" onClick={save}>
              {texts.save}
            </button>
          </>
        )}
      </div>
      {shown !== null && <img src={shown} alt={texts.picture(visible(media.type))} />}
    </>
  );
}
