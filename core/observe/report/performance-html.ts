/** The report's part on how right the answers are: promised, realised and estimated, or why one of them is not known. */
import type { WindowPerformance } from "../../contract/index.ts";
import { figure, metricWords, plural } from "../words.ts";
import { escapeHtml } from "./markup.ts";

function line(
  name: string,
  value: number | null,
  interval: readonly number[] | null | undefined,
  note: string,
): string {
  const range = interval ? `${figure(interval[0]!)} to ${figure(interval[1]!)}` : "–";
  return `<tr><td><b>${name}</b></td><td class="number">${value === null ? "–" : figure(value)}</td><td class="number">${range}</td><td>${escapeHtml(note)}</td></tr>`;
}

/** @example performanceHtml(report.performance) // "<h2>Is it still right?</h2>…" */
export function performanceHtml(performance: WindowPerformance | undefined): string {
  if (!performance) return "";
  const { realised, estimated } = performance;
  const { metric } = realised;
  const without = realised.current === null ? (realised.coverage?.evidence ?? "No outcome is known yet.") : "";
  const known = without || `on ${plural(realised.labelled, "outcome")}. ${realised.coverage?.evidence ?? ""}`.trim();
  const said = estimated?.known
    ? `${estimated.metric === metric ? "" : `${metricWords(estimated.metric)}, `}without outcomes, on ${plural(estimated.rows, "answer")}${estimated.reference === null ? "" : `, against ${figure(estimated.reference)} of unseen rows at training`}; holds as far as only the inputs have changed`
    : `Cannot be known. ${estimated?.reason ?? "The window is empty."}`;
  return `<h2>Is it still right?</h2><table><thead><tr><th>${metricWords(metric)}</th><th class="number">value</th><th class="number">95 % interval</th><th>from</th></tr></thead><tbody>
${line("promised", realised.reference, realised.reference_interval, "rows held back at training")}
${line("realised", realised.current, realised.current_interval, known)}
${line("estimated", estimated?.known ? estimated.value : null, estimated?.known ? estimated.interval : null, said)}
</tbody></table>`;
}
