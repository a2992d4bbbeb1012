import { z } from "zod";
import { countryName, isInside, RESIDENCY_LEVELS } from "../jurisdiction/countries.ts";
import { endpointSchema } from "../jurisdiction/endpoint.ts";
import { knownHostOutside } from "../jurisdiction/hosts.ts";

/**
 * The gateway's configuration file. It lives in `domain` because three rooms read it: the gateway runs by it, the
 * stack writes it, and the policies judge it.
 */

const seconds = (fallback: number) => z.number().positive().max(3600).default(fallback);

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

/** 32 MiB: a long context with a few images. */
export const DEFAULT_MAX_BODY_BYTES = 32 << 20;

const modelSchema = z.strictObject({
  id: z.string().min(1).describe("The name that clients ask for and that /v1/models lists."),
  aliases: z
    .array(z.string().min(1))
    .default([])
    .describe('Other names that mean the same model; "*" takes every name that nothing else claims.'),
  endpoints: z.array(z.string()).min(1).describe("Names of the endpoints to try, in this order."),
});

export const listenSchema = z.strictObject({
  host: z.string().default("0.0.0.0").describe("Address to listen on."),
  port: z.int().min(0).max(65535).default(8080).describe("Port to listen on; 0 takes any free one."),
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
      .array(endpointSchema)
      .min(1)
      .describe(
        "What answers OpenAI's API behind the gateway. Every one is declared: where it lies, what it may see.",
      ),
    models: z.array(modelSchema).min(1).describe("What clients may ask for, and which endpoints serve it."),
    timeouts: timeoutsSchema
      .default(() => timeoutsSchema.parse({}))
      .describe("How long each part of a request may take."),
    maxBodyBytes: z
      .int()
      .min(1024)
      .max(1 << 30)
      .default(DEFAULT_MAX_BODY_BYTES)
      .describe("Largest request body taken, in bytes; a larger one is answered with 413."),
  })
  .superRefine((config, context) => {
    const known = new Set<string>();
    config.endpoints.forEach((endpoint, index) => {
      const at = ["endpoints", index];
      if (known.has(endpoint.name)) {
        context.addIssue({
          code: "custom",
          path: [...at, "name"],
          message: `"${endpoint.name}" is used twice`,
        });
      }
      known.add(endpoint.name);
      const { country } = endpoint.jurisdiction;
      const outside = knownHostOutside(endpoint.url);
      if (endpoint.accepts.includes("sensitive") && outside !== undefined) {
        context.addIssue({
          code: "custom",
          path: [...at, "accepts"],
          message:
            `"${endpoint.name}" is declared to lie in ${countryName(country)}, but ${outside.host} does not ` +
            `process there (${outside.source}), and must not accept "sensitive"; allow only ["public"]`,
        });
      } else if (endpoint.accepts.includes("sensitive") && !isInside(country, config.residencyLevel)) {
        context.addIssue({
          code: "custom",
          path: [...at, "accepts"],
          message:
            `"${endpoint.name}" lies in ${countryName(country)}, outside residency level ` +
            `"${config.residencyLevel}", and must not accept "sensitive"; allow only ["public"]`,
        });
      }
    });
    const claimed = new Set<string>();
    config.models.forEach((model, index) => {
      for (const name of [model.id, ...model.aliases]) {
        if (claimed.has(name)) {
          context.addIssue({
            code: "custom",
            path: ["models", index],
            message: `"${name}" is claimed twice`,
          });
        }
        claimed.add(name);
      }
      for (const name of model.endpoints.filter((endpoint) => !known.has(endpoint))) {
        context.addIssue({
          code: "custom",
          path: ["models", index, "endpoints"],
          message: `"${name}" is no endpoint; there are ${[...known].join(", ")}`,
        });
      }
    });
  });

/** Configuration after defaults were filled in. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
/** Configuration as a person writes it. */
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
