import { describe, expect, test } from "vitest";
import { judgeResource } from "../../../policies/residency/judge.ts";
import type { Properties } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";

const provider = (properties: Properties) => ({
  provider: { urn: "urn:pulumi:test::project::pulumi:providers:any::provider", properties },
});
const verdicts = (type: string, properties: Properties, providerProperties: Properties) =>
  judgeResource(planned(type, properties, provider(providerProperties)), settingsAt("eu")).map(
    ({ verdict }) => verdict,
  );

describe("a resource that says nothing of its place", () => {
  test("is where its provider is, in a regional cloud", () => {
    expect(verdicts("aws:s3/bucket:Bucket", {}, { region: "eu-central-1" })).toEqual(["proved"]);
    expect(verdicts("aws:s3/bucket:Bucket", {}, { version: "7.0.0" })).toEqual(["unproven"]);
    expect(verdicts("scaleway:network/vpc:Vpc", {}, { zone: "fr-par-1" })).toEqual(["proved"]);
  });

  test.each(["helm.sh/v3:Release", "helm.sh/v4:Chart", "yaml/v2:ConfigGroup", "kustomize/v2:Directory"])(
    "hides what it creates: kubernetes:%s is unproven",
    (type) => {
      expect(verdicts(`kubernetes:${type}`, {}, {})).toEqual(["unproven"]);
    },
  );

  test("of a package that nobody looked at is unproven", () => {
    expect(verdicts("acme:index/app:App", {}, {})).toEqual(["unproven"]);
  });

  test.each([
    "kubernetes:core/v1:Namespace",
    "random:index/randomPassword:RandomPassword",
    "docker:index/image:Image",
  ])("%s lies nowhere by itself", (type) => {
    expect(verdicts(type, {}, {})).toEqual([]);
  });

  test("a component creates nothing, so there is nothing to prove", () => {
    expect(judgeResource(planned("acme:index:Site"), settingsAt("eu"))).toEqual([]);
  });
});

test("an API server whose address names a region outside contradicts the place that is declared", () => {
  const nodes = planned("eu-llm-stack:index:ExistingGpuNodes", {
    place: { country: "DE", operator: "Example", ownerCountry: "DE" },
    server: "https://ABC123.gr7.us-east-1.eks.amazonaws.com",
  });
  const [finding] = judgeResource(nodes, settingsAt("eu"));
  expect(finding).toMatchObject({ verdict: "violating", property: "server", countries: ["US"] });
});

test("storage drivers' own topology labels are read too", () => {
  const pod = planned("kubernetes:core/v1:Pod", {
    spec: { nodeSelector: { "topology.gke.io/zone": "us-central1-a" } },
  });
  expect(judgeResource(pod, settingsAt("eu")).map(({ verdict }) => verdict)).toEqual(["violating"]);
});
