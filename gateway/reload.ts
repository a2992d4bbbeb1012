import type { GatewayConfig } from "../domain/gateway/config.ts";
import { ConfigurationError, parseConfiguration, readConfigurationText } from "./configuration.ts";
import type { Gateway } from "./gateway.ts";
import type { Log } from "./observability/log.ts";

export interface Reloader {
  /** Looks whether the file changed, and goes on with what it says; never throws. */
  look(options?: { readonly always: boolean }): Promise<void>;
  stop(): void;
}

export interface ReloaderOptions {
  readonly file: string;
  /** The text that the gateway runs with. */
  readonly text: string;
  /** Where the gateway listens, which a reload does not change. */
  readonly listen: GatewayConfig["listen"];
  readonly gateway: Pick<Gateway, "reload" | "refused">;
  readonly log: Log;
  /** Milliseconds between two looks. @default 2000 */
  readonly milliseconds?: number;
}

/**
 * Follows the configuration file. It is read every so often rather than watched: a ConfigMap is changed by turning a
 * symbolic link, which file watchers miss on some systems.
 */
export function createReloader(options: ReloaderOptions): Reloader {
  const { file, listen, gateway, log, milliseconds = 2_000 } = options;
  let seen = options.text;
  let looking = Promise.resolve();

  async function reload(always: boolean): Promise<void> {
    try {
      const text = readConfigurationText(file);
      if (text === seen && !always) return;
      seen = text;
      await gateway.reload({ ...parseConfiguration(text, file), listen });
    } catch (error) {
      gateway.refused();
      const problems = error instanceof ConfigurationError ? error.message.split("\n") : ["internal error"];
      log({ level: "error", message: "configuration refused, the one before stays", problems });
    }
  }

  const look = (look: { readonly always: boolean } = { always: false }) =>
    (looking = looking.then(() => reload(look.always)));
  const timer = setInterval(() => void look(), milliseconds);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
