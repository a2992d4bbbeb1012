import type { ResourceCheck } from "../check.ts";
import { type PlannedResource, UNKNOWN } from "../resource.ts";
import { containersOf } from "./containers.ts";

/** Images that a tag alone names: what they hold can change under a running service. */
function imagesWithoutDigest(resource: PlannedResource): string[] {
  return containersOf(resource).flatMap(({ path, container: { image } }) => {
    if (image === UNKNOWN) return [];
    const pinned = typeof image === "string" && /@sha256:[0-9a-f]{64}$/.test(image);
    return pinned ? [] : [`${path}.image ${JSON.stringify(image ?? null)} has no digest`];
  });
}

export const imageDigest: ResourceCheck = {
  name: "image-digest",
  description: "Container images are named by digest.",
  enforcement: "mandatory",
  check: imagesWithoutDigest,
};
