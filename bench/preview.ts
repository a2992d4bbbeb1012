import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findEngine } from "../cli/engine/find.ts";
import { median, report } from "./medians.ts";

/**
 * What the policy pack adds to a small preview: `node bench/preview.ts [pairs]`. The same preview without a pack is the
 * reference; a pack of one policy that does nothing shows how much of it is Pulumi's own start of any pack. Wall time and
 * processor time: the pack starts before the program does, and works beside it.
 */
const ROOT = join(import.meta.dirname, "..");
const PAIRS = Number(process.argv[2] ?? 7);

const found = await findEngine(() => undefined);
if ("problem" in found) throw new Error(`there is no engine to measure: ${found.problem}`);

const folder = mkdtempSync(join(tmpdir(), "bench-preview-"));
for (const part of [
  "domain",
  "components",
  "stacks",
  "policies",
  "gateway",
  "cli",
  "package.json",
  "Pulumi.yaml",
])
  cpSync(join(ROOT, part), join(folder, part), { recursive: true });
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
const empty = join(folder, "empty-pack");
mkdirSync(empty);
writeFileSync(
  join(empty, "PulumiPolicy.yaml"),
  "runtime: { name: nodejs, options: { typescript: false } }\n",
);
writeFileSync(join(empty, "package.json"), '{ "name": "empty", "version": "0.0.1", "main": "index.cjs" }\n');
writeFileSync(
  join(empty, "index.cjs"),
  `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("empty", { policies: [{ name: "nothing", description: "Nothing.", enforcementLevel: "advisory", validateResource: () => {} }] });
`,
);
mkdirSync(join(folder, "state"));
const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), dirname(found.command.command), process.env["PATH"] ?? ""].join(
    delimiter,
  ),
  KUBECONFIG: join(folder, "none"),
  PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
  PULUMI_CONFIG_PASSPHRASE: "bench",
  PULUMI_SKIP_UPDATE_CHECK: "1",
  NODE_COMPILE_CACHE: join(folder, "compile-cache"),
};

/** Processor time of all children that have ended, in milliseconds; Linux counts it in hundredths of a second. */
function childrenTime(): number {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

interface Cost {
  readonly wall: number;
  readonly processor: number;
}

function pulumi(...args: string[]): Cost {
  const before = childrenTime();
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--stack", "local", "--non-interactive"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${stdout}${stderr}`);
  return { wall: performance.now() - start, processor: childrenTime() - before };
}

const KINDS = {
  "without a pack": ["preview"],
  "with a pack that does nothing": ["preview", "--policy-pack", empty],
  "with this pack": ["preview", "--policy-pack", join(folder, "policies")],
};

try {
  pulumi("stack", "init");
  // The first of each compiles.
  for (const args of Object.values(KINDS)) pulumi(...args);
  const costs = Object.values(KINDS).map((): Cost[] => []);
  for (let pair = 0; pair < PAIRS; pair++)
    Object.values(KINDS).forEach((args, index) => costs[index]?.push(pulumi(...args)));
  for (const measure of ["wall", "processor"] as const) {
    const medians = costs.map((runs) => median(runs.map((run) => run[measure])));
    const [reference = 0] = medians;
    Object.keys(KINDS).forEach((kind, index) =>
      report(`preview ${kind}, ${measure} time`, medians[index] ?? 0, ["without a pack", reference]),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
