import { findGpu, type Gpu } from "../../../domain/capacity/gpus.ts";
import { findModel, type ModelFacts } from "../../../domain/capacity/models.ts";

export function model(name: string): ModelFacts {
  const found = findModel(name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
}

export function gpu(name: string): Gpu {
  const found = findGpu(name);
  if (found === undefined) throw new Error(`no GPU ${name}`);
  return found;
}
