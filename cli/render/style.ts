import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours text, or leaves it alone. */
export type Paint = (format: Format, text: string) => string;

/** Colour only where a person reads: on a terminal, and not where NO_COLOR says otherwise. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (format, text) => styleText(format, text, { stream, validateStream: true });
}

export const plain: Paint = (_format, text) => text;
