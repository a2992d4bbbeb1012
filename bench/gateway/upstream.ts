import { createServer, type Socket } from "node:net";
import { HttpReader } from "./http-reader.ts";
import { JSON_ANSWER, STREAM_ANSWER } from "./messages.ts";

/**
 * The mock upstream, a process of its own: `node bench/gateway/upstream.ts` prints its port and ends with its parent. It
 * answers every request with bytes made beforehand. The events of a stream are one write each, one per turn of the event
 * loop, so that streams of several clients mix as they do at a model server.
 */
const STREAM_FLAG = /"stream": ?true/;
/** Where a body may carry its flag: before or after the messages. */
const EDGE_BYTES = 512;

function wantsStream(body: Buffer): boolean {
  return (
    STREAM_FLAG.test(body.toString("latin1", 0, EDGE_BYTES)) ||
    STREAM_FLAG.test(body.toString("latin1", Math.max(0, body.length - EDGE_BYTES)))
  );
}

function sendStream(socket: Socket, event = 0): void {
  const bytes = STREAM_ANSWER[event];
  if (bytes === undefined || socket.destroyed) return;
  socket.write(bytes);
  setImmediate(sendStream, socket, event + 1);
}

const server = createServer({ noDelay: true }, (socket) => {
  const reader = new HttpReader({
    end: ({ body }) => {
      if (wantsStream(body)) sendStream(socket);
      else socket.write(JSON_ANSWER);
    },
  });
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    try {
      reader.push(bytes);
    } catch {
      socket.destroy();
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
