import { describe, expect, test } from "vitest";
import { restrictedContainer, restrictedPod } from "../../components/kubernetes.ts";
import { plainProperties, type Properties } from "../../policies/resource.ts";
import { restrictedViolations } from "./pod-security.ts";

const pod = (changes: object = {}, container: object = {}): Properties =>
  plainProperties({
    ...restrictedPod(1000),
    containers: [{ name: "main", securityContext: restrictedContainer(), ...container }],
    ...changes,
  });

/** What a container breaks whose security context is changed. */
const changed = (securityContext: object) =>
  restrictedViolations(pod({}, { securityContext: { ...restrictedContainer(), ...securityContext } }));

describe("the check of the restricted Pod Security Standard", () => {
  test("passes pods that the components' own settings make", () => {
    expect(restrictedViolations(pod())).toEqual([]);
    expect(restrictedViolations(pod({ volumes: [{ name: "tmp", emptyDir: {} }] }))).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["hostNetwork", restrictedViolations(pod({ hostNetwork: true }))],
    ["hostPID", restrictedViolations(pod({ hostPID: true }))],
    [
      "volume of type hostPath",
      restrictedViolations(pod({ volumes: [{ name: "x", hostPath: { path: "/" } }] })),
    ],
    ["main: runAsNonRoot", changed({ runAsNonRoot: false })],
    ["main: runAsUser 0", changed({ runAsUser: 0 })],
    ["main: seccomp", changed({ seccompProfile: { type: "Unconfined" } })],
    ["main: allowPrivilegeEscalation", changed({ allowPrivilegeEscalation: true })],
    ["main: capabilities", changed({ capabilities: {} })],
    ["main: capabilities added", changed({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } })],
    ["main: privileged", changed({ privileged: true })],
    ["main: hostPort", restrictedViolations(pod({}, { ports: [{ containerPort: 80, hostPort: 80 }] }))],
    ["no containers", restrictedViolations(pod({ containers: [] }))],
  ])("finds %s", (violation, found) => {
    expect(found).toEqual([violation]);
  });

  test("looks at init containers too, and at pods that say nothing", () => {
    expect(restrictedViolations(pod({ initContainers: [{ name: "first" }] }))).toEqual([
      "first: allowPrivilegeEscalation",
      "first: capabilities",
    ]);
    expect(restrictedViolations(plainProperties({ containers: [{ name: "bare" }] }))).toHaveLength(4);
  });
});
