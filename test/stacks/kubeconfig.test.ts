import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { stringify } from "yaml";
import { clusterAddress, connectionProblem } from "../../stacks/kubeconfig.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  vi.stubEnv("HTTPS_PROXY", "");
  vi.stubEnv("https_proxy", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Writes a kubeconfig and gives its path. */
function file(name: string, content: Record<string, unknown> | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : stringify(content));
  return path;
}

const context = (name: string, cluster = name) => ({ name, context: { cluster, user: name } });
const cluster = (name: string) => ({ name, cluster: { server: `https://${name}.example:6443` } });
const two = {
  apiVersion: "v1",
  kind: "Config",
  "current-context": "one",
  contexts: [context("one"), context("two"), context("lost", "gone")],
  clusters: [cluster("one"), cluster("two")],
};
const address = (files: string[], wanted?: string) =>
  clusterAddress(wanted, { KUBECONFIG: files.join(delimiter) });

test("an empty kubeconfig, as kubectl writes it, hides nothing of the next one", () => {
  const empty = file("empty", { "current-context": "", contexts: null, clusters: null });
  expect(address([empty, file("two", two)])).toEqual({ server: "https://one.example:6443", context: "one" });
});

/** Why there is no address; "" where there is one. */
function problemOf(files: string[]): string {
  const found = address(files);
  return "problem" in found ? found.problem : "";
}

describe("the cluster's address", () => {
  test("is that of the current context", () => {
    expect(address([file("a", two)])).toEqual({ server: "https://one.example:6443", context: "one" });
  });

  test("is that of the context that is asked for", () => {
    expect(address([file("a", two)], "two")).toEqual({ server: "https://two.example:6443", context: "two" });
  });

  test("is found over several files; the first that sets a current context wins", () => {
    const first = file("first", { contexts: [context("three")] });
    const second = file("second", { "current-context": "three", clusters: [cluster("three")] });
    expect(address([first, second, file("third", two)])).toEqual({
      server: "https://three.example:6443",
      context: "three",
    });
    expect(address([first, second, file("third", two)], "two")).toMatchObject({ context: "two" });
  });

  test("is found though one of several files is missing", () => {
    expect(address([join(folder, "missing"), file("a", two)])).toMatchObject({ context: "one" });
  });
});

describe("without a cluster's address it is told why", () => {
  test("no file: where it was looked for", () => {
    const missing = join(folder, "missing");
    expect(address([missing])).toEqual({ problem: `there is no kubeconfig (looked for ${missing})` });
  });

  test("no variable: the file in the home folder", () => {
    vi.stubEnv("HOME", folder);
    for (const environment of [{}, { KUBECONFIG: "" }])
      expect(clusterAddress(undefined, environment)).toEqual({
        problem: `there is no kubeconfig (looked for ${join(folder, ".kube", "config")})`,
      });
  });

  test("no current context", () => {
    const path = file("a", { ...two, "current-context": "" });
    expect(address([path])).toEqual({ problem: `${path} sets no current context` });
    expect(problemOf([file("b", { clusters: [] })])).toContain("current");
    expect(problemOf([file("c", "")])).toContain("current");
  });

  test("an unknown context: those that there are", () => {
    expect(address([file("a", two)], "three")).toEqual({
      problem: 'there is no context "three"; there are one, two, lost',
    });
  });

  test("a context whose cluster is not there", () => {
    expect(address([file("a", two)], "lost")).toEqual({
      problem: 'context "lost" names cluster "gone", which is not there',
    });
  });

  test("a file that is no YAML, or no kubeconfig: which one", () => {
    const broken = file("broken", "contexts: [");
    expect(problemOf([file("a", two), broken])).toMatch(new RegExp(`^${broken} cannot be read: `));
    const other = file("other", "contexts: nothing\n");
    expect(address([other])).toEqual({ problem: `${other} is no kubeconfig` });
  });
});

describe("the connection to a cluster", () => {
  test("has no problem where something listens, and the refusal where nothing does", async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    expect(await connectionProblem(`https://127.0.0.1:${port}`)).toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    expect(await connectionProblem(`https://127.0.0.1:${port}`)).toContain("ECONNREFUSED");
  });

  test("is not tried behind a proxy", async () => {
    vi.stubEnv("HTTPS_PROXY", "http://proxy.example:3128");
    expect(await connectionProblem("https://127.0.0.1:1")).toBeUndefined();
  });

  test("needs an address", async () => {
    expect(await connectionProblem("nowhere")).toBe('"nowhere" is no address');
  });
});
