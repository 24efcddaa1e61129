/** Drift reports kept as files, HTML to read and JSON to compute with: on schedule, and when an incident opens. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DriftReport, HomeostatError, type Incident, KeptReport, say } from "../contract/index.ts";
import { driftHtml } from "../observe/index.ts";
import { writeAtomic } from "../shared/index.ts";
import { latestCheck, type StoredCheck } from "./checks.ts";
import type { Loop } from "./loop.ts";
import { isDue } from "./schedule.ts";
import { liveVersion } from "./window.ts";

type Kept = Pick<Loop, "db" | "dir">;
type Keeper = Pick<Loop, "db" | "dir" | "registry" | "clock" | "logger">;

const bodies = ({ db }: Kept, where: string, ...values: (string | number)[]): KeptReport[] =>
  db
    .prepare<(string | number)[], string>(`SELECT body FROM reports WHERE ${where}`)
    .pluck()
    .all(...values)
    .map((body) => KeptReport.parse(JSON.parse(body)));

/** Newest first. */
export const keptReports = (
  kept: Kept,
  { model, incident }: { model?: string; incident?: string } = {},
): KeptReport[] =>
  bodies(
    kept,
    "model = coalesce(?, model) AND incident IS coalesce(?, incident) ORDER BY at DESC, name DESC",
    ...([model ?? null, incident ?? null] as string[]),
  );

const fileOf = ({ dir }: Kept, name: string, kind: "html" | "json"): string => join(dir.reports, `${name}.${kind}`);

/**
 * One report with its text and its figures.
 * @throws HomeostatError REPORT_NOT_FOUND, for a file that was deleted by hand too
 */
export function showReport(kept: Kept, name: string): KeptReport & { path: string; html: string; report: DriftReport } {
  const [found] = bodies(kept, "name = ?", name);
  if (!found) throw new HomeostatError("REPORT_NOT_FOUND", { report: name });
  const path = fileOf(kept, name, "html");
  try {
    const { report } = JSON.parse(readFileSync(fileOf(kept, name, "json"), "utf8")) as { report: unknown };
    return { ...found, path, html: readFileSync(path, "utf8"), report: DriftReport.parse(report) };
  } catch (error) {
    throw new HomeostatError("REPORT_NOT_FOUND", { report: name }, { cause: error });
  }
}

/** Deletes what is beyond the number to be kept, files first: a row without files is told as gone, the reverse never. */
function deleteOld(loop: Keeper, model: string): void {
  for (const { name } of keptReports(loop, { model }).slice(loop.registry.policy(model).reports_kept)) {
    for (const kind of ["html", "json"] as const) rmSync(fileOf(loop, name, kind), { force: true });
    loop.db.prepare("DELETE FROM reports WHERE name = ?").run(name);
  }
}

/** data_drift_20260601T060000123Z: two within one millisecond are told apart by a number. */
function nameAt({ db }: Kept, at: number): string {
  const name = `data_drift_${new Date(at).toISOString().replaceAll(/[-:.]/g, "")}`;
  const taken = db.prepare<[string], number>("SELECT count(*) FROM reports WHERE name LIKE ? || '%'").pluck();
  const before = taken.get(name) ?? 0;
  return before === 0 ? name : `${name}_${before + 1}`;
}

function keep(
  loop: Keeper,
  model: string,
  check: StoredCheck,
  incident: Incident | null,
  occasion: KeptReport["occasion"] = incident ? "incident" : "schedule",
): KeptReport {
  const { version, performance } = check;
  const report = performance ? { ...check.report, performance } : check.report;
  const now = loop.clock.now();
  const name = nameAt(loop, now);
  const kept: KeptReport = {
    ...{ name, model, version, at: new Date(now).toISOString() },
    ...{ occasion, incident: incident?.id ?? null },
    ...{ verdict: report.verdict, columns: report.features.length },
    drifted: report.features.filter((feature) => feature.drifted).length,
  };
  const html = driftHtml(report, {
    title: `${model} ${version}`,
    at: kept.at.slice(0, 16).replace("T", " "),
    ...(incident ? { incident } : {}),
  });
  writeAtomic(fileOf(loop, name, "html"), html);
  writeAtomic(fileOf(loop, name, "json"), JSON.stringify({ ...kept, report }));
  loop.db
    .prepare("INSERT INTO reports (name, model, at, incident, body) VALUES (?, ?, ?, ?, ?)")
    .run(name, model, now, kept.incident, JSON.stringify(kept));
  deleteOld(loop, model);
  return kept;
}

/** The newest check of the model whose incident opens; a disk that takes no report stops no repair. */
export function keepIncidentReport(loop: Keeper, model: string, incident: Incident): void {
  const check = latestCheck(loop, model);
  if (!check) return;
  try {
    keep(loop, model, check, incident);
  } catch (error) {
    loop.logger.error({ err: error, incident: incident.id }, "the report of an incident could not be kept");
  }
}

/**
 * Keeps a report where the policy's schedule asks for one and a window has closed since the one before.
 * @returns null where none was due
 * @throws HomeostatError NO_PRODUCTION, DISK_FULL
 */
export function keepScheduledReport(loop: Keeper, model: string): KeptReport | null {
  const { registry, clock } = loop;
  const before = keptReports(loop, { model }).find(({ occasion }) => occasion === "schedule");
  const last = Date.parse(before?.at ?? liveVersion(loop, model).detail.created_at);
  if (!isDue(registry.policy(model).report_schedule, last, clock.now())) return null;
  const check = latestCheck(loop, model);
  return check && check.at > (before ? last : 0) ? keep(loop, model, check, null) : null;
}

/**
 * The report of the newest check: the one that was kept since, or a new one.
 * @throws HomeostatError REPORT_NOT_FOUND before the first check, DISK_FULL
 */
export function reportNow(loop: Keeper, model: string): KeptReport {
  const check = latestCheck(loop, model);
  if (!check) throw new HomeostatError("REPORT_NOT_FOUND", { report: say("notCheckedYet", { model }) });
  const [newest] = keptReports(loop, { model });
  return newest && Date.parse(newest.at) >= check.at ? newest : keep(loop, model, check, null, "request");
}
