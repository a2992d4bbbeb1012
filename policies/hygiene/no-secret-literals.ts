import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { ResourceCheck } from "../check.ts";
import { type PlannedResource, UNKNOWN } from "../resource.ts";
import { NOT_KNOWN, problem } from "./message.ts";
import { type PlainText, plainTexts } from "./plain-text.ts";
import { isLiteral, saysSecret, secretShapeIn } from "./secret-names.ts";

/** Names of a whole list or map of variables that is not known yet: anything may be among them. */
const WHOLE: ReadonlySet<string | undefined> = new Set(["env", "data", "args"]);

/**
 * What is wrong with a text, without the text itself; undefined where nothing is. A text that is not known yet and whose
 * name is harmless passes here: the engine shows it again, with its value, just before the resource is created.
 */
function faultOf({ path, name, value }: PlainText): string | undefined {
  if (value === UNKNOWN) {
    if (WHOLE.has(name)) return `${path} ${NOT_KNOWN}: it may hold secrets in plain text`;
    return name !== undefined && saysSecret(name)
      ? `${path} of ${JSON.stringify(name)} ${NOT_KNOWN}, and will stand there in plain text`
      : undefined;
  }
  const shape = secretShapeIn(value);
  if (shape !== undefined) return `${path} contains ${shape} in plain text`;
  return name !== undefined && saysSecret(name) && isLiteral(value)
    ? `${path} gives ${JSON.stringify(name)} in plain text`
    : undefined;
}

const FIX =
  "put it into a Secret (or the cloud's secret store) and refer to it, " +
  "such as env[].valueFrom.secretKeyRef; then give it a new value: this one was readable.";

/** Secrets that everybody who may read the cluster or the cloud's API would read. Their values are never told. */
function secretsInPlainText(resource: PlannedResource): string[] {
  const faults = plainTexts(resource).map(faultOf);
  return [...new Set(faults)].flatMap((fault) =>
    fault === undefined ? [] : [problem(resource, fault, FIX)],
  );
}

export const noSecretLiterals: ResourceCheck = {
  name: "no-secret-literals",
  description:
    "Keys and passwords come from Secrets, never as plain text in variables, arguments or ConfigMaps.",
  enforcement: DEFAULT_HYGIENE["no-secret-literals"],
  check: secretsInPlainText,
};
