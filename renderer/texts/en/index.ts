import { alerts } from "./alerts.ts";
import { apart } from "./apart.ts";
import { audit } from "./audit.ts";
import { common } from "./common.ts";
import { drift } from "./drift.ts";
import { glossary } from "./glossary.ts";
import { incidents } from "./incidents.ts";
import { models } from "./models.ts";
import { conflicts, outcomeFile } from "./outcome-file.ts";
import { overview } from "./overview.ts";
import { chart, palette, undo } from "./palette.ts";
import { predict } from "./predict.ts";
import { reasons } from "./reasons.ts";
import { threshold } from "./threshold.ts";
import { traffic } from "./traffic.ts";
import { train } from "./train.ts";
import { verdict } from "./verdict.ts";
import { vocabulary } from "./vocabulary.ts";

export const en = {
  ...common,
  ...vocabulary,
  ...apart,
  ...reasons,
  ...{ outcomeFile, conflicts },
  ...{
    alerts,
    audit,
    overview,
    train,
    models,
    predict,
    drift,
    incidents,
    verdict,
    palette,
    undo,
    chart,
    glossary,
    threshold,
    traffic,
  },
};
