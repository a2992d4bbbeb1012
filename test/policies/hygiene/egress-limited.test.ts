import { describe, expect, test } from "vitest";
import { egressLimited } from "../../../policies/hygiene/egress-limited.ts";
import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { deployment, LABELS, networkPolicy, stackMessages } from "./stack.ts";

const POD = deployment({ containers: [{ image: "a" }] });
const DENIED = { podSelector: {}, policyTypes: ["Egress"] };
const found = (...resources: PlannedResource[]) => stackMessages(egressLimited, resources);

test("is advisory, and silent where a policy limits every pod", () => {
  expect(egressLimited.enforcement).toBe("advisory");
  expect(found(POD, networkPolicy(DENIED))).toEqual([]);
});

describe("a workload", () => {
  test.each<[string, Value, number]>([
    ["selected by labels", { ...DENIED, podSelector: { matchLabels: LABELS } }, 0],
    ["of which other labels are selected", { ...DENIED, podSelector: { matchLabels: { app: "b" } } }, 1],
    ["limited for ingress only", { podSelector: {}, policyTypes: ["Ingress"] }, 1],
    ["limited by rules without types", { podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] }, 0],
    ["limited by no rules without types", { podSelector: {}, egress: [] }, 1],
    ["whose policy's selector is not known yet", { ...DENIED, podSelector: UNKNOWN }, 1],
    ["whose policy's types are not known yet", { podSelector: {}, policyTypes: [UNKNOWN] }, 1],
    ["whose policy's rules are not known yet", { podSelector: {}, egress: UNKNOWN }, 2],
  ])("%s", (_, spec, count) => expect(found(POD, networkPolicy(spec))).toHaveLength(count));

  test("without a policy is told, once", () => {
    const two = deployment({ containers: [{ image: "a" }, { image: "b" }] });
    expect(found(two)).toEqual([
      'kubernetes:apps/v1:Deployment "server": no NetworkPolicy limits what its pods reach\n' +
        "  Fix: add a NetworkPolicy with policyTypes [Egress] that selects its pods and names what they need.",
    ]);
  });

  test("whose policy is in another namespace is told", () => {
    const policy = networkPolicy(DENIED);
    const elsewhere = { ...policy, properties: { ...policy.properties, metadata: { namespace: "other" } } };
    expect(found(POD, elsewhere)).toHaveLength(1);
  });

  test("on the node's network is beyond every policy", () => {
    expect(found(deployment({ hostNetwork: true }), networkPolicy(DENIED))).toEqual([
      expect.stringContaining("spec.template.spec.hostNetwork is true"),
    ]);
  });

  test("whose pod is not known yet is judged by its labels", () => {
    expect(found(deployment(UNKNOWN), networkPolicy(DENIED))).toEqual([]);
    expect(found(deployment(UNKNOWN))).toHaveLength(1);
  });
});

describe("a policy that lets pods reach the whole internet", () => {
  const policy = (...egress: Value[]) => networkPolicy({ ...DENIED, egress }, { name: "to-internet" });
  const block = (cidr: Value, except?: Value): Properties => ({
    to: [{ ipBlock: { cidr, ...(except === undefined ? {} : { except }) } }],
  });

  test("is told with ports and exceptions, once for all its rules", () => {
    const ports: Value = [{ protocol: "TCP", port: 443 }, { port: 8000, endPort: 8010 }, { protocol: "UDP" }];
    expect(
      found(policy({ ...block("0.0.0.0/0", ["10.0.0.0/8", "192.168.0.0/16"]), ports }, block("::/0"))),
    ).toEqual([
      'kubernetes:networking.k8s.io/v1:NetworkPolicy "to-internet": ' +
        "spec.egress[0].to[0] lets pods reach 0.0.0.0/0 on TCP 443, TCP 8000 to 8010, every port of UDP, " +
        "except 10.0.0.0/8, 192.168.0.0/16; " +
        "spec.egress[1].to[0] lets pods reach ::/0 on every port, without exception\n" +
        "  Fix: name the addresses or pods that are needed; a NetworkPolicy knows no host names.",
    ]);
  });

  test.each<[Value, number]>([
    [{}, 1],
    [{ to: [] }, 1],
    [{ ports: [{ port: 443 }] }, 1],
    [block("10.0.0.0/8"), 0],
    [block("192.0.2.0/24"), 0],
    [{ to: [{ podSelector: {} }] }, 0],
    [block(UNKNOWN), 1],
    [UNKNOWN, 1],
  ])("is known by its rule %o", (rule, count) => expect(found(policy(rule))).toHaveLength(count));

  test.each<[Value, string]>([
    [UNKNOWN, "ports that are not known yet"],
    [[{ port: UNKNOWN }], "TCP on a port that is not known yet"],
    [[UNKNOWN], "a port that is not known yet"],
    [[], "every port"],
    [[{ protocol: "SCTP", port: "http" }], "SCTP http"],
  ])("names its ports %o", (ports, text) => {
    expect(found(policy({ ports }))).toEqual([expect.stringContaining(`every address on ${text},`)]);
  });

  test("is not judged by rules that its types leave out", () => {
    expect(found(networkPolicy({ policyTypes: ["Ingress"], egress: [{}] }))).toEqual([]);
  });
});
