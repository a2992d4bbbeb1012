import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GPU_INSTANCES } from "../../domain/prices/gpu-instances.ts";
import { MODELS } from "../../domain/capacity/models.ts";
import { z } from "zod";
import { gatewayConfigSchema } from "../../domain/gateway/config.ts";
import { machinePriceIds, tokenPriceIds } from "../../domain/prices/book.ts";
import { PROJECT } from "../../stacks/config/environment.ts";
import { environmentSchema } from "../../stacks/config/schema.ts";
import { COST_DOCUMENTS } from "../render/cost/documents.ts";
import { environmentFileSchema, SECRETS } from "./environment-schema.ts";
import { inputSchema, sectionsOf } from "./fields.ts";
import { codeBlock, fieldTable, nameList, sectionText, table } from "./markdown.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** A file below docs/ that is written from the code. */
export interface Page {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/** Everything that `eu-llm docs` writes, before it is formatted. */
export function pages(): Page[] {
  return [
    { file: "docs/configuration.md", text: environmentPage() },
    { file: "docs/gateway-configuration.md", text: gatewayPage() },
    { file: "docs/cost.schema.json", text: JSON.stringify(costSchema(), undefined, 2) },
    { file: "docs/environment.schema.json", text: JSON.stringify(environmentFileSchema(), undefined, 2) },
  ];
}

/** JSON Schema of what `eu-llm cost … --json` prints: one form for each command. */
function costSchema(): object {
  return {
    title: "Results of eu-llm cost",
    description: "What each command prints with --json. Written by `npm run docs`.",
    ...z.toJSONSchema(z.discriminatedUnion("command", COST_DOCUMENTS), { io: "input" }),
  };
}

const written = (source: string) =>
  `<!-- Written by \`npm run docs\` from ${source}: change it there and run that again. -->`;

function example(file: string): string {
  return codeBlock("yaml", readFileSync(join(ROOT, file), "utf8"));
}

function environmentPage(): string {
  const [top, ...sections] = sectionsOf(inputSchema(environmentSchema));
  return [
    written("stacks/config/schema.ts"),
    "# Configuration of an environment",
    "An environment is a file `stacks/Pulumi.<environment>.yaml`. Its keys stand below `config:`, each on the top level " +
      `with \`${PROJECT}:\` before it:`,
    codeBlock("yaml", `config:\n  ${PROJECT}:residency:\n    level: eu`),
    "The tables leave that prefix out. `endpoints[]` means each entry of a list. A key that is not here is an error, and " +
      "all errors of a file are told at once. Where a key takes a range, it is written as `{ low: 10, likely: 15, high: 20 }`; a single figure stands for the usual range around it ([economics.md](economics.md)). A version belongs in quotes, or YAML reads 1.30 as the number 1.3.",
    "For completion in an editor that reads JSON Schema, put this on the first line of the file:",
    codeBlock("yaml", "# yaml-language-server: $schema=../docs/environment.schema.json"),
    "## Top level",
    fieldTable(top?.fields ?? []),
    "## Sections",
    ...sections.map(sectionText),
    "## Secrets",
    "Secrets stand in the same file, encrypted by Pulumi. No table and no report shows them. A preview works without " +
      "them; creating something does not. Pulumi encrypts with the passphrase or key service of the backend that you are " +
      "logged in to (`pulumi login`; `PULUMI_CONFIG_PASSPHRASE` for one without a service).",
    table(
      ["Key", "What it is"],
      Object.entries(SECRETS).map(([key, text]) => [`\`${key}\``, text]),
    ),
    codeBlock(
      "sh",
      [
        `pulumi config set --stack dev --secret --path 'credentials["mistral-eu"]'`,
        "pulumi config set --stack dev --secret registryPassword",
      ].join("\n"),
    ),
    "## What is checked beyond single keys",
    CHECKS.map((check) => `- ${check}`).join("\n"),
    "## Names that keys may take",
    [
      `- \`priceAs\`: ${nameList(machinePriceIds())}`,
      `- \`costs.compareWith\` and \`endpoints[].price.tokens\`: ${nameList(tokenPriceIds())}`,
      `- \`model.name\` without \`model.facts\`: ${nameList(MODELS.map(({ name }) => name))}`,
      "- `cluster.gpuNodes.type` on Scaleway, with the zones that offer it:",
      ...GPU_INSTANCES.map(
        ({ type, gpus, gpu, zones }) => `  - \`${type}\` (${gpus} × ${gpu}): ${zones.join(", ")}`,
      ),
    ].join("\n"),
    "A price that the book lacks is given in `costs.rateCard`, or added below `domain/prices/book/`: [prices.md](prices.md) shows both. `npm run eu-llm -- cost prices` lists the book with sources and ages.",
    "## Examples",
    "An existing cluster, [stacks/Pulumi.local.yaml](../stacks/Pulumi.local.yaml):",
    example("stacks/Pulumi.local.yaml"),
    "A new cluster on Scaleway, [stacks/Pulumi.dev.yaml](../stacks/Pulumi.dev.yaml):",
    example("stacks/Pulumi.dev.yaml"),
    "",
  ].join("\n\n");
}

/** The checks of stacks/config/environment.ts, stacks/config/files.ts and stacks/target.ts, in words. */
const CHECKS: readonly string[] = [
  "The model fits its GPUs with at least one request of `model.contextLength` tokens ([how](capacity.md)).",
  "A replica fits one node, all replicas fit the nodes, and the cache volume holds the weights.",
  "`model.contextLength` is not over what the model can do, and its revision is pinned.",
  "A model needs GPU nodes, and GPU nodes need a model. Without a model there is at least one endpoint.",
  "Names of endpoints are unique; `self-hosted` is the own model's.",
  "`costs.compareWith` and `priceAs` are in the price book. So are the other models that `costs` and endpoints name, once `costs.rateCard` is applied.",
  "No other environment on the same kubeconfig context uses the same namespace.",
  "An existing cluster answers, unless `cluster.whenUnreachable` is `render`.",
];

function gatewayPage(): string {
  const [top, ...sections] = sectionsOf(inputSchema(gatewayConfigSchema));
  return [
    written("domain/gateway/config.ts"),
    "# Configuration of the gateway",
    "The gateway reads one file, YAML or JSON: `npm run gateway -- --config FILE`. With `--check` it only says whether the " +
      "file is good. In an environment the stack writes this file into a ConfigMap " +
      "([stacks/gateway-config.ts](../stacks/gateway-config.ts)); by hand it is needed only for a gateway on its own.",
    "The file holds no secrets: `apiKeyVariable` names an environment variable. A key that is not here is an error.",
    "## Top level",
    fieldTable(top?.fields ?? []),
    "## Sections",
    ...sections.map(sectionText),
    "## What is checked beyond single keys",
    [
      "Names of endpoints are unique, and no two models claim the same name.",
      "Models name endpoints that exist.",
      "An endpoint outside `residencyLevel` must not accept `sensitive`.",
      "At the start, every variable in `apiKeyVariable` is set.",
    ]
      .map((check) => `- ${check}`)
      .join("\n"),
    "## Example",
    "[gateway/example.yaml](../gateway/example.yaml):",
    example("gateway/example.yaml"),
    "",
  ].join("\n\n");
}
