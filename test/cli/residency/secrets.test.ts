import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { encryptedSecret, plainSecret, stateOf, urn } from "./files.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

const KUBERNETES = urn("pulumi:providers:kubernetes", "k8s");
const AWS = urn("pulumi:providers:aws", "aws");

/** A Secret and a function, of which a value is a secret. */
function write(name: string, secret: (value: unknown) => unknown, value: unknown): string {
  const file = join(folder, name);
  const kubeconfig = "server: https://x.api.k8s.fr-par.scw.cloud:6443\n";
  const content = stateOf(
    { urn: KUBERNETES, id: "1", type: "pulumi:providers:kubernetes", inputs: { kubeconfig } },
    { urn: AWS, id: "1", type: "pulumi:providers:aws", inputs: { region: "eu-central-1" } },
    {
      urn: urn("kubernetes:core/v1:Secret", "keys"),
      type: "kubernetes:core/v1:Secret",
      provider: `${KUBERNETES}::1`,
      inputs: { stringData: secret({ API_URL: value }) },
    },
    {
      urn: urn("aws:lambda/function:Function", "function"),
      type: "aws:lambda/function:Function",
      provider: `${AWS}::1`,
      inputs: { environment: { variables: secret({ API_URL: value }) } },
    },
  );
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** Everything that a report and an explanation write on a file. */
function outputs(file: string) {
  const [markdown, sarif] = [join(folder, "ledger.md"), join(folder, "findings.sarif")];
  const { status, stdout } = run("report", "--from", file, "--markdown", markdown, "--sarif", sarif);
  const json = run("report", "--json", "--from", file).stdout;
  const explained = run("explain", "*", "--from", file).stdout;
  const files = [readFileSync(markdown, "utf8"), readFileSync(sarif, "utf8")];
  return { status, text: stdout, all: [stdout, json, explained, ...files] };
}

describe("secrets that --show-secrets wrote", () => {
  test("are judged, and only the host is shown", () => {
    const { status, text, all } = outputs(
      write("plain.json", plainSecret, "https://user:geheim@api.openai.com/x"),
    );
    expect(status).toBe(2);
    expect(text).toMatch(/✘ kubernetes Secret keys/);
    expect(text).toMatch(/✘ aws Function function/);
    expect(text).toContain('stringData.API_URL "api.openai.com"');
    expect(text).toContain('environment.variables.API_URL "api.openai.com"');
    expect(text).not.toContain("encrypted");
    for (const output of all) expect(output).not.toContain("geheim");
  });

  test("decide as a whole without being shown", () => {
    const { status, text, all } = outputs(write("whole.json", plainSecret, "Geheim.Example.com"));
    expect(status).toBe(2);
    expect(text).toContain("[secret]");
    for (const output of all) expect(output).not.toMatch(/geheim/i);
  });

  test("that lie inside are proved", () => {
    expect(outputs(write("inside.json", plainSecret, "https://s3.fr-par.scw.cloud")).status).toBe(0);
  });
});

test("what is encrypted is unproven where it matters, and the note says so", () => {
  const { status, text } = outputs(write("encrypted.json", encryptedSecret, "v1:abc"));
  expect(status).toBe(2);
  expect(text).toMatch(/\? kubernetes Secret keys/);
  expect(text).toContain("stringData is not known");
  expect(text).toContain(
    "2 encrypted values could not be read: what it takes to prove a place is unproven where it is one of them",
  );
});
