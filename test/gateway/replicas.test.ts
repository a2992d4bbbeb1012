import { describe, expect, test } from "vitest";
import { gatewayEndpointSchema } from "../../domain/gateway/endpoint.ts";
import { attemptsSchema, healthSchema } from "../../domain/gateway/sections.ts";
import { leastBusy } from "../../gateway/upstream/balance.ts";
import { Health } from "../../gateway/upstream/health.ts";
import { createTargets, type Target } from "../../gateway/upstream/targets.ts";
import { CHAT, inside, startGateway, until } from "./harness.ts";
import { answer, startUpstream, type Upstream } from "./upstream.ts";

function target(name: string, outstandingTokens = 0): Target {
  return {
    endpoint: gatewayEndpointSchema.parse(inside("http://own/v1")),
    address: { origin: `http://${name}:8000`, host: "own", path: "/v1" },
    health: new Health(healthSchema.parse({}), 0),
    outstandingTokens,
  };
}
const nameOf = (chosen: Target | undefined) => chosen?.address.origin;

describe("the choice of a replica", () => {
  test("without a known beginning: the one with the fewest tokens outstanding", () => {
    expect(nameOf(leastBusy([target("a", 500), target("b", 20), target("c", 300)], ""))).toBe(
      "http://b:8000",
    );
  });

  test("the same beginning goes to the same replica, in whatever order they are listed", () => {
    const all = ["a", "b", "c", "d"].map((name) => target(name));
    const first = nameOf(leastBusy(all, "You are a helpful assistant."));
    expect(nameOf(leastBusy(all.toReversed(), "You are a helpful assistant."))).toBe(first);
  });

  test("beginnings spread evenly, and when a replica goes only its own move", () => {
    const all = ["a", "b", "c", "d"].map((name) => target(name));
    const prefixes = Array.from({ length: 1000 }, (_, index) => `prompt ${index}`);
    const before = prefixes.map((prefix) => nameOf(leastBusy(all, prefix)));
    for (const one of all) {
      const share = before.filter((name) => name === nameOf(one)).length;
      expect(share).toBeGreaterThan(200);
      expect(share).toBeLessThan(300);
    }
    const after = prefixes.map((prefix) => nameOf(leastBusy(all.slice(1), prefix)));
    const moved = prefixes.filter((_, index) => before[index] !== after[index]);
    expect(moved).toHaveLength(before.filter((name) => name === nameOf(all[0])).length);
  });

  test("a preferred replica that is too far ahead is left for the idlest", () => {
    const all = ["a", "b"].map((name) => target(name));
    const preferred = leastBusy(all, "x");
    const other = all.find((one) => one !== preferred);
    if (preferred === undefined || other === undefined) throw new Error("no replica");
    preferred.outstandingTokens = 8_000;
    expect(leastBusy(all, "x")).toBe(preferred);
    preferred.outstandingTokens = 9_000;
    expect(leastBusy(all, "x")).toBe(other);
  });
});

const total = (upstreams: readonly Upstream[]) => upstreams.map(({ chats }) => chats.length);

test("requests with one system prompt meet one replica, others spread; the client's Host is the endpoint's", async () => {
  const replicas = await Promise.all([startUpstream(), startUpstream(), startUpstream()]);
  const own = inside("http://own.example:1/v1", { replicas: replicas.map(({ url }) => url) });
  const gateway = await startGateway([own]);
  const withPrompt = { ...CHAT, messages: [{ role: "system", content: "Du bist knapp." }, ...CHAT.messages] };
  for (let sent = 0; sent < 6; sent += 1) await gateway.post(withPrompt);
  expect(total(replicas).toSorted()).toEqual([0, 0, 6]);
});

test("while one replica is busy, the next request goes to another", async () => {
  const replicas = await Promise.all([startUpstream(() => undefined), startUpstream(() => undefined)]);
  const own = inside("http://own.example:1/v1", { replicas: replicas.map(({ url }) => url) });
  const gateway = await startGateway([own], { timeouts: { drainSeconds: 0.1 } });
  const client = new AbortController();
  const asking = [1, 2, 3, 4].map(() => gateway.post(CHAT, {}, client.signal).catch(() => undefined));
  await until(() => total(replicas).every((count) => count === 2));
  client.abort();
  await Promise.all(asking);
});

test("a replica that is down is passed over within the same request, and then left alone", async () => {
  const replicas = await Promise.all([startUpstream(answer({}, 500)), startUpstream()]);
  const own = inside("http://own.example:1/v1", { replicas: replicas.map(({ url }) => url) });
  const gateway = await startGateway([own], {
    health: { breaker: { failures: 2 }, latency: { limit: "off" } },
  });
  for (let sent = 0; sent < 10; sent += 1) expect((await gateway.post(CHAT)).status).toBe(200);
  expect(replicas[0].chats.length).toBeLessThanOrEqual(2);
});

test("discovery by DNS: every address is a replica, and those that come and go are seen", async () => {
  const one = await startUpstream();
  const { port } = new URL(one.url);
  const own = inside(`http://model-server.llm.svc:${port}/v1`, { discovery: "dns" });
  const gateway = await startGateway([own], {}, { resolve: () => Promise.resolve(["127.0.0.1"]) });
  const response = await gateway.post(CHAT);
  expect(response.status).toBe(200);
  expect(one.chats[0]?.headers.host).toBe(`model-server.llm.svc:${port}`);
});

test("replicas that come and go are seen at the next look, and one that stays keeps what is known of it", async () => {
  const endpoint = gatewayEndpointSchema.parse(inside("http://own:8000/v1", { discovery: "dns" }));
  let answerOf: () => Promise<string[]> = () => Promise.resolve(["10.0.0.1", "10.0.0.2"]);
  const sections = { health: healthSchema.parse({}), attempts: attemptsSchema.parse({}) };
  const targets = createTargets({ endpoints: [endpoint], ...sections }, undefined, () => answerOf());
  const seen = async () => {
    await targets.start();
    targets.stop();
    return targets.of(endpoint).map(({ address }) => address.origin);
  };
  expect(await seen()).toEqual(["http://10.0.0.1:8000", "http://10.0.0.2:8000"]);
  const [, second] = targets.of(endpoint);
  answerOf = () => Promise.resolve(["10.0.0.3", "10.0.0.2"]);
  expect(await seen()).toEqual(["http://10.0.0.2:8000", "http://10.0.0.3:8000"]);
  expect(targets.of(endpoint)[0]).toBe(second);
  // A resolver that is down says nothing about the replicas; a name without an address does.
  answerOf = () => Promise.reject(Object.assign(new Error("timeout"), { code: "ETIMEOUT" }));
  expect(await seen()).toHaveLength(2);
  answerOf = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  expect(await seen()).toEqual([]);
});
