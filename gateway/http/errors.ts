/** What a client is told when something goes wrong: always OpenAI's shape, never a stack trace. */

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
    /** Which endpoints were tried and why each failed; never text that an upstream wrote. */
    readonly attempts?: readonly { readonly endpoint: string; readonly reason: string }[];
  };
}

/** An answer other than 2xx that the gateway itself gives. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: ErrorBody["error"], headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.name = "ApiError";
    this.status = status;
    this.body = { error };
    this.headers = headers;
  }
}

/** 4xx: the client has to change its request. */
export function invalidRequest(
  status: number,
  message: string,
  details: { param?: string; code?: string; headers?: Readonly<Record<string, string>> } = {},
): ApiError {
  const { param = null, code = null, headers } = details;
  return new ApiError(status, { message, type: "invalid_request_error", param, code }, headers);
}

/** 5xx whose cause lies in the gateway or behind it. */
export function serverError(
  status: number,
  code: string,
  message: string,
  details: { attempts?: ErrorBody["error"]["attempts"]; headers?: Readonly<Record<string, string>> } = {},
): ApiError {
  const { attempts, headers } = details;
  const error = { message, type: "server_error", param: null, code };
  return new ApiError(status, attempts === undefined ? error : { ...error, attempts }, headers);
}

/** The answer for an error that nobody expected: its text may hold a prompt, so none of it is shown. */
export function internalError(): ApiError {
  return serverError(500, "internal_error", "The gateway met an internal error; its log has the details.");
}

/** The last event of a stream that broke after its first byte had gone out. */
export function errorFrame(code: string, message: string): string {
  const body: ErrorBody = { error: { message, type: "server_error", param: null, code } };
  return `data: ${JSON.stringify(body)}\n\n`;
}
