import { gatewayConfigSchema, type GatewayConfig } from "../../../../domain/gateway/config.ts";
import { createGateway } from "../../../../gateway/gateway.ts";
import { ask } from "../ask.ts";
import type { LogEntry } from "../own-gateway.ts";
import { inParallel } from "../driver.ts";
import { startRaw, type RawUpstream, type Turn } from "../raw-upstream.ts";
import type { Seen } from "../seen.ts";
import { wait } from "../values.ts";
import { randomConfiguration } from "./configurations.ts";
import { drawPlan, type Plan } from "./plans.ts";
import type { Random } from "./random.ts";

/** One gateway with a configuration of its own, and what many clients at once and its endpoints saw. */

export interface Query {
  readonly number: number;
  readonly label: "public" | "sensitive" | "none";
  /** The label that counts. */
  readonly sensitive: boolean;
  readonly model: string;
  readonly stream: boolean;
  readonly wantsUsage: boolean;
  /** Milliseconds after which the client hangs up. */
  readonly leavesAfter: number | undefined;
  /** Stands in the prompt and nowhere else. */
  readonly secret: string;
}

export interface Attempt {
  readonly query: number;
  readonly endpoint: string;
  readonly plan: Plan;
}

export interface Answered {
  readonly query: Query;
  readonly seen: Seen;
  readonly milliseconds: number;
}

export interface RoundResult {
  readonly config: GatewayConfig;
  readonly queries: readonly Answered[];
  readonly attempts: readonly Attempt[];
  readonly upstreams: ReadonlyMap<string, RawUpstream>;
  readonly log: readonly LogEntry[];
  readonly metrics: string;
  /** Connections that were busy after all was over, and those that were left when the gateway had closed. */
  readonly busyAfter: number;
  readonly openAfterClose: number;
}

export async function walkRound(random: Random, clients: number): Promise<RoundResult> {
  const attempts: Attempt[] = [];
  const names = Array.from({ length: random.between(1, 4) }, (_, at) => `endpoint-${at}`);
  const started = await Promise.all(
    names.map(
      async (endpoint) => [endpoint, await startEndpoint(random.of(endpoint), endpoint, attempts)] as const,
    ),
  );
  const upstreams = new Map(started);
  const urls = started.map(([, { port }]) => `http://127.0.0.1:${port}/v1`);
  const config = gatewayConfigSchema.parse(randomConfiguration(random.of("configuration"), urls));
  const log: LogEntry[] = [];
  const gateway = createGateway(config, { environment: {}, log: (entry) => log.push(entry) });
  const { port } = await gateway.listen();
  const root = `http://127.0.0.1:${port}`;
  const queries = Array.from({ length: clients }, (_, at) => drawQuery(random.of(`query ${at}`), at, config));
  try {
    const answered = await inParallel(
      queries.map((query) => () => send(root, query, config)),
      random.pick([10, 25, clients]),
    );
    await until(async () => inFlight(await metricsOf(root)) === 0, 3000);
    const busy = () => started.reduce((total, [, upstream]) => total + upstream.busy(), 0);
    await until(() => busy() === 0, 2000);
    const busyAfter = busy();
    const metrics = await metricsOf(root);
    await gateway.close();
    const open = () => started.reduce((total, [, upstream]) => total + upstream.connections(), 0);
    await until(() => open() === 0, 1000);
    return {
      config,
      queries: answered,
      attempts,
      upstreams,
      log,
      metrics,
      busyAfter,
      openAfterClose: open(),
    };
  } finally {
    await gateway.close();
    for (const [, upstream] of started) await upstream.close();
  }
}

/** Some endpoints are not there at all, some close every connection at once; the others plan each attempt anew. */
async function startEndpoint(random: Random, endpoint: string, attempts: Attempt[]): Promise<RawUpstream> {
  if (random.chance(0.08)) return startRaw({ kind: "absent" });
  if (random.chance(0.05)) return startRaw({ kind: "connection", script: [{ end: "FIN" }] });
  const asked = new Map<number, number>();
  return startRaw({
    kind: "request",
    script({ body }: Turn) {
      const query = Number(/Frage (\d+)\b/.exec(body)?.[1] ?? -1);
      const time = asked.get(query) ?? 0;
      asked.set(query, time + 1);
      const name = `${endpoint}-frage-${query}-mal-${time}`;
      const plan = drawPlan(random.of(name), name, body);
      attempts.push({ query, endpoint, plan });
      return plan.steps;
    },
  });
}

function drawQuery(random: Random, number: number, { models, timeouts }: GatewayConfig): Query {
  const label = random.pick(["public", "public", "sensitive", "none"] as const);
  const names = models.flatMap(({ id, aliases }) => [id, ...aliases.filter((alias) => alias !== "*")]);
  return {
    number,
    label,
    sensitive: label !== "public",
    model: random.chance(0.05) ? "nobody-knows-it" : random.pick(names),
    stream: random.chance(0.6),
    wantsUsage: random.chance(0.5),
    leavesAfter: random.chance(0.2) ? random.between(0, timeouts.totalSeconds * 1000) : undefined,
    secret: `geheim-${number}-${Math.floor(random.next() * 1e9)}`,
  };
}

async function send(root: string, query: Query, { timeouts }: GatewayConfig): Promise<Answered> {
  const { label, leavesAfter, model, number, secret, stream, wantsUsage } = query;
  const options = wantsUsage ? { stream_options: { include_usage: true } } : {};
  const messages = [{ role: "user", content: `Frage ${number} ${secret}` }];
  const begin = performance.now();
  const seen = await ask({
    url: `${root}/v1`,
    headers: label === "none" ? {} : { "x-eu-llm-sensitivity": label },
    body: JSON.stringify({ model, messages, ...(stream && { stream, ...options }) }),
    deadline: timeouts.totalSeconds * 1000 + MARGIN_MILLISECONDS,
    ...(leavesAfter !== undefined && { leaves: () => wait(leavesAfter) }),
  });
  return { query, seen, milliseconds: performance.now() - begin };
}

/** What a busy machine may add to a deadline. */
const MARGIN_MILLISECONDS = 2500;

/** The endpoints that may see a query. */
export function permitted({ models, endpoints }: GatewayConfig, query: Query): string[] {
  const named = models.find(({ id, aliases }) => id === query.model || aliases.includes(query.model));
  const model = named ?? models.find(({ aliases }) => aliases.includes("*"));
  return (model?.endpoints ?? []).filter((name) => {
    const endpoint = endpoints.find((one) => one.name === name);
    // Judged here anew, so that the gateway's own judgement is not its own witness.
    const inside = endpoint?.accepts.includes("sensitive") === true && endpoint.jurisdiction.country !== "US";
    return query.sensitive ? inside : endpoint !== undefined;
  });
}

async function metricsOf(root: string): Promise<string> {
  return (await fetch(`${root}/metrics`, { headers: { connection: "close" } })).text();
}

export function inFlight(metrics: string): number {
  return Number(/^eu_llm_gateway_requests_in_flight (\d+)$/m.exec(metrics)?.[1] ?? NaN);
}

async function until(holds: () => boolean | Promise<boolean>, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds()) && performance.now() < end) await wait(10);
}
