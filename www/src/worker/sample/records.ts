// The records of the sample: invented conversations that show what the page is good for. Nobody in them exists.

/** A record before its fields are sealed. */
export interface SampleRecord {
  provider: string;
  model: string;
  endpoint: string;
  user: string;
  team: string;
  session: string;
  status: number;
  cached: boolean;
  request: unknown;
  /** JSON, or the text of a stream. */
  response: unknown;
}

/** A file: when its window begins, and its records. */
export interface SampleFile {
  start: Date;
  records: SampleRecord[];
}

/** A record of a user; what is not given is as usual. */
type Rest = Partial<SampleRecord> & Pick<SampleRecord, "request" | "response">;

const TEAMS: Record<string, string> = {
  alice: "support",
  bob: "support",
  carol: "data",
  dan: "docs",
  "nightly-job": "data",
};

const openai = (user: string, session: string, rest: Rest): SampleRecord => ({
  provider: "openai",
  model: "gpt-5-mini",
  endpoint: "v1/chat/completions",
  user,
  team: TEAMS[user] ?? "support",
  session,
  status: 200,
  cached: false,
  ...rest,
});
const anthropic = (user: string, session: string, rest: Rest): SampleRecord =>
  openai(user, session, { provider: "anthropic", model: "claude-sonnet-4-5", endpoint: "v1/messages", ...rest });

interface ChatMessage {
  role: string;
  content: unknown;
}
const says = (role: string, content: unknown): ChatMessage => ({ role, content });

/** Tokens are about four characters each. */
const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / 4);

function completion(model: string, messages: readonly ChatMessage[], answer: string, more: object = {}): object {
  const [input, output] = [tokens(messages), tokens(answer)];
  return {
    id: `chatcmpl-sample-${input}-${output}`,
    object: "chat.completion",
    created: 1776384000,
    model,
    choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop", ...more }],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: input > 250 ? 128 : 0 },
    },
  };
}

/** One question of a chat, with its answer. */
function asked(
  user: string,
  session: string,
  messages: ChatMessage[],
  answer: string,
  rest: Partial<SampleRecord> = {},
) {
  const model = rest.model ?? "gpt-5-mini";
  return openai(user, session, {
    request: { model, messages, temperature: 0.2 },
    response: completion(model, messages, answer),
    ...rest,
  });
}

const SHOP = says("system", "You are the assistant of a shop for hiking gear. Be short and exact.");

/** A chat of several questions: each record has all that was said before. */
function chat(user: string, session: string, turns: readonly (readonly [question: string, answer: string])[]) {
  return turns.map(([question, answer], at) => {
    const before = turns.slice(0, at).flatMap(([asked, told]) => [says("user", asked), says("assistant", told)]);
    return asked(user, session, [SHOP, ...before, says("user", question)], answer);
  });
}

const support = chat("alice", "s-1", [
  ["Where is my order 48213?", "It left the warehouse on Tuesday and arrives tomorrow before noon."],
  [
    "Can I still change the address?",
    "Not any more: the parcel is with the carrier. You can have it sent to a pick-up point.",
  ],
  [
    "Which pick-up points are near the station?",
    "Two: Harbour Street 4 (open until 20:00) and Mill Lane 11 (open all night).",
  ],
  [
    "Take Mill Lane. What do I need to bring?",
    "Done. Bring:\n\n1. the code that we sent you,\n2. something with your name on it.\n\nThe parcel waits for seven days.",
  ],
]);

const QUERY = `This lists every customer without an order since 1 January 2026:

\`\`\`sql
SELECT c.id, c.name
FROM customers c
LEFT JOIN orders o
  ON o.customer_id = c.id AND o.created_at >= DATE '2026-01-01'
WHERE o.id IS NULL;
\`\`\`

An index on \`orders (customer_id, created_at)\` keeps it fast.`;

/** An answer of OpenAI's as a stream; `whole`: it ends as it should. */
function chunked(model: string, answer: string, whole: boolean): string {
  const parts = answer.match(/[\s\S]{1,24}/g) ?? [];
  const sent = whole ? parts : parts.slice(0, Math.ceil(parts.length / 2));
  const event = (delta: object, finish_reason: string | null = null, more: object = {}) =>
    `data: ${JSON.stringify({ id: "chatcmpl-sample-s", object: "chat.completion.chunk", model, choices: [{ index: 0, delta, finish_reason }], ...more })}\n\n`;
  const begin = event({ role: "assistant", content: "" });
  const end = event({}, "stop", { usage: { prompt_tokens: 61, completion_tokens: tokens(answer) } });
  return `${begin}${sent.map((content) => event({ content })).join("")}${whole ? `${end}data: [DONE]\n\n` : ""}`;
}

const streamed = (user: string, session: string, question: string, answer: string, whole: boolean) =>
  openai(user, session, {
    model: "gpt-5",
    request: { model: "gpt-5", stream: true, messages: [says("user", question)] },
    response: chunked("gpt-5", answer, whole),
  });

const TOOLS = [
  { name: "search_tickets", description: "Finds tickets", input_schema: { type: "object" } },
  { name: "run_sql", description: "Runs a query that only reads", input_schema: { type: "object" } },
];

/** What an agent did, message by message; each of its answers is a record. */
const AGENT: ChatMessage[] = [
  says("user", "Why did refunds go up this week? Look into the tickets and the orders, and suggest one thing to do."),
  says("assistant", [
    {
      type: "thinking",
      thinking: "First see what people write about refunds, then count by product.",
      signature: "c2FtcGxl",
    },
    { type: "text", text: "I look at this week's tickets first." },
    { type: "tool_use", id: "toolu_1", name: "search_tickets", input: { text: "refund", days: 7 } },
  ]),
  says("user", [
    {
      type: "tool_result",
      tool_use_id: "toolu_1",
      content: JSON.stringify({ found: 41, mostly: ["zip breaks", "wrong size", "arrived late"] }),
    },
  ]),
  says("assistant", [
    { type: "text", text: "Many are about a zip. I count refunds by product." },
    {
      type: "tool_use",
      id: "toolu_2",
      name: "run_sql",
      input: {
        query: "SELECT product, count(*) FROM refunds WHERE day >= '2026-04-10' GROUP BY 1 ORDER BY 2 DESC LIMIT 3",
      },
    },
  ]),
  says("user", [
    {
      type: "tool_result",
      tool_use_id: "toolu_2",
      content: "product | count\nRidge 2 tent | 23\nTrail boots | 9\nRain jacket | 4",
    },
  ]),
  says("assistant", [
    {
      type: "text",
      text: "Refunds went up because of **one product**: 23 of 41 are for the Ridge 2 tent, and its tickets name the zip.\n\nSuggestion: stop selling the batch from March until the zip is checked, and write to those who ordered it before they write to you.",
    },
  ]),
];

const agent = [1, 3, 5].map((at) => {
  const messages = AGENT.slice(0, at);
  const { content } = AGENT[at] ?? says("assistant", []);
  return anthropic("carol", "s-2", {
    request: {
      model: "claude-sonnet-4-5",
      max_tokens: 4096,
      system: "You find out why numbers changed. Use the tools; say what you know and what you guess.",
      tools: TOOLS,
      messages,
    },
    response: {
      id: `msg_sample_${at}`,
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content,
      stop_reason: at === 5 ? "end_turn" : "tool_use",
      usage: {
        input_tokens: tokens(messages),
        output_tokens: tokens(content),
        cache_read_input_tokens: at > 1 ? 512 : 0,
      },
    },
  });
});

/** A chart of eight bars, 129 bytes. */
const CHART =
  "iVBORw0KGgoAAAANSUhEUgAAAGAAAAAwAgMAAACTeJdcAAAACVBMVEX///9aoJYLX1kYieQIAAAAM0lEQVR42mNgGCjAtWrFEJeACNFcAoJoIsEaGkIPCdbQEFpJQKyluQQc0UQCWXRkSZAMAO0QzUX7LZZ6AAAAAElFTkSuQmCC";

const picture = asked(
  "carol",
  "s-3",
  [
    says("user", [
      { type: "text", text: "What does this chart show?" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${CHART}` } },
    ]),
  ],
  "Eight bars that grow with two dips. The last three are darker, so they are probably a forecast or the current month.",
  { model: "gpt-4o" },
);

/** Requests that failed, each in another way. */
const failures: SampleRecord[] = [
  ...["alice", "alice", "bob", "nightly-job", "nightly-job", "nightly-job"].map((user) =>
    asked(user, "s-4", [SHOP, says("user", "Do you have the Ridge 2 tent in green?")], "", {
      status: 429,
      response: {
        error: { type: "rate_limit_error", message: "Rate limit reached: 60 requests a minute. Try again in 20 s." },
      },
    }),
  ),
  anthropic("carol", "s-2", {
    status: 529,
    request: { model: "claude-sonnet-4-5", max_tokens: 1024, messages: AGENT.slice(0, 1) },
    response: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  }),
  asked("nightly-job", "s-5", [says("user", `Summarise these 900 reviews.\n${"Good boots. ".repeat(300)}`)], "", {
    status: 400,
    response: {
      error: {
        type: "invalid_request_error",
        code: "context_length_exceeded",
        message: "This model takes at most 128000 tokens, and your messages have 181204. Shorten them.",
      },
    },
  }),
  asked("dan", "s-6", [says("user", "Write a review that says our competitor's tents catch fire.")], "", {
    response: {
      ...completion("gpt-5-mini", [], ""),
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: null, refusal: "I can't help with claims that are not true." },
          finish_reason: "stop",
        },
      ],
    },
  }),
];

const long = asked(
  "dan",
  "s-6",
  [says("user", "List all knots that a hiker should know, each with its use.")],
  "1. Bowline: a loop that does not slip.\n2. Clove hitch: fastens a line to a pole.\n3. Taut-line hitch: a loop that",
  {},
);
long.response = completion(
  "gpt-5-mini",
  [says("user", "List all knots that a hiker should know, each with its use.")],
  "1. Bowline: a loop that does not slip.\n2. Clove hitch: fastens a line to a pole.\n3. Taut-line hitch: a loop that",
  {
    finish_reason: "length",
  },
);

const EVERYDAY = [
  ["Is the rain jacket waterproof?", "Yes, to a water column of 20,000 mm. The seams are taped."],
  ["Translate “see you at the hut” into German.", "„Wir sehen uns an der Hütte.“"],
  ["Which stove works above 3,000 m?", "A liquid-fuel stove. Gas loses pressure in the cold."],
  [
    "How do I wash a down sleeping bag?",
    "By hand or in a front loader at 30 °C, with soap for down. Dry it slowly with two tennis balls.",
  ],
  ["What is the return period?", "30 days, unworn, with the label."],
  ["Shorten: “We would hereby like to inform you that the shop is closed on Friday.”", "The shop is closed on Friday."],
] as const;
const USERS = ["alice", "bob", "dan", "nightly-job"] as const;

/** What is asked every day, of several providers. */
function everyday(count: number, day: number): SampleRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const at = i + 5 * day;
    const [question, answer] = EVERYDAY[at % EVERYDAY.length] ?? EVERYDAY[0];
    const [user, session] = [USERS[at % USERS.length] ?? "bob", `s-${10 + at}`];
    const messages = [says("user", question)];
    if (at % 5 === 1)
      return openai(user, session, {
        provider: "workers-ai",
        model: "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        endpoint: "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        request: { messages: [SHOP, ...messages] },
        response: {
          response: answer,
          usage: {
            prompt_tokens: tokens(messages) + 12,
            completion_tokens: tokens(answer),
            total_tokens: tokens(messages) + 12 + tokens(answer),
          },
        },
      });
    if (at % 5 === 3)
      return openai(user, session, {
        provider: "google-ai-studio",
        model: "gemini-2.5-flash",
        endpoint: "v1beta/models/gemini-2.5-flash:generateContent",
        request: { contents: [{ role: "user", parts: [{ text: question }] }] },
        response: {
          candidates: [{ content: { role: "model", parts: [{ text: answer }] }, finishReason: "STOP" }],
          usageMetadata: {
            promptTokenCount: tokens(question),
            candidatesTokenCount: tokens(answer),
            thoughtsTokenCount: 48,
          },
          modelVersion: "gemini-2.5-flash",
        },
      });
    return asked(user, session, [SHOP, ...messages], answer, { cached: at % 6 === 4 });
  });
}

const at = (day: number, hour: number, minute: number) => new Date(Date.UTC(2026, 3, day, hour, minute, 10));

/** The files of three days. */
export const FILES: readonly SampleFile[] = [
  { start: at(16, 8, 30), records: [...everyday(9, 0), ...support.slice(0, 2)] },
  {
    start: at(16, 13, 5),
    records: [
      ...support.slice(2),
      streamed("dan", "s-7", "Which customers bought nothing this year? Write the query.", QUERY, true),
      ...everyday(5, 1),
    ],
  },
  {
    start: at(17, 9, 0),
    records: [...agent.slice(0, 2), ...failures.slice(6, 7), ...agent.slice(2), picture, ...everyday(6, 2)],
  },
  { start: at(17, 16, 45), records: [...failures.slice(0, 6), ...failures.slice(7), ...everyday(4, 3)] },
  {
    start: at(18, 7, 20),
    records: [...everyday(8, 4), streamed("bob", "s-8", "Write the query again, and explain it.", QUERY, false), long],
  },
];
