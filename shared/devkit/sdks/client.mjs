// The official Node clients (openai, @anthropic-ai/sdk, cohere-ai) against a running gateway, door by door.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import Anthropic from "@anthropic-ai/sdk";
import { CohereClient, CohereClientV2 } from "cohere-ai";
import OpenAI, { toFile } from "openai";

const { URL: url, KEY: apiKey } = process.env;
const CHAT = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
const CLAUDE = "claude-haiku-4-5"; // its provider speaks another language
const E5 = "intfloat/multilingual-e5-large-instruct";
const RANK = "mixedbread-ai/Mxbai-Rerank-Large-V2";
const FLUX = "black-forest-labs/FLUX.1-schnell";
const KONTEXT = "black-forest-labs/FLUX.1-kontext-pro";
const ORPHEUS = "canopylabs/orpheus-3b-0.1-ft";
const WHISPER = "openai/whisper-large-v3";
const FILM = "ByteDance/Seedance-1.0-pro";
const PROMPT = "What is a sluice?";
const WEATHER = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, timeout: 60_000 });
const claude = new Anthropic({ baseURL: url, apiKey, maxRetries: 0, timeout: 60_000 });
const at = (name) => path.join(files, name);
const files = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-sdks-"));
const sleep = (millis) => new Promise((done) => setTimeout(done, millis));

async function all(stream) {
  const events = [];
  for await (const event of await stream) events.push(event);
  return events;
}

const refused = (call, param) => assert.rejects(call, (e) => e.status === 400 && e.param === param);

const checks = {
  async chat() {
    const messages = [{ role: "user", content: PROMPT }];
    const whole = await client.chat.completions.create({ model: CHAT, messages });
    const chunks = await all(client.chat.completions.create({ model: CHAT, messages, stream: true, stream_options: { include_usage: true } }));
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join(""), whole.choices[0].message.content);
    assert.equal(chunks.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
    for (const model of [CHAT, CLAUDE]) {
      const { message } = (await client.chat.completions.stream({ model, messages }).finalChatCompletion()).choices[0];
      assert.equal(message.role, "assistant");
      assert.ok(message.content.includes(model));
    }
  },

  async responses() {
    const whole = await client.responses.create({ model: CHAT, input: PROMPT });
    const told = client.responses.stream({ model: CHAT, input: PROMPT });
    let deltas = "";
    told.on("response.output_text.delta", (event) => (deltas += event.delta));
    assert.equal((await told.finalResponse()).output_text, whole.output_text);
    assert.equal(deltas, whole.output_text);
  },

  async embeddings() {
    const input = ["a lock", "a weir"];
    const usual = await client.embeddings.create({ model: E5, input }); // the client asks for base64
    const floats = await client.embeddings.create({ model: E5, input, encoding_format: "float", dimensions: 1024 });
    const packed = await client.embeddings.create({ model: E5, input, encoding_format: "base64" });
    usual.data.forEach((row, i) => {
      assert.equal(row.embedding.length, 1024);
      row.embedding.forEach((value, j) => assert.ok(Math.abs(value - floats.data[i].embedding[j]) < 1e-6));
      assert.equal(Buffer.from(packed.data[i].embedding, "base64").readFloatLE(40), row.embedding[10]);
    });
    assert.ok(usual.usage.prompt_tokens > 0);
    await refused(() => client.embeddings.create({ model: E5, input, dimensions: 256 }), "dimensions");
  },

  async rerank() {
    const documents = ["a boat", "a sluice gate holds water back", "bread"];
    const query = "what holds water back? a gate";
    const v2 = await new CohereClientV2({ token: apiKey, environment: url }).rerank({ model: RANK, query, documents, topN: 2 });
    assert.deepEqual([v2.results[0].index, v2.results.length], [1, 2]);
    const v1 = await new CohereClient({ token: apiKey, environment: url }).rerank({ model: RANK, query, documents, returnDocuments: true });
    assert.equal(v1.results[0].document.text, documents[1]);
  },

  async moderations() {
    const judged = await client.moderations.create({ input: ["hello", "I hate you"] });
    assert.deepEqual(judged.results.map((row) => row.flagged), [false, true]);
    assert.equal(judged.results[1].categories.hate, true);
  },

  async images() {
    const addresses = await client.images.generate({ model: FLUX, prompt: PROMPT, size: "512x512", n: 2 });
    assert.ok(addresses.data.length === 2 && addresses.data[0].url && addresses.created > 0);
    const inline = await client.images.generate({ model: FLUX, prompt: PROMPT, size: "512x512", response_format: "b64_json" });
    const png = Buffer.from(inline.data[0].b64_json, "base64");
    fs.writeFileSync(at("gate.png"), png);
    const events = await all(client.images.generate({ model: FLUX, prompt: PROMPT, size: "512x512", stream: true }));
    assert.equal(events.at(-1).type, "image_generation.completed");
    const image = await toFile(fs.createReadStream(at("gate.png")), "gate.png", { type: "image/png" });
    const edited = await client.images.edit({ model: KONTEXT, prompt: "at night", image: [image] });
    assert.ok(edited.data[0].url ?? edited.data[0].b64_json);
    await refused(() => client.images.generate({ model: FLUX, prompt: PROMPT, n: 0 }), "n");
  },

  async speech() {
    const sound = await client.audio.speech.create({ model: ORPHEUS, voice: "tara", input: PROMPT, response_format: "wav" });
    await pipeline(sound.body, fs.createWriteStream(at("what.wav")));
    assert.equal(fs.readFileSync(at("what.wav")).toString("latin1", 0, 4), "RIFF");
    await refused(() => client.audio.speech.create({ model: ORPHEUS, voice: "tara", input: PROMPT, response_format: "flac" }), "response_format");
  },

  async transcriptions() {
    const heard = (door, more) => door.create({ model: WHISPER, file: fs.createReadStream(at("what.wav")), ...more });
    const transcripts = client.audio.transcriptions;
    assert.match((await heard(transcripts)).text, /sluice/);
    assert.match(await heard(transcripts, { response_format: "text" }), /sluice/);
    assert.match(await heard(transcripts, { response_format: "srt" }), /-->/);
    assert.match(await heard(transcripts, { response_format: "vtt" }), /^WEBVTT/);
    const verbose = await heard(transcripts, { response_format: "verbose_json", timestamp_granularities: ["word"] });
    assert.ok(verbose.duration > 0 && verbose.segments.length > 0 && verbose.words.length > 0);
    assert.equal((await all(heard(transcripts, { stream: true }))).at(-1).type, "transcript.text.done");
    assert.ok((await heard(client.audio.translations)).text);
  },

  async videos() {
    let film = await client.videos.create({ model: FILM, prompt: "a lock gate opens", seconds: "4", size: "1280x720" });
    for (let i = 0; i < 200 && film.status !== "completed"; i++) {
      await sleep(200);
      film = await client.videos.retrieve(film.id);
    }
    assert.deepEqual([film.status, film.seconds, film.size], ["completed", "4", "1280x720"]);
    const bytes = Buffer.from(await (await client.videos.downloadContent(film.id)).arrayBuffer());
    assert.equal(bytes.toString("latin1", 4, 8), "ftyp");
    const listed = [];
    for await (const row of client.videos.list({ limit: 2 })) listed.push(row.id);
    assert.ok(listed.includes(film.id));
    const image = fs.createReadStream(at("gate.png"));
    assert.ok((await client.videos.create({ model: FILM, prompt: "it opens", input_reference: image })).id);
    assert.equal((await client.videos.delete(film.id)).deleted, true);
    await assert.rejects(() => client.videos.retrieve(film.id), OpenAI.NotFoundError);
  },

  async models() {
    assert.ok((await all(client.models.list())).some((row) => row.type === "video"));
    assert.equal((await client.models.retrieve(E5)).endpoint, "/v1/embeddings");
  },

  async messages() {
    const ask = { model: CHAT, max_tokens: 200, messages: [{ role: "user", content: PROMPT }] };
    const whole = await claude.messages.create(ask);
    const stream = claude.messages.stream(ask);
    assert.equal(await stream.finalText(), whole.content[0].text);
    const tools = [{ name: "get_weather", input_schema: WEATHER }];
    const called = await claude.messages.create({ ...ask, tools, tool_choice: { type: "any" } });
    const use = called.content.at(-1);
    assert.deepEqual([called.stop_reason, use.name], ["tool_use", "get_weather"]);
    const said = [...ask.messages, { role: "assistant", content: called.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "rain" }] }];
    assert.match((await claude.messages.create({ ...ask, messages: said, tools })).content[0].text, /rain/);
    assert.ok((await claude.messages.countTokens({ model: CHAT, messages: ask.messages })).input_tokens > 0);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const start = performance.now();
  try {
    await check();
    console.log(`  node ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (e) {
    failed++;
    console.log(`  node ${name}: ${e.stack.slice(0, 1500)}`);
  }
}
process.exit(failed ? 1 : 0);
