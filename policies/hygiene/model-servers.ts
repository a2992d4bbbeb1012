import { isList, isProperties, type Properties, UNKNOWN, type Value, valueAt } from "../resource.ts";

/** A program that serves a model, and how its containers are told. */
export interface ModelServerKind {
  readonly name: string;
  /** In the image's name without registry, tag and digest. */
  readonly image: RegExp;
  /** In command and arguments, for images that somebody built for themselves. */
  readonly command: RegExp;
}

/**
 * Model servers by the names under which their makers publish them.
 * Sources, each the maker's own installation page, 2026-11-24: docs.vllm.ai/en/latest/deployment/docker,
 * nvidia.github.io/TensorRT-LLM, docs.nvidia.com/deeplearning/triton-inference-server, docs.nvidia.com/nim,
 * huggingface.co/docs/text-generation-inference, docs.sglang.ai, github.com/ggml-org/llama.cpp, docs.ollama.com/docker.
 */
export const MODEL_SERVERS: readonly ModelServerKind[] = [
  { name: "vLLM", image: /(?:^|\/)vllm/, command: /\bvllm serve\b|\bvllm\.entrypoints\b/ },
  {
    name: "TensorRT-LLM",
    image: /(?:^|\/)(?:tensorrt[-_]llm|trtllm)/,
    command: /\btrtllm-serve\b/,
  },
  { name: "Triton", image: /(?:^|\/)tritonserver/, command: /\btritonserver\b/ },
  { name: "NVIDIA NIM", image: /(?:^|\/)nim\//, command: /\bnim_llm\b/ },
  {
    name: "Text Generation Inference",
    image: /(?:^|\/)text-generation-inference/,
    command: /\btext-generation-launcher\b/,
  },
  { name: "SGLang", image: /(?:^|\/)sglang/, command: /\bsglang(?:\.launch_server| serve)\b/ },
  { name: "llama.cpp", image: /(?:^|\/)llama[.-]?cpp/, command: /\bllama-server\b/ },
  { name: "Ollama", image: /(?:^|\/)ollama/, command: /\bollama serve\b/ },
];

/**
 * The model server that a container runs; undefined where it runs none, as far as its image and command tell. An image
 * that is not known yet counts as one where the container asks for a GPU.
 */
export function modelServerIn(container: Properties): string | undefined {
  const { image } = container;
  const command = [...texts(container["command"]), ...texts(container["args"])].join(" ");
  const repository = typeof image === "string" ? imageName(image) : "";
  const found = MODEL_SERVERS.find((kind) => kind.image.test(repository) || kind.command.test(command));
  if (found !== undefined) return found.name;
  return image === UNKNOWN && asksForGpu(container)
    ? "an image that is not known yet and asks for a GPU"
    : undefined;
}

const texts = (value: Value | undefined): string[] =>
  isList(value) ? value.filter((item) => typeof item === "string") : [];

/** An image's name without digest and tag. */
export function imageName(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

function asksForGpu(container: Properties): boolean {
  return ["limits", "requests"].some((side) => {
    const amounts = valueAt(container, "resources", side);
    return (
      isProperties(amounts) && Object.keys(amounts).some((key) => /(?:nvidia|amd|intel)\.com\//.test(key))
    );
  });
}
