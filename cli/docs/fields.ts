import { stringify } from "yaml";
import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/** One key of a configuration file, in words. */
export interface Field {
  /** Path from the top of the file, such as endpoints[].url. */
  readonly path: string;
  /** Type, allowed values, range. */
  readonly type: string;
  /** Its value where it is left out; "required", or "" where nothing takes its place. */
  readonly fallback: string;
  readonly description: string;
}

/** Keys that are told together: a key's children, or one form of a key that takes several. */
export interface Section {
  readonly path: string;
  /** What tells this form from the others, such as "provider: existing"; undefined for a key with one form. */
  readonly form: string | undefined;
  readonly description: string;
  readonly fields: readonly Field[];
}

/** A configuration's schema as JSON Schema, as a person writes it: before defaults are filled in. */
export function inputSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: "input" });
}

/** The keys on the top level, then the sections of each of them that holds more. */
export function sectionsOf(schema: Schema): Section[] {
  const keys = Object.entries(propertiesOf(schema));
  const top = keys.map(([key, child]) => fieldOf(key, child, isRequired(schema, key)));
  return [
    { path: "", form: undefined, description: schema.description ?? "", fields: top },
    ...keys.flatMap(([key, child]) => childSections(child, key)),
  ];
}

const isRequired = ({ required }: Schema, key: string) => required?.includes(key) === true;

function propertiesOf(schema: Schema): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([key, child]): [string, Schema][] =>
      typeof child === "boolean" ? [] : [[key, child]],
    ),
  );
}

function formsOf(schema: Schema): Schema[] {
  return [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter((form) => typeof form !== "boolean");
}

/** What a list holds; undefined where the schema is no list. */
function itemOf({ items }: Schema): Schema | undefined {
  return typeof items === "object" && !Array.isArray(items) ? items : undefined;
}

/** The sections that a key opens by itself: one, one for each of its forms, or none for a plain value. */
function childSections(schema: Schema, path: string): Section[] {
  const item = itemOf(schema);
  if (item !== undefined) return childSections({ description: schema.description, ...item }, `${path}[]`);
  const forms = formsOf(schema);
  if (inOneLine(forms)) return [];
  if (forms.length > 0) return forms.flatMap((form) => objectSections(form, path, formName(form, forms)));
  return schema.properties === undefined ? [] : objectSections(schema, path, undefined);
}

/** An object's own section with everything below it, and after it those of keys that take several forms. */
function objectSections(schema: Schema, path: string, form: string | undefined): Section[] {
  const fields: Field[] = [];
  const later: Section[] = [];
  for (const [key, child] of Object.entries(propertiesOf(schema))) {
    const at = `${path}.${key}`;
    fields.push(fieldOf(at, child, isRequired(schema, key)));
    const [first, ...others] = childSections(child, at);
    if (first === undefined) continue;
    if (first.form === undefined) fields.push(...first.fields);
    else later.push(first);
    later.push(...others);
  }
  return [{ path, form, description: schema.description ?? "", fields }, ...later];
}

/** Whether a form is a range of figures, which is told once for all keys. */
function isRange(form: Schema): boolean {
  return Object.keys(propertiesOf(form)).join() === "low,likely,high";
}

/** Whether forms need no sections of their own: plain values, lists of them, and ranges. */
function inOneLine(forms: readonly Schema[]): boolean {
  return (
    forms.length > 0 &&
    forms.every((form) => isRange(form) || (form.properties === undefined && formsOf(form).length === 0))
  );
}

/** The value by which a form is chosen, or the key that only this form has. */
function formName(form: Schema, forms: readonly Schema[]): string {
  const properties = Object.entries(propertiesOf(form));
  const chosen = properties.find(([, { const: value }]) => value !== undefined);
  if (chosen !== undefined) return `${chosen[0]}: ${String(chosen[1].const)}`;
  const own = properties.find(([key]) =>
    forms.every((other) => other === form || !(key in propertiesOf(other))),
  );
  return (own ?? properties[0])?.[0] ?? "";
}

function fieldOf(path: string, schema: Schema, required: boolean): Field {
  return {
    path,
    type: typeText(schema),
    fallback: required ? "required" : fallbackText(schema),
    description: schema.description ?? "",
  };
}

const code = (text: string) => `\`${text}\``;

function fallbackText(schema: Schema): string {
  if (schema.default === undefined) return "";
  const children = Object.entries(propertiesOf(schema));
  const saysNothingNew =
    children.length > 0 &&
    children.every(([, child]) => child.default !== undefined || child.const !== undefined);
  if (saysNothingNew) return "the defaults of its keys";
  return code(stringify(schema.default, { collectionStyle: "flow", lineWidth: 0 }).trim());
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(", ");
  const forms = formsOf(schema);
  if (inOneLine(forms))
    return forms.map((form) => (isRange(form) ? "a range" : typeText(form))).join("; or ");
  if (forms.length > 0) return `one of ${forms.length} forms, below`;
  switch (schema.type) {
    case "boolean":
      return "`true`, `false`";
    case "integer":
      return `whole number${rangeText(schema)}`;
    case "number":
      return `number${rangeText(schema)}`;
    case "string":
      return stringText(schema);
    case "array":
      return listText(schema);
    case "object":
      return schema.properties === undefined ? "map of text" : "section";
    default:
      throw new Error(`${JSON.stringify(schema)}: a schema for which there are no words yet`);
  }
}

const amount = (value: number) => value.toLocaleString("en");

function rangeText({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const over = typeof exclusiveMinimum === "number" ? `over ${amount(exclusiveMinimum)}` : undefined;
  const most = maximum === undefined ? undefined : amount(maximum);
  if (minimum !== undefined && most !== undefined) return `, ${amount(minimum)} to ${most}`;
  const from = minimum === undefined ? over : `at least ${amount(minimum)}`;
  const parts = [from, most === undefined ? undefined : `up to ${most}`].filter((part) => part !== undefined);
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}

function stringText({ format, pattern }: Schema): string {
  if (format === "uri") return "URL";
  if (format === "date") return "day, such as `2026-11-24`";
  return pattern === undefined ? "text" : `text, ${code(pattern)}`;
}

function listText(schema: Schema): string {
  const item = itemOf(schema);
  const least = schema.minItems === undefined ? "" : `, at least ${schema.minItems}`;
  if (item?.properties !== undefined) return `list of sections${least}`;
  return `list of ${item === undefined ? "anything" : typeText(item)}${least}`;
}
