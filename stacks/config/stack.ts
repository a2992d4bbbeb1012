import * as pulumi from "@pulumi/pulumi";
import { isSecretKey } from "./schema.ts";
import { parseEnvironment, PROJECT, type Environment } from "./environment.ts";

/** Pulumi hands structured values over as JSON, everything else as text. */
function structured(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  const parsed: unknown = JSON.parse(value);
  return parsed;
}

/**
 * The environment of the stack that is running, from the values that Pulumi hands over: the same as in its file, plus
 * what came by `--config`.
 * @throws ConfigError
 */
export function environmentOfThisStack(): Environment {
  const prefix = `${PROJECT}:`;
  const values = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]): [string, string] => [key.slice(prefix.length), value])
    .filter(([key]) => !isSecretKey(key))
    .map(([key, value]): [string, unknown] => [key, structured(value)]);
  const stack = pulumi.getStack();
  return parseEnvironment(stack, `stacks/Pulumi.${stack}.yaml`, Object.fromEntries(values));
}
