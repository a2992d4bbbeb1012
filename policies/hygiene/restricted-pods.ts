import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { StackCheck, StackMessage } from "../check.ts";
import { isList, isProperties, type PlannedResource, UNKNOWN, type Value, valueAt } from "../resource.ts";
import { containersIn, type PodAt, podsOf, unknownContainers } from "./containers.ts";
import { expand, type ValueAt } from "./expand.ts";
import { metadataValue, namespaceAround } from "./kubernetes.ts";
import { NOT_KNOWN, problem, shown } from "./message.ts";
import { APPARMOR_ANNOTATION, type Control, CONTROLS, isAllowedAppArmor } from "./pod-security-standard.ts";

type Profile = "privileged" | "baseline" | "restricted";

const LABEL = "pod-security.kubernetes.io/enforce";

/**
 * The standard of a pod: the one that the label of its own namespace enforces. A namespace without it, or made by
 * somebody else, is taken for restricted, and so is one whose label is not known yet.
 */
function profileOf(pod: PodAt, all: readonly PlannedResource[]): Profile {
  const namespace = namespaceAround(pod.resource, all);
  const label = metadataValue(namespace?.properties["metadata"], "labels", LABEL);
  return label === "privileged" || label === "baseline" ? label : "restricted";
}

/** A field that a standard does not allow as it is. */
interface Breach {
  readonly path: string;
  /** Undefined where the field is missing. */
  readonly value: Value | undefined;
  readonly control: string;
  readonly fix: string;
}

function breachesOf(pod: PodAt, profile: Profile): Breach[] {
  if (profile === "privileged") return [];
  const unknown = unknownContainers(pod).map((path): Breach => ({
    path,
    value: UNKNOWN,
    control: "every control",
    fix: "make it from values that are known.",
  }));
  const controls = CONTROLS.filter((control) => profile === "restricted" || control.profile === "baseline");
  return once([
    ...unknown,
    ...controls.flatMap((control) => breachesOfControl(pod, control)),
    ...appArmor(pod),
  ]);
}

/** What is not known is told once, however many controls would look at it. */
function once(breaches: readonly Breach[]): Breach[] {
  return breaches.filter(
    (breach, index) =>
      !isOpen(breach) || breaches.findIndex((other) => isOpen(other) && other.path === breach.path) === index,
  );
}

/** True where a value that is still to come would decide. */
const isOpen = ({ value }: Breach) => value === UNKNOWN || (isList(value) && value.includes(UNKNOWN));

function breachesOfControl(pod: PodAt, control: Control): Breach[] {
  if (pod.spec === UNKNOWN) return [];
  if (control.linuxOnly === true && valueAt(pod.spec, "os", "name") === "windows") return [];
  const { spec, path } = pod;
  const containers = containersIn(pod);
  const present = [
    ...(control.pod ?? []).flatMap((field) => below(spec, field, path)),
    ...containers.flatMap(({ container, path: at }) =>
      (control.containers ?? []).flatMap((field) => below(container, field, at)),
    ),
  ].filter(({ value }) => !control.allows(value));
  const missing = pod.isPatch ? [] : missingIn(pod, control);
  return [...present, ...missing].map(({ path: at, value }) => ({
    path: at,
    value,
    control: `${control.name}, ${control.profile}`,
    fix: control.fix,
  }));
}

const below = (value: Value, field: string, path: string): ValueAt[] =>
  expand(value, field).map((found) => ({ ...found, path: `${path}.${found.path}` }));

/** Containers without a field that they must have. */
function missingIn(pod: PodAt, { required, containers = [], pod: podFields = [] }: Control) {
  const { spec } = pod;
  if (required === undefined || spec === UNKNOWN) return [];
  const ofPod = podFields.some((field) => expand(spec, field).length > 0);
  if (required === "container or pod" && ofPod) return [];
  return containersIn(pod).flatMap(({ container, path }) =>
    containers
      .filter((field) => expand(container, field).length === 0)
      .map((field) => ({ path: `${path}.${field}`, value: undefined })),
  );
}

/** The way to set AppArmor profiles before they were fields. */
function appArmor({ metadata, metadataPath }: PodAt): Breach[] {
  const annotations = isProperties(metadata) ? metadata["annotations"] : metadata;
  const told = (path: string, value: Value): Breach => ({
    path,
    value,
    control: "AppArmor, baseline",
    fix: "leave it out, or set runtime/default.",
  });
  if (annotations === UNKNOWN) return [told(`${metadataPath}.annotations`, UNKNOWN)];
  if (!isProperties(annotations)) return [];
  return Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APPARMOR_ANNOTATION) && !isAllowedAppArmor(value))
    .map(([key, value]) => told(`${metadataPath}.annotations["${key}"]`, value));
}

function message({ resource }: PodAt, profile: Profile, breach: Breach): StackMessage {
  const { path, value, control, fix } = breach;
  const text = isOpen(breach)
    ? `${path} ${NOT_KNOWN}, so the Pod Security Standard ${profile} cannot be judged`
    : `${path} ${shown(value)}, which the Pod Security Standard ${profile} does not allow (${control})`;
  const way =
    profile === "restricted"
      ? ` What must see the node itself goes into a namespace of its own with the label ${LABEL}: privileged.`
      : "";
  return { message: problem(resource, text, fix + way), urn: resource.urn };
}

export const restrictedPods: StackCheck = {
  name: "restricted-pods",
  description:
    "Pods meet the Pod Security Standard of their namespace: restricted, unless its label says else.",
  enforcement: DEFAULT_HYGIENE["restricted-pods"],
  check: ({ resources }) =>
    resources.flatMap(podsOf).flatMap((pod) => {
      const profile = profileOf(pod, resources);
      return breachesOf(pod, profile).map((breach) => message(pod, profile, breach));
    }),
};
