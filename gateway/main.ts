import { parseArgs } from "node:util";
import { ConfigurationError, loadConfiguration } from "./configuration.ts";
import { createGateway } from "./gateway.ts";
import { isRecord } from "./json.ts";
import manifest from "./package.json" with { type: "json" };

const USAGE = `Usage: gateway --config FILE [--port N] [--check]

Routes OpenAI chat completions: the own model first, the next endpoint on failure, sensitive data never outside.

  --config FILE  configuration, YAML or JSON
  --port N       listen on this port instead of the configured one
  --check        validate the configuration, print "ok" and exit (API keys are not looked up)
  --version      print the version
  --help         print this text

Exit codes: 0 fine, 1 the configuration or the start failed, 2 wrong usage.
`;

class UsageError extends Error {}

function readArguments() {
  try {
    return parseArgs({
      options: {
        config: { type: "string" },
        port: { type: "string" },
        check: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "wrong arguments");
  }
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65535) return port;
  throw new UsageError(`--port ${text}: must be a number from 0 to 65535`);
}

async function main(): Promise<void> {
  const { config: file, port, check, version, help } = readArguments();
  if (help || version) {
    process.stdout.write(help ? USAGE : `${manifest.version}\n`);
    return;
  }
  if (file === undefined) throw new UsageError("--config FILE is missing");
  const portOverride = port === undefined ? undefined : readPort(port);
  const config = loadConfiguration(file);
  if (check) {
    process.stdout.write("ok\n");
    return;
  }
  // Whoever read the log may go away; requests must not go with them.
  process.stdout.on("error", () => undefined);
  const listen = { ...config.listen, port: portOverride ?? config.listen.port };
  const gateway = createGateway({ ...config, listen });
  await gateway.listen();
  // Only the first signal drains; a second one ends the process the usual way.
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void gateway.close().then(() => process.exit(0)));
  }
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = 1;
  if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
  else if (isRecord(error) && error["syscall"] === "listen" && error instanceof Error) {
    process.stderr.write(`cannot listen: ${error.message}\n`);
  } else throw error;
}

main().catch(fail);
