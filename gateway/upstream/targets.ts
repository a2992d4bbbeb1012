import { lookup } from "node:dns/promises";
import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import { Health } from "./health.ts";

/** Where one replica of an endpoint answers. */
export interface Address {
  /** Scheme, host and port to connect to. */
  readonly origin: string;
  /** The Host header: the endpoint's own name, also where its addresses were looked up. */
  readonly host: string;
  /** Path before the operation, without a slash at its end. */
  readonly path: string;
}

/** One replica of an endpoint, and how it fares. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly address: Address;
  readonly health: Health;
  /** Tokens that it is estimated to have still to read and write. */
  outstandingTokens: number;
}

export interface Targets {
  /** The replicas of an endpoint; none where its name resolves to nothing. */
  of(endpoint: Endpoint): readonly Target[];
  /** Starts looking up names; resolves after the first round. */
  start(): Promise<void>;
  stop(): void;
}

const DISCOVERY_MILLISECONDS = 5_000;

/** Finds the addresses that a host name has. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

const resolveName: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address, family }) =>
    family === 6 ? `[${address}]` : address,
  );

/**
 * The replicas of all endpoints.
 * @param previous From the configuration before: a replica that stays keeps what was learnt about it.
 */
export function createTargets(
  { endpoints, health, attempts }: Pick<GatewayConfig, "endpoints" | "health" | "attempts">,
  previous?: Targets,
  resolve: Resolve = resolveName,
): Targets {
  const known = new Map<string, Target[]>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function targetOf(endpoint: Endpoint, address: Address, before: readonly Target[]): Target {
    const same = before.find(
      (other) => other.address.origin === address.origin && other.address.path === address.path,
    );
    same?.health.configure(health, attempts.retryBudget);
    const known = same?.health ?? new Health(health, attempts.retryBudget);
    return {
      endpoint,
      address,
      health: known,
      // Kept with what else is known of the replica: requests of the configuration before count, and end.
      get outstandingTokens() {
        return known.outstandingTokens;
      },
      set outstandingTokens(tokens) {
        known.outstandingTokens = tokens;
      },
    };
  }

  for (const endpoint of endpoints) {
    const before = previous?.of(endpoint) ?? [];
    const addresses =
      endpoint.discovery === "dns"
        ? before.map(({ address }) => address)
        : (endpoint.replicas ?? [endpoint.url]).map(addressOf);
    known.set(
      endpoint.name,
      addresses.map((address) => targetOf(endpoint, address, before)),
    );
  }
  const discovered = endpoints.filter(({ discovery }) => discovery === "dns");

  async function discover(endpoint: Endpoint): Promise<void> {
    const named = addressOf(endpoint.url);
    const { hostname, port } = new URL(endpoint.url);
    const before = known.get(endpoint.name) ?? [];
    let addresses: readonly string[];
    try {
      addresses = await resolve(hostname);
    } catch (error) {
      // A name that has no address (ENOTFOUND, ENODATA) means no replica; a resolver that is down means nothing.
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code !== "ENOTFOUND" && code !== "ENODATA") return;
      addresses = [];
    }
    const targets = [...addresses].sort().map((address) => {
      const origin = `http://${address}${port === "" ? "" : `:${port}`}`;
      const same = before.find((target) => target.address.origin === origin);
      return same ?? targetOf(endpoint, { ...named, origin }, []);
    });
    known.set(endpoint.name, targets);
  }

  async function round(): Promise<void> {
    await Promise.all(discovered.map(discover));
    if (stopped || discovered.length === 0) return;
    timer = setTimeout(() => void round(), DISCOVERY_MILLISECONDS);
    timer.unref();
  }

  return {
    of: (endpoint) => known.get(endpoint.name) ?? [],
    start: round,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function addressOf(url: string): Address {
  const { origin, host, pathname } = new URL(url);
  return { origin, host, path: pathname.replace(/\/+$/, "") };
}
