/** Every sentence that the engine writes, by name. */
import { alerting } from "./alerting.ts";
import { decisions } from "./decisions.ts";
import { estimate } from "./estimate.ts";
import { evidence } from "./evidence.ts";
import { gate } from "./gate.ts";
import { healing } from "./healing.ts";
import { messages } from "./messages.ts";
import { quality } from "./quality.ts";
import { ranges } from "./ranges.ts";
import { service } from "./service.ts";
import { standing } from "./standing.ts";
import { tables } from "./tables.ts";
import { training } from "./training.ts";

export const SUBJECTS = {
  ...{ evidence, estimate, quality, standing, decisions, healing },
  ...{ gate, messages, tables, training, service, alerting, ranges },
} as const;

export const SENTENCES = {
  ...{ ...evidence, ...estimate, ...quality, ...standing, ...decisions, ...healing },
  ...{ ...gate, ...messages, ...tables, ...training, ...service, ...alerting, ...ranges },
} as const;
export type SentenceName = keyof typeof SENTENCES;
