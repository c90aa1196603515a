// The official Node client against a running gateway; prints one JSON object of what it saw.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 1 });
const model = process.env.MODEL;
const messages = [{ role: "user", content: "Say hello" }];
const seen = {};

const whole = await client.chat.completions.create({ model, messages });
seen.created = whole.choices[0].message.content;
seen.usage = whole.usage.total_tokens;

let streamed = "";
let chunks = 0;
let usage = null;
const stream = await client.chat.completions.create({
  model, messages, stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  chunks++;
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
Object.assign(seen, { streamed, chunks, streamedUsage: usage.total_tokens });

seen.joined = {};
for (const each of [model, process.env.FOREIGN_MODEL]) {
  seen.joined[each] = (await client.chat.completions.stream({ model: each, messages }).finalChatCompletion()).choices[0].message;
}

seen.models = (await client.models.list()).data.map((row) => row.id);
seen.model = (await client.models.retrieve(model)).id;

async function refusal(call) {
  try {
    await call();
    return null;
  } catch (e) {
    return { name: e.constructor.name, status: e.status, code: e.code, param: e.param, id: e.requestID };
  }
}
seen.notFound = await refusal(() => client.chat.completions.create({ model: "nope", messages }));
seen.unauthorized = await refusal(() =>
  new OpenAI({ baseURL: process.env.BASE_URL, apiKey: "sk-test-stranger" }).models.list());
seen.retried = (await client.chat.completions.create({ model: "raw/retried", messages })).choices[0].message.content;
seen.broken = await refusal(async () => {
  for await (const _ of await client.chat.completions.create({ model: "raw/cut", messages, stream: true })) {
    // reads to the end
  }
});

seen.response = (await client.responses.create({ model, input: "Say hello" })).output_text;
const told = client.responses.stream({ model, input: "Say hello" });
let deltas = "";
told.on("response.output_text.delta", (event) => (deltas += event.delta));
seen.responseStreamed = (await told.finalResponse()).output_text;
seen.responseDeltas = deltas;
const tools = [{ type: "function", name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } }, strict: false }];
const called = await client.responses.create({ model, input: "Say hello", tools, tool_choice: "required" });
const call = called.output.find((item) => item.type === "function_call");
const input = [{ role: "user", content: "Say hello" }, ...called.output, { type: "function_call_output", call_id: call.call_id, output: "rain" }];
seen.responseOfTool = (await client.responses.create({ model, input, tools })).output_text;
console.log(JSON.stringify(seen));
