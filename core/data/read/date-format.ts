/** Dates by strftime pattern (`%d/%m/%y`) or ISO 8601, to epoch milliseconds, UTC. A time without a zone is UTC. */
import { HomeostatError } from "../../contract/index.ts";

export interface DateFormat {
  pattern: string;
  /** NaN where the text does not fit or names no day of the calendar. */
  parse(text: string): number;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Directive → what it matches. */
const DIRECTIVES: Record<string, string> = {
  Y: "\\d{4}",
  y: "\\d{2}",
  m: "\\d{1,2}",
  d: "\\d{1,2}",
  H: "\\d{1,2}",
  I: "\\d{1,2}",
  M: "\\d{2}",
  S: "\\d{2}",
  f: "\\d{1,9}",
  p: "[AaPp]\\.?[Mm]\\.?",
  b: "[A-Za-z]{3}",
  B: "[A-Za-z]{3,9}",
  z: "[Zz]|[+-]\\d{2}(?::?\\d{2})?",
};

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  zone: number;
}

/** 69–99 are of the last century, 00–68 of this one (POSIX). */
const fullYear = (two: number): number => two + (two < 69 ? 2000 : 1900);
const fraction = (digits: string): number => Math.trunc(Number(`0.${digits}`) * 1000 + 1e-6);

function zoneMinutes(text: string): number {
  if (text === "Z" || text === "z") return 0;
  const [, sign, hours, minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text)!;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month: number, year: number): number => (month === 2 && isLeap(year) ? 29 : DAYS[month - 1]!);

function toEpoch(parts: Parts): number {
  const { year, month, day, hour, minute, second, ms, zone } = parts;
  if (!(hour <= 23) || minute > 59 || second > 60) return Number.NaN;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - zone * 60_000;
}

/** Two digits at a place, NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

/** The common forms `2011-01-01` and `2011-01-01 07:30[:00]` without a regular expression: NaN leaves it to that. */
function parsePlainIso(text: string): number {
  const { length } = text;
  if ((length !== 10 && length !== 16 && length !== 19) || text[4] !== "-" || text[7] !== "-") return Number.NaN;
  if (length > 10 && ((text[10] !== " " && text[10] !== "T") || text[13] !== ":")) return Number.NaN;
  if (length === 19 && text[16] !== ":") return Number.NaN;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const hour = length > 10 ? twoDigits(text, 11) : 0;
  const minute = length > 10 ? twoDigits(text, 14) : 0;
  const second = length === 19 ? twoDigits(text, 17) : 0;
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year))) return Number.NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** @example parseIso("2011-01-01 07:30") // 1293867000000 */
export function parseIso(text: string): number {
  const plain = parsePlainIso(text);
  if (!Number.isNaN(plain)) return plain;
  const found = ISO.exec(text);
  if (found === null) return Number.NaN;
  return toEpoch({
    year: Number(found[1]),
    month: Number(found[2]),
    day: Number(found[3]),
    hour: Number(found[4] ?? 0),
    minute: Number(found[5] ?? 0),
    second: Number(found[6] ?? 0),
    ms: fraction(found[7] ?? "0"),
    zone: zoneMinutes(found[8] ?? "Z"),
  });
}

function monthNamed(text: string): number {
  return MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

/** Takes one directive's text into the parts. */
function take(parts: Parts, directive: string, text: string): void {
  const value = Number(text);
  if (directive === "Y") parts.year = value;
  else if (directive === "y") parts.year = fullYear(value);
  else if (directive === "m") parts.month = value;
  else if (directive === "b" || directive === "B") parts.month = monthNamed(text);
  else if (directive === "d") parts.day = value;
  else if (directive === "H") parts.hour = value;
  else if (directive === "I") parts.hour = value > 12 ? Number.NaN : value;
  else if (directive === "p") parts.hour = (parts.hour % 12) + (/^p/i.test(text) ? 12 : 0);
  else if (directive === "M") parts.minute = value;
  else if (directive === "S") parts.second = value;
  else if (directive === "f") parts.ms = fraction(text);
  else parts.zone = zoneMinutes(text);
}

const escaped = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/**
 * Compiles a strftime pattern of `%Y %y %m %d %H %I %M %S %f %p %b %B %z %%` (`%p` behind `%I`), or `iso`. Days, months and hours
 * may lack their leading zero.
 * @throws WRONG_USE for other directives
 * @example dateFormat("%d/%m/%y").parse("03/01/19") // 1546473600000, 3 January
 */
export function dateFormat(pattern: string): DateFormat {
  if (pattern === "iso") return { pattern, parse: parseIso };
  const directives: string[] = [];
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] !== "%") {
      source += escaped(pattern[at]!);
      continue;
    }
    const directive = pattern[++at] ?? "";
    const matcher = DIRECTIVES[directive];
    if (directive === "%") source += "%";
    else if (matcher === undefined)
      throw new HomeostatError("WRONG_USE", {
        reason: `The date pattern ${pattern} has a directive %${directive} that is not known; use %Y %y %m %d %b %H %M %S.`,
      });
    else {
      directives.push(directive);
      source += `(${matcher})`;
    }
  }
  const expression = new RegExp(`^${source}$`);
  const parse = (text: string): number => {
    const found = expression.exec(text);
    if (found === null) return Number.NaN;
    const parts: Parts = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0, zone: 0 };
    for (let i = 0; i < directives.length; i++) take(parts, directives[i]!, found[i + 1]!);
    return toEpoch(parts);
  };
  return { pattern, parse };
}

/** The moments among tokens for "no value", as a pattern or ISO reads them, each with its token. */
export function tokenMoments(tokens: readonly string[], pattern: string): ReadonlyMap<number, string> {
  const { parse } = dateFormat(pattern);
  const moments = new Map<number, string>();
  for (const token of tokens) {
    const moment = [parse(token), parseIso(token)].find((time) => !Number.isNaN(time));
    if (moment !== undefined) moments.set(moment, token);
  }
  return moments;
}
