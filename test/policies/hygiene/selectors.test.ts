import { describe, expect, test } from "vitest";
import { type Match, selects, serviceSelects } from "../../../policies/hygiene/selectors.ts";
import { type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";

const labels: Properties = { app: "a", tier: "b", later: UNKNOWN };
const expression = (key: Value, operator: Value, ...values: Value[]): Properties => ({
  matchExpressions: [{ key, operator, values }],
});

describe("a selector", () => {
  test.each<[Value | undefined, Match]>([
    [{}, "yes"],
    [undefined, "yes"],
    [UNKNOWN, "unknown"],
    [{ matchLabels: { app: "a" } }, "yes"],
    [{ matchLabels: { app: "a", tier: "c" } }, "no"],
    [{ matchLabels: { missing: "a" } }, "no"],
    [{ matchLabels: { missing: UNKNOWN } }, "no"],
    [{ matchLabels: { app: UNKNOWN } }, "unknown"],
    [{ matchLabels: { later: "x" } }, "unknown"],
    [{ matchLabels: { later: "x", app: "z" } }, "no"],
    [{ matchLabels: UNKNOWN }, "unknown"],
    [{ matchExpressions: UNKNOWN }, "unknown"],
    [{ matchExpressions: [UNKNOWN] }, "unknown"],
    [expression("app", "Exists"), "yes"],
    [expression("missing", "Exists"), "no"],
    [expression("app", "DoesNotExist"), "no"],
    [expression("missing", "DoesNotExist"), "yes"],
    [expression("app", "In", "a", "x"), "yes"],
    [expression("app", "In", "x"), "no"],
    [expression("app", "In", "x", UNKNOWN), "unknown"],
    [expression("missing", "In", "a"), "no"],
    [expression("app", "NotIn", "x"), "yes"],
    [expression("app", "NotIn", "a"), "no"],
    [expression("app", "NotIn", UNKNOWN), "unknown"],
    [expression("missing", "NotIn", "a"), "yes"],
    [expression("later", "Exists"), "unknown"],
    [expression("app", "Somehow"), "unknown"],
    [expression(UNKNOWN, "Exists"), "unknown"],
  ])("%o selects: %s", (selector, match) => expect(selects(selector, labels)).toBe(match));

  test("of a pod whose labels are not known, or that has none", () => {
    expect(selects({ matchLabels: { app: "a" } }, UNKNOWN)).toBe("unknown");
    expect(selects({}, UNKNOWN)).toBe("yes");
    expect(selects({ matchLabels: { app: "a" } }, undefined)).toBe("no");
  });
});

test.each<[Value | undefined, Match]>([
  [{}, "no"],
  [undefined, "no"],
  [UNKNOWN, "unknown"],
  [{ app: "a" }, "yes"],
  [{ app: "b" }, "no"],
])("a Service's selector %o selects: %s", (selector, match) =>
  expect(serviceSelects(selector, labels)).toBe(match),
);
