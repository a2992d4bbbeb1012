import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { policyPack } from "../../../cli/commands/policy-pack.ts";
import { DEFAULT_RESIDENCY } from "../../../domain/jurisdiction/declarations.ts";

const out = mkdtempSync(join(tmpdir(), "eu-llm-pack-"));
const config = join(out, "policy-config.json");
afterAll(() => rmSync(out, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function packed(): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await policyPack({ out })).toBe(0);
  return write.mock.calls.map(([text]) => String(text)).join("");
}

test("a pack comes with its settings, which stay as somebody edits them", async () => {
  const { level, supplyChain, hosts, places, exceptions } = DEFAULT_RESIDENCY;
  const defaults = { level, supplyChain, hosts, places, exceptions };
  expect(await packed()).toContain(`--policy-pack-config ${config}`);
  expect(JSON.parse(readFileSync(config, "utf8"))).toEqual({
    "data-residency": defaults,
    "stack-residency": defaults,
    "sovereign-owner": { enforcementLevel: "advisory", ...defaults },
    "residency-ledger": defaults,
  });
  writeFileSync(config, "{}");
  expect(await packed()).toContain("stays as it is");
  expect(readFileSync(config, "utf8")).toBe("{}");
});
