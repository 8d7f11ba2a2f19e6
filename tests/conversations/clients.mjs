// The providers' client libraries, fed with bodies of ours instead of the network. Each puts a stream together its
// own way; what comes out is brought to the members of `output`.
import { Readable } from "node:stream";
import Anthropic from "@anthropic-ai/sdk";
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { CohereClientV2 } from "cohere-ai";
import { Ollama } from "ollama";
import OpenAI from "openai";

const reply = (body) => async () => new Response(body, { headers: { "content-type": "text/event-stream" } });

const clients = {
  async "openai chat"(body) {
    const client = new OpenAI({ apiKey: "none", fetch: reply(body) });
    const stream = client.chat.completions.stream({ model: "m", messages: [] });
    const { choices } = await stream.finalChatCompletion();
    const { content, tool_calls } = choices[0].message;
    return compact({
      text: content || undefined,
      toolCalls: tool_calls?.map((call) => ({
        id: call.id,
        name: call.function.name,
        arguments: parsed(call.function.arguments),
      })),
      stop: choices[0].finish_reason,
    });
  },

  async "openai responses"(body) {
    const client = new OpenAI({ apiKey: "none", fetch: reply(body) });
    const response = await client.responses.stream({ model: "m", input: "" }).finalResponse();
    const calls = response.output.filter(({ type }) => type === "function_call");
    return compact({
      text: response.output_text || undefined,
      toolCalls: calls.length
        ? calls.map((call) => ({ id: call.call_id, name: call.name, arguments: parsed(call.arguments) }))
        : undefined,
    });
  },

  async anthropic(body) {
    const client = new Anthropic({ apiKey: "none", fetch: reply(body) });
    const message = await client.messages.stream({ model: "m", max_tokens: 1, messages: [] }).finalMessage();
    return anthropicOutput(message);
  },

  async "bedrock converse"({ base64 }) {
    const { stream } = await bedrock(base64).send(new ConverseStreamCommand({ modelId: "m", messages: [] }));
    const blocks = [];
    let stop;
    for await (const { contentBlockStart, contentBlockDelta, messageStop } of stream) {
      const { contentBlockIndex: index, start, delta } = contentBlockStart ?? contentBlockDelta ?? {};
      if (index !== undefined) blocks[index] ??= { text: "", thinking: "", input: "", ...start?.toolUse };
      if (delta) {
        blocks[index].text += delta.text ?? "";
        blocks[index].thinking += delta.reasoningContent?.text ?? "";
        blocks[index].input += delta.toolUse?.input ?? "";
      }
      stop = messageStop?.stopReason ?? stop;
    }
    const calls = blocks.filter(({ toolUseId }) => toolUseId);
    return compact({
      text: blocks.map(({ text }) => text).join("") || undefined,
      thinking: blocks.map(({ thinking }) => thinking).join("") || undefined,
      toolCalls: calls.length
        ? calls.map(({ toolUseId, name, input }) => ({ id: toolUseId, name, arguments: parsed(input) }))
        : undefined,
      stop,
    });
  },

  async cohere(body) {
    const client = new CohereClientV2({ token: "none", fetch: reply(body), maxRetries: 0 });
    const output = { text: "", thinking: "" };
    const calls = [];
    for await (const { type, index, delta } of await client.chatStream({ model: "m", messages: [] })) {
      const { content, toolCalls: call, toolPlan } = delta?.message ?? {};
      if (type === "content-delta") output.text += content.text ?? "";
      if (type === "content-delta") output.thinking += content.thinking ?? "";
      output.thinking += toolPlan ?? "";
      if (type === "tool-call-start") calls[index] = { id: call.id, name: call.function.name, arguments: "" };
      if (type.startsWith("tool-call-") && call) calls[index].arguments += call.function.arguments;
      if (type === "message-end") output.stop = delta.finishReason;
    }
    return compact({
      text: output.text || undefined,
      thinking: output.thinking || undefined,
      toolCalls: calls.length ? calls.map((call) => ({ ...call, arguments: parsed(call.arguments) })) : undefined,
      stop: output.stop,
    });
  },

  async ollama(body) {
    const client = new Ollama({ fetch: reply(body) });
    const output = { text: "", thinking: "" };
    for await (const { message, done_reason } of await client.chat({ model: "m", messages: [], stream: true })) {
      output.text += message.content;
      output.thinking += message.thinking ?? "";
      output.stop = done_reason;
    }
    return compact({ text: output.text || undefined, thinking: output.thinking || undefined, stop: output.stop });
  },

  // What comes out of Bedrock's frames is a stream of Anthropic's.
  async "bedrock invoke anthropic"({ base64 }) {
    const { body } = await bedrock(base64).send(new InvokeModelWithResponseStreamCommand({ modelId: "m", body: "{}" }));
    let events = "";
    for await (const { chunk } of body) {
      const event = Buffer.from(chunk.bytes).toString();
      events += `event: ${JSON.parse(event).type}\ndata: ${event}\n\n`;
    }
    return clients.anthropic(events);
  },
};

/** Bedrock's client with a network that answers with the given bytes. */
function bedrock(base64) {
  const headers = { "content-type": "application/vnd.amazon.eventstream" };
  const handle = async () => ({
    response: { statusCode: 200, headers, body: Readable.from([Buffer.from(base64, "base64")]) },
  });
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  return new BedrockRuntimeClient({ region: "eu-west-1", credentials, requestHandler: { handle } });
}

/** What the named client makes of a body, in the members of `output`. */
export function assemble(client, body) {
  return clients[client](body);
}

function anthropicOutput(message) {
  const of = (kind) => message.content.filter(({ type }) => type === kind);
  const calls = of("tool_use");
  return compact({
    text:
      of("text")
        .map(({ text }) => text)
        .join("") || undefined,
    thinking:
      of("thinking")
        .map(({ thinking }) => thinking)
        .join("") || undefined,
    toolCalls: calls.length ? calls.map(({ id, name, input }) => ({ id, name, arguments: input })) : undefined,
    stop: message.stop_reason,
  });
}

/** JSON where it is JSON that keeps its digits, else the text. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function compact(value) {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
