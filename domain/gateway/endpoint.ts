import { z } from "zod";
import { endpointSchema, isPlainUrl, PLAIN_URL } from "../jurisdiction/endpoint.ts";

/** An endpoint as the gateway's configuration declares it: what every room knows, and how to talk to it. */

/** API operations that generate something, in OpenAI's names. */
export const OPERATIONS = ["chat", "completions", "embeddings", "responses"] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const PROTOCOLS = ["openai", "azure-openai", "anthropic"] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** Protocols that people ask for and that the gateway does not speak, with what to do instead. */
const REFUSED_PROTOCOLS: Readonly<Record<string, string>> = {
  bedrock:
    "Bedrock signs requests with AWS's SigV4 and streams in AWS's binary event format, which the gateway does not " +
    "speak; use Bedrock's OpenAI-compatible URL (https://bedrock-runtime.<region>.amazonaws.com/openai/v1) with " +
    '"openai" and a Bedrock API key',
  vertex:
    "Vertex AI takes Google's short-lived OAuth tokens, which the gateway does not fetch; put a proxy that adds them " +
    'before its OpenAI-compatible URL and use "openai"',
};

const protocolSchema = z
  .enum(PROTOCOLS, {
    error: ({ input }) => (typeof input === "string" ? REFUSED_PROTOCOLS[input] : undefined),
  })
  .default("openai")
  .describe(
    "What the endpoint speaks: OpenAI's API (vLLM, Mistral and most others), Azure OpenAI's with deployments in the " +
      "URL, or Anthropic's Messages API, which is translated.",
  );

const euros = z.number().min(0).max(10_000);

export const tokenPriceSchema = z.strictObject({
  inputEurPerMillionTokens: euros.describe("EUR for a million input tokens."),
  cachedInputEurPerMillionTokens: euros
    .optional()
    .describe(
      "EUR for a million input tokens that the endpoint had cached; without it they cost like others.",
    ),
  outputEurPerMillionTokens: euros.describe("EUR for a million output tokens."),
  source: z.string().min(1).describe("Where the price is from: a URL or an entry of the price book."),
  date: z.iso.date().describe("Day on which the price was read there, ISO 8601."),
});
export type TokenPrice = z.infer<typeof tokenPriceSchema>;

const replicaUrl = z.url({ protocol: /^https?$/ }).refine(isPlainUrl, PLAIN_URL);

export const gatewayEndpointSchema = endpointSchema.extend({
  protocol: protocolSchema,
  apiVersion: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "a version such as 2024-10-21")
    .optional()
    .describe(
      "Version that the protocol asks for: Azure's api-version (default 2024-10-21), Anthropic's anthropic-version " +
        "(default 2023-06-01).",
    ),
  operations: z
    .array(z.enum(OPERATIONS))
    .min(1)
    .optional()
    .describe(
      "What it serves. Default: everything that its protocol knows: chat for anthropic, all for the others.",
    ),
  replicas: z
    .array(replicaUrl)
    .min(1)
    .max(256)
    .optional()
    .describe(
      "Base URLs of the replicas, where several serve the same model; requests are spread over them and `url` only " +
        "names the whole.",
    ),
  discovery: z
    .enum(["none", "dns"])
    .default("none")
    .describe(
      "dns: the name in `url` is looked up every 5 s, and every address is a replica (a headless Service); http only.",
    ),
  price: tokenPriceSchema
    .optional()
    .describe(
      "What a token costs. Required of every serverless and premium endpoint as soon as a key has a budget; own and " +
        "rented nodes cost by the hour, so that a token is 0 without one.",
    ),
  usageInStream: z
    .enum(["final", "continuous"])
    .default("final")
    .describe(
      "How a stream tells its tokens: in its last chunk, or (vLLM) in every chunk, which is exact for aborted " +
        "streams too. The client sees only what it asked for.",
    ),
  scaleToZero: z
    .strictObject({
      maximumWaiting: z
        .int()
        .min(0)
        .max(100_000)
        .default(100)
        .describe("Requests that may wait at a time; more are answered with 503."),
      maximumWaitSeconds: z
        .number()
        .positive()
        .max(3600)
        .default(300)
        .describe("Seconds that a request waits at most; the request's own deadline starts after it."),
      heartbeatSeconds: z
        .number()
        .positive()
        .max(60)
        .default(5)
        .describe("Seconds between two comments that keep a waiting stream's connection open."),
    })
    .optional()
    .describe(
      "It may have no replica at all: sensitive requests, and all others that have no other endpoint, wait for it.",
    ),
});
export type Endpoint = z.output<typeof gatewayEndpointSchema>;

/** What an endpoint is that says no more than every room knows of it. */
export const ENDPOINT_DEFAULTS = { protocol: "openai", discovery: "none", usageInStream: "final" } as const;

/** Operations that an endpoint serves. */
export function operationsOf(endpoint: Pick<Endpoint, "operations" | "protocol">): readonly OperationName[] {
  return endpoint.operations ?? (endpoint.protocol === "anthropic" ? ["chat"] : OPERATIONS);
}

/** True where an endpoint charges by the token, so that a missing price would be a lie. */
export function chargesByToken({ tier }: Pick<Endpoint, "tier">): boolean {
  return tier === "serverless" || tier === "premium";
}
