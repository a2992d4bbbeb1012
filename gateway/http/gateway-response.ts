import { ServerResponse } from "node:http";

type Headers = Readonly<Record<string, string | number>>;

/**
 * A response with headers that every answer has. They are kept here and not by `setHeader`, which makes Node send all
 * headers the slow way.
 */
export class GatewayResponse extends ServerResponse {
  requestId = "";
  /** The connection is closed after this answer. */
  lastOfConnection = false;

  /** Sends status and headers. */
  begin(status: number, headers: Headers): void {
    const common: Record<string, string | number> = { "x-request-id": this.requestId };
    if (this.lastOfConnection) common["connection"] = "close";
    this.writeHead(status, Object.assign(common, headers));
  }
}
