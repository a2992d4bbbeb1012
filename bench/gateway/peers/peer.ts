import type { Command } from "../processes.ts";

/** Where a gateway is set up. */
export interface Place {
  /** An empty folder for its configuration. */
  readonly folder: string;
  /** Where the bench keeps what it installed. */
  readonly cache: string;
  /** A bundle of ours to take instead of building one. */
  readonly bundle?: string | undefined;
  /** Where it shall listen. */
  readonly port: number;
  /** Where the mock upstream listens, with OpenAI's paths under /v1. */
  readonly upstreamPort: number;
}

export interface Launch extends Command {
  /** Headers that this gateway's clients send beside everybody's, the key among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A gateway of the bench. */
export interface Peer {
  readonly name: string;
  /** What it is and which version, as the tables' legend says it. */
  readonly title: string;
  /** Installs it where it is missing, and writes its configuration. */
  prepare(place: Place): Launch | Promise<Launch>;
}

/** The key of the bench's clients; it opens nothing. */
export const KEY = "sk-bench-0123456789abcdef";

/** The headers of a client that needs no more than a key. */
export const BEARER = { authorization: `Bearer ${KEY}` } as const;
