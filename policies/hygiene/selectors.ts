import { isList, isProperties, type Properties, UNKNOWN, type Value } from "../resource.ts";

/** Whether a selector selects an object; unknown where labels or selector are not known yet. */
export type Match = "yes" | "no" | "unknown";

/** A selector of the form { matchLabels, matchExpressions }; an empty one selects everything. */
export function selects(selector: Value | undefined, labels: Value | undefined): Match {
  if (selector === UNKNOWN) return "unknown";
  if (!isProperties(selector)) return "yes";
  const { matchLabels, matchExpressions } = selector;
  const expressions = isList(matchExpressions) ? matchExpressions : [];
  return all([
    labelsMatch(matchLabels, labels),
    matchExpressions === UNKNOWN ? "unknown" : "yes",
    ...expressions.map((expression) => expressionMatches(expression, labels)),
  ]);
}

/** A Service's selector, a plain map; an empty one selects nothing. */
export function serviceSelects(selector: Value | undefined, labels: Value | undefined): Match {
  if (selector === UNKNOWN) return "unknown";
  if (!isProperties(selector) || Object.keys(selector).length === 0) return "no";
  return labelsMatch(selector, labels);
}

const all = (matches: readonly Match[]): Match =>
  matches.includes("no") ? "no" : matches.includes("unknown") ? "unknown" : "yes";

function labelsMatch(wanted: Value | undefined, labels: Value | undefined): Match {
  if (wanted === UNKNOWN) return "unknown";
  if (!isProperties(wanted)) return "yes";
  return all(
    Object.entries(wanted).map(([key, value]): Match => {
      const label = labelOf(labels, key);
      if (label === UNKNOWN || (value === UNKNOWN && label !== undefined)) return "unknown";
      return label === value ? "yes" : "no";
    }),
  );
}

function labelOf(labels: Value | undefined, key: string): Value | undefined {
  if (labels === UNKNOWN) return UNKNOWN;
  return isProperties(labels) ? labels[key] : undefined;
}

function expressionMatches(expression: Value, labels: Value | undefined): Match {
  if (!isProperties(expression)) return "unknown";
  const { key, operator } = expression;
  if (typeof key !== "string" || typeof operator !== "string") return "unknown";
  const label = labelOf(labels, key);
  if (label === UNKNOWN) return "unknown";
  switch (operator) {
    case "Exists":
      return label === undefined ? "no" : "yes";
    case "DoesNotExist":
      return label === undefined ? "yes" : "no";
    case "In":
      return label === undefined ? "no" : amongValues(expression, label);
    case "NotIn":
      return label === undefined ? "yes" : opposite(amongValues(expression, label));
    default:
      return "unknown";
  }
}

function amongValues({ values }: Properties, label: Value): Match {
  if (!isList(values)) return "unknown";
  if (values.includes(label)) return "yes";
  return values.includes(UNKNOWN) ? "unknown" : "no";
}

const opposite = (match: Match): Match => (match === "unknown" ? match : match === "yes" ? "no" : "yes");
