// The Worker: messages of the queue, and what people ask of it.
import { answer } from "./http.js";
import { isLog, made } from "./names.js";
import { handleObject } from "./object.js";
import { handleAssembly, handleSegment } from "./segment.js";

/** Does what a message asks for. All of it can be done twice, at once or later, with the same result. */
function handle({ body, attempts }, env) {
  if (body.segment) return handleSegment(body.segment, env);
  if (body.assemble) return handleAssembly(body.assemble, env);
  // An event notification of R2, or what a back-fill makes to look like it.
  return handleObject(body.object.key, env, { from: body.from, again: attempts > 1 || body.again });
}

const keyOf = ({ object, segment, assemble }) => (object ?? segment ?? assemble).key;

/** Seconds until a message comes again: half a minute at first, an hour at most. */
const delay = (attempts) => Math.min(30 * 2 ** (attempts - 1), 3600);

export default {
  /** Each message stands for itself: one that fails comes again later, and those beside it are done. */
  async queue(batch, env) {
    for (const message of batch.messages) {
      try {
        await handle(message, env);
        message.ack();
      } catch (error) {
        console.error(`Attempt ${message.attempts} failed:`, JSON.stringify(message.body), error);
        await tellFailure(message, error, env).catch((failure) =>
          console.error("That could not be written down:", failure),
        );
        message.retry({ delaySeconds: Number(env.RETRY_SECONDS ?? delay(message.attempts)) });
      }
    }
  },

  fetch: answer,
};

/** Writes down beside where the output will be why it is not there yet. */
async function tellFailure(message, error, env) {
  const key = keyOf(message.body);
  if (!isLog(key)) return;
  const { output, failed } = made(key);
  const { code, message: why } = error instanceof Error ? error : { message: String(error) };
  await env.OPENED.put(failed, JSON.stringify({ key, code, message: why, attempts: message.attempts }));
  // Another delivery of the same message may have been luckier.
  if (await env.OPENED.head(output)) await env.OPENED.delete(failed);
}
