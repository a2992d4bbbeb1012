import { isList, isProperties, UNKNOWN, type Value } from "../resource.ts";

export interface ValueAt {
  readonly path: string;
  readonly value: Value;
}

/**
 * The values at a pattern such as `ports[*].hostPort`, where [*] stands for every element of a list. What is not there
 * gives nothing; where an ancestor is not known, that ancestor is given.
 */
export function expand(value: Value | undefined, pattern: string, path = ""): ValueAt[] {
  return steps(value, pattern.split(/\.|(?=\[\*\])/), path);
}

function steps(value: Value | undefined, [step, ...rest]: readonly string[], path: string): ValueAt[] {
  if (value === undefined || value === null) return [];
  if (step === undefined || value === UNKNOWN) return [{ path, value }];
  if (step === "[*]") {
    return isList(value) ? value.flatMap((item, index) => steps(item, rest, `${path}[${index}]`)) : [];
  }
  return isProperties(value) ? steps(value[step], rest, path === "" ? step : `${path}.${step}`) : [];
}
