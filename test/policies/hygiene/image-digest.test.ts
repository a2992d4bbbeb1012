import { describe, expect, test } from "vitest";
import { imageDigest } from "../../../policies/hygiene/image-digest.ts";
import { UNKNOWN, type Value } from "../../../policies/resource.ts";
import { DIGEST, planned } from "../planned.ts";
import { deployment as workload, messages } from "./stack.ts";

const deployment = (container: Record<string, Value>, list = "containers") =>
  workload({ [list]: [container] });

describe("image-digest", () => {
  test("is mandatory", () => expect(imageDigest.enforcement).toBe("mandatory"));

  test.each(["nginx", "nginx:1.29", `nginx@sha256:${"0".repeat(63)}`, `nginx@${DIGEST}-x`, ""])(
    "refuses %j, and says where it stands",
    (image) => {
      expect(messages(imageDigest, deployment({ image }))).toEqual([
        `spec.template.spec.containers[0].image ${JSON.stringify(image)} has no digest`,
      ]);
    },
  );

  test("refuses a container without an image, and looks at init and ephemeral containers too", () => {
    expect(messages(imageDigest, deployment({}))).toHaveLength(1);
    expect(messages(imageDigest, deployment({ image: "busybox" }, "initContainers"))).toHaveLength(1);
    expect(messages(imageDigest, deployment({ image: "busybox" }, "ephemeralContainers"))).toHaveLength(1);
  });

  test("refuses the image of a CronJob", () => {
    const pod = { containers: [{ image: "busybox" }] };
    const job = planned("kubernetes:batch/v1:CronJob", {
      spec: { jobTemplate: { spec: { template: { spec: pod } } } },
    });
    expect(messages(imageDigest, job)).toHaveLength(1);
  });

  test("takes a digest with or without a tag, and one that becomes known later", () => {
    expect(messages(imageDigest, deployment({ image: `docker.io/nginx@${DIGEST}` }))).toEqual([]);
    expect(messages(imageDigest, deployment({ image: `docker.io/nginx:1.29@${DIGEST}` }))).toEqual([]);
    expect(messages(imageDigest, deployment({ image: UNKNOWN }))).toEqual([]);
  });

  test("takes a patch that leaves the image as it is, and refuses one that sets a tag", () => {
    const patch = (container: Record<string, Value>) =>
      planned("kubernetes:apps/v1:DeploymentPatch", {
        spec: { template: { spec: { containers: [container] } } },
      });
    expect(messages(imageDigest, patch({ name: "a" }))).toEqual([]);
    expect(messages(imageDigest, patch({ name: "a", image: "nginx" }))).toHaveLength(1);
  });

  test("tells containers that are not known yet", () => {
    expect(messages(imageDigest, workload({ containers: UNKNOWN }))).toEqual([
      expect.stringMatching(
        /^kubernetes:apps\/v1:Deployment "server": spec\.template\.spec\.containers is not known/,
      ),
    ]);
  });

  test("refuses an image that is mounted as a volume", () => {
    const volume = (reference: Value) => workload({ volumes: [{ name: "weights", image: { reference } }] });
    expect(messages(imageDigest, volume("registry.example/weights:1"))).toEqual([
      'spec.template.spec.volumes[0].image.reference "registry.example/weights:1" has no digest',
    ]);
    expect(messages(imageDigest, volume(`registry.example/weights@${DIGEST}`))).toEqual([]);
  });

  test.each<[string, (image: Value) => Record<string, Value>]>([
    ["container:Container", (image) => ({ image })],
    ["remoteImage:RemoteImage", (image) => ({ name: image })],
    ["service:Service", (image) => ({ taskSpec: { containerSpec: { image } } })],
  ])("judges docker's %s", (type, properties) => {
    const found = (image: Value) => messages(imageDigest, planned(`docker:index/${type}`, properties(image)));
    expect(found("nginx:1.29")).toHaveLength(1);
    expect(found(`nginx@${DIGEST}`)).toEqual([]);
    expect(found(DIGEST)).toEqual([]);
    expect(found(UNKNOWN)).toEqual([]);
  });
});
