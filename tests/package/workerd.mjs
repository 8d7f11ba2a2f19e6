// Runs the suite in workerd: asked with the data, answers with what came of it.
import * as api from "logpush-decrypt";
import * as conversation from "logpush-decrypt/conversation";
import { run } from "./suite.mjs";
import { unpack } from "./unpack.mjs";

export default {
  async fetch(request) {
    const data = unpack(await request.json());
    return Response.json(await run(api, data, { workers: false, filters: true, conversation }));
  },
};
