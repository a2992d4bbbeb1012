import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { ResourceCheck } from "../check.ts";
import { type PlannedResource, UNKNOWN } from "../resource.ts";
import { containersIn, type PodAt, podsOf, unknownContainers } from "./containers.ts";
import { expand, type ValueAt } from "./expand.ts";
import { NOT_KNOWN, problem } from "./message.ts";

/** Where Docker's resources name an image. */
const DOCKER_IMAGES: Readonly<Record<string, string>> = {
  "docker:index/container:Container": "image",
  "docker:index/remoteImage:RemoteImage": "name",
  "docker:index/service:Service": "taskSpec.containerSpec.image",
};

/** A digest, or the id that Docker gave to an image that is already there. */
const isPinned = (image: unknown) => typeof image === "string" && /(?:@|^)sha256:[0-9a-f]{64}$/.test(image);

/** Images that a tag alone names: what they hold can change under a running service. */
function imagesWithoutDigest(resource: PlannedResource): string[] {
  return [
    ...podsOf(resource)
      .flatMap(unknownContainers)
      .map((path) => unknownText(resource, path)),
    ...imagesOf(resource)
      // An image that is still to be built: its digest comes from the registry.
      .filter(({ value }) => value !== UNKNOWN && !isPinned(value))
      .map(({ path, value }) => `${path} ${JSON.stringify(value)} has no digest`),
  ];
}

const unknownText = (resource: PlannedResource, path: string) =>
  problem(resource, `${path} ${NOT_KNOWN}, and so are its images`, "make it from values that are known.");

function imagesOf(resource: PlannedResource): ValueAt[] {
  const ofDocker = DOCKER_IMAGES[resource.type];
  if (ofDocker !== undefined) return expand(resource.properties, ofDocker);
  return podsOf(resource).flatMap((pod) => [...containerImages(pod), ...volumeImages(pod)]);
}

/** A patch may leave the image as it is; everything else needs one. */
function containerImages(pod: PodAt): ValueAt[] {
  return containersIn(pod)
    .filter(({ container }) => !(pod.isPatch && container["image"] === undefined))
    .map(({ path, container }) => ({ path: `${path}.image`, value: container["image"] ?? null }));
}

/** Images that are mounted as volumes. A volume that is not known yet mounts none, as far as anybody can tell. */
function volumeImages({ spec, path }: PodAt): ValueAt[] {
  if (spec === UNKNOWN) return [];
  return expand(spec, "volumes[*].image.reference").map((found) => ({
    ...found,
    path: `${path}.${found.path}`,
  }));
}

export const imageDigest: ResourceCheck = {
  name: "image-digest",
  description: "Container images are named by digest.",
  enforcement: DEFAULT_HYGIENE["image-digest"],
  check: imagesWithoutDigest,
};
