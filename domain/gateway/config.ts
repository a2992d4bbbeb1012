import { z } from "zod";
import { RESIDENCY_LEVELS } from "../jurisdiction/countries.ts";
import { contradictions } from "./contradictions.ts";
import { gatewayEndpointSchema } from "./endpoint.ts";
import {
  adminSchema,
  attemptsSchema,
  healthSchema,
  keySchema,
  listenSchema,
  storeSchema,
  timeoutsSchema,
  tracingSchema,
} from "./sections.ts";

/**
 * The gateway's configuration file. It lives in `domain` because three rooms read it: the gateway runs by it, the
 * stack writes it, and the policies judge it.
 */

/** 32 MiB: a long context with a few images. */
const DEFAULT_MAX_BODY_BYTES = 32 << 20;

export const modelSchema = z.strictObject({
  id: z.string().min(1).describe("The name that clients ask for and that /v1/models lists."),
  aliases: z
    .array(z.string().min(1))
    .default([])
    .describe('Other names that mean the same model; "*" takes every name that nothing else claims.'),
  endpoints: z.array(z.string()).min(1).describe("Names of the endpoints to try, in this order."),
});

export const gatewayConfigSchema = z
  .strictObject({
    listen: listenSchema.default(() => listenSchema.parse({})).describe("Where the gateway listens."),
    residencyLevel: z
      .enum(RESIDENCY_LEVELS)
      .default("eu")
      .describe(
        "Sensitive requests meet only endpoints inside this level: the EU, the EEA, or these and the countries with " +
          "an adequacy decision.",
      ),
    endpoints: z
      .array(gatewayEndpointSchema)
      .min(1)
      .describe(
        "What answers OpenAI's API behind the gateway. Every one is declared: where it lies, what it may see.",
      ),
    models: z.array(modelSchema).min(1).describe("What clients may ask for, and which endpoints serve it."),
    timeouts: timeoutsSchema
      .default(() => timeoutsSchema.parse({}))
      .describe("How long each part of a request may take."),
    attempts: attemptsSchema
      .default(() => attemptsSchema.parse({}))
      .describe("How often and how fast a failed request is tried again."),
    health: healthSchema
      .default(() => healthSchema.parse({}))
      .describe("When an endpoint's replica counts as down or slow."),
    keys: z
      .array(keySchema)
      .optional()
      .describe(
        "Virtual keys of clients. Without this section no key is asked for; with it every request needs one.",
      ),
    store: storeSchema.default(() => storeSchema.parse({})).describe("Where limits and budgets are counted."),
    admin: adminSchema.default(() => adminSchema.parse({})).describe("The read-only page for operators."),
    tracing: tracingSchema.default(() => tracingSchema.parse({})).describe("OpenTelemetry traces."),
    maxBodyBytes: z
      .int()
      .min(1024)
      .max(1 << 30)
      .default(DEFAULT_MAX_BODY_BYTES)
      .describe("Largest request body taken, in bytes; a larger one is answered with 413."),
  })
  .superRefine((config, context) => {
    for (const { path, message } of contradictions(config)) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

/** The sections that can be left out, with their defaults, for a program that writes a configuration. */
export function defaultSections() {
  return {
    listen: listenSchema.parse({}),
    timeouts: timeoutsSchema.parse({}),
    attempts: attemptsSchema.parse({}),
    health: healthSchema.parse({}),
    store: storeSchema.parse({}),
    admin: adminSchema.parse({}),
    tracing: tracingSchema.parse({}),
    maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
  };
}

/** Configuration after defaults were filled in. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
/** Configuration as a person writes it. */
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
