import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A fake endpoint: a real HTTP server whose chat completions behave as a test says. */
export interface Upstream {
  readonly url: string;
  /** Chat completions received, in order; probes for models are not among them. */
  readonly chats: ReceivedChat[];
  /** Every byte that reached the server, as text. */
  received(): string;
  /** How it answers chat completions from now on. */
  behave(behaviour: Behaviour): void;
  /** How it answers GET /models from now on. */
  modelsStatus: number;
  /** Cuts all connections and closes its port. */
  close(): Promise<void>;
}

export interface ReceivedChat {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
  /** Resolves when the gateway cuts this exchange before its end. */
  readonly cut: Promise<void>;
}

export type Behaviour = (response: ServerResponse, chat: ReceivedChat) => void | Promise<void>;

export async function startUpstream(behaviour: Behaviour = answer(), port = 0): Promise<Upstream> {
  let behave = behaviour;
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const chats: ReceivedChat[] = [];

  const server = createServer((request, response) => {
    void (async () => {
      const body = await readText(request);
      if (request.method === "GET") {
        response.writeHead(upstream.modelsStatus, { "content-type": "application/json" });
        response.end('{"object":"list","data":[]}');
        return;
      }
      const cut = new Promise<void>((resolve) => {
        response.once("close", () => response.writableFinished || resolve());
      });
      const chat = { headers: request.headers, path: request.url ?? "", body, cut };
      chats.push(chat);
      await behave(response, chat);
    })();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");

  const upstream: Upstream = {
    url: `http://127.0.0.1:${address.port}/v1`,
    chats,
    received: () => Buffer.concat(chunks).toString(),
    behave: (next) => (behave = next),
    modelsStatus: 200,
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
  onTestFinished(() => upstream.close());
  return upstream;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "upstream-name",
  choices: [{ index: 0, message: { role: "assistant", content: "Guten Tag" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
};

/** Answers with JSON. */
export function answer(
  body: unknown = COMPLETION,
  status = 200,
  headers: Record<string, string> = {},
): Behaviour {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** In place of a part of a stream: the connection breaks here. */
export const CUT = "(cut)";

/** Answers with these bytes as an event stream, each part written by itself; the part CUT destroys the connection. */
export function stream(parts: readonly (string | Buffer)[], pauseMilliseconds = 0): Behaviour {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (const part of parts) {
      if (part === CUT) {
        await pause(20);
        response.destroy();
        return;
      }
      response.write(part);
      await pause(pauseMilliseconds);
    }
    response.end();
  };
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One event of a chat completion stream. */
export function event(delta: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const { finish_reason = null, ...rest } = more;
  return `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "upstream-name",
    choices: [{ index: 0, delta, finish_reason }],
    ...rest,
  })}\n\n`;
}

export const FINISH = event({}, { finish_reason: "stop" });
export const DONE = "data: [DONE]\n\n";
/** The event that an upstream sends last where it was asked for tokens. */
export const USAGE = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "upstream-name",
  choices: [],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
})}\n\n`;
/** A whole good stream of two tokens. */
export const GOOD_STREAM = [
  event({ role: "assistant", content: "" }),
  event({ content: "Guten " }),
  event({ content: "Tag" }),
  FINISH,
  USAGE,
  DONE,
];

/** A port where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no address");
  return address.port;
}
