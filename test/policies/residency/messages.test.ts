import { describe, expect, test } from "vitest";
import { findingText } from "../../../policies/residency/finding.ts";
import { judgeResource } from "../../../policies/residency/judge.ts";
import { type PlannedResource, type Properties, UNKNOWN } from "../../../policies/resource.ts";
import { endpoint, gatewayConfigMap, planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";

const REGION = "topology.kubernetes.io/region";
const selector = (labels: Properties) =>
  planned("kubernetes:apps/v1:Deployment", { spec: { template: { spec: { nodeSelector: labels } } } });

describe("messages", () => {
  const text = (resource: PlannedResource) => judgeResource(resource, settingsAt("eu")).map(findingText);

  test("name resource, property, value, country and places inside", () => {
    const pool = planned("aws:s3/bucket:Bucket", { region: "eu-west-2" }, { name: "weights" });
    expect(text(pool)).toEqual([
      'aws:s3/bucket:Bucket "weights": region "eu-west-2" lies in United Kingdom (GB), outside residency level "eu".\n' +
        "  Fix: choose a place inside, such as eu-central-1, eu-west-1, eu-west-3.",
    ]);
  });

  test("name the nearest codes for one that is not known", () => {
    const pool = planned("scaleway:kubernetes/pool:Pool", { region: "fr-pa" });
    expect(text(pool)).toEqual([
      expect.stringMatching(
        /region "fr-pa" is no region or zone of scaleway that is known here\.\n {2}Fix: did you mean fr-par\?/,
      ),
    ]);
  });

  test("name both countries of an ambiguous code", () => {
    expect(text(selector({ [REGION]: "eu-west-1" }))).toEqual([
      expect.stringMatching(
        /"eu-west-1" means Ireland \(IE\) or United Kingdom \(GB\)[^]*Fix: name the place/,
      ),
    ]);
  });

  test("name the endpoint, its host's country and source, and how to mend it", () => {
    expect(text(gatewayConfigMap([endpoint({ url: "https://api.openai.com/v1" })]))).toEqual([
      expect.stringMatching(
        /endpoints\[0\]\.accepts "https:\/\/api\.openai\.com\/v1" "premium" lies in United States \(US\) \(https:[^]*sensitive requests could reach it\.\n {2}Fix: let it accept only \[public\]/,
      ),
    ]);
  });

  test("of what is proved or unknown need no value and no fix", () => {
    expect(text(planned("scaleway:kubernetes/pool:Pool", { zone: UNKNOWN }))).toEqual([
      expect.stringMatching(
        /^scaleway:kubernetes\/pool:Pool "Pool": zone is not known before[^]*\n {2}Fix: give it/,
      ),
    ]);
    expect(text(planned("scaleway:kubernetes/pool:Pool", { zone: "fr-par-2" }))).toEqual([
      'scaleway:kubernetes/pool:Pool "Pool": zone "fr-par-2" lies in France (FR).',
    ]);
  });
});
