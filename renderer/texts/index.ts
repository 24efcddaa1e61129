/** Every word the pages show comes from here; another language is another object of the same shape. */
import { en } from "./en/index.ts";

export type Texts = typeof en;
export const t: Texts = en;
