import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import type { Seen } from "./seen.ts";

export interface Question {
  /** Base URL up to and including the version. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds after which the answer counts as hanging. */
  readonly deadline: number;
  /** Milliseconds for which nothing of the body is read. */
  readonly readsLate?: number;
  /** Is called when the request is out; hangs up when what it gives resolves. */
  readonly leaves?: () => Promise<unknown>;
  readonly agent?: Agent;
}

/** A client that believes nothing: it writes down every byte, and how the answer ended. */
export function ask({ url, headers, body, deadline, readsLate, leaves, agent }: Question): Promise<Seen> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let answer: IncomingMessage | undefined;
    let over = false;
    const timer = setTimeout(() => finish("deadline"), deadline);
    const request = httpRequest(`${url}/chat/completions`, {
      method: "POST",
      agent: agent ?? new Agent({ keepAlive: false }),
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
    });

    function finish(ended: Seen["ended"]): void {
      if (over) return;
      over = true;
      clearTimeout(timer);
      if (ended !== "in order") request.destroy();
      const names = Object.entries(answer?.headers ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      resolve({
        status: answer?.statusCode ?? 0,
        headers: Object.fromEntries(names),
        body: Buffer.concat(chunks),
        ended,
      });
    }

    request.on("error", () => finish("cut"));
    request.on("response", (response) => {
      answer = response;
      response.on("error", () => finish("cut"));
      response.on("aborted", () => finish("cut"));
      response.on("end", () => finish(response.complete ? "in order" : "cut"));
      const read = () => response.on("data", (chunk: Buffer) => chunks.push(chunk));
      if (readsLate === undefined) read();
      else setTimeout(read, readsLate);
    });
    request.on("finish", () => void leaves?.().then(() => finish("left")));
    request.end(body);
  });
}
