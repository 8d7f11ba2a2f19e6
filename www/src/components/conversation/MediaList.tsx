import { useState } from "preact/hooks";
import { contentOf, endingOf, mediaOf, pictureType } from "../../conversation/media.ts";
import type { Media, RecordConversation } from "../../conversation/model.ts";
import { download } from "../../session/download.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { visible } from "../../visible.ts";

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
  const [missing, setMissing] = useState(false);
  const find = () => {
    const content = contentOf(source.body(), mediaOf(source.conversation, source.of), media);
    setMissing(content === null);
    return content;
  };
  const show = () => {
    if (shown !== null) return setShown(null);
    const content = find();
    const type = content === null ? null : pictureType(content);
    if (content !== null && type !== null) setShown(`data:${type};base64,${content}`);
    else setMissing(true);
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
        <span class="medium-type">{visible(texts.media(media.type.slice(0, ADDRESS), media.bytes))}</span>
        {media.url !== undefined ? (
          <>
            <code class="path">{visible(media.url.slice(0, ADDRESS))}</code>
            <span class="note">{texts.notLoaded}</span>
          </>
        ) : missing || media.bytes === undefined ? (
          <span class="note">{texts.noContent}</span>
        ) : (
          <>
            {isPicture && (
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
