/**
 * Sentences as templates. `{name}` in one holds free text; `{name:kind}` holds what its kind says (`kinds.ts`), or one
 * of the templates named there: `{x:a|b}`. `{x:a?}` may be empty, `{x:a*}` is a list of such.
 */

type SlotName<Slot extends string> = Slot extends `${infer Name}:${string}` ? Name : Slot;

/** The names of the slots of a template. @example Slots<"{count:number} of {column}"> // "count" | "column" */
export type Slots<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}`
  ? SlotName<Slot> | Slots<Rest>
  : never;

export interface Slot {
  name: string;
  /** A kind, or the names of templates. */
  kinds: string[];
  optional: boolean;
  repeated: boolean;
}
export type Part = string | Slot;

function slotOf(written: string): Slot {
  const [, name = "", kinds = "text", mark = ""] = /^(\w+)(?::([\w|]+)([?*]?))?$/.exec(written) ?? [];
  return { name, kinds: kinds.split("|"), optional: mark === "?", repeated: mark === "*" };
}

/** Literal text and slots in turn. @example parts("{n:number} rows") // [{ name: "n", … }, " rows"] */
export const parts = (template: string): Part[] =>
  template
    .split(/(\{[^}]+\})/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("{") ? slotOf(part.slice(1, -1)) : part));

/** @example fillSlots("{n:number} rows", { n: 3 }) // "3 rows" */
export const fillSlots = (template: string, values: Record<string, string | number>): string =>
  parts(template)
    .map((part) => (typeof part === "string" ? part : String(values[part.name])))
    .join("");
