/** A drift report as one HTML file: no script, no outside request, its first screen for people who are no statisticians. */
import type { DriftReport, FeatureDrift } from "../../contract/index.ts";
import { figure, list, percent } from "../words.ts";
import { adviceOn, byWeight, changedFeatures } from "./advice.ts";
import { chart } from "./chart.ts";
import { escapeHtml } from "./markup.ts";
import { performanceHtml } from "./performance-html.ts";
import { STYLE } from "./style.ts";

export interface ReportContext {
  /** What was compared: a model, or two files. */
  title: string;
  /** When, as it shall be shown. */
  at?: string;
  /** Why it was written, where an incident was: its diagnosis and its evidence. */
  incident?: { diagnosis: string; evidence: readonly string[] };
}

/** Changes shown with their charts on the first screen. */
const SHOWN = 3;

const item = (value: string, label: string): string => `<li><b>${value}</b><span>${label}</span></li>`;

function figures({ rows, share, weighted_share, threshold }: DriftReport): string {
  return `<ul class="figures">${[
    item(rows.reference.toLocaleString("en"), "rows in the reference"),
    item(rows.current.toLocaleString("en"), "rows now"),
    item(percent(share), `of the columns drifted (limit ${percent(threshold)})`),
    ...(weighted_share === null ? [] : [item(percent(weighted_share), "by importance to the model")]),
  ].join("")}</ul>`;
}

const lost = ({ missing }: FeatureDrift): string =>
  missing.current === missing.reference
    ? ""
    : `<br><small>missing ${percent(missing.reference)} → ${percent(missing.current)}</small>`;

const card = (feature: FeatureDrift): string =>
  `<li><b>${escapeHtml(feature.name)}</b> ${status(feature)}<p>${escapeHtml(feature.reason)}${lost(feature)}</p>${chart(feature)}</li>`;

const KEY = `<p class="key"><small><i class="was"></i>reference<i class="is"></i>now</small></p>`;

/** The strongest changes, to be seen without scrolling. */
function changes(changed: FeatureDrift[]): string {
  if (changed.length === 0) return "";
  const rest = changed.slice(SHOWN).map(({ name }) => name);
  const more = rest.length > 0 ? `<p>Also changed: ${escapeHtml(list(rest, 12))}.</p>` : "";
  return `<h2>What changed most</h2>${KEY}<ul class="cards">${changed.slice(0, SHOWN).map(card).join("")}</ul>${more}`;
}

function findings({ quality }: DriftReport): string {
  if (quality.length === 0) return "";
  const items = quality.map(
    ({ kind, evidence }) => `<li><b>${escapeHtml(kind.replaceAll("_", " "))}</b>: ${escapeHtml(evidence)}</li>`,
  );
  return `<h2>Data quality</h2><ul class="findings">${items.join("")}</ul>`;
}

function cause(incident: ReportContext["incident"]): string {
  if (!incident) return "";
  const items = incident.evidence.map((line) => `<li>${escapeHtml(line)}</li>`).join("");
  return `<h2>The incident: ${escapeHtml(incident.diagnosis.replaceAll("_", " "))}</h2><ul class="findings">${items}</ul>`;
}

const IN_WORDS = { none: "unchanged", warn: "changed", alert: "changed strongly" } as const;
const TONE = { none: "ok", warn: "warn", alert: "alert" } as const;

function status({ severity, q_value }: FeatureDrift): string {
  if (q_value === null) return `<span class="warn">not judged</span>`;
  return `<span class="${TONE[severity]}">${IN_WORDS[severity]}</span>`;
}

function row(feature: FeatureDrift): string {
  const { name, reason, effect, q_value } = feature;
  return `<tr><td><b>${escapeHtml(name)}</b><br>${status(feature)}</td><td>${escapeHtml(reason)}${lost(feature)}</td><td class="number">${effect.psi === null ? "–" : effect.psi.toFixed(3)}</td><td class="number">${q_value === null ? "–" : q_value < 1e-4 ? "&lt; 0.0001" : figure(q_value)}</td><td class="chart">${chart(feature)}</td></tr>`;
}

const GLOSSARY = `<h2>How to read the figures</h2><dl>
<dt>PSI</dt><dd>Population stability index: how far the shares of the bins moved. Under 0.1 small, from 0.25 large.</dd>
<dt>q</dt><dd>How likely so large a PSI is by chance alone with windows of these sizes, corrected for looking at many columns. A column has drifted where q ≤ 0.05 and PSI ≥ 0.1.</dd>
<dt>Bars</dt><dd>Wide and pale: share of the reference's rows; narrow: share of the rows now. Numbers in equally wide bins, the outer ones open.</dd>
</dl>`;

/**
 * @returns a complete HTML document; about 3 kB per feature
 * @example writeAtomic("report.html", driftHtml(report, { title: "diabetes v0003" }))
 */
export function driftHtml(report: DriftReport, { title, at, incident }: ReportContext): string {
  const { tone, says, means, advice } = adviceOn(report);
  const heading = escapeHtml(at ? `${title}, ${at}` : title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Drift: ${heading}</title><style>${STYLE}</style></head>
<body><main><header class="${tone}"><h1>${heading}</h1><p class="verdict">${escapeHtml(says)}</p><p>${escapeHtml(means)}</p><p class="advice"><b>What to do:</b> ${escapeHtml(advice)}</p></header>
${report.verdict === "data_break" ? findings(report) : ""}${changes(changedFeatures(report))}${figures(report)}${cause(incident)}${performanceHtml(report.performance)}${report.verdict === "data_break" ? "" : findings(report)}
<h2>All columns</h2>${KEY}
<table><thead><tr><th>column</th><th>what changed</th><th class="number">PSI</th><th class="number">q</th><th>distribution</th></tr></thead><tbody>
${report.features.toSorted(byWeight).map(row).join("\n")}
</tbody></table>${GLOSSARY}</main></body></html>
`;
}
