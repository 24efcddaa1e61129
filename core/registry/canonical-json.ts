/** One text for one value: keys sorted at every depth, so that a hash does not depend on how an object was built. */
const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : value;

/** @example canonicalJson({ b: 1, a: undefined, c: NaN }) // '{"b":1,"c":null}' */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys);
