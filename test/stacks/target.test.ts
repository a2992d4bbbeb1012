import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { stringify } from "yaml";
import { manifestsFolder, resolveTarget } from "../../stacks/target.ts";
import { environment, existingCluster } from "./environments.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "target-"));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  vi.stubEnv("HTTPS_PROXY", "");
  vi.stubEnv("https_proxy", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const on = (whenUnreachable: string) => environment({ cluster: { ...existingCluster, whenUnreachable } });

function kubeconfig(server: string): void {
  writeFileSync(
    join(folder, "config"),
    stringify({
      "current-context": "one",
      contexts: [{ name: "one", context: { cluster: "one" } }],
      clusters: [{ name: "one", cluster: { server } }],
    }),
  );
}

describe("where an environment's objects go", () => {
  test("to a new cluster, whatever kubeconfig there is", async () => {
    expect(await resolveTarget(environment())).toEqual({ kind: "new-cluster" });
  });

  test("to the existing cluster that answers", async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    const url = `https://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
    kubeconfig(url);
    expect(await resolveTarget(on("fail"))).toEqual({
      kind: "existing-cluster",
      server: url,
      context: "one",
    });
  });

  test("into a folder where there is no cluster and the configuration allows it, with the reason", async () => {
    expect(await resolveTarget(on("render"))).toEqual({
      kind: "manifests",
      folder: manifestsFolder("test"),
      reason: `there is no kubeconfig (looked for ${join(folder, "config")})`,
    });
    kubeconfig("https://127.0.0.1:1");
    const target = await resolveTarget(on("render"));
    expect(target.kind === "manifests" ? target.reason : target).toMatch(
      /^https:\/\/127\.0\.0\.1:1 \(context "one"\) is unreachable: /,
    );
  });

  test("nowhere by default: the mistake is told, with file, reason and what to do", async () => {
    kubeconfig("https://127.0.0.1:1");
    for (const cluster of [existingCluster, { ...existingCluster, whenUnreachable: "fail" }]) {
      await expect(resolveTarget(environment({ cluster }))).rejects.toThrow(
        /^stacks\/Pulumi\.test\.yaml:\n {2}- eu-llm-stack:cluster is an existing cluster, but https:.*unreachable.*KUBECONFIG/,
      );
    }
  });
});
