import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_RESIDENCY } from "../../domain/jurisdiction/declarations.ts";
import { RESIDENCY_RESOURCE_CHECKS, RESIDENCY_STACK_CHECKS } from "../../policies/residency-pack.ts";
import { field } from "../../stacks/config/files.ts";
import { ROOT } from "../engine/backend.ts";
import { EXIT, type ExitCode, UserError } from "../exit-codes.ts";

export interface PolicyPackOptions {
  /** Folder that the pack is written to. */
  readonly out: string;
}

const POLICY_YAML = `description: Data residency, proved before anything is created.
runtime:
  name: nodejs
  options:
    typescript: false
`;

/** What runs in the pack's process without being part of the bundle: the engine's own libraries. */
const LIBRARIES = ["@pulumi/policy", "@pulumi/pulumi"];

/**
 * Writes the residency policies as a policy pack of their own: one file, Pulumi's libraries as its only dependencies, for
 * any program in any language.
 */
export async function policyPack({ out }: PolicyPackOptions): Promise<ExitCode> {
  // The bundler is large, and no other command needs it.
  const { build } = await import("esbuild");
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new UserError(
      `--out ${out} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  await build({
    entryPoints: [join(ROOT, "policies", "serve-residency.js")],
    outfile: join(out, "index.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: LIBRARIES.flatMap((library) => [library, `${library}/*`]),
    logLevel: "warning",
    legalComments: "linked",
  });
  writeFileSync(join(out, "PulumiPolicy.yaml"), POLICY_YAML);
  writeFileSync(join(out, "package.json"), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  const config = join(out, CONFIG);
  const isKept = !createFile(config, `${JSON.stringify(exampleConfig(), undefined, 2)}\n`);
  process.stdout.write(
    `Policy pack in ${out}. Its settings are in ${config}${isKept ? ", which was there and stays as it is" : ", with the defaults, to be edited"}.\n` +
      `Try: (cd ${out} && npm install) && pulumi preview --policy-pack ${out} --policy-pack-config ${config}\n`,
  );
  return EXIT.fine;
}

const CONFIG = "policy-config.json";

/** Writes a file where there is none. @returns false where there is one, perhaps edited */
function createFile(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (field(error, "code") === "EEXIST") return false;
    throw error;
  }
}

/** The pack's configuration with the defaults: Pulumi has no settings of a whole pack, so each policy takes its own. */
function exampleConfig(): object {
  // How sovereignty is enforced is the level of a policy of its own.
  const { level, supplyChain, hosts, places, exceptions } = DEFAULT_RESIDENCY;
  return Object.fromEntries(
    [...RESIDENCY_RESOURCE_CHECKS, ...RESIDENCY_STACK_CHECKS].map(({ name, enforcement }) => [
      name,
      {
        ...(name === "sovereign-owner" ? { enforcementLevel: enforcement } : {}),
        ...{ level, supplyChain, hosts, places, exceptions },
      },
    ]),
  );
}

/** The pack's package.json, with the versions that this project is tested with. */
function manifest(): object {
  const own: unknown = JSON.parse(readFileSync(join(ROOT, "policies", "package.json"), "utf8"));
  const version = field(own, "version");
  const dependencies = field(own, "dependencies");
  return {
    name: "eu-residency",
    version,
    private: true,
    description: "Data residency, proved before anything is created.",
    license: "Apache-2.0",
    main: "index.cjs",
    dependencies,
  };
}
