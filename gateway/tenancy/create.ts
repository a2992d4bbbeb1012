import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { VirtualKey } from "../../domain/gateway/sections.ts";
import { KeyRing } from "./keys.ts";
import { createMemoryStore } from "./memory-store.ts";
import { forbiddenLabel, forbiddenModel, limitsUnavailable, neverPasses, tooMany } from "./refusals.ts";
import {
  nanoEurOf,
  StoreDown,
  wholeTokens,
  type Charge,
  type Limits,
  type UsageStore,
  type Verdict,
} from "./store.ts";
import type { Admission, Tenancy } from "./tenancy.ts";

export { hashOfKey } from "./keys.ts";

/**
 * Tenancy by the keys of a configuration, counted in a store. A request counts in the windows of the moment when it was
 * let in, however long it takes. A store that answers at once makes all answers here immediate, too.
 *
 * A budget is a hard stop: before each attempt at an endpoint with a price, the most that it may cost is set aside. What
 * cannot be known beforehand may still go beyond it: an answer without max_tokens, and an input that has more tokens than
 * its length suggests.
 */
export function createTenancy(config: Pick<GatewayConfig, "keys" | "store">, store: UsageStore): Tenancy {
  const { keys } = config;
  const ring = keys === undefined ? undefined : new KeyRing(keys);
  const counted = config.store.whenDown === "allow" ? createWatchedStore(store) : createStrictStore(store);

  function admit(
    key: VirtualKey,
    model: string,
    label: string,
    estimated: number,
  ): Admission | Promise<Admission> {
    if (key.models?.includes(model) === false) throw forbiddenModel(key, model);
    if (key.labels?.some((allowed) => allowed === label) === false) throw forbiddenLabel(key, label);
    const now = Date.now();
    const limits = limitsOf(key);
    if (limits === undefined) return unlimited(key, store, now);
    const tokens = wholeTokens(estimated);
    const { tokensPerMinute } = limits;
    if (tokensPerMinute !== undefined && tokens > tokensPerMinute)
      throw neverPasses(key, tokens, tokensPerMinute);
    const tally = counted(key, limits, now);
    return map(tally.charge({ requests: 1, tokens, nanoEur: 0 }), (verdict) => {
      if (!verdict.allowed) throw tooMany(key, limits, verdict);
      return admissionOf(tally);
    });
  }

  return {
    authenticate: (request) => ring?.find(request.headers),
    admit,
    spent: () =>
      store.spent(
        (keys ?? []).map(({ name }) => name),
        Date.now(),
      ),
    close: () => store.close(),
  };
}

/** What one request has been charged, wherever that is counted. */
interface Tally {
  charge(amount: Charge): Verdict | Promise<Verdict>;
  /** Puts what the request really came to in the place of all that it was charged. */
  settle(actual: Charge): void;
}

type CountedStore = (key: VirtualKey, limits: Limits, now: number) => Tally;

/** Refuses what the store cannot count. */
function createStrictStore(store: UsageStore): CountedStore {
  return (key, limits, now) => {
    const charged = new Sum();
    return {
      charge: (amount) =>
        map(
          store.charge(key.name, limits, amount, now),
          (verdict) => {
            if (verdict.allowed) charged.add(amount);
            return verdict;
          },
          () => {
            throw limitsUnavailable();
          },
        ),
      settle: (actual) => store.correct(key.name, charged.difference(actual), now),
    };
  };
}

/**
 * Goes on with the limits of this process alone while the store is down. All that this process lets pass is counted here
 * as well, so that it knows then what it has already spent itself; the store learns of all when it is back.
 */
function createWatchedStore(store: UsageStore): CountedStore {
  const own = createMemoryStore();
  return (key, limits, now) => {
    const charged = new Sum();
    const chargedHere = new Sum();
    return {
      charge: (amount) =>
        map(
          store.charge(key.name, limits, amount, now),
          (verdict) => {
            if (!verdict.allowed) return verdict;
            charged.add(amount);
            chargedHere.add(amount);
            own.correct(key.name, amount, now);
            return verdict;
          },
          () => {
            const verdict = own.charge(key.name, limits, amount, now);
            if (verdict.allowed) chargedHere.add(amount);
            return verdict;
          },
        ),
      settle(actual) {
        store.correct(key.name, charged.difference(actual), now);
        own.correct(key.name, chargedHere.difference(actual), now);
      },
    };
  };
}

function admissionOf(tally: Tally): Admission {
  return {
    reserve(eur) {
      const nanoEur = nanoEurOf(eur);
      // What costs nothing is not stopped by a budget that this very request has set aside to the end.
      if (nanoEur <= 0) return true;
      return map(tally.charge({ requests: 0, tokens: 0, nanoEur }), ({ allowed }) => allowed);
    },
    settle: (actual) => tally.settle(chargeOf(actual)),
  };
}

/** What a key without limits spends is counted all the same: somebody wants to see it. */
function unlimited(key: VirtualKey, store: UsageStore, now: number): Admission {
  return {
    reserve: () => true,
    settle: (actual) => store.correct(key.name, chargeOf(actual), now),
  };
}

function chargeOf({ tokens, eur }: { readonly tokens: number; readonly eur: number }): Charge {
  return { requests: 1, tokens: wholeTokens(tokens), nanoEur: nanoEurOf(eur) };
}

class Sum {
  #requests = 0;
  #tokens = 0;
  #nanoEur = 0;

  add({ requests, tokens, nanoEur }: Charge): void {
    this.#requests += requests;
    this.#tokens += tokens;
    this.#nanoEur += nanoEur;
  }

  /** What has to be added to the sum to come to an amount. */
  difference({ requests, tokens, nanoEur }: Charge): Charge {
    return {
      requests: requests - this.#requests,
      tokens: tokens - this.#tokens,
      nanoEur: nanoEur - this.#nanoEur,
    };
  }
}

/** The limits of a key, `undefined` where it has none. */
function limitsOf({ requestsPerMinute, tokensPerMinute, budget }: VirtualKey): Limits | undefined {
  const { eurPerDay, eurPerMonth } = budget ?? {};
  const limits = { requestsPerMinute, tokensPerMinute, eurPerDay, eurPerMonth };
  return Object.values(limits).some((limit) => limit !== undefined) ? limits : undefined;
}

/** Goes on with a verdict at once where it is there at once. */
function map<Result>(
  verdict: Verdict | Promise<Verdict>,
  then: (verdict: Verdict) => Result,
  down?: () => Result,
): Result | Promise<Result> {
  if (!(verdict instanceof Promise)) return then(verdict);
  return down === undefined
    ? verdict.then(then)
    : verdict.then(then, (error: unknown) => orElse(error, down));
}

/** @throws The error itself where it does not say that the store is down. */
function orElse<Result>(error: unknown, down: () => Result): Result {
  if (error instanceof StoreDown) return down();
  throw error;
}
