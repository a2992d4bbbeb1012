import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readStack } from "../../../cli/residency/sources.ts";
import { UserError } from "../../../cli/exit-codes.ts";
import { UNKNOWN } from "../../../policies/resource.ts";
import { BUCKET, preview, state, stateOf, urn } from "./files.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: unknown) => {
  const path = join(folder, "file.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe("a preview as JSON", () => {
  const { steps } = preview("eu-west-3");
  const { resources: states } = state("eu-west-3").deployment;

  test("without what stays the same is refused, and says how to write it", () => {
    const content = { steps: [{ ...steps[0], op: "same" }, ...steps.slice(1)], changeSummary: { same: 2 } };
    expect(() => readStack(file(content))).toThrow(UserError);
    expect(() => readStack(file(content))).toThrow("`pulumi preview --json --show-sames`");
    expect(readStack(file({ ...content, changeSummary: { same: 1 } })).resources).toHaveLength(3);
  });

  test("has what stays the same in its old state, and nothing that is deleted", () => {
    const old = states.map((oldState) => ({ op: "same", urn: oldState.urn, oldState }));
    const gone = { op: "delete", urn: BUCKET, oldState: { ...states[2], urn: `${BUCKET}-old` } };
    const { resources } = readStack(file({ steps: [...old, gone], changeSummary: { same: 3 } }));
    expect(resources.map(({ name }) => name)).toEqual(["project-dev", "eu", "logs"]);
  });

  test("has what --refresh found, unless another step decides", () => {
    const refreshed = states.map((newState) => ({ op: "refresh", urn: newState.urn, newState }));
    const gone = { op: "delete", urn: BUCKET, oldState: states[2] };
    const names = (...more: readonly object[]) =>
      readStack(file({ steps: [...refreshed, ...more] })).resources.map(({ name }) => name);
    expect(names()).toEqual(["project-dev", "eu", "logs"]);
    expect(names(gone)).toEqual(["project-dev", "eu"]);
  });

  test("shows each resource once, however many steps its replacement has", () => {
    const replaced = ["create-replacement", "replace"].map((op) => ({ ...steps[2], op }));
    const { resources } = readStack(file({ steps: [...steps.slice(0, 2), ...replaced] }));
    expect(resources.filter(({ urn }) => urn === BUCKET)).toHaveLength(1);
  });

  test("masks secrets, which are not known", () => {
    const inputs = { region: "[secret]", list: [{ name: "[secret]" }], text: "a [secret]" };
    const masked = { op: "create", urn: BUCKET, newState: { ...states[2], inputs, outputs: {} } };
    const { resources, secrets } = readStack(file({ steps: [masked] }));
    expect(resources[0]?.properties).toEqual({
      region: UNKNOWN,
      list: [{ name: UNKNOWN }],
      text: "a [secret]",
    });
    expect(secrets.hidden).toBe(2);
    expect(run("report", "--from", file({ steps: [masked] })).status).toBe(2);
  });
});

describe("a state with something that waits to be deleted", () => {
  const provider = urn("pulumi:providers:aws", "aws");
  const aws = (id: string, region: string, more: object = {}) => ({
    urn: provider,
    id,
    type: "pulumi:providers:aws",
    inputs: { region },
    ...more,
  });
  const bucket = (region: string, id: string, more: object = {}) => ({
    urn: BUCKET,
    type: "aws:s3/bucket:Bucket",
    provider: `${provider}::${id}`,
    inputs: region === "" ? {} : { region },
    ...more,
  });
  const pending = { delete: true };

  test.each([
    ["before", [bucket("us-east-1", "1", pending), bucket("eu-west-3", "1")]],
    ["after", [bucket("eu-west-3", "1"), bucket("us-east-1", "1", pending)]],
  ])("judges both, each once, the old one %s the new one", (_, buckets) => {
    const path = file(stateOf(aws("1", "eu-central-1"), ...buckets));
    const { status, stdout } = run("report", "--from", path);
    expect(status).toBe(2);
    expect(
      stdout.match(/region "us-east-1" lies in United States \(US\), outside residency level "eu"\.$/gm),
    ).toHaveLength(1);
    expect(stdout).toMatch(/✘ aws Bucket logs \(pending delete\) +United States/);
    expect(stdout).toMatch(/✔ aws Bucket logs +France/);
  });

  test("has a URN of its own for each, however many there are", () => {
    const old = bucket("us-east-1", "1", pending);
    const { resources } = readStack(file(stateOf(aws("1", "eu-central-1"), old, old, bucket("", "1"))));
    expect(resources.slice(1).map(({ urn, name }) => [urn, name])).toEqual([
      [`${BUCKET}#pending delete`, "logs (pending delete)"],
      [`${BUCKET}#pending delete 2`, "logs (pending delete 2)"],
      [BUCKET, "logs"],
    ]);
  });

  test("knows by its id which of two providers a resource has", () => {
    const { resources } = readStack(
      file(
        stateOf(
          aws("1", "us-east-1", pending),
          aws("2", "eu-west-3"),
          bucket("", "1", pending),
          bucket("", "2", { dependencies: [provider] }),
        ),
      ),
    );
    expect(resources.slice(2).map((resource) => resource.provider?.properties["region"])).toEqual([
      "us-east-1",
      "eu-west-3",
    ]);
    expect(resources[3]?.dependencies).toEqual([provider]);
  });

  test("refers to what waits to be deleted where nothing replaced it", () => {
    const { resources } = readStack(
      file(stateOf(aws("1", "us-east-1", pending), bucket("", "3", { parent: provider }))),
    );
    expect(resources[1]?.parent).toBe(`${provider}#pending delete`);
    expect(resources[1]?.provider?.urn).toBe(`${provider}#pending delete`);
  });
});

describe("the key of a state's secrets", () => {
  const withProvider = (secrets_providers: unknown) => ({
    version: 3,
    deployment: { secrets_providers, resources: [] },
  });

  test.each([
    ["a passphrase", { type: "passphrase", state: { salt: "v1:abc" } }, undefined],
    ["none", null, undefined],
    [
      "a cloud's",
      { type: "cloud", state: { url: "awskms://alias/x?region=eu-west-3" } },
      "awskms://alias/x?region=eu-west-3",
    ],
    [
      "Pulumi Cloud's",
      { type: "service", state: { url: "https://api.pulumi.com", owner: "a" } },
      "https://api.pulumi.com",
    ],
    ["Pulumi Cloud's without its address", { type: "service", state: {} }, "https://api.pulumi.com"],
    ["one of another kind", { type: "another", state: {} }, "another://"],
  ])("%s", (_, provider, expected) => {
    expect(readStack(file(withProvider(provider))).state?.secretsProvider).toBe(expected);
  });

  test.each([
    ["a key inside", { type: "cloud", state: { url: "awskms://alias/x?region=eu-west-3" } }, 0],
    ["a key outside", { type: "cloud", state: { url: "awskms://alias/x?region=us-east-1" } }, 2],
    ["Pulumi Cloud", { type: "service", state: { url: "https://api.pulumi.com" } }, 2],
    ["one of which nobody knows", { type: "another", state: {} }, 2],
    ["a passphrase", { type: "passphrase", state: { salt: "v1:abc" } }, 0],
  ])("with %s the report ends with the right code", (_, provider, code) => {
    expect(run("report", "--from", file(withProvider(provider))).status).toBe(code);
  });
});
