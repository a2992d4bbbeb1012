import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { SENSITIVITY_LABELS, type Endpoint, type SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import { invalidRequest } from "./errors.ts";
import { RequestAborted } from "./failures.ts";
import { decodeUtf8, isRecord, parseJson } from "./json.ts";
import { editFields, topLevelFields, type Field } from "./top-level-fields.ts";

/** A client's chat completion request: read, checked, and turned into the body that an endpoint gets. */
export interface ChatRequest {
  readonly body: Buffer;
  readonly fields: readonly Field[];
  readonly model: string;
  readonly stream: boolean;
  /** The client's `stream_options`, which may hold more than the gateway knows. */
  readonly streamOptions: Record<string, unknown> | undefined;
  /** True where the client itself asked for the chunk with the tokens at the end of a stream. */
  readonly wantsUsage: boolean;
}

const SENSITIVITY_HEADER = "x-eu-llm-sensitivity";

/** Only what the gateway acts upon; everything else is the upstream's to judge. */
const requestSchema = z.looseObject({
  model: z.string("must be a string with the model's name").min(1, "must not be empty"),
  messages: z.array(z.unknown(), "must be an array of messages"),
  stream: z.boolean("must be true or false").nullish(),
});

/**
 * The label of a request; one without a label is sensitive.
 * @throws ApiError 400 for a label that nobody knows: guessing could be wrong in either direction.
 */
export function readLabel(request: IncomingMessage): SensitivityLabel {
  const header = request.headers[SENSITIVITY_HEADER];
  if (header === undefined) return "sensitive";
  const label = SENSITIVITY_LABELS.find((known) => known === header);
  if (label !== undefined) return label;
  throw invalidRequest(
    400,
    `The header ${SENSITIVITY_HEADER} must be one of ${SENSITIVITY_LABELS.join(", ")}; without it a request is sensitive.`,
    { param: SENSITIVITY_HEADER, code: "invalid_sensitivity_label" },
  );
}

/**
 * Reads and checks a request's body.
 * @throws ApiError 400, 413 or 415; RequestAborted where the client left in the middle of it.
 */
export async function readChatRequest(request: IncomingMessage, maximumBytes: number): Promise<ChatRequest> {
  const { "content-type": contentType = "", "content-encoding": encoding = "identity" } = request.headers;
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw invalidRequest(415, "The header Content-Type must be application/json.", {
      code: "unsupported_media_type",
    });
  }
  if (encoding !== "identity") {
    throw invalidRequest(415, "Compressed request bodies are not taken.", { code: "unsupported_encoding" });
  }
  return parseChatRequest(await readBody(request, maximumBytes));
}

async function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
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
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => reject(new RequestAborted("client_gone")));
  });
}

function parseChatRequest(body: Buffer): ChatRequest {
  const text = decodeUtf8(body);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (!isRecord(parsed)) {
    throw invalidRequest(400, "The request's body must be a JSON object in UTF-8.", { code: "invalid_json" });
  }
  const checked = requestSchema.safeParse(parsed);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const param = issue?.path.map(String).join(".") ?? "";
    throw invalidRequest(400, `"${param}" ${issue?.message ?? "is not valid"}.`, {
      param,
      code: parsed[param] === undefined ? "missing_required_parameter" : "invalid_type",
    });
  }
  const { model, stream, stream_options: streamOptions } = checked.data;
  return {
    body,
    fields: topLevelFields(body),
    model,
    stream: stream === true,
    streamOptions: isRecord(streamOptions) ? streamOptions : undefined,
    wantsUsage: isRecord(streamOptions) && streamOptions["include_usage"] === true,
  };
}

/** How the tokens of a stream are learnt: asked for, or (where an endpoint takes no such option) not. */
export type UsageMode = "ask" | "leave-out";

/** The body for one endpoint: the client's, with its own name of the model and the question for tokens. */
export function bodyFor(endpoint: Endpoint, request: ChatRequest, mode: UsageMode): Buffer {
  const edits = new Map<string, string | undefined>([["model", JSON.stringify(endpoint.model)]]);
  if (request.stream && mode === "leave-out") edits.set("stream_options", undefined);
  if (request.stream && mode === "ask" && !request.wantsUsage) {
    edits.set("stream_options", JSON.stringify({ ...request.streamOptions, include_usage: true }));
  }
  return editFields(request.body, request.fields, edits);
}
