import type { Verdict } from "../../../../policies/residency/finding.ts";
import type { Program } from "./build.ts";

/** A program that somebody else wrote and published, written down as the engine would show it at preview. */
export interface PublicProgram {
  readonly repository: string;
  readonly path: string;
  readonly commit: string;
  readonly program: Program;
  /** The right verdict, decided by reading the program and its configuration before the gate was asked. */
  readonly expected: Verdict;
  readonly why: string;
  /** The right verdict on single resources, by type::name, where they say more than the whole does. */
  readonly resources: Readonly<Record<string, Verdict>>;
}
