import { z } from "zod";
import { PROJECT } from "../../stacks/config/environment.ts";
import { environmentSchema } from "../../stacks/config/schema.ts";
import { inputSchema } from "./fields.ts";

/** How Pulumi writes a secret into a file: encrypted. */
const encrypted = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** The secrets of an environment: kept out of the checked configuration, read by the program alone. */
export const SECRETS: Readonly<Record<string, string>> = {
  credentials:
    "API keys by endpoint name, for every endpoint with `credential: config`. Set each with `pulumi config set --secret --path`.",
  registryPassword:
    "Password of the registry, for `gateway.image` with `source: registry`. Set it with `pulumi config set --secret`.",
};

/** JSON Schema of a whole stacks/Pulumi.<environment>.yaml, for editors. */
export function environmentFileSchema(): object {
  const { $schema, properties = {}, required = [] } = inputSchema(environmentSchema);
  const named = (key: string) => `${PROJECT}:${key}`;
  return {
    $schema,
    title: "Environment of eu-llm-stack",
    description: "stacks/Pulumi.<environment>.yaml. Written by `npm run docs`.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          ...Object.fromEntries(Object.entries(properties).map(([key, value]) => [named(key), value])),
          [named("credentials")]: {
            description: SECRETS["credentials"],
            anyOf: [encrypted, { type: "object", additionalProperties: encrypted }],
          },
          [named("registryPassword")]: { description: SECRETS["registryPassword"], ...encrypted },
        },
        required: required.map(named),
        // What other packages read, such as scaleway:project_id, is theirs to check.
        patternProperties: { [`^(?!${PROJECT}:)`]: {} },
        additionalProperties: false,
      },
    },
    required: ["config"],
  };
}

/** Every place of a schema that should say what it is and does not: keys, and the forms of keys with several. */
export function undescribed(schema: z.ZodType): string[] {
  return placesBelow(z.toJSONSchema(schema, { io: "input" }), "").flatMap(({ path, description }) =>
    description === undefined || description === "" ? [path] : [],
  );
}

type Schema = z.core.JSONSchema.BaseSchema;

interface Place {
  readonly path: string;
  readonly description: string | undefined;
}

function placesBelow(schema: Schema, path: string): Place[] {
  const keys = Object.entries(schema.properties ?? {}).map(([key, child]) => ({
    at: path === "" ? key : `${path}.${key}`,
    child,
  }));
  const forms = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].map((child, index) => ({
    at: `${path} (form ${index + 1})`,
    child,
  }));
  const told = [...keys, ...forms].flatMap(({ at, child }): Place[] =>
    typeof child === "boolean"
      ? [{ path: at, description: undefined }]
      : [{ path: at, description: child.description }, ...placesBelow(child, at)],
  );
  const { items } = schema;
  return typeof items === "object" && !Array.isArray(items)
    ? [...told, ...placesBelow(items, `${path}[]`)]
    : told;
}
