/** Structured logs on stderr, so that stdout stays for answers. Tokens and row values are never logged. */
import pino from "pino";

export type Logger = pino.Logger;

/** `level` is one of pino's: silent, error, warn, info, debug. */
export const createLogger = (level: string = process.env.HOMEOSTAT_LOG ?? "warn"): Logger =>
  pino({ level, base: null, redact: ["token", "authorization", "*.authorization"] }, pino.destination(2));

export const silentLogger: Logger = pino({ level: "silent" });
