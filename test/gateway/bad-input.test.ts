import { connect } from "node:net";
import { BadRequestError, NotFoundError } from "openai";
import { expect, test } from "vitest";
import { CHAT, inside, startGateway } from "./harness.ts";
import { startUpstream } from "./upstream.ts";

const BAD_BODIES: [string, unknown, number, { param?: string; code: string }][] = [
  ["no JSON", "{oops", 400, { code: "invalid_json" }],
  ["an array", [], 400, { code: "invalid_json" }],
  ["null", "null", 400, { code: "invalid_json" }],
  ["nothing", "", 400, { code: "invalid_json" }],
  ["no model", { messages: [] }, 400, { param: "model", code: "missing_required_parameter" }],
  ["a model that is a number", { ...CHAT, model: 4 }, 400, { param: "model", code: "invalid_type" }],
  ["an empty model", { ...CHAT, model: "" }, 400, { param: "model", code: "invalid_type" }],
  ["no messages", { model: "chat" }, 400, { param: "messages", code: "missing_required_parameter" }],
  ["messages that are text", { ...CHAT, messages: "hi" }, 400, { param: "messages", code: "invalid_type" }],
  ["a stream that is text", { ...CHAT, stream: "yes" }, 400, { param: "stream", code: "invalid_type" }],
  ["a model nobody knows", { ...CHAT, model: "gpt-9" }, 404, { param: "model", code: "model_not_found" }],
  ["a body that is too large", { ...CHAT, x: "y".repeat(200_000) }, 413, { code: "request_too_large" }],
];

test.each(BAD_BODIES)(
  "%s: OpenAI's error shape, and the upstream is left alone",
  async (_name, body, status, error) => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], { maxBodyBytes: 100_000 });
    const response = await gateway.post(body);
    expect(response.status).toBe(status);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ error: { type: "invalid_request_error", param: null, ...error } });
    expect(upstream.chats).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/\bat .*\.ts/);
  },
);

test("a body that is no UTF-8 is refused", async () => {
  const gateway = await startGateway([inside((await startUpstream()).url)]);
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: Buffer.from('{"model":"chat","messages":["\xff"]}', "latin1"),
  });
  expect(response.status).toBe(400);
});

test("a body without a declared length is counted as it comes", async () => {
  const gateway = await startGateway([inside((await startUpstream()).url)], { maxBodyBytes: 1024 });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: (async function* () {
      for (let index = 0; index < 5; index += 1) yield await Promise.resolve(Buffer.alloc(600, " "));
    })(),
    duplex: "half",
  });
  expect(response.status).toBe(413);
});

test.each([
  ["text/plain", {}],
  ["multipart/form-data", {}],
  ["application/jsonl", {}],
  ["application/json", { "content-encoding": "gzip" }],
])("content type %s %o: 415", async (type, headers: Record<string, string>) => {
  const gateway = await startGateway([inside((await startUpstream()).url)]);
  expect((await gateway.post(CHAT, { "content-type": type, ...headers })).status).toBe(415);
});

test.each([
  ["GET", "/v1/chat/completions", 405, "POST"],
  ["POST", "/v1/models", 405, "GET, HEAD"],
  ["DELETE", "/healthz", 405, "GET, HEAD"],
  ["GET", "/v1/embeddings", 405, "POST"],
  ["POST", "/v1/images/generations", 404, null],
  ["GET", "/", 404, null],
  ["GET", "/v1/models/nobody", 404, null],
  ["GET", "/v1/models/%E0%A4%A", 404, null],
])("%s %s: %i", async (method, path, status, allow) => {
  const gateway = await startGateway([inside((await startUpstream()).url)]);
  const response = await fetch(`${gateway.url}${path}`, { method });
  expect(response.status).toBe(status);
  expect(response.headers.get("allow")).toBe(allow);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
});

test("OpenAI's client understands the errors", async () => {
  const gateway = await startGateway([inside((await startUpstream()).url)]);
  await expect(gateway.client.chat.completions.create({ ...CHAT, model: "gpt-9" })).rejects.toThrow(
    NotFoundError,
  );
  const empty = gateway.client.chat.completions.create({ ...CHAT, model: "" });
  await expect(empty).rejects.toThrow(BadRequestError);
});

test("bytes that are no HTTP, and clients that leave within their body, do no harm", async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)]);
  const port = Number(new URL(gateway.url).port);
  const head =
    "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
  for (const bytes of ["\x16\x03\x01 nonsense\r\n\r\n", head]) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(bytes);
        setTimeout(() => socket.destroy(), 50);
      });
      socket.once("close", () => resolve());
    });
  }
  expect((await gateway.post(CHAT)).status).toBe(200);
  expect(upstream.chats).toHaveLength(1);
  expect(gateway.log.filter(({ level }) => level === "error")).toEqual([]);
});
