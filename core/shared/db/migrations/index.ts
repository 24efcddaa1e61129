/** Append-only: a migration that has shipped is never edited. Its number is its place in this list, from 1. */
import { initial } from "./0001-initial.ts";
import { traffic } from "./0002-traffic.ts";
import { archive } from "./0003-archive.ts";
import { repairs } from "./0004-repairs.ts";
import { windowPerformance } from "./0005-window-performance.ts";
import { alerts } from "./0006-alerts.ts";
import { driftEvidence } from "./0007-drift-evidence.ts";
import { reports } from "./0008-reports.ts";
import { outcomeConflicts } from "./0009-outcome-conflicts.ts";
import { judgements } from "./0010-judgements.ts";
import { clockBends } from "./0011-clock-bends.ts";
import { rejectedRows } from "./0012-rejected-rows.ts";
import { errorWatches } from "./0013-error-watches.ts";
import { checkBriefs } from "./0014-check-briefs.ts";

export const MIGRATIONS: readonly string[] = [
  initial,
  traffic,
  archive,
  repairs,
  windowPerformance,
  alerts,
  driftEvidence,
  reports,
  outcomeConflicts,
  judgements,
  clockBends,
  rejectedRows,
  errorWatches,
  checkBriefs,
];
