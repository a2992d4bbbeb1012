import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython } from "../install.ts";
import { BEARER, KEY, type Peer } from "./peer.ts";

/** 1.110.2 cannot be installed with its proxy: PyPI lacks the litellm-proxy that it asks for. */
const VERSION = "1.106.2";

export const litellm: Peer = {
  name: "litellm",
  title: `LiteLLM's proxy (PyPI's litellm[proxy] ${VERSION}), 1 worker`,
  async prepare({ folder, cache, port, upstreamPort }) {
    const environment = await installPython(cache, `litellm-${VERSION}`, `litellm[proxy]==${VERSION}`);
    const file = join(folder, "litellm.json");
    const parameters = {
      model: "openai/mock-model",
      api_base: `http://127.0.0.1:${upstreamPort}/v1`,
      api_key: "none",
    };
    // JSON is YAML too.
    writeFileSync(file, JSON.stringify({ model_list: [{ model_name: "chat", litellm_params: parameters }] }));
    return {
      command: join(environment, "bin/litellm"),
      args: ["--config", file, "--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"],
      environment: {
        // It does not start without one; clients' keys are compared with it.
        LITELLM_MASTER_KEY: KEY,
        LITELLM_LOG: "ERROR",
        LITELLM_LOCAL_MODEL_COST_MAP: "True",
        LITELLM_TELEMETRY: "False",
        NO_DOCS: "True",
      },
      headers: BEARER,
    };
  },
};
