import type { ErrorCode } from "../../../core/contract/errors.ts";
import { alerts } from "./alerts.ts";
import { apart } from "./apart.ts";
import { common } from "./common.ts";
import { drift } from "./drift.ts";
import { incidents } from "./incidents.ts";
import { models } from "./models.ts";
import { overview } from "./overview.ts";
import { predict } from "./predict.ts";
import { threshold } from "./threshold.ts";
import { train } from "./train.ts";
import { verdict } from "./verdict.ts";
import { vocabulary } from "./vocabulary.ts";

export const en = {
  ...common,
  ...vocabulary,
  ...apart,
  ...{ alerts, overview, train, models, predict, drift, incidents, verdict, threshold },
  /** The engine says its errors in English already; another language says them by their code. */
  errors: null as Record<ErrorCode, string> | null,
};
