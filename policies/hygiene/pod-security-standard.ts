import { isList, isProperties, UNKNOWN, type Value } from "../resource.ts";

/**
 * The Pod Security Standards, control by control, as a table.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/, page of 2026-04-23. Stricter in one thing:
 * the relief for pods with a user namespace (hostUsers: false) is not given, since clusters can have it switched off.
 */
export interface Control {
  /** Its name in the standard. */
  readonly name: string;
  /** Restricted pods meet the controls of the baseline too. */
  readonly profile: "baseline" | "restricted";
  /** Fields below the pod's spec and below each container, [*] for every element of a list. */
  readonly pod?: readonly string[];
  readonly containers?: readonly string[];
  /** Whether a value is allowed where there is one. */
  readonly allows: (value: Value) => boolean;
  /** Every container must have its field; "container or pod": the pod's serves all that have none. */
  readonly required?: "container" | "container or pod";
  /** What Windows does not have is not asked of its pods. */
  readonly linuxOnly?: true;
  readonly fix: string;
}

const among =
  (...values: Value[]) =>
  (value: Value) =>
    values.includes(value);

const SECURITY_CONTEXT = "securityContext.";
const PROBES = [
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle.postStart",
  "lifecycle.preStop",
];

/** What container runtimes give by default, and so what may be added. */
const DEFAULT_CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

const SAFE_SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];

const VOLUME_TYPES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

const SECCOMP = `${SECURITY_CONTEXT}seccompProfile.type`;

/** A volume without a source is an emptyDir, as the API server completes it. */
function isPlainVolume(volume: Value): boolean {
  if (!isProperties(volume)) return false;
  const sources = Object.keys(volume).filter((key) => key !== "name" && volume[key] !== null);
  return sources.every((source) => VOLUME_TYPES.includes(source));
}

export const CONTROLS: readonly Control[] = [
  {
    name: "HostProcess",
    profile: "baseline",
    pod: [`${SECURITY_CONTEXT}windowsOptions.hostProcess`],
    containers: [`${SECURITY_CONTEXT}windowsOptions.hostProcess`],
    allows: among(false),
    fix: "leave it out.",
  },
  {
    name: "Host Namespaces",
    profile: "baseline",
    pod: ["hostNetwork", "hostPID", "hostIPC"],
    allows: among(false),
    fix: "leave it out: a pod has namespaces of its own.",
  },
  {
    name: "Privileged Containers",
    profile: "baseline",
    containers: [`${SECURITY_CONTEXT}privileged`],
    allows: among(false),
    fix: "leave it out; a device plugin gives a pod its GPUs without it.",
  },
  {
    name: "Capabilities",
    profile: "baseline",
    containers: [`${SECURITY_CONTEXT}capabilities.add[*]`],
    allows: among(...DEFAULT_CAPABILITIES),
    fix: "leave the capability out.",
  },
  {
    name: "HostPath Volumes",
    profile: "baseline",
    pod: ["volumes[*].hostPath"],
    allows: () => false,
    fix: "use a persistentVolumeClaim or an emptyDir.",
  },
  {
    name: "Host Ports",
    profile: "baseline",
    containers: ["ports[*].hostPort"],
    allows: among(0),
    fix: "leave it out, and reach the pod through a Service.",
  },
  {
    name: "Host Probes / Lifecycle Hooks",
    profile: "baseline",
    containers: PROBES.flatMap((probe) => [`${probe}.httpGet.host`, `${probe}.tcpSocket.host`]),
    allows: among(""),
    fix: "leave it out: the pod itself is asked.",
  },
  {
    name: "AppArmor",
    profile: "baseline",
    pod: [`${SECURITY_CONTEXT}appArmorProfile.type`],
    containers: [`${SECURITY_CONTEXT}appArmorProfile.type`],
    allows: among("RuntimeDefault", "Localhost"),
    fix: "set RuntimeDefault, or leave it out.",
  },
  {
    name: "SELinux",
    profile: "baseline",
    pod: [`${SECURITY_CONTEXT}seLinuxOptions.type`],
    containers: [`${SECURITY_CONTEXT}seLinuxOptions.type`],
    allows: among("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"),
    fix: "leave it out.",
  },
  {
    name: "SELinux",
    profile: "baseline",
    pod: [`${SECURITY_CONTEXT}seLinuxOptions.user`, `${SECURITY_CONTEXT}seLinuxOptions.role`],
    containers: [`${SECURITY_CONTEXT}seLinuxOptions.user`, `${SECURITY_CONTEXT}seLinuxOptions.role`],
    allows: among(""),
    fix: "leave it out.",
  },
  {
    name: "/proc Mount Type",
    profile: "baseline",
    containers: [`${SECURITY_CONTEXT}procMount`],
    allows: among("Default"),
    fix: "leave it out.",
  },
  {
    name: "Seccomp",
    profile: "baseline",
    pod: [SECCOMP],
    containers: [SECCOMP],
    allows: among("RuntimeDefault", "Localhost"),
    fix: "set RuntimeDefault.",
  },
  {
    name: "Sysctls",
    profile: "baseline",
    pod: [`${SECURITY_CONTEXT}sysctls[*].name`],
    allows: among(...SAFE_SYSCTLS),
    fix: "leave it out.",
  },
  {
    name: "Volume Types",
    profile: "restricted",
    pod: ["volumes[*]"],
    allows: isPlainVolume,
    fix: `use one of ${VOLUME_TYPES.join(", ")}.`,
  },
  {
    name: "Privilege Escalation",
    profile: "restricted",
    containers: [`${SECURITY_CONTEXT}allowPrivilegeEscalation`],
    allows: among(false),
    required: "container",
    linuxOnly: true,
    fix: "set it to false.",
  },
  {
    name: "Running as Non-root",
    profile: "restricted",
    pod: [`${SECURITY_CONTEXT}runAsNonRoot`],
    containers: [`${SECURITY_CONTEXT}runAsNonRoot`],
    allows: among(true),
    required: "container or pod",
    fix: "set it to true, for the pod or for every container.",
  },
  {
    name: "Running as Non-root user",
    profile: "restricted",
    pod: [`${SECURITY_CONTEXT}runAsUser`],
    containers: [`${SECURITY_CONTEXT}runAsUser`],
    allows: (value) => value !== UNKNOWN && value !== 0,
    fix: "set the number of a user who is not root.",
  },
  {
    name: "Seccomp",
    profile: "restricted",
    // A profile that is there is judged by the baseline.
    pod: [SECCOMP],
    containers: [SECCOMP],
    allows: () => true,
    required: "container or pod",
    linuxOnly: true,
    fix: "set RuntimeDefault, for the pod or for every container.",
  },
  {
    name: "Capabilities",
    profile: "restricted",
    containers: [`${SECURITY_CONTEXT}capabilities.drop`],
    allows: (value) => isList(value) && value.includes("ALL"),
    required: "container",
    linuxOnly: true,
    fix: 'set it to ["ALL"].',
  },
  {
    name: "Capabilities",
    profile: "restricted",
    containers: [`${SECURITY_CONTEXT}capabilities.add[*]`],
    // What the baseline forbids is told there.
    allows: (value) =>
      value === "NET_BIND_SERVICE" || value === UNKNOWN || !among(...DEFAULT_CAPABILITIES)(value),
    linuxOnly: true,
    fix: "leave the capability out; NET_BIND_SERVICE alone may be added.",
  },
];

/** Annotations that set a container's AppArmor profile, by the name before the container's. */
export const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

export function isAllowedAppArmor(value: Value): boolean {
  return value === "runtime/default" || (typeof value === "string" && value.startsWith("localhost/"));
}
