/** One line of the log. Values are names, numbers and codes; text of prompts, answers and keys never gets here. */
export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly [field: string]: unknown;
}

export type Log = (entry: LogEntry) => void;

/** Lines are written together every so often: a system call for each costs a tenth of a small request. */
const FLUSH_MILLISECONDS = 50;
const FLUSH_CHARACTERS = 32 << 10;

/**
 * Writes each entry as one line of JSON to stdout, with its time in ISO 8601, up to 50 ms later; at once where it is an
 * error, and when the process ends.
 */
export function createStdoutLog(): Log {
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;
  let second = 0;
  let prefix = "";

  /** ISO 8601 with milliseconds, of which only these change from line to line. */
  function timeText(): string {
    const now = Date.now();
    const thisSecond = Math.floor(now / 1000);
    if (thisSecond !== second) {
      second = thisSecond;
      prefix = new Date(now).toISOString().slice(0, 20);
    }
    return `${prefix}${String(now % 1000).padStart(3, "0")}Z`;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    process.stdout.write(text);
  }
  process.once("exit", flush);

  return (entry) => {
    waiting += `{"time":"${timeText()}",${JSON.stringify(entry).slice(1)}\n`;
    if (entry.level === "error" || waiting.length > FLUSH_CHARACTERS) flush();
    else timer ??= setTimeout(flush, FLUSH_MILLISECONDS);
  };
}
