/** A drift report as one HTML file: no script, no outside request, its first screen for people who are no statisticians. */
import type { DriftReport, FeatureDrift } from "../../contract/index.ts";
import { figure, list, percent, plural } from "../words.ts";
import { chart } from "./chart.ts";
import { escapeHtml } from "./markup.ts";
import { performanceHtml } from "./performance-html.ts";
import { STYLE } from "./style.ts";

export interface ReportContext {
  /** What was compared: a model, or two files. */
  title: string;
  /** When, as it shall be shown. */
  at?: string;
}

const drifted = ({ features }: DriftReport): FeatureDrift[] => features.filter((feature) => feature.drifted);

/** The verdict in one sentence, and what it means for the reader in another. */
function verdict(report: DriftReport): { tone: "ok" | "warn" | "alert"; says: string; means: string } {
  const changed = drifted(report);
  const count = `${changed.length} of ${plural(report.features.length, "feature")}`;
  if (report.verdict === "data_break")
    return {
      tone: "alert",
      says: "The incoming data are broken.",
      means: "Something is wrong with the feed, not with the world. Answers on these rows should not be relied on.",
    };
  if (report.verdict === "too_few_rows")
    return {
      tone: "warn",
      says: "There are too few rows to judge.",
      means: `${plural(Math.min(report.rows.reference, report.rows.current), "row")} cannot tell a change from chance; 50 are needed on either side.`,
    };
  if (report.drifted)
    return {
      tone: "alert",
      says: `The data have changed: ${count} drifted.`,
      means:
        "The rows differ from those the reference holds by more than chance. Check whether the answers are still right.",
    };
  if (changed.length > 0)
    return {
      tone: "warn",
      says: `Most of the data are as they were; ${count} drifted.`,
      means: "A few columns have changed by more than chance. Worth a look, no reason to act.",
    };
  return {
    tone: "ok",
    says: "Nothing has changed that matters.",
    means: "Whatever differs is small or can be chance.",
  };
}

const item = (value: string, label: string): string => `<li><b>${value}</b><span>${label}</span></li>`;

function figures(report: DriftReport): string {
  const { rows, share, weighted_share, threshold } = report;
  return `<ul class="figures">${[
    item(rows.reference.toLocaleString("en"), "rows in the reference"),
    item(rows.current.toLocaleString("en"), "rows now"),
    item(percent(share), `of the features drifted (limit ${percent(threshold)})`),
    ...(weighted_share === null ? [] : [item(percent(weighted_share), "by importance to the model")]),
  ].join("")}</ul>`;
}

function findings({ quality }: DriftReport): string {
  if (quality.length === 0) return "";
  const items = quality.map(
    ({ kind, evidence }) => `<li><b>${escapeHtml(kind.replaceAll("_", " "))}</b>: ${escapeHtml(evidence)}</li>`,
  );
  return `<h2>Data quality</h2><ul class="findings">${items.join("")}</ul>`;
}

const IN_WORDS = { none: "unchanged", warn: "changed", alert: "changed strongly" } as const;
const TONE = { none: "ok", warn: "warn", alert: "alert" } as const;

function status({ severity, q_value }: FeatureDrift): string {
  if (q_value === null) return `<span class="warn">not judged</span>`;
  return `<span class="${TONE[severity]}">${IN_WORDS[severity]}</span>`;
}

const orDash = (value: number | null): string => (value === null ? "–" : figure(value));

function row(feature: FeatureDrift): string {
  const { name, reason, effect, q_value, missing } = feature;
  const lost =
    missing.current !== missing.reference
      ? `<br><small>missing ${percent(missing.reference)} → ${percent(missing.current)}</small>`
      : "";
  return `<tr><td><b>${escapeHtml(name)}</b><br>${status(feature)}</td><td>${escapeHtml(reason)}${lost}</td><td class="number">${orDash(effect.psi)}</td><td class="number">${q_value === null ? "–" : q_value < 1e-4 ? "&lt; 0.0001" : figure(q_value)}</td><td class="chart">${chart(feature)}</td></tr>`;
}

/** Drifted ones first, the largest effect on top. */
const byWeight = (a: FeatureDrift, b: FeatureDrift): number =>
  Number(b.drifted) - Number(a.drifted) || (b.effect.psi ?? -1) - (a.effect.psi ?? -1);

const GLOSSARY = `<h2>How to read the figures</h2><dl>
<dt>PSI</dt><dd>Population stability index: how far the shares of the bins moved. Under 0.1 small, from 0.25 large.</dd>
<dt>q</dt><dd>How likely so large a PSI is by chance alone with windows of these sizes, corrected for looking at many features. A feature has drifted where q ≤ 0.05 and PSI ≥ 0.1.</dd>
<dt>Bars</dt><dd>Wide: share of the reference's rows; narrow: share of the current rows. Numbers in equally wide bins, the outer ones open.</dd>
</dl>`;

/**
 * @returns a complete HTML document; about 3 kB per feature
 * @example writeAtomic("report.html", driftHtml(report, { title: "diabetes v0003" }))
 */
export function driftHtml(report: DriftReport, { title, at }: ReportContext): string {
  const { tone, says, means } = verdict(report);
  const changed = drifted(report).sort(byWeight);
  const which =
    changed.length > 0
      ? `<p>Changed: ${escapeHtml(
          list(
            changed.map(({ name }) => name),
            8,
          ),
        )}.</p>`
      : "";
  const heading = escapeHtml(at ? `${title}, ${at}` : title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Drift: ${heading}</title><style>${STYLE}</style></head>
<body><main><h1>${heading}</h1><p class="verdict ${tone}">${escapeHtml(says)}</p><p>${escapeHtml(means)}</p>${which}${figures(report)}${performanceHtml(report.performance)}${findings(report)}
<h2>Features</h2><p class="key"><small><i style="background:var(--ref)"></i>reference<i style="background:var(--cur)"></i>current</small></p>
<table><thead><tr><th>feature</th><th>what changed</th><th class="number">PSI</th><th class="number">q</th><th>distribution</th></tr></thead><tbody>
${report.features.toSorted(byWeight).map(row).join("\n")}
</tbody></table>${GLOSSARY}</main></body></html>
`;
}
