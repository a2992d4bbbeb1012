import type { Kind } from "../kinds.ts";

/** A group of properties that is not measured, and why. Every condition that is given has to hold. */
export interface Exclusion {
  readonly providers?: readonly string[];
  readonly kinds?: readonly Kind[];
  readonly type?: RegExp;
  readonly path?: RegExp;
  /** Input type that holds the property. */
  readonly holder?: RegExp;
  /** Measured all the same: tested on type, holder and the property's name, with blanks between them. */
  readonly except?: RegExp;
  /**
   * - `nowhere`: it cannot move data.
   * - `unseen`: it refers to something whose place the value itself cannot show, so no value could be a mutant.
   */
  readonly because: "nowhere" | "unseen";
  readonly reason: string;
}

type Conditions = Omit<Exclusion, "because" | "reason">;

export const nowhere = (reason: string, conditions: Conditions): Exclusion => ({
  ...conditions,
  because: "nowhere",
  reason,
});

export const unseen = (reason: string, conditions: Conditions): Exclusion => ({
  ...conditions,
  because: "unseen",
  reason,
});

/** Paths whose last property has one of these names: alternatives of a regular expression. */
export const named = (names: string): RegExp => new RegExp(String.raw`(?:^|\.)(?:${names})(?:\[\]|\{\})*$`);
