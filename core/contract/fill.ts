/** Fills `{name}` in a sentence from details; what is not known stays as it is. @example fill("{n} rows", { n: 3 }) // "3 rows" */
export const fill = (template: string, details: Record<string, unknown>): string =>
  template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    key in details ? String(Array.isArray(details[key]) ? details[key].join(", ") : details[key]) : whole,
  );
