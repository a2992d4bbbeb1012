import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { environmentFiles, environmentValues, loadEnvironment } from "../../../stacks/config/files.ts";
import { existingCluster, scaleway } from "../environments.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "environments-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes an environment's file from values by key. */
function write(file: string, values: Record<string, unknown>): void {
  const config = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`eu-llm-stack:${key}`, value]),
  );
  writeFileSync(join(folder, file), stringify({ config }));
}

const onExisting = (changes: Record<string, unknown> = {}, context?: string) => ({
  ...scaleway,
  cluster: { ...existingCluster, ...(context === undefined ? {} : { context }) },
  ...changes,
});

describe("the committed environments", () => {
  const names = [...environmentFiles().keys()];

  test("are local, dev, prod and managed", () => {
    expect(names).toEqual(["dev", "local", "managed", "prod"]);
  });

  test.each(names)("%s parses, its model fits, and no sensitive request may leave the EU", (name) => {
    const { model, endpoints, residency, costs } = loadEnvironment(name);
    expect(model?.fit.fits ?? true).toBe(true);
    expect(model !== undefined || endpoints.length > 0).toBe(true);
    expect(residency.level).toBe("eu");
    expect(costs.monthlyBudget).toBeGreaterThan(0);
  });

  test("managed has no own model; prod has two replicas of 70 billion parameters", () => {
    expect(loadEnvironment("managed").model).toBeUndefined();
    expect(loadEnvironment("prod").model).toMatchObject({
      replicas: 2,
      facts: { parameters: 70_553_706_496 },
    });
  });
});

describe("files", () => {
  test("are those that Pulumi would read; others are passed over", () => {
    for (const file of [
      "Pulumi.a.yaml",
      "Pulumi.b.yml",
      "Pulumi.c.json",
      "Pulumi.yaml",
      "index.ts",
      "Pulumi.d.txt",
    ])
      write(file, scaleway);
    expect([...environmentFiles(folder)]).toEqual([
      ["a", "Pulumi.a.yaml"],
      ["b", "Pulumi.b.yml"],
      ["c", "Pulumi.c.json"],
    ]);
  });

  test("two of one environment are refused, and both are named", () => {
    write("Pulumi.dev.yaml", scaleway);
    write("Pulumi.dev.json", scaleway);
    expect(() => environmentFiles(folder)).toThrow(
      'stacks/Pulumi.dev.yaml:\n  - environment "dev" is also in stacks/Pulumi.dev.json; keep one of the two files',
    );
  });

  test("an environment that is not there is told with those that are", () => {
    write("Pulumi.prod.yaml", scaleway);
    write("Pulumi.dev.yaml", scaleway);
    expect(() => loadEnvironment("prd", folder)).toThrow(
      'there is no environment "prd"; allowed: dev, prod; did you mean "prod"?',
    );
  });

  test("YAML that is broken is told with its place", () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  a: [1\n  b: 2\n");
    expect(() => loadEnvironment("dev", folder)).toThrow(
      /^stacks\/Pulumi\.dev\.yaml:\n {2}- not valid YAML: .*line \d/,
    );
  });

  test.each(["", "encryptionsalt: v1:x\n", "config:\n", "- a\n"])("%j has no configuration", (text) => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
    expect(() => loadEnvironment("dev", folder)).toThrow(
      "config: missing; it takes keys such as eu-llm-stack:cluster",
    );
  });

  test("keys of other projects are passed over", () => {
    writeFileSync(
      join(folder, "Pulumi.dev.yaml"),
      stringify({ config: { "kubernetes:context": "x", "eu-llm-stack:namespace": "chat" } }),
    );
    expect(environmentValues("dev", folder)).toEqual({ namespace: "chat" });
  });
});

describe("a namespace", () => {
  test("of another environment in the same cluster is refused, and both files are named", () => {
    write("Pulumi.a.yaml", onExisting());
    write("Pulumi.b.yaml", onExisting({ namespace: "llm-a" }));
    const message = 'namespace is "llm-a", which stacks/Pulumi.a.yaml uses in the same cluster';
    expect(() => loadEnvironment("b", folder)).toThrow(message);
    expect(() => loadEnvironment("a", folder)).toThrow(
      'namespace is "llm-a", which stacks/Pulumi.b.yaml uses',
    );
  });

  test("of another environment in the same context is refused", () => {
    write("Pulumi.a.yaml", onExisting({ namespace: "chat" }, "one"));
    write("Pulumi.b.yaml", onExisting({ namespace: "chat" }, "one"));
    expect(() => loadEnvironment("a", folder)).toThrow("in the same cluster");
  });

  test("may be used again in another context", () => {
    write("Pulumi.a.yaml", onExisting({ namespace: "chat" }, "one"));
    write("Pulumi.b.yaml", onExisting({ namespace: "chat" }, "two"));
    expect(loadEnvironment("a", folder).namespace).toBe("chat");
  });

  test("may be used again in a cluster that a stack creates for itself", () => {
    write("Pulumi.a.yaml", { ...scaleway, namespace: "chat" });
    write("Pulumi.b.yaml", { ...scaleway, namespace: "chat" });
    write("Pulumi.c.yaml", onExisting({ namespace: "chat" }));
    for (const name of ["a", "b", "c"]) expect(loadEnvironment(name, folder).namespace).toBe("chat");
  });

  test("is compared with files that are broken in no way that matters: those are their own environment's problem", () => {
    write("Pulumi.a.yaml", onExisting());
    writeFileSync(join(folder, "Pulumi.b.yaml"), "config: [");
    expect(loadEnvironment("a", folder).namespace).toBe("llm-a");
  });
});
