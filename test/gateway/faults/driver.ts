import { createServer } from "node:http";
import { ask } from "./ask.ts";
import type { FaultCase } from "./case.ts";
import { judge, type Expected, type Judgement, type Strictness } from "./judge.ts";
import { chargedTokens, sumOf } from "./metrics.ts";
import { startRaw, type Endpoint, type RawUpstream } from "./raw-upstream.ts";
import { isFields, parsed, wait } from "./values.ts";
import { good } from "./wire.ts";

/** Runs a case against a gateway, any that speaks OpenAI's API, and judges what its client saw. */

export type Variant = "alone" | "backed";

export interface Target {
  /** Base URL up to and including the version. */
  readonly url: string;
  readonly model: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its metrics, where it is our gateway. */
  metrics?(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Gives a gateway whose model tries these endpoints (base URLs) in this order; a patient one waits for silent endpoints
 * longer than any case lasts.
 */
export type OpenTarget = (
  endpoints: readonly string[],
  variant: Variant,
  patient: boolean,
) => Promise<Target>;

export interface Settings {
  readonly open: OpenTarget;
  readonly strictness: Strictness;
  /** Where endpoint 1 and endpoint 2 listen; 0 takes free ports. */
  readonly ports: readonly [number, number];
  /** Milliseconds after which an answer counts as hanging. */
  readonly deadline: number;
}

export interface Result {
  readonly fault: FaultCase;
  readonly variant: Variant;
  readonly judgement: Judgement;
  readonly best: Expected;
  /** Chat completions that endpoints 1 and 2 got. */
  readonly asked: readonly [number, number];
  /** Our gateway's metrics after it all. */
  readonly metrics: string;
  readonly cancelledAfter: number | undefined;
}

const GOOD: Endpoint = { kind: "request", script: ({ body }) => good(body) };

export function variantsOf(fault: FaultCase): Variant[] {
  return [...(fault.alone ? (["alone"] as const) : []), ...(fault.backed ? (["backed"] as const) : [])];
}

export async function runCase(fault: FaultCase, variant: Variant, settings: Settings): Promise<Result> {
  const acceptable = fault[variant] ?? [];
  const [best] = acceptable;
  if (best === undefined) throw new Error(`${fault.kind} has no outcome ${variant}`);
  const trap = await startTrap();
  const first = await startRaw(fault.first, settings.ports[0], trap.url);
  const second = variant === "backed" ? await startRaw(fault.second ?? GOOD, settings.ports[1]) : undefined;
  const urls = [first, ...(second ? [second] : [])].map(({ port }) => `http://127.0.0.1:${port}/v1`);
  const target = await settings.open(urls, variant, fault.client?.kind === "leaves");
  try {
    const { judgement, cancelledAfter } = await conduct(
      fault,
      acceptable,
      target,
      first,
      settings,
      trap.asked,
    );
    const further = await askAgain(fault, variant, target, settings, trap.asked);
    const worst =
      [judgement, ...further].find(({ verdict }) => verdict === "bad") ?? further.at(-1) ?? judgement;
    const metrics = await settledMetrics(target);
    const asked = [first.turns.length, second?.turns.length ?? 0] as const;
    const amiss =
      wrongRequest(fault, first) ?? (await leftOpen(first)) ?? wrongCounts(fault, worst, asked, metrics);
    return {
      fault,
      variant,
      best,
      cancelledAfter,
      judgement:
        worst.verdict === "bad" || amiss === undefined ? worst : { verdict: "bad", rank: -1, reason: amiss },
      asked,
      metrics,
    };
  } finally {
    await target.close();
    await first.close();
    await second?.close();
    await trap.close();
  }
}

async function conduct(
  fault: FaultCase,
  acceptable: readonly Expected[],
  target: Target,
  first: RawUpstream,
  { deadline, strictness }: Settings,
  trapped: () => number,
): Promise<{ judgement: Judgement; cancelledAfter: number | undefined }> {
  const { client } = fault;
  let leftAt = 0;
  const leaves = async (after: number) => {
    await until(() => first.turns.length > 0, deadline);
    await wait(after);
    leftAt = performance.now();
  };
  let sentBeforeReading = 0;
  const late = client?.kind === "reads late" ? client : undefined;
  if (late) setTimeout(() => (sentBeforeReading = first.sent()), late.after - 50);
  const seen = await ask({
    ...question(fault, target),
    deadline: late ? deadline * 4 : deadline,
    ...(client?.kind === "leaves" && { leaves: () => leaves(client.after) }),
    ...(late && { readsLate: late.after }),
  });
  if (seen.ended === "left") await until(() => first.closedAt.length > 0, 2000);
  const closedAt = first.closedAt[0];
  const cancelledAfter = closedAt === undefined || leftAt === 0 ? undefined : Math.max(0, closedAt - leftAt);
  const judgement = judge(seen, acceptable, strictness, { trapped: trapped(), cancelledAfter });
  if (late && sentBeforeReading > late.atMostBytes) {
    const reason = `the endpoint could send ${sentBeforeReading} bytes to a client that read none`;
    return { cancelledAfter, judgement: { verdict: "bad", rank: -1, reason } };
  }
  return { judgement, cancelledAfter };
}

async function askAgain(
  fault: FaultCase,
  variant: Variant,
  target: Target,
  { deadline, strictness }: Settings,
  trapped: () => number,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (let at = 0; at < (fault.then?.times ?? 0); at += 1) {
    await wait(fault.then?.pause ?? 0);
    const seen = await ask({ ...question(fault, target, at + 2), deadline });
    const judgement = judge(seen, fault.then?.[variant](at + 2) ?? [], strictness, { trapped: trapped() });
    const { reason } = judgement;
    judgements.push({ ...judgement, reason: reason === "" ? "" : `request ${at + 2}: ${reason}` });
  }
  return judgements;
}

function question({ asked, request = {} }: FaultCase, { url, model, headers }: Target, number = 1) {
  const streamed = asked === "stream" ? { stream: true, stream_options: { include_usage: true } } : {};
  const messages = [{ role: "user", content: `Frage ${number}` }];
  return { url, headers, body: JSON.stringify({ model, messages, ...streamed, ...request }) };
}

/** What endpoint 1 should have been sent and was not. */
function wrongRequest({ passes }: FaultCase, { turns }: RawUpstream): string | undefined {
  const sent = parsed(turns[0]?.body ?? "");
  for (const [key, value] of Object.entries(passes ?? {})) {
    const got = isFields(sent) && key in sent ? JSON.stringify(sent[key]) : "nothing";
    if (got !== JSON.stringify(value)) return `the request's "${key}" reached the endpoint as ${got}`;
  }
  return undefined;
}

/** An answer that nobody reads any more, but whose connection stands. */
async function leftOpen(first: RawUpstream): Promise<string | undefined> {
  await until(() => first.busy() === 0, 2500);
  return first.busy() === 0 ? undefined : "the connection to the endpoint was never let go";
}

/** What our gateway's metrics say other than what its endpoints saw. */
function wrongCounts(
  { first, second, then, tokens, client }: FaultCase,
  { verdict }: Judgement,
  asked: readonly [number, number],
  metrics: string,
): string | undefined {
  if (metrics === "") return undefined;
  if (sumOf(metrics, "eu_llm_gateway_requests_in_flight") !== 0)
    return "a request is still counted as in flight";
  const attempts = sumOf(metrics, ATTEMPTS);
  const all = asked[0] + asked[1];
  // Attempts that never reach an endpoint are attempts too; requests in turn may need more of them.
  const exact = first.kind === "request" && (second?.kind ?? "request") === "request" && then === undefined;
  if (attempts < all || (exact && attempts > all)) return `${all} attempts were counted as ${attempts}`;
  if (client?.kind === "leaves" && sumOf(metrics, ATTEMPTS, { outcome: "client_gone" }) !== 1) {
    return "the client that left was not counted";
  }
  // Where endpoint 2 stepped in, the tokens are its own.
  if (tokens === undefined || verdict !== "right" || asked[1] > 0) return undefined;
  const counted = [chargedTokens(metrics, "input"), chargedTokens(metrics, "output")];
  return String(counted) === String(tokens)
    ? undefined
    : `${String(tokens)} tokens were counted as ${String(counted)}`;
}

const ATTEMPTS = "eu_llm_gateway_attempts_total";

/** Metrics once nothing is in flight any more; whatever they are after a second where that never comes. */
async function settledMetrics(target: Target): Promise<string> {
  if (target.metrics === undefined) return "";
  const end = performance.now() + 1000;
  for (;;) {
    const text = await target.metrics();
    if (/^eu_llm_gateway_requests_in_flight 0$/m.test(text) || performance.now() > end) return text;
    await wait(20);
  }
}

async function until(holds: () => boolean, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!holds() && performance.now() < end) await wait(5);
}

/** A server that nobody should ask. */
async function startTrap() {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Runs tasks, so many at a time, and gives their results in order. */
export async function inParallel<T>(tasks: readonly (() => Promise<T>)[], atOnce: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < tasks.length; at = next++) {
      const task = tasks[at];
      if (task !== undefined) results[at] = await task();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
