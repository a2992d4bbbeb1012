import type { IncomingMessage } from "node:http";
import { RequestAborted } from "../upstream/failures.ts";
import { invalidRequest } from "./errors.ts";

/**
 * Reads the body of a request, which must be JSON.
 * @throws ApiError 413 or 415; RequestAborted where the client left in the middle of it.
 */
export function readJsonBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const { "content-type": contentType = "", "content-encoding": encoding = "identity" } = request.headers;
  if (contentType !== "application/json" && !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw invalidRequest(415, "The header Content-Type must be application/json.", {
      code: "unsupported_media_type",
    });
  }
  if (encoding !== "identity") {
    throw invalidRequest(415, "Compressed request bodies are not taken.", { code: "unsupported_encoding" });
  }
  return readBody(request, maximumBytes);
}

function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    invalidRequest(413, `The request's body is larger than ${maximumBytes} bytes.`, {
      code: "request_too_large",
    });
  if (Number(request.headers["content-length"] ?? 0) > maximumBytes) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximumBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
      }
    });
    request.on("end", () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
    });
    request.on("error", () => reject(new RequestAborted("client_gone")));
  });
}
