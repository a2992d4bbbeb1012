import { anywhere, at, type HostGroup } from "./types.ts";

/** Public APIs of models: what a prompt is sent to. The gateway bundles this file. */
export const MODEL_APIS: readonly HostGroup[] = [
  {
    operator: "OpenAI",
    role: "model-api",
    source: "https://developers.openai.com/api/docs/guides/data-residency",
    asOf: "2026-11-24",
    // api.openai.com has "no processing constraint"; its operator's country is the least that must be assumed.
    hosts: {
      ...at("US", "api.openai.com", "us.api.openai.com"),
      // "Europe (EEA + Switzerland)": more than the EU.
      ...at("EU IS LI NO CH", "eu.api.openai.com"),
      ...at("AU", "au.api.openai.com"),
      ...at("IN", "in.api.openai.com"),
      ...at("JP", "jp.api.openai.com"),
      ...at("AE", "ae.api.openai.com"),
    },
  },
  {
    operator: "Anthropic",
    role: "model-api",
    source:
      "https://platform.claude.com/docs/en/manage-claude/data-residency (global unless inference_geo is us)",
    asOf: "2026-11-24",
    hosts: at("US", "api.anthropic.com"),
  },
  {
    operator: "Google",
    role: "model-api",
    source: "https://ai.google.dev/gemini-api/terms (no region can be chosen)",
    asOf: "2026-11-23",
    hosts: anywhere("generativelanguage.googleapis.com"),
  },
  {
    operator: "Mistral AI",
    role: "model-api",
    source: "https://docs.mistral.ai/studio/regional-inference (global unless the host is api.eu.mistral.ai)",
    asOf: "2026-11-24",
    hosts: {
      ...anywhere("api.mistral.ai", "codestral.mistral.ai"),
      ...at("EU", "api.eu.mistral.ai"),
    },
  },
  {
    operator: "DeepSeek",
    role: "model-api",
    source: "https://platform.deepseek.com/downloads/DeepSeek%20Privacy%20Policy.html",
    asOf: "2026-11-23",
    hosts: at("CN", "api.deepseek.com"),
  },
  {
    operator: "OpenRouter",
    role: "model-api",
    source:
      "https://openrouter.ai/docs/features/privacy-and-logging (EU routing has the host eu.openrouter.ai)",
    asOf: "2026-11-23",
    hosts: { ...anywhere("openrouter.ai"), ...at("EU", "eu.openrouter.ai") },
  },
  {
    operator: "Together AI",
    role: "model-api",
    source: "https://docs.together.ai/docs/serverless/geo-specific-inference",
    asOf: "2026-11-24",
    hosts: {
      ...anywhere("api.together.xyz", "api.together.ai"),
      ...at("US", "us-api.together.ai"),
      ...at("CA", "ca-api.together.ai"),
    },
  },
  {
    operator: "Groq",
    role: "model-api",
    source: "https://console.groq.com/docs/your-data",
    asOf: "2026-11-24",
    hosts: anywhere("api.groq.com"),
  },
  {
    operator: "xAI",
    role: "model-api",
    source: "https://docs.x.ai/docs/overview",
    asOf: "2026-11-24",
    hosts: anywhere("api.x.ai"),
  },
  {
    operator: "Fireworks AI",
    role: "model-api",
    source: "https://docs.fireworks.ai/getting-started/introduction",
    asOf: "2026-11-24",
    hosts: anywhere("api.fireworks.ai"),
  },
  {
    operator: "Cohere",
    role: "model-api",
    source: "https://docs.cohere.com/docs/the-cohere-platform",
    asOf: "2026-11-24",
    hosts: anywhere("api.cohere.com", "api.cohere.ai"),
  },
  {
    operator: "Perplexity",
    role: "model-api",
    source: "https://docs.perplexity.ai/getting-started/overview",
    asOf: "2026-11-24",
    hosts: anywhere("api.perplexity.ai"),
  },
  {
    operator: "Hugging Face",
    role: "model-api",
    source: "https://huggingface.co/docs/inference-providers/index",
    asOf: "2026-11-24",
    hosts: anywhere("router.huggingface.co", "api-inference.huggingface.co"),
  },
  {
    operator: "Replicate",
    role: "model-api",
    source: "https://replicate.com/docs/reference/http",
    asOf: "2026-11-24",
    hosts: anywhere("api.replicate.com"),
  },
  {
    operator: "Cerebras",
    role: "model-api",
    source: "https://inference-docs.cerebras.ai/",
    asOf: "2026-11-24",
    hosts: anywhere("api.cerebras.ai"),
  },
  {
    operator: "DeepInfra",
    role: "model-api",
    source: "https://deepinfra.com/docs",
    asOf: "2026-11-24",
    hosts: anywhere("api.deepinfra.com"),
  },
  {
    operator: "NVIDIA",
    role: "model-api",
    source: "https://docs.api.nvidia.com/",
    asOf: "2026-11-24",
    hosts: anywhere("integrate.api.nvidia.com"),
  },
  {
    operator: "Alibaba",
    role: "model-api",
    source: "https://www.alibabacloud.com/help/en/model-studio/regions/",
    asOf: "2026-11-24",
    hosts: { ...at("CN", "dashscope.aliyuncs.com"), ...anywhere("dashscope-intl.aliyuncs.com") },
  },
  {
    operator: "Scaleway",
    role: "model-api",
    source: "https://www.scaleway.com/en/docs/generative-apis/faq/ (served from Paris)",
    asOf: "2026-11-24",
    hosts: at("FR", "api.scaleway.ai"),
  },
  {
    operator: "OVHcloud",
    role: "model-api",
    source: "https://endpoints.ai.cloud.ovh.net/",
    asOf: "2026-11-24",
    // Hosted in the EU: https://docs.docker.com/ai/docker-agent/providers/ovhcloud.md
    hosts: at("EU", "oai.endpoints.kepler.ai.cloud.ovh.net", "{model}.endpoints.kepler.ai.cloud.ovh.net"),
  },
  {
    operator: "IONOS",
    role: "model-api",
    source: "https://docs.ionos.com/cloud/ai/ai-model-hub (Berlin)",
    asOf: "2026-11-24",
    hosts: at("DE", "openai.inference.de-txl.ionos.com", "inference.de-txl.ionos.com"),
  },
  {
    operator: "Nebius",
    role: "model-api",
    source: "https://docs.nebius.com/studio/inference (the host names no region)",
    asOf: "2026-11-24",
    hosts: anywhere("api.studio.nebius.ai", "api.studio.nebius.com", "api.tokenfactory.nebius.com"),
  },
];
