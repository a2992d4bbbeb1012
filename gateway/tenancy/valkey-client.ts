/**
 * One connection to Valkey or Redis, without a queue for bad times and without reconnecting: both are the business of
 * valkey-connection.ts.
 */
export async function openClient(url: string, password: string | undefined, milliseconds: number) {
  // Loaded here, so that a gateway that counts in memory starts without it.
  const { createClient } = await import("@redis/client");
  const client = createClient({
    url,
    ...(password !== undefined && { password }),
    socket: { connectTimeout: milliseconds, reconnectStrategy: false },
    // What every server and proxy understands, and no more of a handshake than the password.
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    disableOfflineQueue: true,
    // Its own time limit ends when a command is written, which is not what is meant.
    commandOptions: { timeout: 0 },
  });
  // Every failure also rejects what waits for it; without a listener it would end the process.
  client.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => {
    client.once("terminated", () => resolve());
    client.once("end", () => resolve());
  });
  // A server may take the connection and then say nothing, on which the library would wait for ever.
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const silent = Object.assign(new Error("no answer while connecting"), { code: "ETIMEDOUT" });
    timer = setTimeout(() => reject(silent), milliseconds);
  });
  // Without a password connecting sends nothing, and a machine takes connections for a process that hangs.
  const connected = client.connect().then(() => client.sendCommand(["PING"]));
  connected.catch(() => undefined);
  try {
    await Promise.race([connected, tooLate]);
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    send: (args: readonly string[]): Promise<unknown> => client.sendCommand([...args]),
    destroy: () => client.destroy(),
    /** Resolves when the connection is lost or destroyed. */
    gone,
  };
}

export type Client = Awaited<ReturnType<typeof openClient>>;
