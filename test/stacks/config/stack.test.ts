import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { environmentOfThisStack } from "../../../stacks/config/stack.ts";
import { scaleway } from "../environments.ts";

const usual = Object.fromEntries(
  Object.entries(scaleway).map(([key, value]): [string, string] => [
    `eu-llm-stack:${key}`,
    JSON.stringify(value),
  ]),
);

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: () => ({ id: undefined, state: {} }), call: () => ({}) },
    "eu-llm-stack",
    "dev",
  ),
);

describe("the environment of the stack that runs", () => {
  test("is parsed from the values that Pulumi hands over, structured ones as JSON, others as text", () => {
    pulumi.runtime.setAllConfig({ ...usual, "eu-llm-stack:namespace": "chat", "kubernetes:context": "x" });
    expect(environmentOfThisStack()).toMatchObject({
      name: "dev",
      namespace: "chat",
      cluster: { provider: "scaleway", zone: "fr-par-2" },
    });
  });

  test("does not look into secrets, whatever they begin with", () => {
    pulumi.runtime.setAllConfig({ ...usual, "eu-llm-stack:registryPassword": "[no JSON" });
    expect(JSON.stringify(environmentOfThisStack())).not.toContain("no JSON");
  });

  test("names the stack's file where something is wrong", () => {
    pulumi.runtime.setAllConfig({ ...usual, "eu-llm-stack:namespace": "CHAT" });
    expect(() => environmentOfThisStack()).toThrow(
      /^stacks\/Pulumi\.dev\.yaml:\n {2}- eu-llm-stack:namespace is "CHAT"/,
    );
  });
});
