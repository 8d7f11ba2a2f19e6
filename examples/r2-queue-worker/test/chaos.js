// The Worker under test, with deliveries that are doubled, reordered and fail on purpose.
import worker from "../src/worker.js";

/** Numbers that only look random: a run that failed can be run again. */
let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const CALLS = ["get", "head", "put", "list", "delete", "createMultipartUpload", "send", "sendBatch"];

/** A binding of which some calls fail, before or after they did what they were asked. */
function unreliable(binding, name, rate) {
  return new Proxy(binding, {
    get(target, property) {
      const value = target[property];
      if (!CALLS.includes(property)) return typeof value === "function" ? value.bind(target) : value;
      return async (...parameters) => {
        if (name === "LOGS" && property === "get" && parameters[0].includes("poison")) throw new Error("poison");
        if (random() < rate / 2) throw new Error(`${name}.${property} failed on purpose`);
        const result = await value.apply(target, parameters);
        if (random() < rate / 2) throw new Error(`${name}.${property} failed on purpose, after it was done`);
        return result;
      };
    },
  });
}

function shuffle(list) {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}

export default {
  async queue(batch, env) {
    if (batch.queue === "dead") {
      for (const { body } of batch.messages) await env.SEEN.put(`dead/${crypto.randomUUID()}`, JSON.stringify(body));
      return;
    }
    const rate = Number(env.FAILURE_RATE);
    const chaotic = { ...env };
    for (const name of ["LOGS", "OPENED", "QUEUE"]) chaotic[name] = unreliable(env[name], name, rate);
    const failed = new Set();
    const deliver = (messages) => {
      const wrapped = messages.map((message) => ({
        body: message.body,
        attempts: message.attempts,
        ack: () => {},
        retry: () => failed.add(message),
      }));
      return worker.queue({ queue: batch.queue, messages: wrapped }, chaotic);
    };
    // By two, at the same time, as many consumers are; each a second time: an eighth at the same time, the others later.
    const messages = shuffle([...batch.messages]);
    const groups = Array.from({ length: Math.ceil(messages.length / 2) }, (_, at) =>
      messages.slice(2 * at, 2 * at + 2),
    );
    const doubled = env.DOUBLED === "yes" ? groups : [];
    const soon = Math.ceil(doubled.length / 8);
    await Promise.all([...groups, ...doubled.slice(0, soon)].map(deliver));
    await Promise.all(doubled.slice(soon).map(deliver));
    for (const message of batch.messages) {
      if (failed.has(message)) message.retry();
      else message.ack();
    }
  },

  fetch: worker.fetch,
};
