import { beforeAll, describe, expect, test } from "vitest";
import { SecureNamespace } from "../../../components/namespace/secure-namespace.ts";
import { at } from "../clear-text.ts";
import { all, only, record, type Registered } from "../recorder.ts";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

describe.each(["restricted", "privileged"] as const)("a %s namespace", (podSecurity) => {
  let registered: Registered[] = [];
  beforeAll(async () => {
    registered = await record(() => {
      new SecureNamespace("secured", { environment: "test", namespace: "llm-test", podSecurity });
      return Promise.resolve(undefined);
    });
  });

  test("has its Pod Security Standard enforced, warned of and audited", () => {
    const labels = at(only(registered, "kubernetes:core/v1:Namespace").inputs, "metadata", "labels");
    for (const mode of ["enforce", "warn", "audit"])
      expect(at(labels, `pod-security.kubernetes.io/${mode}`)).toBe(podSecurity);
    expect(at(labels, "pod-security.kubernetes.io/enforce-version")).toBe("latest");
    expect(at(labels, "app.kubernetes.io/instance")).toBe("test");
  });

  test("denies all traffic both ways to every pod", () => {
    expect(only(registered, POLICY, "secured-deny-all").inputs).toMatchObject({
      metadata: { name: "deny-all", namespace: "llm-test" },
    });
    expect(at(only(registered, POLICY, "secured-deny-all").inputs, "spec")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  test("allows name resolution and nothing beside it", () => {
    expect(new Set(all(registered, POLICY).map(({ name }) => name))).toEqual(
      new Set(["secured-deny-all", "secured-allow-dns"]),
    );
    expect(at(only(registered, POLICY, "secured-allow-dns").inputs, "spec")).toMatchObject({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });
});
