import type { ResourceValidationPolicy } from "@pulumi/policy";
import { packageOf, type PlannedResource, UNKNOWN } from "../resource.ts";
import { fromResourceArgs } from "../convert.ts";
import { containersOf } from "./containers.ts";

/** Images that a tag alone names: what they hold can change under a running service. */
export function imagesWithoutDigest(resource: PlannedResource): string[] {
  return containersOf(resource).flatMap(({ path, container: { image } }) => {
    if (image === UNKNOWN) return [];
    const pinned = typeof image === "string" && /@sha256:[0-9a-f]{64}$/.test(image);
    return pinned ? [] : [`${path}.image ${JSON.stringify(image ?? null)} has no digest`];
  });
}

export const imageDigest: ResourceValidationPolicy = {
  name: "image-digest",
  description: "Container images are named by digest.",
  enforcementLevel: "mandatory",
  validateResource: (args, report) => {
    if (packageOf(args.type) === "kubernetes")
      imagesWithoutDigest(fromResourceArgs(args)).forEach((text) => report(text));
  },
};
