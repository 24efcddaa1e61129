/** `preprocess/calendar.ts`, step by step, as ONNX operations on float64. */
import type { CalendarPart } from "../model.ts";
import type { Graph } from "./graph.ts";

/** Arithmetic with scalars: each function adds one operation. */
function arithmetic(graph: Graph) {
  const scalars = new Map<number, string>();
  const scalar = (value: number): string => {
    const name = scalars.get(value) ?? graph.constant("double", [], [value]);
    scalars.set(value, name);
    return name;
  };
  const term = (x: string | number): string => (typeof x === "number" ? scalar(x) : x);
  const binary = (type: string) => (a: string | number, b: string | number) => graph.op(type, [term(a), term(b)]);
  const [add, sub, mul, div] = [binary("Add"), binary("Sub"), binary("Mul"), binary("Div")];
  const floorDiv = (a: string, b: number) => graph.op("Floor", [div(a, b)]);
  return { add, sub, mul, floorDiv };
}

/** @returns name of a float64 tensor shaped like `moments`, for each part asked for */
export function calendarOps(graph: Graph, moments: string): (part: CalendarPart) => string {
  const { add, sub, mul, floorDiv } = arithmetic(graph);
  const made = new Map<string, string>();
  const once = (key: string, make: () => string) => (): string => {
    const name = made.get(key) ?? make();
    made.set(key, name);
    return name;
  };
  const days = once("days", () => floorDiv(moments, 86_400_000));
  const era = once("era", () => floorDiv(add(days(), 719_468), 146_097));
  const dayOfEra = once("dayOfEra", () => sub(add(days(), 719_468), mul(era(), 146_097)));
  const yearOfEra = once("yearOfEra", () => {
    const day = dayOfEra();
    const leapFree = sub(add(sub(day, floorDiv(day, 1460)), floorDiv(day, 36_524)), floorDiv(day, 146_096));
    return floorDiv(leapFree, 365);
  });
  const marchDay = once("marchDay", () => {
    const year = yearOfEra();
    return sub(dayOfEra(), sub(add(mul(year, 365), floorDiv(year, 4)), floorDiv(year, 100)));
  });
  const marchMonth = once("marchMonth", () => floorDiv(add(mul(marchDay(), 5), 2), 153));
  const lateMonth = once("lateMonth", () => floorDiv(marchMonth(), 10));
  const year = once("year", () => add(add(yearOfEra(), mul(era(), 400)), lateMonth()));
  const newYear = once("newYear", () => {
    const before = sub(year(), 1);
    const leaps = add(sub(floorDiv(before, 4), floorDiv(before, 100)), floorDiv(before, 400));
    return sub(add(mul(before, 365), leaps), 719_162);
  });
  const parts: Record<CalendarPart, () => string> = {
    days,
    year,
    hour: once("hour", () => floorDiv(sub(moments, mul(days(), 86_400_000)), 3_600_000)),
    weekday: once("weekday", () => {
      const shifted = add(days(), 3);
      return sub(shifted, mul(floorDiv(shifted, 7), 7));
    }),
    month: once("month", () => sub(add(marchMonth(), 3), mul(lateMonth(), 12))),
    day: once("day", () => add(sub(marchDay(), floorDiv(add(mul(marchMonth(), 153), 2), 5)), 1)),
    day_of_year: once("day_of_year", () => add(sub(days(), newYear()), 1)),
  };
  return (part) => parts[part]();
}
