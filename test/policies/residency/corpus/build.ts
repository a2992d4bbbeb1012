import type { z } from "zod";
import {
  type ResidencySettings,
  residencySettingsSchema,
} from "../../../../domain/jurisdiction/declarations.ts";
import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
} from "../../../../policies/resource.ts";

/** A value that comes from a resource: unknown before that is created, unless the program knows it already. */
export class Output {
  readonly origins: readonly string[];
  readonly value: Value;

  constructor(origins: readonly string[], value: Value = UNKNOWN) {
    this.origins = origins;
    this.value = value;
  }
}

/** What a program may write for a property: plain values, and outputs of other resources anywhere among them. */
export type Input =
  | string
  | number
  | boolean
  | null
  | undefined
  | Output
  | readonly Input[]
  | { readonly [key: string]: Input };
export type Inputs = Readonly<Record<string, Input>>;

/** A resource of the program, as later resources refer to it. */
export class Handle {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;

  constructor(urn: string, type: string, name: string, inputs: Properties) {
    this.urn = urn;
    this.type = type;
    this.name = name;
    this.inputs = inputs;
  }

  /** The identifier, which the cloud gives. */
  get id(): Output {
    return new Output([this.urn]);
  }

  get arn(): Output {
    return new Output([this.urn]);
  }

  /** An output by name: what the program asked for is known at preview, everything else is not. */
  out(name: string): Output {
    return new Output([this.urn], this.inputs[name] ?? UNKNOWN);
  }
}

export interface Options {
  readonly parent?: Handle;
  /** An explicit provider; without it the package's default one. */
  readonly provider?: Handle;
  readonly dependsOn?: readonly Handle[];
}

/** A text that is put together from outputs: unknown as a whole as soon as one of them is. */
export function interpolate(...parts: readonly (string | Output)[]): Output {
  const origins = parts.flatMap((part) => (part instanceof Output ? part.origins : []));
  const texts = parts.map((part) => (part instanceof Output ? part.value : part));
  const known = texts.every((text) => typeof text === "string");
  return new Output(origins, known ? texts.join("") : UNKNOWN);
}

/** A program being written down, in the order in which the engine is told of its resources. */
export class Builder {
  readonly resources: PlannedResource[] = [];
  readonly #defaults = new Map<string, Handle>();
  readonly #project: string;
  readonly #stack: Handle;

  constructor(project: string) {
    this.#project = project;
    const type = "pulumi:pulumi:Stack";
    const name = `${project}-prod`;
    this.#stack = new Handle(`urn:pulumi:prod::${project}::${type}::${name}`, type, name, {});
    this.resources.push({ urn: this.#stack.urn, type, name, properties: {}, dependencies: [] });
  }

  /** A package's default provider, with what the stack's configuration says. */
  defaultProvider(name: string, inputs: Inputs = {}, version = "7.11.0"): Handle {
    const instance = `default_${version.replaceAll(".", "_")}`;
    const handle = this.#register(
      `pulumi:providers:${name}`,
      instance,
      { ...inputs, version },
      {},
      undefined,
    );
    this.#defaults.set(name, handle);
    return handle;
  }

  /** An explicit provider: new aws.Provider(…). */
  provider(packageName: string, name: string, inputs: Inputs = {}, options: Options = {}): Handle {
    return this.#register(`pulumi:providers:${packageName}`, name, inputs, options, undefined);
  }

  /** A component: it creates nothing and has no provider. */
  component(type: string, name: string, inputs: Inputs = {}, parent?: Handle): Handle {
    return this.#register(type, name, inputs, parent === undefined ? {} : { parent }, undefined);
  }

  /** A resource that a provider creates. */
  add(type: string, name: string, inputs: Inputs = {}, options: Options = {}): Handle {
    const [packageName = ""] = type.split(":");
    const provider =
      options.provider ?? this.#defaults.get(packageName) ?? this.defaultProvider(packageName, {}, "4.23.0");
    return this.#register(type, name, inputs, options, provider);
  }

  #register(type: string, name: string, inputs: Inputs, options: Options, provider?: Handle): Handle {
    const { parent } = options;
    const chain = parent === undefined ? type : `${typeChain(parent.urn)}$${type}`;
    const urn = `urn:pulumi:prod::${this.#project}::${chain}::${name}`;
    const entries = Object.entries(inputs).filter(([, value]) => value !== undefined);
    const properties = Object.fromEntries(
      entries.map(([key, value]): [string, Value] => [key, plain(value)]),
    );
    const origins = Object.fromEntries(entries.map(([key, value]) => [key, [...new Set(originsOf(value))]]));
    const waited = (options.dependsOn ?? []).map((handle) => handle.urn);
    this.resources.push({
      urn,
      type,
      name,
      properties,
      parent: (parent ?? this.#stack).urn,
      dependencies: [...new Set([...waited, ...Object.values(origins).flat()])],
      origins,
      ...(provider === undefined ? {} : { provider: { urn: provider.urn, properties: provider.inputs } }),
    });
    return new Handle(urn, type, name, properties);
  }
}

function typeChain(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** Array.isArray does not narrow read-only arrays. */
function isInputList(input: Input): input is readonly Input[] {
  return Array.isArray(input);
}

function plain(input: Input): Value {
  if (input === undefined) return null;
  if (input instanceof Output) return input.value;
  if (isInputList(input)) return input.map(plain);
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).flatMap(([key, value]): [string, Value][] =>
      value === undefined ? [] : [[key, plain(value)]],
    ),
  );
}

function originsOf(input: Input): readonly string[] {
  if (input instanceof Output) return input.origins;
  if (isInputList(input)) return input.flatMap(originsOf);
  return typeof input === "object" && input !== null ? Object.values(input).flatMap(originsOf) : [];
}

/** What a user writes into the configuration. */
type Declarations = z.input<typeof residencySettingsSchema>;

export interface Program {
  readonly name: string;
  readonly resources: readonly PlannedResource[];
  readonly settings: ResidencySettings;
  /** True where the program needs a declaration, because nothing in it shows where something lies. */
  readonly isDeclared: boolean;
}

export function program(
  name: string,
  build: (builder: Builder) => void,
  declarations?: Declarations,
): Program {
  const builder = new Builder(name);
  build(builder);
  return {
    name,
    resources: builder.resources,
    settings: residencySettingsSchema.parse(declarations ?? {}),
    isDeclared: declarations !== undefined,
  };
}

/** A change that takes something outside: the program must fail then. */
export interface Leak {
  readonly program: string;
  /** Name of the resource, or of the provider, whose value changes. */
  readonly resource: string;
  readonly from: string;
  readonly to: string;
}

/** A property left out that alone kept something inside. */
export interface Gap {
  readonly program: string;
  readonly resource: string;
  readonly without: string;
}

export interface Corpus {
  readonly programs: readonly Program[];
  readonly leaks: readonly Leak[];
  readonly gaps?: readonly Gap[];
}

/** The program with the leak in it; throws where it changes nothing, so that no leak is tested in vain. */
export function leaking({ resources }: Program, { resource, from, to }: Leak): PlannedResource[] {
  let changes = 0;
  function changed(value: Value): Value {
    if (typeof value === "string" && value.includes(from)) {
      changes++;
      return value.replaceAll(from, to);
    }
    if (isList(value)) return value.map(changed);
    return isProperties(value) ? changedProperties(value) : value;
  }
  function changedProperties(properties: Properties): Properties {
    return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, changed(value)]));
  }
  const result = resources.map((one): PlannedResource => {
    const properties = one.name === resource ? changedProperties(one.properties) : one.properties;
    const isFromProvider = one.provider?.urn.endsWith(`::${resource}`) === true;
    const provider =
      one.provider !== undefined && isFromProvider
        ? { ...one.provider, properties: changedProperties(one.provider.properties) }
        : one.provider;
    return { ...one, properties, ...(provider === undefined ? {} : { provider }) };
  });
  if (changes === 0) throw new Error(`No "${from}" in ${resource}`);
  return result;
}

/** The program with the gap in it; throws where nothing is left out. */
export function lacking({ resources }: Program, { resource, without }: Gap): PlannedResource[] {
  let changes = 0;
  const result = resources.map((one): PlannedResource => {
    if (one.name !== resource || one.properties[without] === undefined) return one;
    changes++;
    const kept = Object.entries(one.properties).filter(([key]) => key !== without);
    return { ...one, properties: Object.fromEntries(kept) };
  });
  if (changes === 0) throw new Error(`No ${without} in ${resource}`);
  return result;
}
