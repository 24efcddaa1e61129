/** What the engine says, in sentences that can be written and read back. Browser-safe. */
export { inSentence } from "./kinds.ts";
export { say } from "./say.ts";
export { list, metricWords, type Noun, plural } from "./words.ts";
