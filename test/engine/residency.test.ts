import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEngine } from "../../cli/engine/find.ts";
import { policyPack } from "../../cli/commands/policy-pack.ts";
import { readStack } from "../../cli/residency/sources.ts";
import { fails } from "../../policies/residency/finding.ts";
import { judgeStack } from "../../policies/residency/stack.ts";
import { settingsAt, TODAY } from "../policies/settings.ts";
import { TestCluster } from "./cluster.ts";
import { clusterMissing, skipReason } from "./requirements.ts";
import { finished } from "./sandbox.ts";

const skip = skipReason("test/engine/residency.test.ts", clusterMissing());
const ROOT = join(import.meta.dirname, "..", "..");

/** Where the test's cluster is said to stand. */
const PLACES = [
  { resource: "pulumi:providers:kubernetes::k8s", country: "DE", operator: "Example", ownerCountry: "DE" },
];
const POLICIES = ["data-residency", "stack-residency", "residency-ledger"];

/** A program that is none of this project's, judged by the pack that is written for anyone. */
class ForeignProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "eu-residency-test-"));
  readonly pack = join(this.folder, "pack");
  readonly #kubeconfig: string;

  constructor(kubeconfig: string) {
    this.#kubeconfig = kubeconfig;
    mkdirSync(join(this.folder, "state"));
    writeFileSync(join(this.folder, "package.json"), '{ "name": "foreign", "main": "index.cjs" }');
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      "name: foreign\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.cjs\n",
    );
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** The program: a namespace, and what `more` adds. */
  write(more: string): void {
    writeFileSync(
      join(this.folder, "index.cjs"),
      `const k8s = require("@pulumi/kubernetes");
const random = require("@pulumi/random");
const pulumi = require("@pulumi/pulumi");
const provider = new k8s.Provider("k8s", { kubeconfig: ${JSON.stringify(this.#kubeconfig)} });
const opts = { provider };
const namespace = new k8s.core.v1.Namespace("ns", { metadata: { name: "foreign" } }, opts);
${more}
`,
    );
  }

  configure(settings: object): string {
    const file = join(this.folder, "policy-config.json");
    writeFileSync(file, JSON.stringify(Object.fromEntries(POLICIES.map((name) => [name, settings]))));
    return file;
  }

  async pulumi(...args: string[]) {
    const found = await findEngine(() => undefined);
    if ("problem" in found) throw new Error(found.problem);
    const child = spawn(found.command.command, [...args, "--stack", "test", "--non-interactive"], {
      cwd: this.folder,
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}:${dirname(found.command.command)}:${process.env["PATH"] ?? ""}`,
        PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        EU_LLM_AS_OF: "2026-11-24",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return finished(child);
  }
}

const WRONG = `new k8s.core.v1.ConfigMap("sink", { metadata: { name: "sink", namespace: "foreign" }, data: { API_URL: "https://api.openai.com/v1" } }, { provider, dependsOn: [namespace] });`;
/** A name that only the update knows, and that is no host. */
const LATER = `const pet = new random.RandomPet("pet", { length: 2 });
new k8s.core.v1.ConfigMap("later", { metadata: { name: "later", namespace: "foreign" }, data: { GREETING: pet.id } }, { provider, dependsOn: [namespace] });`;
/** The same as the name of a host, and within a file of which nothing else can be seen yet. */
const LATER_HOST = LATER.replace("GREETING: pet.id", "DATABASE_HOST: pet.id");
const LATER_FILE = LATER.replace(
  "GREETING: pet.id",
  '"app.yaml": pulumi.interpolate`url: https://api.openai.com/v1?id=${pet.id}`',
);

describe.skipIf(skip)("the residency pack on somebody else's program", () => {
  const cluster = new TestCluster();
  let program: ForeignProgram;
  const packed = (...args: string[]) =>
    program.pulumi(
      ...args,
      "--policy-pack",
      program.pack,
      "--policy-pack-config",
      program.configure({ places: PLACES }),
    );

  beforeAll(async () => {
    program = new ForeignProgram(cluster.kubeconfig);
    await policyPack({ out: program.pack });
    symlinkSync(join(ROOT, "node_modules"), join(program.pack, "node_modules"));
    program.write("");
    await program.pulumi("stack", "init");
  });
  afterAll(async () => {
    await program.pulumi("destroy", "--yes", "--skip-preview");
    rmSync(program.folder, { recursive: true, force: true });
  });

  test("a cluster of which nobody says where it stands stops the preview", async () => {
    const { code, stdout } = await program.pulumi("preview", "--policy-pack", program.pack);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/\[mandatory\] +stack-residency/);
    expect(stdout).toContain("kubeconfig does not show where its cluster stands");
  });

  test("nothing violating is ever created, even where the preview is skipped", async () => {
    program.write(WRONG);
    const { code, stdout } = await packed("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/\[mandatory\] +data-residency/);
    expect(stdout).toContain('data.API_URL "api.openai.com"');
    expect(await cluster.kubectl("get", "configmaps", "--all-namespaces", "-o", "name")).not.toContain(
      "/sink",
    );
  });

  test.each([
    [
      "a host that only the update knows",
      LATER_HOST,
      "data.DATABASE_HOST is not known before something else is created",
    ],
    [
      "a file of which only the update knows the rest",
      LATER_FILE,
      'data["app.yaml"] is put together from values that are not known yet',
    ],
  ])("%s is unproven at preview, with the property's name", async (_, more, says) => {
    program.write(more);
    const { code, stdout } = await packed("preview");
    expect(code).not.toBe(0);
    expect(stdout).toContain(says);
  });

  test("preview and update agree on a value that only the update knows", async () => {
    program.write(LATER);
    const preview = await packed("preview");
    expect(preview.stdout).toContain('Data residency proved: everything stays inside level "eu"');
    expect(preview.code).toBe(0);
    const up = await packed("up", "--yes", "--skip-preview");
    expect(up.stdout).toContain('Data residency proved: everything stays inside level "eu"');
    expect(up.code).toBe(0);
  });

  test("what Pulumi writes is read: the state, an update plan, a preview as JSON", async () => {
    const files = { state: "state.json", plan: "plan.json", preview: "preview.json" };
    const inFolder = (name: string) => join(program.folder, name);
    expect((await program.pulumi("stack", "export", "--file", inFolder(files.state))).code).toBe(0);
    program.write(`${LATER}\n${WRONG}`);
    expect((await program.pulumi("preview", "--save-plan", inFolder(files.plan))).code).toBe(0);
    const { stdout: incomplete } = await program.pulumi("preview", "--json");
    writeFileSync(inFolder(files.preview), incomplete);
    expect(() => readStack(inFolder(files.preview))).toThrow("--show-sames");
    const { stdout } = await program.pulumi("preview", "--json", "--show-sames");
    writeFileSync(inFolder(files.preview), stdout);
    const judged = (name: string) => {
      const { kind, resources, positions } = readStack(inFolder(name));
      const { findings, judgements } = judgeStack(resources, settingsAt("eu", { places: PLACES }), TODAY);
      return {
        kind,
        positions,
        failing: findings.filter(fails).map((found) => `${found.name} ${found.verdict}`),
        proved: judgements.filter(({ verdict }) => verdict === "proved").map((judgement) => judgement.name),
      };
    };
    expect(judged(files.state)).toMatchObject({ kind: "deployed state", failing: [] });
    expect(judged(files.state).proved).toEqual(expect.arrayContaining(["ns", "k8s", "pet", "later"]));
    expect(judged(files.plan)).toMatchObject({ kind: "update plan", failing: ["sink violating"] });
    const preview = judged(files.preview);
    expect(preview).toMatchObject({ kind: "preview", failing: ["sink violating"] });
    expect([...preview.positions.values()].some((position) => /index\.cjs#\d+/.test(position))).toBe(true);
  });

  test("an exception lets it through until its day, and says who answers for it", async () => {
    const exception = {
      resource: "kubernetes:core/v1:ConfigMap::sink",
      reason: "A trial with public texts.",
      owner: "privacy@example.eu",
    };
    const previewUntil = (expires: string) =>
      program.pulumi(
        "preview",
        "--policy-pack",
        program.pack,
        "--policy-pack-config",
        program.configure({ places: PLACES, exceptions: [{ ...exception, expires }] }),
      );
    const accepted = await previewUntil("2026-12-31");
    expect(accepted.stdout).toContain("apart from 1 accepted finding");
    expect(accepted.code).toBe(0);
    const expired = await previewUntil("2026-11-01");
    expect(expired.stdout).toContain("The exception of privacy@example.eu for it expired on 2026-11-01");
    expect(expired.code).not.toBe(0);
  });

  test("a wrong configuration is an error that names the key", async () => {
    const { code, stdout, stderr } = await program.pulumi(
      "preview",
      "--policy-pack",
      program.pack,
      "--policy-pack-config",
      program.configure({ exceptions: [{ resource: "a" }] }),
    );
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/exceptions\[0\]\.reason/);
  });
});
