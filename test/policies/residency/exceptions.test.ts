import { describe, expect, test } from "vitest";
import { matches } from "../../../policies/residency/exceptions.ts";
import { dataResidency } from "../../../policies/residency/data-residency.ts";
import { fails, findingText } from "../../../policies/residency/finding.ts";
import { residencyLedger, verdictText } from "../../../policies/residency/residency-ledger.ts";
import { stackResidency } from "../../../policies/residency/stack-residency.ts";
import { judgeStack } from "../../../policies/residency/stack.ts";
import { residencySettings } from "../../../policies/settings.ts";
import { planned } from "../planned.ts";
import { checkSettings, settingsAt, TODAY } from "../settings.ts";

const bucket = planned("aws:s3/bucket:Bucket", { region: "us-east-1" }, { name: "logs" });
const exception = (changes: Record<string, unknown> = {}) => ({
  resource: "aws:s3/bucket:Bucket::logs",
  reason: "Logs of the American subsidiary, agreed in DPIA 12.",
  owner: "privacy@example.eu",
  expires: "2026-12-31",
  ...changes,
});
const judged = (...exceptions: unknown[]) => judgeStack([bucket], settingsAt("eu", { exceptions }), TODAY);

describe("a pattern", () => {
  test.each([
    ["aws:s3/bucket:Bucket::logs", "aws:s3/bucket:Bucket::logs", true],
    ["aws:*::logs", "aws:s3/bucket:Bucket::logs", true],
    ["*", "anything", true],
    ["aws:s3/bucket:Bucket::log", "aws:s3/bucket:Bucket::logs", false],
    ["aws:s3/bucket:Bucket::logs", "xaws:s3/bucket:Bucket::logs", false],
    ["a.c", "abc", false],
    ["(a+)+$", "aaaa", false],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe("an exception", () => {
  test("accepts what it names, and says so everywhere", () => {
    const report = judged(exception());
    expect(report.verdict).toBe("proved");
    expect(report.accepted).toBe(1);
    expect(verdictText(report)).toBe(
      'proved: everything stays inside level "eu", apart from 1 accepted finding',
    );
    expect(report.findings.filter(fails)).toEqual([]);
    expect(report.findings[0]).toMatchObject({ verdict: "violating", exception: { expired: false } });
    const [told] = residencyLedger.check({ residency: report, cost: undefined, resources: [bucket] });
    expect(told?.message).toContain("Accepted by privacy@example.eu until 2026-12-31: Logs of the American");
    expect(dataResidency.check(bucket, checkSettings("eu", { exceptions: [exception()] }))).toEqual([]);
  });

  test("holds through its last day and no longer", () => {
    expect(judged(exception({ expires: "2026-11-24" })).verdict).toBe("proved");
    expect(judged(exception({ expires: "2026-11-23" })).verdict).toBe("violating");
  });

  test("that has expired fails even where nothing needs it, with owner and day", () => {
    const expired = exception({ resource: "aws:*::gone", expires: "2026-01-31" });
    const report = judgeStack([], settingsAt("eu", { exceptions: [expired] }), TODAY);
    expect(report.verdict).toBe("unproven");
    const told = stackResidency.check({ residency: report, cost: undefined, resources: [] });
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /exceptions\[0\] "aws:\*::gone" is an exception of privacy@example\.eu that expired on 2026-01-31/,
      ),
    ]);
  });

  test("that has expired is told at the finding that it would accept", () => {
    const [found] = judged(exception({ expires: "2026-01-31" })).findings;
    if (found === undefined) throw new Error("no finding");
    expect(findingText(found)).toContain("The exception of privacy@example.eu for it expired on 2026-01-31");
  });

  test.each([
    ["another name", { resource: "aws:s3/bucket:Bucket::weights" }],
    ["another property", { property: "replicas*" }],
  ])("for %s accepts nothing here", (_, changes) => {
    expect(judged(exception(changes)).verdict).toBe("violating");
  });

  test("for the property accepts it", () => {
    expect(judged(exception({ property: "region" })).verdict).toBe("proved");
  });

  test("that holds goes before one that has expired", () => {
    const report = judged(exception({ expires: "2026-01-31" }), exception());
    expect(report.findings[0]?.exception?.expired).toBe(false);
    // The expired one fails by itself.
    expect(report.verdict).toBe("unproven");
  });
});

describe("settings that are wrong", () => {
  test.each([
    ["a reason that is none", { exceptions: [exception({ reason: "ok" })] }, /exceptions\[0\]\.reason/],
    ["no owner", { exceptions: [exception({ owner: "" })] }, /exceptions\[0\]\.owner/],
    ["a day that no calendar has", { exceptions: [exception({ expires: "2026-02-30" })] }, /expires/],
    ["no day", { exceptions: [exception({ expires: undefined })] }, /expires/],
    ["a key that is not there", { exceptions: [exception({ until: "2027" })] }, /until/],
    ["a pattern with a blank", { exceptions: [exception({ resource: "a b" })] }, /resource/],
    ["a level that is none", { level: "world" }, /level/],
    [
      "a host with a scheme",
      { hosts: [{ host: "https://a.eu", country: "DE", operator: "A", ownerCountry: "DE" }] },
      /host/,
    ],
  ])("%s", (_, config, message) => {
    expect(() => residencySettings(config)).toThrow(message);
  });
});
