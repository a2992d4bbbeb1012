import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What a property's type comes down to, once inputs, arrays and maps are taken off. */
export interface Leaf {
  readonly shape: "string" | "boolean" | "any" | "object";
  /** `[]` for each list around it, `{}` for each map. */
  readonly suffix: string;
  /** Name of the interface of an object, such as s3.BucketReplicationConfigRule. */
  readonly reference: string | undefined;
  /** Values of its enumeration, where it has one. */
  readonly values: readonly string[];
  /** The package's own name for a string, such as ARN or Region. */
  readonly alias: string | undefined;
}

export interface Property {
  readonly name: string;
  readonly doc: string;
  readonly required: boolean;
  readonly leaf: Leaf;
}

/** A package's resources and the input types below them. */
export interface Schema {
  readonly package: string;
  readonly version: string;
  /** Type token → the properties of its Args. */
  readonly resources: ReadonlyMap<string, readonly Property[]>;
  readonly inputs: ReadonlyMap<string, readonly Property[]>;
}

/** Reads a package of Pulumi: its resource classes' Args, its provider's, and its input types. */
export function readSchema(folder: string): Schema {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const enums = readEnums(join(folder, "types", "enums"), []);
  const inputs = new Map<string, readonly Property[]>();
  const inputFile = join(folder, "types", "input.d.ts");
  if (existsSync(inputFile)) readInterfaces(parse(inputFile), "", enums, inputs);
  const resources = new Map<string, readonly Property[]>();
  for (const file of declarationFiles(folder)) {
    const script = readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8");
    const type = /__pulumiType = ['"]([^'"]+)['"]/.exec(script)?.[1];
    if (type === undefined) continue;
    const found = new Map<string, readonly Property[]>();
    const source = parse(file);
    readInterfaces(source, "", enums, found);
    const args = [...found].find(([name]) => classNames(source).includes(name.replace(/Args$/, "")));
    if (args === undefined) continue;
    resources.set(type.includes(":") ? type : `pulumi:providers:${type}`, args[1]);
  }
  return {
    package: textOf(manifest, "name"),
    version: textOf(manifest, "version"),
    resources: new Map([...resources].sort(([a], [b]) => (a < b ? -1 : 1))),
    inputs,
  };
}

function textOf(value: unknown, key: string): string {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof text !== "string") throw new Error(`package.json has no ${key}`);
  return text;
}

function declarationFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts") && !/(?:^|\/)(?:types|node_modules)\//.test(file))
    .filter((file) => existsSync(join(folder, file.replace(/\.d\.ts$/, ".js"))))
    .map((file) => join(folder, file))
    .sort();
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function classNames(source: ts.SourceFile): string[] {
  return source.statements
    .filter((statement) => ts.isClassDeclaration(statement))
    .map((statement) => statement.name?.text ?? "");
}

type Interfaces = Map<string, readonly Property[]>;
type Enums = ReadonlyMap<string, readonly string[]>;

function readInterfaces(
  node: ts.SourceFile | ts.ModuleBlock,
  scope: string,
  enums: Enums,
  found: Interfaces,
) {
  for (const statement of node.statements) {
    if (ts.isInterfaceDeclaration(statement)) {
      found.set(`${scope}${statement.name.text}`, readProperties(statement, enums, sourceText(statement)));
    } else if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)) {
      readInterfaces(statement.body, `${scope}${statement.name.text}.`, enums, found);
    }
  }
}

function sourceText(node: ts.Node): ts.SourceFile {
  let top = node;
  while (!ts.isSourceFile(top)) top = top.parent;
  return top;
}

function readProperties(node: ts.InterfaceDeclaration, enums: Enums, source: ts.SourceFile): Property[] {
  return node.members.flatMap((member): Property[] => {
    if (!ts.isPropertySignature(member) || member.type === undefined) return [];
    const leaf = leafOf(member.type, "", enums);
    if (leaf === undefined || !(ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) return [];
    const doc = docOf(source.text.slice(member.pos, member.end));
    return [{ name: member.name.text, doc, required: member.questionToken === undefined, leaf }];
  });
}

/** The comment before a property, without its marks and links' targets. */
function docOf(text: string): string {
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  return comment
    .replace(/^\s*\* ?/gm, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\s+/g, " ")
    .trim();
}

function nameOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}

function leafOf(node: ts.TypeNode, suffix: string, enums: Enums): Leaf | undefined {
  const plain = { suffix, reference: undefined, values: [], alias: undefined };
  if (node.kind === ts.SyntaxKind.StringKeyword) return { ...plain, shape: "string" };
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return { ...plain, shape: "boolean" };
  if (node.kind === ts.SyntaxKind.AnyKeyword) return { ...plain, shape: "any" };
  if (ts.isParenthesizedTypeNode(node)) return leafOf(node.type, suffix, enums);
  if (ts.isArrayTypeNode(node)) return leafOf(node.elementType, `${suffix}[]`, enums);
  if (ts.isUnionTypeNode(node)) return unionLeaf(node, suffix, enums);
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find((member) => ts.isIndexSignatureDeclaration(member));
    return index === undefined ? undefined : leafOf(index.type, `${suffix}{}`, enums);
  }
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const name = nameOf(node.typeName);
  const argument = node.typeArguments?.[0];
  if (/^(?:pulumi\.)?(?:Input|Output|Promise)$/.test(name) && argument)
    return leafOf(argument, suffix, enums);
  if (name === "Array" && argument) return leafOf(argument, `${suffix}[]`, enums);
  if (name.startsWith("inputs."))
    return { ...plain, shape: "object", reference: name.slice("inputs.".length) };
  if (name.startsWith("enums.")) {
    return { ...plain, shape: "string", values: enums.get(name.slice("enums.".length)) ?? [] };
  }
  if (/^pulumi\./.test(name)) return undefined;
  return { ...plain, shape: "string", alias: name };
}

/** The members of a union as one: an object before a string, with the values of each enumeration. */
function unionLeaf(node: ts.UnionTypeNode, suffix: string, enums: Enums): Leaf | undefined {
  const leaves = node.types.flatMap((type) => leafOf(type, suffix, enums) ?? []);
  const first = leaves.find(({ shape }) => shape === "object") ?? leaves[0];
  if (first === undefined) return undefined;
  const alias = leaves.find((leaf) => leaf.alias !== undefined)?.alias;
  return { ...first, alias, values: leaves.flatMap(({ values }) => values) };
}

/** Enumerations by the name that the input types use, such as storage.SkuName. */
function readEnums(folder: string, scope: readonly string[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      for (const [name, values] of readEnums(join(folder, entry.name), [...scope, entry.name]))
        found.set(name, values);
    } else if (entry.name === "index.d.ts") {
      for (const statement of parse(join(folder, entry.name)).statements) {
        if (!ts.isVariableStatement(statement)) continue;
        for (const { name, type } of statement.declarationList.declarations) {
          if (ts.isIdentifier(name) && type) found.set([...scope, name.text].join("."), enumValues(type));
        }
      }
    }
  }
  return found;
}

function enumValues(type: ts.TypeNode): string[] {
  if (!ts.isTypeLiteralNode(type)) return [];
  return type.members.flatMap((member) =>
    ts.isPropertySignature(member) &&
    member.type &&
    ts.isLiteralTypeNode(member.type) &&
    ts.isStringLiteral(member.type.literal)
      ? [member.type.literal.text]
      : [],
  );
}
