import { describe, expect, test } from "vitest";
import type { ResidencyLevel } from "../../../domain/jurisdiction/countries.ts";
import type { Verdict } from "../../../policies/residency/finding.ts";
import { judgeResource } from "../../../policies/residency/judge.ts";
import { type PlannedResource, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { endpoint, gatewayConfigMap, place, planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";

/** Verdict and property of each finding. */
const verdicts = (resource: PlannedResource, level: ResidencyLevel = "eu") =>
  judgeResource(resource, settingsAt(level)).map(({ verdict, property }) => [verdict, property]);

describe("the gateway's endpoints", () => {
  const US = place("US");
  test.each<[string, Record<string, unknown>, Verdict, string]>([
    ["inside", {}, "proved", "endpoints[0]"],
    ["outside, accepting sensitive", { jurisdiction: US }, "violating", "endpoints[0].accepts"],
    ["outside, public only", { jurisdiction: US, accepts: ["public"] }, "proved", "endpoints[0]"],
    [
      "api.openai.com that claims DE",
      { url: "https://api.openai.com/v1" },
      "violating",
      "endpoints[0].accepts",
    ],
    [
      "api.openai.com that claims DE, public only",
      { url: "https://api.openai.com/v1", accepts: ["public"] },
      "proved",
      "endpoints[0]",
    ],
    [
      "eu.api.openai.com, which promises the EEA and Switzerland",
      { url: "https://eu.api.openai.com/v1" },
      "violating",
      "endpoints[0].accepts",
    ],
    [
      "api.mistral.ai, which promises no place",
      { url: "https://api.mistral.ai/v1" },
      "violating",
      "endpoints[0].accepts",
    ],
    ["api.eu.mistral.ai", { url: "https://api.eu.mistral.ai/v1" }, "proved", "endpoints[0]"],
    ["an owner outside", { jurisdiction: place("DE", "US") }, "proved", "endpoints[0]"],
    ["a place that nobody could name", { jurisdiction: place("ZZ") }, "violating", "endpoints[0].accepts"],
  ])("%s: %s", (_, changes, verdict, property) => {
    expect(verdicts(gatewayConfigMap([endpoint(changes)]))).toEqual([[verdict, property]]);
  });

  test("the EEA and Switzerland are inside at level adequacy", () => {
    const openai = gatewayConfigMap([endpoint({ url: "https://eu.api.openai.com/v1" })]);
    expect(verdicts(openai, "adequacy")).toEqual([["proved", "endpoints[0]"]]);
  });

  test("each endpoint is judged, with its index", () => {
    const outside = endpoint({ name: "b", jurisdiction: US });
    expect(verdicts(gatewayConfigMap([endpoint(), outside]))).toEqual([
      ["proved", "endpoints[0]"],
      ["violating", "endpoints[1].accepts"],
    ]);
  });

  test.each<[string, string]>([
    ["no JSON", "{"],
    ["JSON without endpoints", "{}"],
    ["an endpoint without a place", JSON.stringify({ endpoints: [endpoint({ jurisdiction: undefined })] })],
    [
      "a country that is no code",
      JSON.stringify({ endpoints: [endpoint({ jurisdiction: place("Germany") })] }),
    ],
  ])("%s is unproven", (_, text) => {
    expect(verdicts(gatewayConfigMap(text))).toEqual([["unproven", 'data["gateway.json"]']]);
  });

  test("a configuration that is not known yet is unproven", () => {
    const labels = { "eu-llm-stack/config": "gateway" };
    const unreadable: Value[] = [UNKNOWN, { "gateway.json": UNKNOWN }, {}];
    for (const data of unreadable) {
      const map = planned("kubernetes:core/v1:ConfigMap", { metadata: { labels }, data });
      expect(verdicts(map)).toEqual([["unproven", 'data["gateway.json"]']]);
    }
  });

  test("what such a host says in the configuration's other places changes nothing", () => {
    const text = JSON.stringify({ endpoints: [endpoint()], residencyLevel: "adequacy" });
    expect(verdicts(gatewayConfigMap(text))).toEqual([["proved", "endpoints[0]"]]);
  });

  test("a ConfigMap without the label is none of the gateway's: its hosts are judged like those of any text", () => {
    const data = { "gateway.json": JSON.stringify({ endpoints: [endpoint({ jurisdiction: US })] }) };
    const labels = { "eu-llm-stack/config": "other" };
    const judged = [["unproven", 'data["gateway.json"] (url)']];
    expect(verdicts(planned("kubernetes:core/v1:ConfigMap", { data }))).toEqual(judged);
    expect(verdicts(planned("kubernetes:core/v1:ConfigMap", { metadata: { labels }, data }))).toEqual(judged);
  });
});

describe("the place that an existing cluster's owner declares", () => {
  const cluster = (country: string) =>
    planned("eu-llm-stack:index:ExistingGpuNodes", { place: place(country) });

  test("inside proves, outside violates", () => {
    expect(verdicts(cluster("DE"))).toEqual([["proved", "place.country"]]);
    expect(verdicts(cluster("US"))).toEqual([["violating", "place.country"]]);
    expect(verdicts(cluster("NO"), "eea")).toEqual([["proved", "place.country"]]);
  });

  test("counts only on the component that stands for an existing cluster", () => {
    expect(verdicts(planned("eu-llm-stack:index:Gateway", { place: place("US") }))).toEqual([]);
  });
});
