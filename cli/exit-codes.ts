/** What a command's exit code tells whoever called it; the same in every command. */
export const EXIT = {
  fine: 0,
  error: 1,
  residency: 2,
  overBudget: 3,
  price: 4,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake that the user can mend: shown without a stack trace, exit code 1. */
export class UserError extends Error {
  override readonly name = "UserError";
}
