import { countryName } from "../../domain/jurisdiction/countries.ts";
import manifest from "../package.json" with { type: "json" };
import type { Runtime } from "../runtime.ts";

export type AdminStatus = Awaited<ReturnType<typeof statusOf>>;

/** What the admin page shows, as JSON: names and numbers of this process, no hash of a key and nothing of a request. */
export async function statusOf(runtime: Runtime) {
  const { config, readiness, targets, tenancy, waitingRoom, metrics } = runtime;
  const reachable = readiness.reachable();
  const now = performance.now();
  const totals = await metrics.totals();
  const spent = await tenancy.spent().catch(() => undefined);
  return {
    version: manifest.version,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    residencyLevel: config.residencyLevel,
    models: config.models.map(({ id, aliases, endpoints }) => ({ id, aliases, endpoints })),
    endpoints: config.endpoints.map((endpoint) => {
      const { name, tier, jurisdiction, accepts, protocol } = endpoint;
      const total = totals.get(name);
      return {
        name,
        tier,
        protocol,
        country: countryName(jurisdiction.country),
        operator: jurisdiction.operator,
        ownerCountry: countryName(jurisdiction.ownerCountry),
        accepts,
        reachable: reachable.get(name) === true,
        asleep: readiness.asleep(endpoint),
        waiting: waitingRoom.depth(endpoint),
        replicas: targets.of(endpoint).map(({ address, health, outstandingTokens }) => ({
          address: address.origin,
          circuit: health.breaker(now),
          outstandingTokens,
          lateAfterSeconds: health.firstTokenLimit() ?? null,
        })),
        attempts: total?.attempts ?? 0,
        answered: total?.answered ?? 0,
        inputTokens: total?.inputTokens ?? 0,
        outputTokens: total?.outputTokens ?? 0,
        costEur: total?.costEur ?? 0,
      };
    }),
    keys: (config.keys ?? []).map(({ name, models, labels, requestsPerMinute, tokensPerMinute, budget }) => ({
      ...{ name, models, labels, requestsPerMinute, tokensPerMinute, budget },
      spent: spent?.get(name) ?? null,
    })),
  };
}
