import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { TestCluster } from "./cluster.ts";
import { clusterMissing, skipReason } from "./requirements.ts";
import { finished, type Result, Sandbox } from "./sandbox.ts";

const skip = skipReason("test/engine/up.test.ts", clusterMissing());

const LOCAL = "stacks/Pulumi.local.yaml";
const NAMESPACE = "llm-local";

const reportSchema = z.looseObject({
  exitCode: z.number(),
  unchanged: z.number(),
  changes: z.array(z.looseObject({ operation: z.string(), name: z.string(), type: z.string() })),
});

const changesOf = ({ stdout }: Result) => reportSchema.parse(JSON.parse(stdout)).changes;

describe.skipIf(skip)("up and down on a real Kubernetes API", () => {
  const cluster = new TestCluster();
  let project: Sandbox;

  const up = (...args: string[]) =>
    project.cli(["up", "--stack", "local", "--as-of", "2026-11-24", "--json", ...args]);
  const down = () => project.cli(["down", "--stack", "local", "--json"]);
  const secret = async (name: string, key: string) => {
    const encoded = await cluster.kubectl(
      "-n",
      NAMESPACE,
      "get",
      "secret",
      name,
      "-o",
      `jsonpath={.data.${key}}`,
    );
    return Buffer.from(encoded, "base64").toString();
  };

  beforeAll(async () => {
    project = new Sandbox({ KUBECONFIG: cluster.kubeconfig });
    await cluster.setUp((text) => {
      const file = join(project.folder, "fixtures.yaml");
      writeFileSync(file, text);
      return file;
    });
  });
  afterAll(async () => {
    await down();
    await cluster.tearDown();
    project.dispose();
  });

  test("a violating configuration creates nothing at all", async () => {
    const before = project.read(LOCAL);
    project.edit(LOCAL, "country: DE", "country: US");
    const { code, stderr } = await up();
    expect(code).toBe(2);
    expect(stderr).toContain("Nothing was created");
    expect(await cluster.namespaces()).toEqual([]);
    project.write(LOCAL, before);
  });

  test("^C stops politely: the state is saved, nothing stays locked", async () => {
    const child = project.startCli(["up", "--stack", "local", "--as-of", "2026-11-24", "--verbose"]);
    const result = finished(child);
    let output = "";
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (data: Buffer) => {
        output += data.toString();
        if (/Updating \([\s\S]*creat/.test(output)) resolve();
      });
      child.once("close", () => resolve());
    });
    child.kill("SIGINT");
    const { code, stderr } = await result;
    expect(stderr).toContain("Stopping after what is under way");
    expect(stderr).toContain("run the same command again");
    expect(code).toBe(130);
    const locks = readdirSync(join(project.folder, ".eu-llm", "state", ".pulumi"), { recursive: true })
      .map(String)
      .filter((path) => path.includes("locks") && path.endsWith(".json"));
    expect(locks).toEqual([]);
  });

  test("creates everything; vLLM runs on the GPU node and the rest elsewhere", async () => {
    const { code, stdout, stderr } = await up();
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(
      reportSchema.parse(JSON.parse(stdout)).changes.every(({ operation }) => operation === "create"),
    ).toBe(true);
    const placed = await cluster.placement(NAMESPACE);
    expect(Object.fromEntries([...placed].map(([part, nodes]) => [part, [...nodes]]))).toEqual({
      "model-server": ["test-gpu"],
      gateway: ["test-cpu"],
      prometheus: ["test-cpu"],
      grafana: ["test-cpu"],
    });
    expect([...((await cluster.placement(`${NAMESPACE}-gpu-metrics`)).get("dcgm-exporter") ?? [])]).toEqual([
      "test-gpu",
    ]);
  });

  test("the API server enforces the restricted Pod Security Standard", async () => {
    const level = await cluster.kubectl(
      ...[
        "get",
        "namespace",
        NAMESPACE,
        "-o",
        "jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}",
      ],
    );
    expect(level).toBe("restricted");
    const root = ["-n", NAMESPACE, "run", "root", "--image=busybox", "--dry-run=server"];
    await expect(cluster.kubectl(...root)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  test("generated secrets are nowhere in the state or in what was printed", async () => {
    const values = [await secret("grafana-admin", "password"), await secret("model-server-api-key", "key")];
    const folder = join(project.folder, ".eu-llm");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const text = readFileSync(join(file.parentPath, file.name), "utf8");
      for (const value of values) expect(text.includes(value), `${file.name} holds a secret`).toBe(false);
    }
  });

  test("a second up changes nothing", async () => {
    const { code, stdout } = await up();
    expect(code).toBe(0);
    expect(changesOf({ code, stdout, stderr: "" })).toEqual([]);
  });

  test("changing the model updates its Deployment in place, though no GPU is spare", async () => {
    const uid = () =>
      cluster.kubectl("-n", NAMESPACE, "get", "deployment", "model-server", "-o", "jsonpath={.metadata.uid}");
    const before = await uid();
    project.edit(LOCAL, "    contextLength: 16384", "    contextLength: 8192\n    quantization: fp8");
    const result = await up();
    expect(result.code).toBe(0);
    const changed = changesOf(result).filter(({ type }) => type.startsWith("kubernetes:"));
    expect(changed.map(({ operation, name, type }) => `${operation} ${type} ${name}`)).toEqual([
      "update kubernetes:apps/v1:Deployment model-server",
    ]);
    expect(await uid()).toBe(before);
    const args = await cluster.kubectl(
      ...["-n", NAMESPACE, "get", "pods", "-l", "app.kubernetes.io/name=model-server"],
      ...["-o", "jsonpath={.items[*].spec.containers[0].args}"],
    );
    expect(args).toContain("--quantization=fp8");
    expect(args).toContain("--max-model-len=8192");
  });

  test("a cluster that does not answer for a moment does not turn the environment into manifests", async () => {
    const lost = { KUBECONFIG: join(project.folder, "lost") };
    const text = readFileSync(cluster.kubeconfig, "utf8").replace(
      /server: "?https:[^",}\s]+"?/,
      'server: "https://127.0.0.1:1"',
    );
    writeFileSync(lost.KUBECONFIG, text);
    const { code, stderr } = await project.cli(["up", "--stack", "local"], lost);
    expect(code).toBe(1);
    expect(stderr).toContain("runs on a cluster");
    expect(stderr).toContain("https://127.0.0.1:1");
    expect((await cluster.placement(NAMESPACE)).size).toBe(4);
  });

  test("another cluster under the same context is refused: there nothing would be unchanged, here nothing deleted", async () => {
    const other = { KUBECONFIG: join(project.folder, "other") };
    const host = "https://localhost:";
    writeFileSync(
      other.KUBECONFIG,
      readFileSync(cluster.kubeconfig, "utf8").replace("https://127.0.0.1:", host),
    );
    for (const command of ["preview", "up", "down"]) {
      const { code, stderr } = await project.cli([command, "--stack", "local"], other);
      expect(`${command} ${code}`).toBe(`${command} 1`);
      expect(stderr).toContain("runs on the cluster at https://127.0.0.1:");
      expect(stderr).toContain(host);
    }
    expect((await cluster.placement(NAMESPACE)).size).toBe(4);
    const said = await project.cli(["preview", "--stack", "local", "--same-cluster"], other);
    expect(said.code).toBe(0);
  });

  test("down leaves nothing behind", async () => {
    const { code } = await down();
    expect(code).toBe(0);
    expect(await cluster.namespaces()).toEqual([]);
  });
});

describe.skipIf(skip)("manifests instead of a cluster", () => {
  const cluster = new TestCluster();
  let project: Sandbox;
  beforeAll(() => {
    project = new Sandbox();
  });
  afterAll(async () => {
    await cluster.kubectl("delete", "namespace", "--ignore-not-found", "llm-local", "llm-local-gpu-metrics");
    project.dispose();
  });

  test("up writes files that a real API server accepts, and down removes them", async () => {
    const { code } = await project.cli(["up", "--stack", "local", "--as-of", "2026-11-24"]);
    expect(code).toBe(0);
    const folder = join(project.folder, ".eu-llm", "manifests", "local", "1-manifest");
    const files = readdirSync(folder);
    const namespaces = files.filter((file) => file.includes("-namespace-"));
    expect(namespaces).toHaveLength(2);
    // Objects in a namespace are only accepted once it is there.
    for (const file of namespaces) await cluster.kubectl("apply", "--server-side", "-f", join(folder, file));
    const objects = join(project.folder, "objects");
    mkdirSync(objects);
    for (const file of files) writeFileSync(join(objects, file), readFileSync(join(folder, file)));
    const accepted = await cluster.kubectl("apply", "--dry-run=server", "-f", objects);
    expect(accepted.trim().split("\n")).toHaveLength(files.length);
    expect(accepted).not.toContain("would violate PodSecurity");
    // A cluster that turns up later is not taken for one in which all this exists.
    const found = await project.cli(["up", "--stack", "local"], { KUBECONFIG: cluster.kubeconfig });
    expect(found.code).toBe(1);
    expect(found.stderr).toContain("was written as manifests, and now there is a cluster");
    expect((await project.cli(["down", "--stack", "local"])).code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});
