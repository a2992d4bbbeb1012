/** What sizing needs to know of a model: facts of its config.json, no estimates. */
export interface ModelFacts {
  /** Hugging Face repository. */
  readonly name: string;
  /** Commit that is served where the configuration names no other. */
  readonly revision: string;
  readonly parameters: number;
  /** Size of the weights as published, in bytes; absent where it is parameters × bytes of the precision. */
  readonly weightBytes?: number;
  readonly precision: Precision;
  readonly layers: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly maximumContext: number;
  readonly license: string;
  readonly source: string;
}

export type Precision = "bf16" | "fp8";

export const MODELS: readonly ModelFacts[] = [
  {
    name: "Qwen/Qwen3-8B",
    revision: "b968826d9c46dd6066d109eabc6255188de91218",
    parameters: 8_190_735_360,
    precision: "bf16",
    layers: 36,
    keyValueHeads: 8,
    headSize: 128,
    maximumContext: 40_960,
    license: "Apache-2.0",
    source: "https://huggingface.co/Qwen/Qwen3-8B/blob/main/config.json",
  },
  {
    name: "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic",
    revision: "f50dbad2c84590ca17dc51e207c34321b65ff14b",
    parameters: 70_553_706_496,
    weightBytes: 72_669_954_704,
    precision: "fp8",
    layers: 80,
    keyValueHeads: 8,
    headSize: 128,
    maximumContext: 131_072,
    license: "Llama 3.3 Community License",
    source:
      "https://huggingface.co/RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic (shape: the Llama-3-70B family)",
  },
];

export function findModel(name: string): ModelFacts | undefined {
  return MODELS.find((model) => model.name === name);
}
