import type { CopyForm } from "../../protocol/saves.ts";
import { copyOf, isMasking } from "../../session/exporting.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { Copy } from "../shared/Copy.tsx";
import { Icon } from "../shared/Icon.tsx";
import { Menu } from "../shared/Menu.tsx";

/** Copies the record in forms for other places. What exports hide is hidden here, too. */
export function CopyMenu({
  text,
  path,
  line,
  hasMessages,
}: {
  text: string;
  path: string;
  line: number;
  hasMessages: boolean;
}) {
  const forms: CopyForm[] = ["text", "markdown", ...(hasMessages ? (["openai", "anthropic"] as const) : []), "curl"];
  const copied = async (form: CopyForm) => {
    const copy = await copyOf({ text, path, line, form });
    // A clipboard that is emptied would say that something was copied.
    if (copy === "") throw new Error("the record has nothing of the kind");
    return copy;
  };
  return (
    <Menu
      name="copy"
      label={<Icon name="down" />}
      title={texts.copyAs}
      panel={texts.copyAs}
      class="copy-menu"
      align="end"
    >
      {() => (
        <>
          {forms.map((form) => (
            <Copy key={form} text={() => copied(form)} label={texts.copies[form]} />
          ))}
          <p class="note">{isMasking.value ? texts.copiesMasked : texts.copiesKey}</p>
        </>
      )}
    </Menu>
  );
}
