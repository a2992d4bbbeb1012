import { z } from "zod";
import { countryName, isInside, RESIDENCY_LEVELS } from "../jurisdiction/countries.ts";
import { endpointSchema } from "../jurisdiction/endpoint.ts";

/**
 * The gateway's configuration file. It lives in `domain` because three rooms read it: the gateway runs by it, the
 * stack writes it, and the policies judge it.
 */

const seconds = (fallback: number) => z.number().positive().max(3600).default(fallback);

export const timeoutsSchema = z.strictObject({
  /** Seconds until an upstream connection must stand. */
  connectSeconds: seconds(5),
  /**
   * Seconds from sending a request until its first body byte; beyond it the next endpoint is tried. An answer that is
   * not streamed has its first byte when it is complete, so this bounds its whole generation.
   */
  firstByteSeconds: seconds(120),
  /** Seconds of silence allowed between two body bytes of an answer. */
  idleSeconds: seconds(60),
  /** Seconds for a whole request, all attempts together. */
  totalSeconds: seconds(600),
  /** Seconds that running requests are given to finish when the gateway is told to stop. */
  drainSeconds: seconds(30),
});

/** 32 MiB: a long context with a few images. */
export const DEFAULT_MAX_BODY_BYTES = 32 << 20;

const modelSchema = z.strictObject({
  /** The name that clients ask for and that /v1/models lists. */
  id: z.string().min(1),
  /** Other names that mean the same model; "*" takes every name that nothing else claims. */
  aliases: z.array(z.string().min(1)).default([]),
  /** Names of the endpoints to try, in this order. */
  endpoints: z.array(z.string()).min(1),
});

export const listenSchema = z.strictObject({
  host: z.string().default("0.0.0.0"),
  port: z.int().min(0).max(65535).default(8080),
});

export const gatewayConfigSchema = z
  .strictObject({
    listen: listenSchema.default(() => listenSchema.parse({})),
    /** Sensitive requests meet only endpoints that lie inside this level. */
    residencyLevel: z.enum(RESIDENCY_LEVELS).default("eu"),
    endpoints: z.array(endpointSchema).min(1),
    models: z.array(modelSchema).min(1),
    timeouts: timeoutsSchema.default(() => timeoutsSchema.parse({})),
    /** Largest request body taken, in bytes; a larger one is answered with 413. */
    maxBodyBytes: z
      .int()
      .min(1024)
      .max(1 << 30)
      .default(DEFAULT_MAX_BODY_BYTES),
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
      if (endpoint.accepts.includes("sensitive") && !isInside(country, config.residencyLevel)) {
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
