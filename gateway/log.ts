/** One line of the log. Values are names, numbers and codes; text of prompts, answers and keys never gets here. */
export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly [field: string]: unknown;
}

export type Log = (entry: LogEntry) => void;

/** Writes each entry as one line of JSON to stdout, with its time in ISO 8601. */
export const stdoutLog: Log = (entry) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};
