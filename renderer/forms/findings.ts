/** What was found in a table before training, as proposals that a person accepts or declines. */
import type { InspectReport, MissingReport } from "../../core/contract/train.ts";

export type FindingKind = "identifier" | "leak" | "constant" | "text" | "group" | "zero" | "sentinel" | "other";

export interface Finding {
  id: string;
  kind: FindingKind;
  column: string;
  /** What the engine saw. */
  evidence: string;
  /** The value that is read as missing, where that is the proposal. */
  token: string | null;
  count: number | null;
  accepted: boolean;
}

/** Column → kept (true) or left out (false), where a person decided otherwise than proposed. */
export type Use = Readonly<Record<string, boolean>>;
/** Column → values that a person does not want read as missing. */
export type Declined = Readonly<Record<string, readonly string[]>>;

const PREFIXES: Readonly<Record<string, FindingKind>> = {
  identifier: "identifier",
  leak: "leak",
  constant: "constant",
  "free text": "text",
  group: "group",
};

/** "leak: a copy of y" → its kind and its evidence. */
function reasonParts(reason: string): { kind: FindingKind; evidence: string } {
  const at = reason.indexOf(": ");
  const kind = PREFIXES[reason.slice(0, Math.max(0, at))];
  return kind ? { kind, evidence: reason.slice(at + 2) } : { kind: "other", evidence: reason };
}

export const findingId = ({ column, token }: Pick<MissingReport, "column" | "token">): string => `${column}\n${token}`;

/**
 * Columns that are set aside first, then values that are read as missing.
 * @param seen values that the rule named, those included that a person declined since
 */
export function findingsOf(
  report: InspectReport,
  seen: readonly MissingReport[],
  decided: { use: Use; declined: Declined },
): Finding[] {
  const columns = report.columns.flatMap(({ name, role, reason }): Finding[] =>
    role === "excluded" && reason !== undefined
      ? [
          {
            ...{ id: name, column: name, token: null, count: null, ...reasonParts(reason) },
            accepted: decided.use[name] !== true,
          },
        ]
      : [],
  );
  const values = seen.map((found): Finding => {
    const { column, token, count, reason } = found;
    const evidence = reason.replace(/^(impossible|sentinel): (\d+ times, )?/, "");
    const kind = reason.startsWith("sentinel") ? "sentinel" : "zero";
    const accepted = !decided.declined[column]?.includes(token);
    return { id: findingId(found), kind, column, evidence, token, count, accepted };
  });
  return [...columns, ...values];
}

/**
 * `read.missing`: only for columns on which a person has said something, since that stands instead of the rule.
 * @param own values that a person wants read as missing, by column
 */
export function missingTokens(
  seen: readonly MissingReport[],
  declined: Declined,
  own: Readonly<Record<string, readonly string[]>>,
): Record<string, string[]> {
  const touched = new Set([...Object.keys(declined), ...Object.keys(own)]);
  return Object.fromEntries(
    [...touched].map((column) => {
      const kept = seen.filter((found) => found.column === column && !declined[column]?.includes(found.token));
      return [column, [...new Set([...kept.map(({ token }) => token), ...(own[column] ?? [])])]];
    }),
  );
}
