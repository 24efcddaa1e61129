/** A column's name as words. */

/** @example nameTokens("BloodPressure_mmHg") // ["blood", "pressure", "mm", "hg"] */
export const nameTokens = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== "");

/** True where the words of a phrase follow one another in the name. */
export function hasPhrase(tokens: readonly string[], phrase: string): boolean {
  const words = phrase.split(" ");
  return tokens.some((_, at) => words.every((word, i) => tokens[at + i] === word));
}
