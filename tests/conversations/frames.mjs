// Frames of AWS event streams (docs.aws.amazon.com, "Event stream encoding"), made by the codec of the AWS SDK.
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { fromUtf8, toUtf8 } from "@smithy/util-utf8";

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const word = (value) => ({ type: "string", value });

/** A frame of the event `name`, with JSON inside. */
export function event(name, payload) {
  return frame(
    { ":event-type": word(name), ":content-type": word("application/json"), ":message-type": word("event") },
    payload,
  );
}

/** A frame that says what went wrong. */
export function exception(name, payload) {
  return frame(
    { ":exception-type": word(name), ":content-type": word("application/json"), ":message-type": word("exception") },
    payload,
  );
}

/** A body of frames as records show bytes, without the last `cut` bytes. */
export function binary(frames, cut = 0) {
  const bytes = Buffer.concat(frames);
  return { base64: bytes.subarray(0, bytes.length - cut).toString("base64") };
}

/** An event of a model within Bedrock's own, as Invoke streams it. */
export function invoked(payload, p = "abcdefghijk") {
  return { bytes: Buffer.from(JSON.stringify(payload)).toString("base64"), p };
}

function frame(headers, payload) {
  return codec.encode({ headers, body: fromUtf8(JSON.stringify(payload)) });
}
