import { describe, expect, test } from "vitest";
import { judgeState } from "../../../policies/residency/state.ts";
import { judgeStack } from "../../../policies/residency/stack.ts";
import { statePlace } from "../../../policies/settings.ts";
import { settingsAt, TODAY } from "../settings.ts";

const verdicts = (backend: string | undefined, secretsProvider?: string) =>
  judgeState({ backend, secretsProvider }, settingsAt("eu")).map(
    ({ verdict, property }) => `${property} ${verdict}`,
  );

describe("where the state lies", () => {
  test.each<[string, string]>([
    ["file:///home/me/state", "proved"],
    ["s3://state?region=eu-central-1", "proved"],
    ["s3://state?region=us-east-1", "violating"],
    ["s3://state", "unproven"],
    ["s3://state?endpoint=s3.fr-par.scw.cloud&region=fr-par", "proved"],
    ["s3://state?endpoint=https%3A%2F%2Fs3.us-east-1.amazonaws.com", "violating"],
    ["gs://state", "unproven"],
    ["azblob://state", "unproven"],
    ["https://api.pulumi.com", "violating"],
    ["https://pulumi.example.eu", "unproven"],
    ["https://user:pw@api.pulumi.com", "violating"],
    ["http://[2600::1]/", "unproven"],
    ["https://user:p/w@api.pulumi.com", "violating"],
  ])("%s: %s", (backend, verdict) => {
    expect(verdicts(backend)).toEqual([`backend ${verdict}`]);
  });

  test.each<[string, string]>([
    ["awskms://alias/pulumi?region=eu-west-1", "proved"],
    ["awskms://alias/pulumi?region=us-west-2", "violating"],
    ["awskms://alias/pulumi", "unproven"],
    ["gcpkms://projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k", "proved"],
    ["gcpkms://projects/p/locations/us/keyRings/r/cryptoKeys/k", "violating"],
    ["azurekeyvault://vault.vault.azure.net/keys/k", "unproven"],
    ["hashivault://key", "unproven"],
  ])("secrets by %s: %s", (provider, verdict) => {
    expect(verdicts(undefined, provider)).toEqual([`secretsProvider ${verdict}`]);
  });

  test.each([undefined, "", "passphrase", "default"])("secrets by %s need no place", (provider) => {
    expect(verdicts(undefined, provider)).toEqual([]);
  });

  test.each([
    "https://me:geheim@pulumi.example.eu",
    "https://me:geheim/x@pulumi.example.eu",
    "unheard://me:x?geheim@host",
  ])("a password in %s is not shown", (backend) => {
    const text = JSON.stringify(judgeState({ backend, secretsProvider: undefined }, settingsAt("eu")));
    expect(text).not.toContain("geheim");
  });

  test("counts for the stack, and a host that is declared proves it", () => {
    const state = { backend: "https://pulumi.example.eu", secretsProvider: undefined };
    expect(judgeStack([], settingsAt("eu"), TODAY, state).verdict).toBe("unproven");
    const hosts = [{ host: "pulumi.example.eu", country: "DE", operator: "Example", ownerCountry: "DE" }];
    const report = judgeStack([], settingsAt("eu", { hosts }), TODAY, state);
    expect(report.verdict).toBe("proved");
    expect(report.ledger).toMatchObject([{ role: "state", countries: ["DE"], owner: "Example" }]);
  });
});

test("the backend is the environment's, else the one that somebody logged in to, else not known", () => {
  const nobody = { PULUMI_HOME: "/there/is/none" };
  expect(statePlace({ ...nobody, PULUMI_BACKEND_URL: "s3://a" }).backend).toBe("s3://a");
  expect(statePlace(nobody)).toEqual({ backend: undefined, secretsProvider: undefined });
  expect(statePlace({ ...nobody, EU_LLM_SECRETS_PROVIDER: "awskms://k" }).secretsProvider).toBe("awskms://k");
});
