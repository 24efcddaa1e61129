/** Repairs applied to single rows, as they come over HTTP or out of the log. */
import { type Repair, say } from "../../contract/index.ts";

type Fields = Record<string, unknown>;

const has = (fields: Fields, column: string): boolean => Object.hasOwn(fields, column);

const outside = (value: number, [low, high]: [number, number]): number => Math.max(0, low - value, value - high);

function converted(value: unknown, { factor, offset, range }: Extract<Repair, { kind: "convert" }>): unknown {
  if (typeof value !== "number") return value;
  const right = (value - offset) / factor;
  return range === null || outside(right, range) < outside(value, range) ? right : value;
}

/** The cells that a repair changes; empty where it changes none. */
function changes(repair: Repair, fields: Fields): Fields {
  switch (repair.kind) {
    case "convert": {
      const { column } = repair;
      const right = converted(fields[column], repair);
      return Object.is(right, fields[column]) ? {} : { [column]: right };
    }
    case "sentinel":
      return fields[repair.column] === repair.value ? { [repair.column]: null } : {};
    case "swap": {
      const [a, b] = repair.columns;
      return has(fields, a) && has(fields, b) ? { [a]: fields[b], [b]: fields[a] } : {};
    }
    case "rename": {
      const name = String(fields[repair.column]);
      return has(fields, repair.column) && has(repair.names, name) ? { [repair.column]: repair.names[name] } : {};
    }
  }
}

/**
 * The row with its repairs made, in their order; the very same object where nothing had to be.
 * @example repairRow([{ kind: "sentinel", column: "bmi", value: 999 }], { bmi: 999 }) // { bmi: null }
 */
export function repairRow(repairs: readonly Repair[], fields: Fields): Fields {
  let row = fields;
  for (const repair of repairs) {
    const changed = changes(repair, row);
    if (Object.keys(changed).length > 0) row = { ...row, ...changed };
  }
  return row;
}

/** What a repair does, as a sentence for the person who is asked. */
export function describeRepair(repair: Repair): string {
  switch (repair.kind) {
    case "convert": {
      const { column, factor, offset, range } = repair;
      const which = range === null ? say("everyValue") : say("fitting");
      const less = offset === 0 ? "" : say("lessOffset", { offset });
      const how = factor >= 1 ? say("dividedBy", { factor }) : say("multipliedBy", { factor: 1 / factor });
      return say("convert", { column, which, less, how });
    }
    case "sentinel":
      return say("readMissing", { column: repair.column, value: repair.value });
    case "swap":
      return say("changePlaces", { one: repair.columns[0], other: repair.columns[1] });
    case "rename":
      return say("renameBack", {
        column: repair.column,
        names: Object.entries(repair.names)
          .map(([now, before]) => say("readAs", { now, before }))
          .join(", "),
      });
  }
}
