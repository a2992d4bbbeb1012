import { describe, expect, test } from "vitest";
import { restrictedPods } from "../../../policies/hygiene/restricted-pods.ts";
import {
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
} from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { deployment, LABELS, namespace, stackMessages } from "./stack.ts";

const ENFORCE = "pod-security.kubernetes.io/enforce";

const CONTAINER: Properties = {
  name: "a",
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const POD: Properties = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [CONTAINER],
};

/** A copy in which a value stands at a path; undefined takes it away. */
function changed(properties: Properties, path: readonly string[], value: Value | undefined): Properties {
  const [key = "", ...rest] = path;
  const { [key]: before, ...others } = properties;
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
  const inner = isProperties(before) ? before : {};
  return { ...others, [key]: changed(inner, rest, value) };
}

const podWith = (path: string, value: Value | undefined) => changed(POD, path.split("."), value);
const containerWith = (path: string, value: Value | undefined) => ({
  ...POD,
  containers: [CONTAINER, changed(CONTAINER, path.split("."), value)],
});

const found = (pod: Value, ...others: PlannedResource[]) =>
  stackMessages(restrictedPods, [deployment(pod), ...others]);
const inNamespace = (profile: Value, pod: Value) => found(pod, namespace("llm", { [ENFORCE]: profile }));

test("is mandatory, and takes a pod that meets the standard", () => {
  expect(restrictedPods.enforcement).toBe("mandatory");
  expect(found(POD)).toEqual([]);
});

/** Field, a value that is allowed, one that is not, and the control in the message. */
const POD_FIELDS: [string, Value, Value, string][] = [
  ["securityContext.windowsOptions.hostProcess", false, true, "HostProcess, baseline"],
  ["hostNetwork", false, true, "Host Namespaces, baseline"],
  ["hostPID", false, true, "Host Namespaces, baseline"],
  ["hostIPC", false, true, "Host Namespaces, baseline"],
  [
    "volumes",
    [{ name: "a", emptyDir: {} }],
    [{ name: "a", hostPath: { path: "/" } }],
    "HostPath Volumes, baseline",
  ],
  ["securityContext.appArmorProfile.type", "RuntimeDefault", "Unconfined", "AppArmor, baseline"],
  ["securityContext.seLinuxOptions.type", "container_t", "spc_t", "SELinux, baseline"],
  ["securityContext.seLinuxOptions.user", "", "system_u", "SELinux, baseline"],
  ["securityContext.seLinuxOptions.role", "", "system_r", "SELinux, baseline"],
  ["securityContext.seccompProfile.type", "Localhost", "Unconfined", "Seccomp, baseline"],
  [
    "securityContext.sysctls",
    [{ name: "net.ipv4.tcp_syncookies", value: "1" }],
    [{ name: "kernel.msgmax", value: "1" }],
    "Sysctls, baseline",
  ],
  ["securityContext.runAsNonRoot", true, false, "Running as Non-root, restricted"],
  ["securityContext.runAsUser", 1000, 0, "Running as Non-root user, restricted"],
];

const CONTAINER_FIELDS: [string, Value, Value, string][] = [
  ["securityContext.windowsOptions.hostProcess", false, true, "HostProcess, baseline"],
  ["securityContext.privileged", false, true, "Privileged Containers, baseline"],
  ["securityContext.capabilities.add", ["NET_BIND_SERVICE"], ["SYS_ADMIN"], "Capabilities, baseline"],
  [
    "ports",
    [{ containerPort: 80, hostPort: 0 }],
    [{ containerPort: 80, hostPort: 80 }],
    "Host Ports, baseline",
  ],
  ...["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"].flatMap(
    (probe): [string, Value, Value, string][] =>
      ["httpGet", "tcpSocket"].map((kind): [string, Value, Value, string] => [
        `${probe}.${kind}.host`,
        "",
        "10.0.0.1",
        "Host Probes / Lifecycle Hooks, baseline",
      ]),
  ),
  ["securityContext.appArmorProfile.type", "Localhost", "Unconfined", "AppArmor, baseline"],
  ["securityContext.seLinuxOptions.type", "container_engine_t", "spc_t", "SELinux, baseline"],
  ["securityContext.seLinuxOptions.user", "", "system_u", "SELinux, baseline"],
  ["securityContext.seLinuxOptions.role", "", "system_r", "SELinux, baseline"],
  ["securityContext.procMount", "Default", "Unmasked", "/proc Mount Type, baseline"],
  ["securityContext.seccompProfile.type", "RuntimeDefault", "Unconfined", "Seccomp, baseline"],
  ["securityContext.allowPrivilegeEscalation", false, true, "Privilege Escalation, restricted"],
  ["securityContext.runAsNonRoot", true, false, "Running as Non-root, restricted"],
  ["securityContext.runAsUser", 1, 0, "Running as Non-root user, restricted"],
  ["securityContext.capabilities.drop", ["NET_RAW", "ALL"], ["NET_RAW"], "Capabilities, restricted"],
  ["securityContext.capabilities.add", ["NET_BIND_SERVICE"], ["CHOWN"], "Capabilities, restricted"],
];

const told = (control: string): unknown => expect.stringContaining(`(${control})`);

describe.each(POD_FIELDS)("the pod's %s", (field, good, bad, control) => {
  test("is judged", () => {
    expect(found(podWith(field, good))).toEqual([]);
    expect(found(podWith(field, bad))).toContainEqual(told(control));
    expect(found(podWith(field, UNKNOWN))).toContainEqual(
      expect.stringContaining(`spec.template.spec.${field} is not known before something else is created`),
    );
  });

  test("is judged by the namespace's own standard", () => {
    const expected = control.endsWith("baseline") ? [told(control)] : [];
    expect(inNamespace("baseline", podWith(field, bad))).toEqual(expected);
    expect(inNamespace("privileged", podWith(field, bad))).toEqual([]);
  });
});

describe.each(CONTAINER_FIELDS)("a container's %s", (field, good, bad, control) => {
  test("is judged", () => {
    expect(found(containerWith(field, good))).toEqual([]);
    expect(found(containerWith(field, bad))).toEqual([told(control)]);
    expect(found(containerWith(field, UNKNOWN))).toEqual([
      expect.stringContaining(`spec.template.spec.containers[1].${field} is not known before`),
    ]);
  });

  test.each(["initContainers", "ephemeralContainers"])("is judged in %s too", (list) => {
    const pod = { ...POD, [list]: [changed(CONTAINER, field.split("."), bad)] };
    expect(found(pod)).toEqual([told(control)]);
  });

  test("is judged by the namespace's own standard", () => {
    const expected = control.endsWith("baseline") ? [told(control)] : [];
    expect(inNamespace("baseline", containerWith(field, bad))).toEqual(expected);
    expect(inNamespace("privileged", containerWith(field, bad))).toEqual([]);
  });
});

describe("what must be there", () => {
  test.each<[string, string]>([
    ["securityContext.allowPrivilegeEscalation", "Privilege Escalation"],
    ["securityContext.capabilities.drop", "Capabilities"],
    ["securityContext.capabilities", "Capabilities"],
  ])("a container without %s", (field, control) => {
    expect(found(containerWith(field, undefined))).toEqual([
      expect.stringMatching(
        `containers\\[1\\]\\.${field}.* is not set, which .* \\(${control}, restricted\\)`,
      ),
    ]);
    expect(inNamespace("baseline", containerWith(field, undefined))).toEqual([]);
  });

  test.each<[string, Value, string]>([
    ["securityContext.runAsNonRoot", true, "Running as Non-root"],
    ["securityContext.seccompProfile", { type: "RuntimeDefault" }, "Seccomp"],
  ])("a pod without %s, unless all its containers have it", (field, value, control) => {
    const bare = podWith(field, undefined);
    expect(found(bare)).toEqual([told(`${control}, restricted`)]);
    const set = changed(CONTAINER, field.split("."), value);
    expect(found({ ...bare, containers: [set] })).toEqual([]);
    expect(found({ ...bare, containers: [set, CONTAINER] })).toEqual([
      expect.stringContaining("spec.template.spec.containers[1]."),
    ]);
  });

  test("is not asked of a patch, which sets some fields only", () => {
    const patch = (pod: Value) =>
      planned("kubernetes:apps/v1:DeploymentPatch", { spec: { template: { spec: pod } } });
    expect(stackMessages(restrictedPods, [patch({ containers: [{ name: "a" }] })])).toEqual([]);
    expect(stackMessages(restrictedPods, [patch({ hostPID: true })])).toHaveLength(1);
  });

  test("is not asked of Windows, where it is Linux' own; an unknown system is taken for Linux", () => {
    const bare = { securityContext: { runAsNonRoot: true }, containers: [{ name: "a" }] };
    expect(found({ ...bare, os: { name: "windows" } })).toEqual([]);
    expect(found({ ...bare, os: { name: "linux" } })).toHaveLength(3);
    expect(found({ ...bare, os: { name: UNKNOWN } })).toHaveLength(3);
  });
});

describe("volumes", () => {
  test.each([
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
  ])("of type %s are taken", (type) => {
    expect(found({ ...POD, volumes: [{ name: "a", [type]: {} }] })).toEqual([]);
  });

  test.each(["nfs", "iscsi", "image", "gcePersistentDisk", "awsElasticBlockStore", "cephfs"])(
    "of type %s are refused in restricted namespaces only",
    (type) => {
      const source: Properties = { server: UNKNOWN };
      const pod = { ...POD, volumes: [{ name: "a", [type]: source }] };
      expect(found(pod)).toEqual([told("Volume Types, restricted")]);
      expect(inNamespace("baseline", pod)).toEqual([]);
    },
  );

  test("without a source, or with an empty one, are an emptyDir", () => {
    expect(found({ ...POD, volumes: [{ name: "a" }, { name: "b", hostPath: null, emptyDir: {} }] })).toEqual(
      [],
    );
  });
});

describe("AppArmor's annotation", () => {
  const annotated = (annotations: Value) =>
    stackMessages(restrictedPods, [
      planned("kubernetes:apps/v1:Deployment", {
        spec: { template: { metadata: { labels: LABELS, annotations }, spec: POD } },
      }),
    ]);
  const KEY = "container.apparmor.security.beta.kubernetes.io/a";

  test.each<[Value, number]>([
    [{ [KEY]: "runtime/default" }, 0],
    [{ [KEY]: "localhost/mine" }, 0],
    [{ [KEY]: "unconfined" }, 1],
    [{ [KEY]: UNKNOWN }, 1],
    [{ other: "unconfined" }, 0],
    [UNKNOWN, 1],
  ])("%o", (annotations, count) => expect(annotated(annotations)).toHaveLength(count));
});

describe("the namespace", () => {
  const privileged = containerWith("securityContext.privileged", true);

  test.each<[Value, number]>([
    ["restricted", 1],
    ["baseline", 1],
    ["privileged", 0],
    ["anything", 1],
    [UNKNOWN, 1],
  ])("with the label %o", (profile, count) => expect(inNamespace(profile, privileged)).toHaveLength(count));

  test("without the label, unknown labels, or that somebody else made, is taken for restricted", () => {
    expect(found(containerWith("securityContext.runAsUser", 0), namespace("llm"))).toHaveLength(1);
    expect(found(privileged, namespace("llm", UNKNOWN))).toHaveLength(1);
    expect(found(privileged, namespace("other", { [ENFORCE]: "privileged" }))).toHaveLength(1);
  });

  test("of another cluster does not count, one reached by another provider does", () => {
    const pod = deployment(privileged);
    const other = namespace("llm", { [ENFORCE]: "privileged" });
    const provider = (urn: string, kubeconfig: Value): Pick<PlannedResource, "provider"> => ({
      provider: { urn, properties: { kubeconfig } },
    });
    const both = (one: Value, two: Value) =>
      stackMessages(restrictedPods, [
        { ...pod, ...provider("urn:one", one) },
        { ...other, ...provider("urn:two", two) },
      ]);
    expect(both("a", "a")).toEqual([]);
    expect(both("a", "b")).toHaveLength(1);
    expect(both(UNKNOWN, UNKNOWN)).toHaveLength(1);
  });

  test("that is not known yet is the one that the pod's comes from", () => {
    const agents = namespace("agents", { [ENFORCE]: "privileged" });
    const pod = (origins: Record<string, readonly string[]>) =>
      planned(
        "kubernetes:apps/v1:DaemonSet",
        { metadata: { namespace: UNKNOWN }, spec: { template: { spec: privileged } } },
        { origins },
      );
    expect(stackMessages(restrictedPods, [pod({ metadata: [agents.urn] }), agents])).toEqual([]);
    expect(stackMessages(restrictedPods, [pod({}), agents])).toHaveLength(1);
    const made = planned("kubernetes:core/v1:Namespace", {
      metadata: { labels: { [ENFORCE]: "privileged" } },
    });
    expect(stackMessages(restrictedPods, [pod({ metadata: [made.urn] }), made])).toEqual([]);
    const both = [agents.urn, made.urn];
    expect(stackMessages(restrictedPods, [pod({ metadata: both }), agents, made])).toHaveLength(1);
  });

  test("is the provider's where the pod names none, or `default`", () => {
    const pod = (properties: Properties): PlannedResource =>
      planned(
        "kubernetes:core/v1:Pod",
        { spec: privileged },
        { provider: { urn: "urn:provider", properties } },
      );
    const at = (name: string): PlannedResource => ({
      ...namespace(name, { [ENFORCE]: "privileged" }),
      provider: { urn: "urn:provider", properties: {} },
    });
    expect(stackMessages(restrictedPods, [pod({ namespace: "agents" }), at("agents")])).toEqual([]);
    expect(stackMessages(restrictedPods, [pod({ namespace: UNKNOWN }), at("agents")])).toHaveLength(1);
    expect(stackMessages(restrictedPods, [pod({}), at("default")])).toEqual([]);
  });
});

describe("a message", () => {
  test("says resource, path, value, control and what to do", () => {
    expect(found(podWith("hostNetwork", true))).toEqual([
      'kubernetes:apps/v1:Deployment "server": spec.template.spec.hostNetwork is true, which the Pod Security ' +
        "Standard restricted does not allow (Host Namespaces, baseline)\n" +
        "  Fix: leave it out: a pod has namespaces of its own. What must see the node itself goes into a namespace " +
        `of its own with the label ${ENFORCE}: privileged.`,
    ]);
  });

  test("tells what is not known once, however many controls look at it", () => {
    expect(found(containerWith("securityContext", UNKNOWN))).toHaveLength(1);
    expect(found(UNKNOWN)).toEqual([expect.stringContaining("spec.template.spec is not known before")]);
    expect(inNamespace("privileged", UNKNOWN)).toEqual([]);
  });
});
