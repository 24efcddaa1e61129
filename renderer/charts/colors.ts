/** Colours of the current theme, as a canvas needs them: resolved. */
import { isContrast, isDark } from "../theme.ts";

function resolve(value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  // A canvas understands every CSS colour, ECharts' own parser only the old ones.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return color;
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

/** Read anew whenever the theme changes: what is computed from it follows. */
export function palette() {
  void [isDark.value, isContrast.value];
  return {
    text: resolve("var(--ui-text-muted)"),
    strong: resolve("var(--ui-text-highlighted)"),
    line: resolve("var(--hairline)"),
    pane: resolve("var(--pane)"),
    calm: resolve("var(--sunken)"),
    line1: resolve("var(--ui-primary)"),
    warn: resolve("var(--ui-color-warning-400)"),
    alert: resolve("var(--ui-color-error-500)"),
  };
}
