/**
 * The one error catalogue. Every error a person or a program can meet has a code, an HTTP status, an exit
 * code and a message that says what to do. `docs/errors.md` lists the same; a test keeps both in step.
 */
import { z } from "zod";
import { fill } from "./fill.ts";

type Entry = { status: number; exit: 1 | 2 | 3 | 130; message: string };

/** `{name}` in a message is filled from the details. */
export const ERRORS = {
  // The file
  FILE_NOT_FOUND: { status: 404, exit: 2, message: "There is no file at {file}. Check the path." },
  FILE_IS_DIRECTORY: { status: 400, exit: 2, message: "{file} is a folder. Name one file in it." },
  FILE_UNREADABLE: { status: 400, exit: 1, message: "{file} cannot be read: {reason}. Check its permissions." },
  FILE_EMPTY: { status: 400, exit: 1, message: "{file} is empty. Export the table again with its rows." },
  FILE_NO_ROWS: {
    status: 400,
    exit: 1,
    message: "{file} holds a header and no rows. Export the table again with its rows.",
  },
  FILE_NOT_A_TABLE: {
    status: 400,
    exit: 1,
    message: "{file} is not a table that can be read: {reason}. Save it as CSV, UTF-8.",
  },
  FILE_TOO_WIDE_CELL: {
    status: 400,
    exit: 1,
    message: "Line {line}, column {column} of {file} holds more than {limit} characters. Shorten or remove the cell.",
  },
  FILE_CHANGED: {
    status: 409,
    exit: 1,
    message: "{file} changed while it was being read. Wait until it is written, then try again.",
  },
  FILE_PROTECTED: { status: 400, exit: 1, message: "{file} is protected by a password. Save a copy without one." },
  SHEET_NOT_FOUND: { status: 422, exit: 2, message: "There is no sheet {sheet} in {file}. It has: {sheets}." },
  TOO_FEW_ROWS: {
    status: 422,
    exit: 1,
    message: "{rows} usable rows are too few to train on; at least {needed} are needed. Add rows.",
  },
  // The columns
  COLUMN_NOT_FOUND: { status: 422, exit: 2, message: "There is no column {column}. The table has: {columns}." },
  TARGET_REQUIRED: {
    status: 422,
    exit: 2,
    message: "Which column should be predicted? Name it with --target; likely ones: {candidates}.",
  },
  TARGET_CONSTANT: {
    status: 422,
    exit: 1,
    message: "{target} has one value in every row, so there is nothing to learn. Choose another target or add rows.",
  },
  TARGET_MISSING: { status: 422, exit: 1, message: "{target} has no value in any row. Choose another target." },
  TARGET_UNSUITABLE: { status: 422, exit: 2, message: "{target} does not suit the task {task}: {reason}." },
  NO_FEATURES: {
    status: 422,
    exit: 1,
    message: "No column is left to learn from: {reason}. Use --include to keep one.",
  },
  // Training
  NO_LEARNER: { status: 422, exit: 1, message: "No learner could be trained: {reason}." },
  PARITY_FAILED: {
    status: 500,
    exit: 1,
    message:
      "The exported model disagrees with the trained one by {error} (limit {limit}) and was not registered. Please report this with the data's shape.",
  },
  TABLE_TOO_LARGE: {
    status: 422,
    exit: 1,
    message: "Training needs {needed} GB of memory and can have {limit} GB. Leave out columns with --exclude, or rows.",
  },
  CANCELLED: { status: 409, exit: 130, message: "Cancelled; nothing was changed." },
  JOB_FAILED: {
    status: 500,
    exit: 1,
    message: "The {job} job stopped unexpectedly: {reason}. Try again; `doctor` shows what is wrong with the machine.",
  },
  JOB_NOT_FOUND: { status: 404, exit: 1, message: "There is no job {job}." },
  // Registry
  MODEL_NOT_FOUND: { status: 404, exit: 2, message: "There is no model {model}. `models` lists them." },
  VERSION_NOT_FOUND: {
    status: 404,
    exit: 2,
    message: "{model} has no version {version}. `versions {model}` lists them.",
  },
  MODEL_REQUIRED: { status: 400, exit: 2, message: "Several models are here; name one of: {models}." },
  NO_MODEL: { status: 503, exit: 1, message: "No model is live yet. Train one, or promote a version." },
  MODEL_UNAVAILABLE: {
    status: 503,
    exit: 1,
    message:
      "No version of {model} can be opened; it is tried again every few seconds. `doctor` says what is damaged: restore it from a backup, or roll back.",
  },
  NOT_LIVE: {
    status: 404,
    exit: 1,
    message: "{model}@{version} is not live; {live} is. Ask for that one, or for none.",
  },
  NO_PRODUCTION: { status: 409, exit: 1, message: "{model} has no version in production. Promote one first." },
  NOTHING_TO_ROLL_BACK: { status: 409, exit: 1, message: "{model} has no earlier production version to go back to." },
  NOT_PROMOTABLE: { status: 409, exit: 1, message: "{model}@{version} is {stage} and cannot go to production." },
  REASON_REQUIRED: { status: 422, exit: 2, message: 'A forced promotion needs a reason: --reason "…".' },
  ARTIFACT_CORRUPT: {
    status: 500,
    exit: 1,
    message:
      "{artifact} of {model}@{version} does not match its recorded sha256. Restore it from a backup, or roll back.",
  },
  INCIDENT_NOT_FOUND: { status: 404, exit: 2, message: "There is no incident {incident}. `incidents` lists them." },
  REPORT_NOT_FOUND: { status: 404, exit: 2, message: "There is no report {report}. `reports` lists them." },
  INCIDENT_NOT_WAITING: { status: 409, exit: 1, message: "Incident {incident} is {state} and waits for no approval." },
  DATASET_GONE: {
    status: 409,
    exit: 1,
    message: "The training set of {model}@{version} is no longer stored. Train again from a file.",
  },
  // Storage
  DATABASE_LOCKED: {
    status: 503,
    exit: 1,
    message: "The data folder is in use by another Homeostat. Stop it, or choose another folder with --data-dir.",
  },
  DATABASE_NEWER: {
    status: 500,
    exit: 1,
    message:
      "The data folder was written by a newer Homeostat (schema {found}, this one knows {known}). Update Homeostat.",
  },
  DATABASE_CORRUPT: {
    status: 500,
    exit: 1,
    message: "The database in the data folder is damaged: {reason}. Restore a backup.",
  },
  DISK_FULL: { status: 507, exit: 1, message: "The disk is full. Free some space and try again; nothing was lost." },
  DISK_FAILED: {
    status: 500,
    exit: 1,
    message:
      "The disk reports a failure ({reason}). See what the system says about it; Homeostat tries again by itself.",
  },
  NOT_WRITABLE: { status: 500, exit: 1, message: "{file} cannot be written: {reason}. Choose another place." },
  PORT_IN_USE: {
    status: 500,
    exit: 1,
    message: "Port {port} is in use. Choose another with --port, or 0 for any free one.",
  },
  // The data plane
  NOT_JSON: { status: 400, exit: 1, message: "The body is not JSON: {reason}." },
  WRONG_SHAPE: { status: 400, exit: 2, message: "The request does not have the expected shape: {reason}." },
  NOT_FOUND: { status: 404, exit: 1, message: "There is nothing at this address. /docs lists the routes." },
  METHOD_NOT_ALLOWED: { status: 405, exit: 1, message: "This address does not take {method}." },
  TOO_SLOW: { status: 408, exit: 1, message: "The request took too long to arrive. Send it again, in one go." },
  CONFLICT: { status: 409, exit: 1, message: "The same Idempotency-Key came with another body. Use a new key." },
  TOO_LARGE: { status: 413, exit: 1, message: "The request is larger than {limit}. Send fewer rows at once." },
  UNSUPPORTED_TYPE: {
    status: 415,
    exit: 1,
    message: "Send application/json in UTF-8, not compressed; /invocations takes text/csv too.",
  },
  MISSING_COLUMN: {
    status: 422,
    exit: 1,
    message: "{field} is missing. This model needs: {needed}. Send null where the value is not known.",
  },
  WRONG_TYPE: { status: 422, exit: 1, message: "{field} is {found}; this model expects {expected}." },
  OUT_OF_RANGE: {
    status: 422,
    exit: 1,
    message: "{field} is {value}; this model accepts {low} to {high}. Check the unit or correct the value.",
  },
  OVERLOADED: { status: 503, exit: 1, message: "Too many requests are waiting. Try again in {seconds} s." },
  SHUTTING_DOWN: { status: 503, exit: 1, message: "Homeostat is shutting down. Try again in a moment." },
  UNAUTHORIZED: { status: 401, exit: 1, message: "A token is needed: send Authorization: Bearer <token>." },
  FORBIDDEN_HOST: { status: 403, exit: 1, message: "This Host or Origin is not served. Use http://127.0.0.1." },
  WRONG_USE: { status: 400, exit: 2, message: "{reason}" },
  INTERNAL: {
    status: 500,
    exit: 1,
    message: "Something went wrong inside Homeostat ({reason}). The log has the details.",
  },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

export const ErrorBody = z.object({
  code: ErrorCode,
  message: z.string(),
  field: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
/** What crosses a boundary; `{"error": ErrorBody}` on HTTP and on `--json`. */
export type ErrorBody = z.infer<typeof ErrorBody>;

export type ErrorDetails = Record<string, unknown>;

/**
 * The only error class that leaves a stage on purpose.
 * @example throw new HomeostatError("COLUMN_NOT_FOUND", { column: "Agee", columns: ["Age", "BMI"] });
 */
export class HomeostatError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fill(ERRORS[code].message, details), options);
    this.name = "HomeostatError";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get exit(): number {
    return ERRORS[this.code].exit;
  }

  toJSON(): ErrorBody {
    const { field } = this.details;
    return {
      code: this.code,
      message: this.message,
      ...(typeof field === "string" ? { field } : {}),
      ...(Object.keys(this.details).length > 0 ? { details: this.details } : {}),
    };
  }

  /** Rebuilds the error on the other side of a process boundary. */
  static from(body: ErrorBody): HomeostatError {
    const error = new HomeostatError(body.code, body.details ?? {});
    error.message = body.message;
    return error;
  }
}

/** Anything thrown, as a catalogued error; the cause is kept for the log and never shown. */
export function asHomeostatError(thrown: unknown): HomeostatError {
  if (thrown instanceof HomeostatError) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError")
    return new HomeostatError("CANCELLED", {}, { cause: thrown });
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === "ENOSPC" || code === "SQLITE_FULL") return new HomeostatError("DISK_FULL", {}, { cause: thrown });
  if (code === "EIO" || String(code).startsWith("SQLITE_IOERR"))
    return new HomeostatError("DISK_FAILED", { reason: String(code) }, { cause: thrown });
  if (code === "SQLITE_BUSY") return new HomeostatError("DATABASE_LOCKED", {}, { cause: thrown });
  if (code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB")
    return new HomeostatError("DATABASE_CORRUPT", { reason: "SQLite cannot read it" }, { cause: thrown });
  const reason = thrown instanceof Error ? thrown.name : typeof thrown;
  return new HomeostatError("INTERNAL", { reason }, { cause: thrown });
}
