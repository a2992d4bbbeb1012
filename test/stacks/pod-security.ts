import { isList, isProperties, type Properties, type Value } from "../../policies/resource.ts";
import { at } from "../components/clear-text.ts";
import type { Registered } from "../components/recorder.ts";

/** The pod template of a workload; undefined for everything else. */
export function podOf({ type, inputs }: Registered): Properties | undefined {
  const kind = type.startsWith("kubernetes:") ? (type.split(":")[2] ?? "") : "";
  const template =
    kind === "CronJob"
      ? at(inputs, "spec", "jobTemplate", "spec", "template")
      : at(inputs, "spec", "template");
  const pod = kind === "Pod" ? at(inputs, "spec") : at(template, "spec");
  return isProperties(pod) ? pod : undefined;
}

const list = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

const textOf = (value: Value | undefined): string => (typeof value === "string" ? value : "");

/** Every container of a pod, the ones that run first included. */
export const containersIn = (pod: Properties): readonly Value[] =>
  ["initContainers", "containers", "ephemeralContainers"].flatMap((key) => list(pod[key]));

/** Volume types that the `restricted` standard allows. */
const VOLUMES: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/**
 * What a pod breaks of the `restricted` Pod Security Standard
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), `baseline` included.
 */
export function restrictedViolations(pod: Properties): string[] {
  const found: string[] = [];
  const check = (holds: boolean, text: string) => {
    if (!holds) found.push(text);
  };
  for (const key of ["hostNetwork", "hostPID", "hostIPC"]) check(pod[key] !== true, key);
  for (const volume of list(pod["volumes"])) {
    const types = isProperties(volume) ? Object.keys(volume).filter((key) => key !== "name") : [];
    for (const type of types) check(VOLUMES.has(type), `volume of type ${type}`);
    check(types.length === 1, "volume without a type");
  }
  const containers = containersIn(pod);
  check(containers.length > 0, "no containers");
  for (const container of containers) {
    const name = textOf(at(container, "name"));
    // What the container says goes before what the pod says.
    const setting = (...path: string[]) =>
      at(container, "securityContext", ...path) ?? at(pod, "securityContext", ...path);
    const own = (...path: string[]) => at(container, "securityContext", ...path);
    check(setting("runAsNonRoot") === true, `${name}: runAsNonRoot`);
    check(setting("runAsUser") !== 0, `${name}: runAsUser 0`);
    check(
      ["RuntimeDefault", "Localhost"].includes(textOf(setting("seccompProfile", "type"))),
      `${name}: seccomp`,
    );
    check(own("allowPrivilegeEscalation") === false, `${name}: allowPrivilegeEscalation`);
    check(list(own("capabilities", "drop")).includes("ALL"), `${name}: capabilities`);
    check(
      list(own("capabilities", "add")).every((capability) => capability === "NET_BIND_SERVICE"),
      `${name}: capabilities added`,
    );
    check(own("privileged") !== true, `${name}: privileged`);
    check((own("procMount") ?? "Default") === "Default", `${name}: procMount`);
    for (const port of list(at(container, "ports")))
      check((at(port, "hostPort") ?? 0) === 0, `${name}: hostPort`);
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
      check(at(container, probe, "httpGet", "host") === undefined, `${name}: host of ${probe}`);
  }
  const sysctls = list(at(pod, "securityContext", "sysctls"));
  check(sysctls.length === 0, "sysctls");
  return found;
}
