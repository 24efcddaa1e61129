/** Column names as they can be used: none empty, none twice. */
import { say } from "../../contract/index.ts";

/** @example columnNames(["x", "", "x"], 3) // names x, column2, x_2, with a warning for each change */
export function columnNames(header: readonly string[] | null, width: number): { names: string[]; warnings: string[] } {
  const warnings: string[] = [];
  const used = new Set(header ?? []);
  const taken = new Set<string>();
  const fresh = (wanted: string, from: number) => {
    for (let n = from; ; n++) if (!used.has(`${wanted}${n}`) && !taken.has(`${wanted}${n}`)) return `${wanted}${n}`;
  };
  const names = Array.from({ length: width }, (_, i) => {
    const given = header?.[i] ?? "";
    let name = given;
    if (given === "") {
      name = fresh("column", i + 1);
      if (header !== null) warnings.push(say("columnWithoutName", { number: i + 1, name }));
    } else if (taken.has(given)) {
      name = fresh(`${given}_`, 2);
      warnings.push(say("columnTwice", { column: given, name }));
    }
    taken.add(name);
    return name;
  });
  return { names, warnings };
}
