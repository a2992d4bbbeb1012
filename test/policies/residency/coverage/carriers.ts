import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Carriers, CARRIERS_FOLDER, type Entries } from "./extract.ts";
import { isKind, type Kind } from "./kinds.ts";

/** One step from a resource to a carrier: a property, and the lists and maps around its value. */
export interface Step {
  readonly name: string;
  /** Such as `[]`, `{}` or `{}[]`. */
  readonly suffix: string;
}

/** A property of a resource that can carry a place. */
export interface Carrier {
  readonly provider: string;
  readonly type: string;
  /** Such as replicas[].regionName. */
  readonly path: string;
  readonly steps: readonly Step[];
  readonly kind: Kind;
  readonly required: boolean;
  /** For sku: the values that stay and that spread. */
  readonly values: readonly string[];
  /** Input type that holds the property; undefined for a resource's own. */
  readonly holder: string | undefined;
}

const schema = z.object({
  package: z.string(),
  version: z.string(),
  resources: z.record(z.string(), z.string()),
  inputs: z.record(z.string(), z.string()),
});

/** What was extracted of a provider, as it is committed. */
export function readCarriers(provider: string): Carriers {
  const read = schema.parse(JSON.parse(readFileSync(join(CARRIERS_FOLDER, `${provider}.json`), "utf8")));
  const split = (record: Readonly<Record<string, string>>): Record<string, Entries> =>
    Object.fromEntries(Object.entries(record).map(([key, text]) => [key, text.split(" ")]));
  return { ...read, resources: split(read.resources), inputs: split(read.inputs) };
}

/** Deepest path of a carrier: AWS's web ACLs nest statements in statements, and say nothing new below. */
const DEEPEST = 12;

/** Times that a path may pass through one input type: a rule within a rule is the same rule again. */
const PASSES = 1;

export interface Expansion {
  readonly carriers: readonly Carrier[];
  /** Branches that were not followed because they are too deep or pass an input type again. */
  readonly cut: number;
}

/** Every path to a carrier in a provider's resources. */
export function expand(provider: string, { resources, inputs }: Carriers): Expansion {
  const carriers: Carrier[] = [];
  let cut = 0;
  const walk = (type: string, entries: Entries, steps: readonly Step[], passed: readonly string[]) => {
    for (const entry of entries) {
      const [property = "", reference] = entry.split(">");
      if (reference !== undefined) {
        const again = passed.filter((name) => name === reference).length;
        if (steps.length >= DEEPEST || again >= PASSES) cut += 1;
        else walk(type, inputs[reference] ?? [], [...steps, stepOf(property)], [...passed, reference]);
        continue;
      }
      const [name = "", kind = "", ...values] = entry.split("|");
      if (!isKind(kind)) throw new Error(`${type}: unknown kind in ${entry}`);
      const here = [...steps, stepOf(name.replace("*", ""))];
      carriers.push({
        provider,
        type,
        path: here.map(({ name: part, suffix }) => part + suffix).join("."),
        steps: here,
        kind,
        required: name.includes("*"),
        values: values.map(decodeURIComponent),
        holder: passed.at(-1),
      });
    }
  };
  for (const [type, entries] of Object.entries(resources)) walk(type, entries, [], []);
  return { carriers, cut };
}

function stepOf(text: string): Step {
  const end = text.search(/[[{]/);
  return end < 0 ? { name: text, suffix: "" } : { name: text.slice(0, end), suffix: text.slice(end) };
}
