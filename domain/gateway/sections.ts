import { z } from "zod";
import { SENSITIVITY_LABELS } from "../jurisdiction/endpoint.ts";

/** Sections of the gateway's configuration that stand on their own. */

const seconds = (fallback: number) => z.number().positive().max(3600).default(fallback);

export const listenSchema = z.strictObject({
  host: z.string().default("0.0.0.0").describe("Address to listen on."),
  port: z.int().min(0).max(65535).default(8080).describe("Port to listen on; 0 takes any free one."),
});

export const timeoutsSchema = z.strictObject({
  connectSeconds: seconds(5).describe("Seconds until a connection to an endpoint must stand."),
  firstByteSeconds: seconds(120).describe(
    "Seconds from sending a request until the first byte of its answer; beyond it the next endpoint is tried. An " +
      "answer that is not streamed has its first byte when it is complete, so this bounds its whole generation.",
  ),
  idleSeconds: seconds(60).describe("Seconds of silence allowed between two bytes of an answer."),
  totalSeconds: seconds(600).describe("Seconds for a whole request, all attempts together."),
  drainSeconds: seconds(30).describe(
    "Seconds that running requests are given to finish when the gateway is told to stop.",
  ),
});

export const attemptsSchema = z.strictObject({
  maximum: z
    .int()
    .min(1)
    .max(20)
    .default(4)
    .describe("Attempts for one request at most, all endpoints, retries and hedges together."),
  retryBudget: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe(
      "Retries and hedges that a replica gets at most, as a share of its first attempts over the last while; so an " +
        "outage does not double its load.",
    ),
  backoffSeconds: z
    .number()
    .min(0)
    .max(60)
    .default(0.1)
    .describe(
      "Seconds before the first retry at most; doubled for each further one, and drawn at random below it.",
    ),
  maximumWaitSeconds: z
    .number()
    .min(0)
    .max(600)
    .default(10)
    .describe(
      "Seconds that a request waits in all for an endpoint that asked to be left alone (Retry-After) or is known to " +
        "be down; where it would be longer the client is told to come back.",
    ),
});

const breakerSchema = z.strictObject({
  failures: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe("Failures in a row after which a replica is left alone."),
  failureShare: z
    .number()
    .min(0.05)
    .max(1)
    .default(0.5)
    .describe("Share of failures among the last 20 attempts at which it is left alone, too."),
  openSeconds: seconds(10).describe(
    "Seconds for which it is left alone; then one request at a time tries whether it is back.",
  ),
});

const latencySchema = z.strictObject({
  limit: z
    .union([
      z.enum(["off", "learned"]).describe("Never, or by what the replica's streams took before."),
      z.number().positive().max(3600).describe("Seconds."),
    ])
    .default("learned")
    .describe(
      "When a stream's first token counts as late: after so many seconds, or (learned) three times the 95th " +
        "percentile of the replica's last 200 streams, not before 1 s and 20 streams.",
    ),
  whenLate: z
    .enum(["fallback", "hedge"])
    .default("fallback")
    .describe(
      "fallback: the late attempt is given up and the next begins; hedge: both run, the first to answer wins and the " +
        "other is cut. Where there is no other endpoint to ask, the late one goes on.",
    ),
});

export const healthSchema = z.strictObject({
  breaker: breakerSchema
    .default(() => breakerSchema.parse({}))
    .describe("When a replica is left alone (circuit breaker)."),
  latency: latencySchema.default(() => latencySchema.parse({})).describe("When a replica counts as slow."),
});

const budgetSchema = z.strictObject({
  eurPerDay: z.number().min(0).optional().describe("EUR per day (UTC)."),
  eurPerMonth: z.number().min(0).optional().describe("EUR per calendar month (UTC)."),
});

export const keySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "a lower-case name such as team-search")
    .describe("Who uses it; appears in metrics and logs."),
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 hexadecimal digits, as `gateway --new-key` prints it')
    .describe("SHA-256 of the key. The key itself stands nowhere; `gateway --new-key NAME` makes one."),
  models: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Ids of the models that it may ask for; without it all."),
  labels: z
    .array(z.enum(SENSITIVITY_LABELS))
    .min(1)
    .optional()
    .describe("Labels that its requests may carry; without it all."),
  requestsPerMinute: z.int().min(1).optional().describe("Requests per minute."),
  tokensPerMinute: z
    .int()
    .min(1)
    .optional()
    .describe("Tokens per minute, input and output, estimated first and corrected by what was charged."),
  budget: budgetSchema
    .optional()
    .describe("EUR after which its requests are refused, at the endpoints' prices."),
});
export type VirtualKey = z.output<typeof keySchema>;

export const storeSchema = z.strictObject({
  url: z
    .string()
    .regex(
      /^rediss?:\/\/[^/?#@]+(\/\d{1,2})?$/,
      "redis://host:port or rediss://host:port, without user and password",
    )
    .optional()
    .describe(
      "Valkey or Redis in which replicas of the gateway share limits and budgets; without it in memory.",
    ),
  passwordVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "the name of an environment variable, such as VALKEY_PASSWORD")
    .optional()
    .describe("Name of the environment variable with its password, never the password itself."),
  prefix: z.string().min(1).max(60).default("eu-llm").describe("What its keys begin with."),
  whenDown: z
    .enum(["refuse", "allow"])
    .default("refuse")
    .describe(
      "What happens to requests of limited keys while it does not answer: 503, or they pass with the limits of this " +
        "process alone.",
    ),
  timeoutSeconds: z.number().positive().max(10).default(0.25).describe("Seconds that it gets to answer."),
});

export const adminSchema = z.strictObject({
  hash: keySchema.shape.hash
    .optional()
    .describe(
      "SHA-256 of the key that opens /admin and /admin/status (as a bearer token, or as a browser's password). " +
        "Without it they do not exist.",
    ),
});

export const tracingSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Base URL of an OTLP/HTTP collector, such as http://collector:4318; without it nothing is traced.",
    ),
  sampleRatio: z.number().min(0).max(1).default(1).describe("Share of the requests that are traced."),
});
