import type { IncomingMessage } from "node:http";
import type { Endpoint, OperationName } from "../../domain/gateway/endpoint.ts";
import { SENSITIVITY_LABELS, type SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import { invalidRequest } from "../http/errors.ts";
import { decodeUtf8, isRecord, parseJson } from "../json.ts";
import type { Operation } from "./operation.ts";
import { editFields, topLevelFields } from "./top-level-fields.ts";

/** A client's request to generate something: read and checked once, and forwarded as it came where nothing changes. */
export interface GenerationRequest {
  readonly operation: OperationName;
  readonly body: Buffer;
  readonly parsed: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly stream: boolean;
  /** The client's `stream_options`, which may hold more than the gateway knows. */
  readonly streamOptions: Record<string, unknown> | undefined;
  /** True where the client itself asked for the chunk with the tokens at the end of a stream. */
  readonly wantsUsage: boolean;
  /** Tokens that the input is likely to have. */
  readonly estimatedInputTokens: number;
  /** The most tokens that the client lets the answer have, `undefined` where it does not say. */
  readonly maximumOutputTokens: number | undefined;
}

const SENSITIVITY_HEADER = "x-eu-llm-sensitivity";

/** Bytes of JSON to a token: about four characters of English, fewer of other languages, and some JSON around. */
export const BYTES_PER_TOKEN = 4;

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
 * Reads and checks a body. Only what the gateway acts upon is checked; all else is the endpoint's to judge.
 * @throws ApiError 400.
 */
export function parseRequest(operation: Operation, body: Buffer): GenerationRequest {
  const text = decodeUtf8(body);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (!isRecord(parsed)) {
    throw invalidRequest(400, "The request's body must be a JSON object in UTF-8.", { code: "invalid_json" });
  }
  const model = parsed["model"];
  if (typeof model !== "string") throw wrongType(parsed, "model", "must be a string with the model's name");
  if (model === "") throw wrongType(parsed, "model", "must not be empty");
  const stream = parsed["stream"] ?? false;
  if (typeof stream !== "boolean") throw wrongType(parsed, "stream", "must be true or false");
  const problem = operation.check(parsed);
  if (problem !== undefined) throw wrongType(parsed, problem.param, problem.message, problem.code);
  const streamOptions = parsed["stream_options"];
  if (!isWritable(streamOptions)) throw wrongType(parsed, "stream_options", "is nested too deeply");
  return {
    operation: operation.name,
    body,
    parsed,
    model,
    stream: stream && operation.streams,
    streamOptions: isRecord(streamOptions) ? streamOptions : undefined,
    wantsUsage: isRecord(streamOptions) && streamOptions["include_usage"] === true,
    estimatedInputTokens: Math.ceil(body.length / BYTES_PER_TOKEN),
    maximumOutputTokens: maximumOutput(parsed, operation.limits),
  };
}

function wrongType(parsed: Record<string, unknown>, param: string, message: string, code?: string) {
  return invalidRequest(400, `"${param}" ${message}.`, {
    param,
    code: code ?? (parsed[param] === undefined ? "missing_required_parameter" : "invalid_type"),
  });
}

/** The largest that is given: which of two an endpoint goes by is its own affair. A limit of 0 is none. */
function maximumOutput(parsed: Record<string, unknown>, limits: readonly string[]): number | undefined {
  const values = limits.map((key) => numberOf(parsed[key]) ?? 0).filter((value) => value > 0);
  return values.length === 0 ? undefined : Math.max(...values);
}

/** A number, also where it is written as text: servers such as vLLM take "100" for 100. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Options nested so deeply that they cannot be written again are nobody's options. */
function isWritable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** How the tokens of a stream are learnt: asked for, or (where an endpoint takes no such option) not. */
export type UsageMode = "ask" | "leave-out";

/** The body for one endpoint of OpenAI's kind: the client's, with its own name of the model and its options. */
export function bodyFor(
  endpoint: Endpoint,
  request: GenerationRequest,
  operation: Operation,
  mode: UsageMode,
): Buffer {
  const edits = new Map<string, string | undefined>();
  if (endpoint.model !== request.model) edits.set("model", JSON.stringify(endpoint.model));
  if (request.stream && operation.streamOptions) {
    if (mode === "leave-out") edits.set("stream_options", undefined);
    else if (endpoint.usageInStream === "continuous" || !request.wantsUsage) {
      const continuous = endpoint.usageInStream === "continuous" && { continuous_usage_stats: true };
      const options = { ...request.streamOptions, include_usage: true, ...continuous };
      edits.set("stream_options", JSON.stringify(options));
    }
  }
  for (const [key, value] of Object.entries(operation.overrides)) edits.set(key, value);
  return edits.size === 0 ? request.body : editFields(request.body, topLevelFields(request.body), edits);
}
