/** Every sentence that the engine writes, by name. */
import { decisions } from "./decisions.ts";
import { estimate } from "./estimate.ts";
import { evidence } from "./evidence.ts";
import { quality } from "./quality.ts";
import { standing } from "./standing.ts";

export const SUBJECTS = { evidence, estimate, quality, standing, decisions } as const;

export const SENTENCES = { ...evidence, ...estimate, ...quality, ...standing, ...decisions } as const;
export type SentenceName = keyof typeof SENTENCES;
