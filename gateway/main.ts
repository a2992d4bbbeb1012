import { parseArgs } from "node:util";
import { randomBytes } from "node:crypto";
import { ConfigurationError, loadConfiguration, readConfigurationText } from "./configuration.ts";
import { createGateway } from "./gateway.ts";
import { createReloader } from "./reload.ts";
import { isRecord } from "./json.ts";
import { createStdoutLog } from "./observability/log.ts";
import { hashOfKey } from "./tenancy/create.ts";
import manifest from "./package.json" with { type: "json" };

const USAGE = `Usage: gateway --config FILE [--port N] [--check]
       gateway --new-key NAME

Routes OpenAI's API: the own model first, the next endpoint on failure, sensitive data never outside.

  --config FILE  configuration, YAML or JSON; read again when it changes and on SIGHUP
  --port N       listen on this port instead of the configured one
  --check        validate the configuration, print "ok" and exit (API keys are not looked up)
  --new-key NAME make a virtual key: prints it once, on stderr, and what goes into the configuration on stdout
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
        "new-key": { type: "string" },
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
  const { config: file, port, check, "new-key": keyName, version, help } = readArguments();
  if (help || version) {
    process.stdout.write(help ? USAGE : `${manifest.version}\n`);
    return;
  }
  if (keyName !== undefined) {
    makeKey(keyName);
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
  const log = createStdoutLog();
  const gateway = createGateway({ ...config, listen }, { log });
  await gateway.listen();
  const reloader = createReloader({ file, text: readConfigurationText(file), listen, gateway, log });
  process.on("SIGHUP", () => void reloader.look({ always: true }));
  // Only the first signal drains; a second one ends the process the usual way.
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      reloader.stop();
      void gateway.close().then(() => process.exit(0));
    });
  }
}

/** Prints the key apart from what is kept, so that it does not end up in a file by a redirection. */
function makeKey(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    throw new UsageError(`--new-key ${name}: must be a lower-case name such as team-search`);
  }
  const key = `sk-eu-${randomBytes(32).toString("base64url")}`;
  process.stderr.write(`${key}\n`);
  process.stdout.write(`keys:\n  - name: ${name}\n    hash: ${hashOfKey(key)}\n`);
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
