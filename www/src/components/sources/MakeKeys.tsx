import { useEffect, useRef, useState } from "preact/hooks";
import { toFailure } from "../../../../js/errors.ts";
import type { MadeKeys } from "../../protocol/keys.ts";
import { inBackground } from "../../session/background.ts";
import { download } from "../../session/download.ts";
import { makeKeys } from "../../session/private-keys.ts";
import { fingerprint } from "../../texts/format.ts";
import { keyTexts as texts } from "../../texts/private-keys.ts";
import { Copy } from "../shared/Copy.tsx";
import { Form } from "../shared/Form.tsx";

/** What the upload field in AI Gateway's settings takes. */
const SIZES = [4096, 3072, 2048];

/** Walks through making a key pair: make, save both halves, upload the one, keep the other. */
export function MakeKeys() {
  const [made, setMade] = useState<MadeKeys>();
  const [state, setState] = useState<"asking" | "making">("asking");
  const [problem, setProblem] = useState("");
  const bits = useRef<HTMLSelectElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);

  const make = async () => {
    const given = passphrase.current?.value ?? "";
    if (passphrase.current) passphrase.current.value = "";
    setState("making");
    setProblem("");
    try {
      setMade(await makeKeys(Number(bits.current?.value), given));
    } catch (error) {
      setProblem(toFailure(error).message);
    }
    setState("asking");
  };

  return (
    <details class="make-keys">
      <summary>{texts.make}</summary>
      {made ? (
        <Made keys={made} onAnother={() => setMade(undefined)} />
      ) : (
        <Form onSubmit={() => inBackground(make())}>
          <p>{texts.makeWhat}</p>
          <label>
            <span>{texts.makeSize}</span>
            <select ref={bits} name="bits">
              {SIZES.map((size) => (
                <option key={size} value={size}>
                  {texts.makeSizes(size)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{texts.newPassphrase}</span>
            <input ref={passphrase} type="password" name="new-passphrase" autocomplete="off" />
          </label>
          <button type="submit" class="primary" disabled={state === "making"}>
            {texts.makeNow}
          </button>
          {state === "making" && <Making />}
          <p role="alert" class="problem">
            {problem}
          </p>
        </Form>
      )}
    </details>
  );
}

/** That it goes on, and for how long: nobody can tell when the next prime is found. */
function Making() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((passed) => passed + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="making">
      <p role="status">{texts.making}</p>
      <progress aria-label={texts.making} />
      <p class="note">{texts.passed(seconds)}</p>
    </div>
  );
}

function Made({ keys, onAnother }: { keys: MadeKeys; onAnother(): void }) {
  const publicFile = new Blob([keys.publicPem], { type: "application/x-pem-file" });
  return (
    <div class="made">
      <p role="status">
        {texts.made(keys.bits)} <code title={keys.fingerprint}>{fingerprint(keys.fingerprint)}</code>
      </p>
      <ol>
        <li>
          <p>{texts.savePrivate}</p>
          <button type="button" class="primary" onClick={() => download(keys.privateFile, "private.pem")}>
            {texts.savePrivateButton}
          </button>
        </li>
        <li>
          <p>{texts.uploadPublic}</p>
          <div class="buttons">
            <Copy text={keys.publicPem} label={texts.copyPublic} />
            <button type="button" class="quiet" onClick={() => download(publicFile, "public.pem")}>
              {texts.savePublicButton}
            </button>
          </div>
          <pre class="public-pem" tabIndex={0}>
            {keys.publicPem}
          </pre>
        </li>
        <li>
          <p>{texts.keepPrivate}</p>
        </li>
      </ol>
      <button type="button" class="quiet" onClick={onAnother}>
        {texts.makeAnother}
      </button>
    </div>
  );
}
