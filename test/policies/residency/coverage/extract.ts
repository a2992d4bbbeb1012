import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { detect } from "./detect.ts";
import { type Property, readSchema, type Schema } from "./schema.ts";

/** Properties that can carry a place: `name[]|kind`, and `name[]>Input` for those that lead to some. */
export type Entries = readonly string[];

export interface Carriers {
  readonly package: string;
  readonly version: string;
  /** Type token → its entries. A `*` after a name: required. */
  readonly resources: Readonly<Record<string, Entries>>;
  /** Input type → its entries. */
  readonly inputs: Readonly<Record<string, Entries>>;
}

/** Everything in a package that can carry a place, found without looking at the policies. */
export function extract(schema: Schema): Carriers {
  const own = new Map<string, Entries>();
  const leadsTo = new Map<string, ReadonlySet<string>>();
  for (const [name, properties] of schema.inputs) {
    own.set(
      name,
      properties.flatMap((property) => leafEntry(schema, property, name, true)),
    );
    leadsTo.set(name, new Set(properties.flatMap(({ leaf }) => leaf.reference ?? [])));
  }
  const fruitful = fruitfulInputs(own, leadsTo);
  const used = new Set<string>();
  const entriesOf = (properties: readonly Property[], leaves: Entries): Entries => [
    ...leaves,
    ...properties.flatMap(({ name, leaf }) => {
      if (leaf.reference === undefined || !fruitful.has(leaf.reference)) return [];
      used.add(leaf.reference);
      return [`${name}${leaf.suffix}>${leaf.reference}`];
    }),
  ];
  const resources: Record<string, Entries> = {};
  for (const [type, properties] of schema.resources) {
    const owner = type.startsWith("pulumi:") ? "Provider" : (type.split(":").at(-1) ?? type);
    const leaves = properties.flatMap((property) => leafEntry(schema, property, owner, false));
    const entries = entriesOf(properties, leaves);
    if (entries.length > 0) resources[type] = entries;
  }
  const inputs: Record<string, Entries> = {};
  // A set grows while it is walked: inputs reached through inputs are visited too.
  for (const name of used) inputs[name] = entriesOf(schema.inputs.get(name) ?? [], own.get(name) ?? []);
  const sorted = Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { package: schema.package, version: schema.version, resources, inputs: sorted };
}

function leafEntry(schema: Schema, property: Property, owner: string, nested: boolean): Entries {
  const found = detect(schema.package, property, owner, nested);
  if (found === undefined) return [];
  const values = found.values === undefined ? "" : `|${found.values.map(encodeURIComponent).join("|")}`;
  return [`${property.name}${property.leaf.suffix}${property.required ? "*" : ""}|${found.kind}${values}`];
}

/** Input types that carry a place themselves or lead to one that does. */
function fruitfulInputs(
  own: ReadonlyMap<string, Entries>,
  leadsTo: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const fruitful = new Set([...own].filter(([, entries]) => entries.length > 0).map(([name]) => name));
  let before = -1;
  while (before !== fruitful.size) {
    before = fruitful.size;
    for (const [name, references] of leadsTo) {
      if ([...references].some((reference) => fruitful.has(reference))) fruitful.add(name);
    }
  }
  return fruitful;
}

/** One resource or input type a line, so that a new version of a package reads well as a diff. */
export function carriersText({ resources, inputs, ...rest }: Carriers): string {
  const joined = (record: Readonly<Record<string, Entries>>) =>
    Object.fromEntries(Object.entries(record).map(([key, entries]) => [key, entries.join(" ")]));
  return `${JSON.stringify({ ...rest, resources: joined(resources), inputs: joined(inputs) }, null, 2)}\n`;
}

export const CARRIERS_FOLDER = join(import.meta.dirname, "carriers");

if (import.meta.main) {
  const [provider, folder] = process.argv.slice(2);
  if (provider === undefined || folder === undefined) {
    console.error("node extract.ts <provider> <folder of the unpacked npm package>");
    process.exitCode = 1;
  } else {
    const carriers = extract(readSchema(folder));
    const text = carriersText(carriers);
    writeFileSync(join(CARRIERS_FOLDER, `${provider}.json`), text);
    const types = Object.keys(carriers.resources).length;
    console.log(
      `${provider}: ${types} types, ${Object.keys(carriers.inputs).length} inputs, ${text.length} characters`,
    );
  }
}
