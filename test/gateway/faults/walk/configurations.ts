import type { GatewayConfigInput } from "../../../../domain/gateway/config.ts";
import type { Random } from "./random.ts";

/** Random configurations. A new key of the configuration gets a dial of its own at the end of this list. */

type EndpointInput = GatewayConfigInput["endpoints"][number];
type Dial = (random: Random, endpoints: readonly EndpointInput[]) => Partial<GatewayConfigInput>;

const DIALS: readonly Dial[] = [
  (random) => ({
    timeouts: {
      connectSeconds: random.between(5, 20) / 100,
      firstByteSeconds: random.between(5, 15) / 100,
      idleSeconds: random.between(5, 15) / 100,
      totalSeconds: random.between(20, 70) / 100,
      drainSeconds: 0.2,
    },
  }),
  (random, endpoints) => ({
    models: Array.from({ length: random.between(1, 3) }, (_, at) => ({
      id: `model-${at}`,
      aliases: at === 0 && random.chance(0.3) ? ["*"] : [`alias-${at}`],
      endpoints: random.some(endpoints.map(({ name }) => name)),
    })),
  }),
  (random) => ({
    attempts: {
      maximum: random.between(1, 8),
      retryBudget: random.pick([0, 0.2, 1] as const),
      backoffSeconds: random.between(0, 5) / 100,
      maximumWaitSeconds: random.pick([0, 0.1, 10] as const),
    },
    health: {
      breaker: {
        failures: random.pick([1, 3, 1000] as const),
        openSeconds: random.between(1, 20) / 100,
      },
      latency: {
        limit: random.pick(["off", "learned", 0.01, 0.03] as const),
        whenLate: random.pick(["fallback", "hedge"] as const),
      },
    },
  }),
];

/** One endpoint; `accepts` and its country fit each other. */
function endpointAt(random: Random, url: string, at: number): EndpointInput {
  const kind = random.pick(["own", "own", "picky", "abroad"] as const);
  return {
    name: `endpoint-${at}`,
    tier: random.pick(["self-hosted", "dedicated", "serverless", "premium"] as const),
    url,
    model: `served-${at}`,
    jurisdiction: {
      country: kind === "abroad" ? "US" : random.pick(["DE", "FR"] as const),
      operator: "Example GmbH",
      ownerCountry: "DE",
    },
    accepts: kind === "own" ? ["public", "sensitive"] : ["public"],
  };
}

export function randomConfiguration(random: Random, urls: readonly string[]): GatewayConfigInput {
  const endpoints = urls.map((url, at) => endpointAt(random, url, at));
  const models = [{ id: "model-0", endpoints: endpoints.map(({ name }) => name) }];
  return DIALS.reduce<GatewayConfigInput>((config, dial) => ({ ...config, ...dial(random, endpoints) }), {
    listen: { host: "127.0.0.1", port: 0 },
    endpoints,
    models,
  });
}
