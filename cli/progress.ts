/** A single line on standard error that says what is being worked on; nothing where no one watches. */
export interface Progress {
  readonly update: (text: string) => void;
  /** Removes the line. */
  readonly end: () => void;
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
  const started = Date.now();
  return {
    update: (text) => {
      const seconds = Math.round((Date.now() - started) / 1000);
      const line = `${seconds} s  ${text}`.slice(0, Math.max(20, stream.columns - 1));
      stream.write(`\r\u001b[2K${line}`);
    },
    end: () => stream.write("\r\u001b[2K"),
  };
}
