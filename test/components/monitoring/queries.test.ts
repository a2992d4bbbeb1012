import { beforeAll, describe, expect, test } from "vitest";
import { alertRules, JOBS, type WatchedParts } from "../../../components/monitoring/alert-rules.ts";
import { dashboard, dashboardQueries } from "../../../components/monitoring/dashboard.ts";
import { DCGM_NAME, DcgmExporter } from "../../../components/monitoring/dcgm-exporter.ts";
import { isList, plainProperties } from "../../../policies/resource.ts";
import { at } from "../clear-text.ts";
import { only, record } from "../recorder.ts";
import { gatewaySeries, metricsIn, OWN_SERIES, vllmSeries } from "./known-metrics.ts";

const ownModel = { startMinutes: 30, scheduled: false };
const everything: WatchedParts = { ownModel, gpuMetrics: true };
const managed: WatchedParts = { gpuMetrics: false };

let gpu: string[] = [];
let gateway: string[] = [];
const vllm = vllmSeries();
beforeAll(async () => {
  gateway = await gatewaySeries();
  const registered = await record(() => {
    const gpus = { labels: {}, tolerations: [], totalGpus: 1 };
    new DcgmExporter("dcgm", {
      environment: "test",
      namespace: "gpu",
      gpus,
      metricsFrom: { labels: {}, namespace: "llm-test" },
    });
    return Promise.resolve(undefined);
  });
  const counters = at(only(registered, "kubernetes:core/v1:ConfigMap").inputs, "data", "counters.csv");
  gpu = (typeof counters === "string" ? counters : "").split("\n").map((line) => line.split(",")[0] ?? "");
});

/** Metrics of queries that nothing exports. */
const unknown = (queries: string[], known: string[]) =>
  queries.flatMap(metricsIn).filter((name) => !known.includes(name));

const rules = (parts: WatchedParts) => alertRules(parts).map(({ expr }) => expr);

test("the metrics that a query names are found", () => {
  const query = `histogram_quantile(0.95, sum by (le, job) (rate(vllm:x_bucket{job="y"}[5m]))) / on() group_left() sum(up) > 0.5`;
  expect(metricsIn(query)).toEqual(["vllm:x_bucket", "up"]);
  expect(vllm).toContain("vllm:time_to_first_token_seconds_bucket");
  expect(vllm).not.toContain("vllm:time_to_first_token_seconds");
  expect(gateway).toContain("eu_llm_gateway_time_to_first_byte_seconds_bucket");
  expect(gpu).toContain("DCGM_FI_DEV_GPU_UTIL");
});

describe("every metric that appears exists", () => {
  test("in the alert rules", () => {
    expect(unknown(rules(everything), [...vllm, ...gateway, ...gpu, ...OWN_SERIES])).toEqual([]);
  });

  test("in the dashboard", () => {
    expect(unknown(dashboardQueries(everything), [...vllm, ...gateway, ...gpu])).toEqual([]);
  });

  test("without an own model and GPUs there are only the gateway's", () => {
    expect(unknown([...rules(managed), ...dashboardQueries(managed)], [...gateway, ...OWN_SERIES])).toEqual(
      [],
    );
  });

  test("without GPU metrics there are none of DCGM's", () => {
    const parts: WatchedParts = { ownModel, gpuMetrics: false };
    expect(
      unknown([...rules(parts), ...dashboardQueries(parts)], [...vllm, ...gateway, ...OWN_SERIES]),
    ).toEqual([]);
  });

  test("in every query there is one", () => {
    for (const query of [...rules(everything), ...dashboardQueries(everything)])
      expect(metricsIn(query).length, query).toBeGreaterThan(0);
  });
});

describe("alert rules", () => {
  test("have a name of their own, a severity, a wait, and say what it means", () => {
    const all = alertRules(everything);
    expect(new Set(all.map(({ alert }) => alert)).size).toBe(all.length);
    for (const { alert, for: wait, labels, annotations } of all) {
      expect(alert).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(wait).toMatch(/^\d+m$/);
      expect(["page", "ticket"]).toContain(labels.severity);
      expect(annotations.summary).not.toBe("");
      expect(annotations.description).toMatch(/\.$/);
    }
  });

  test("give a replica as long as it may take to start, and miss none that is scheduled to be away", () => {
    const waits = (scheduled: boolean) =>
      alertRules({ ownModel: { startMinutes: 45, scheduled }, gpuMetrics: false })
        .filter(({ alert }) => alert.startsWith("ModelServer") && alert !== "ModelServerSaturated")
        .map(({ alert, for: wait }) => `${alert} ${wait}`);
    expect(waits(false)).toEqual(["ModelServerReplicaDown 50m", "ModelServerDown 50m"]);
    expect(waits(true)).toEqual(["ModelServerReplicaDown 50m"]);
  });

  test("name only scrape jobs that exist", () => {
    const jobs = [...rules(everything), ...dashboardQueries(everything)].flatMap((query) =>
      [...query.matchAll(/job="([^"]*)"/g)].map(([, job]) => job),
    );
    expect(jobs.length).toBeGreaterThan(2);
    expect(
      [...new Set(jobs)].filter((job) => !Object.values<string | undefined>(JOBS).includes(job)),
    ).toEqual([]);
    expect(JOBS.gpu).toBe(DCGM_NAME);
  });
});

describe("the dashboard", () => {
  test("has a stable address, and panels that do not overlap", () => {
    const { uid, panels } = plainProperties(dashboard(everything));
    expect(uid).toBe("eu-llm-stack");
    const list = isList(panels) ? panels : [];
    const corners = list.map((panel) =>
      JSON.stringify([at(panel, "gridPos", "x"), at(panel, "gridPos", "y")]),
    );
    expect(list.length).toBeGreaterThan(5);
    expect(new Set(corners).size).toBe(list.length);
    expect(list.map((panel) => [at(panel, "gridPos", "w"), at(panel, "gridPos", "h")])).toEqual(
      list.map(() => [8, 8]),
    );
    expect(list.map((panel) => at(panel, "gridPos", "x"))).toEqual(list.map((_, index) => (index % 3) * 8));
  });

  test("shows in its panels exactly the queries that it lists", () => {
    const text = JSON.stringify(dashboard(everything));
    for (const query of dashboardQueries(everything))
      expect(text).toContain(JSON.stringify(query).slice(1, -1));
    expect(text.match(/"expr"/g)).toHaveLength(dashboardQueries(everything).length);
  });
});
