/**
 * Something in a request that the Messages API cannot do, or cannot do so that the answer is what the client asked for.
 * The gateway then goes on to another endpoint.
 */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/**
 * Checks that an object says nothing but what is known. What is null, as OpenAI's own answers are full of, says nothing.
 * @throws Unsupported
 */
export function refuseOthers(
  value: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  where: string,
): void {
  for (const [key, said] of Object.entries(value)) {
    if (!known.has(key) && said !== null && said !== undefined) throw new Unsupported(`"${key}" of ${where}`);
  }
}
