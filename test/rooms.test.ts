import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

/** The table of docs/architecture.md holds because the linter refuses what it does not allow. */
const linter = new ESLint({ overrideConfig: { linterOptions: { reportUnusedDisableDirectives: "off" } } });

async function refusals(file: string, code: string): Promise<string[]> {
  const results = await linter.lintText(code, { filePath: file });
  return results
    .flatMap(({ messages }) => messages.flatMap(({ ruleId }) => ruleId ?? []))
    .filter((rule) => rule.startsWith("boundaries/"));
}

describe("imports between rooms", () => {
  test.each([
    ["domain/nearest.ts", 'export { labels } from "../components/kubernetes.ts";'],
    ["domain/nearest.ts", 'export const later = import("../stacks/index.ts");'],
    ["components/service.ts", 'export { loadEnvironment } from "../stacks/config/files.ts";'],
    ["policies/report.ts", 'export type { OwnModel } from "../stacks/config/environment.ts";'],
    ["gateway/json.ts", 'export { assess } from "../policies/report.ts";'],
    ["stacks/nodes.ts", 'export { createGateway } from "../gateway/gateway.ts";'],
    ["cli/outcome.ts", 'export { createGateway } from "../gateway/gateway.ts";'],
  ])("%s must not: %s", async (file, code) => {
    expect(await refusals(file, code)).toEqual(["boundaries/dependencies"]);
  });

  test.each([
    ["components/service.ts", 'export { locate } from "../domain/jurisdiction/locate.ts";'],
    ["stacks/nodes.ts", 'export { labels } from "../components/kubernetes.ts";'],
    ["cli/outcome.ts", 'export { assess } from "../policies/report.ts";'],
  ])("%s may: %s", async (file, code) => {
    expect(await refusals(file, code)).toEqual([]);
  });
});
