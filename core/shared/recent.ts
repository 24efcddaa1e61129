/** What was asked for last, up to a size: reading and parsing it again is what costs. */

export interface Recent<T> {
  get(key: string): T | undefined;
  /** Keeps a value and lets go of those that were asked for longest ago. @returns the value */
  keep(key: string, value: T, size: number): T;
}

/** @example const recent = createRecent<Report>(1_000_000); recent.keep("r1", JSON.parse(text), text.length); */
export function createRecent<T>(most: number): Recent<T> {
  const kept = new Map<string, { value: T; size: number }>();
  let total = 0;

  function drop(key: string): void {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }

  return {
    get: (key) => {
      const found = kept.get(key);
      if (!found) return undefined;
      // A map remembers the order of insertion: the one asked for now becomes the youngest.
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    keep: (key, value, size) => {
      drop(key);
      kept.set(key, { value, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= most) break;
        drop(oldest);
      }
      return value;
    },
  };
}

/** Freezes a value parsed from JSON through and through. @returns the same */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
