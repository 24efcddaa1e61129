/** Errors across a transport: out as typed oRPC errors whose data is the catalogue's body, back in as HomeostatError. */
import { ORPCError, ValidationError } from "@orpc/server";
import { asHomeostatError, ErrorBody, HomeostatError } from "../contract/index.ts";
import type { Logger } from "../shared/index.ts";

/** Which field was wrong, in words, from a schema's complaint about the input. */
function inputComplaint(cause: ValidationError): HomeostatError {
  const reason = cause.issues
    .slice(0, 3)
    .map(({ path, message }) => {
      const place = (path ?? []).map((part) => (typeof part === "object" ? part.key : part)).join(".");
      return place ? `${String(place)}: ${message}` : message;
    })
    .join("; ");
  return new HomeostatError("WRONG_SHAPE", { reason });
}

function catalogued(thrown: unknown): HomeostatError {
  if (thrown instanceof ORPCError) {
    const body = ErrorBody.safeParse(thrown.data);
    if (body.success) return HomeostatError.from(body.data);
    if (thrown.code === "BAD_REQUEST")
      return thrown.cause instanceof ValidationError
        ? inputComplaint(thrown.cause)
        : new HomeostatError("WRONG_SHAPE", { reason: thrown.message });
    if (thrown.code === "NOT_FOUND") return new HomeostatError("NOT_FOUND");
  }
  return asHomeostatError(thrown);
}

/** What the router throws, whatever was thrown inside; unexpected errors are logged with their cause. */
export function toTransport(thrown: unknown, logger: Logger): ORPCError<string, ErrorBody> {
  const error = catalogued(thrown);
  if (error.code === "INTERNAL") logger.error({ err: error.cause ?? thrown }, "unexpected error");
  return new ORPCError(error.code, {
    defined: true,
    status: error.status,
    message: error.message,
    data: error.toJSON(),
  });
}

/** What a client catches, as the error it was. */
export const fromTransport = (thrown: unknown): HomeostatError => catalogued(thrown);
