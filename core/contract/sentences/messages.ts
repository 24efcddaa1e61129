/** What errors say, from their catalogue: they are told in incidents too. */
import { ERRORS, type ErrorCode } from "../errors.ts";

type Message<Code extends ErrorCode> = (typeof ERRORS)[Code]["message"];

/** What in a message is a sentence of its own. */
const INNER = /\{(reason|found|expected|report)\}/g;

/** Nothing but its reason stands in `WRONG_USE`, and the reason is read by itself. */
export const messages = Object.fromEntries(
  Object.entries(ERRORS)
    .filter(([code]) => code !== "WRONG_USE")
    .map(([code, { message }]) => [code, message.replaceAll(INNER, (_, name: string) => `{${name}:clauses}`)]),
) as { [Code in Exclude<ErrorCode, "WRONG_USE">]: Message<Code> };
