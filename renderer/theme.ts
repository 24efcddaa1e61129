/** Light, dark, high contrast, or as the system has it; high contrast is light or dark as the system is. */
import { ref, watchEffect } from "vue";

export const THEMES = ["light", "dark", "contrast", "auto"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "homeostat.theme";
const isTheme = (name: string | null): name is Theme => THEMES.some((one) => one === name);
const stored = localStorage.getItem(KEY);

/** What the system wants now, and from now on. */
function wanted(query: string) {
  const media = window.matchMedia(query);
  const matches = ref(media.matches);
  media.addEventListener("change", (event) => {
    matches.value = event.matches;
  });
  return matches;
}
const systemDark = wanted("(prefers-color-scheme: dark)");
const systemContrast = wanted("(prefers-contrast: more)");
/** Paper is white, whatever the screen is. */
const printing = wanted("print");

export const theme = ref<Theme>(isTheme(stored) ? stored : "auto");
export const isDark = ref(false);
export const isContrast = ref(false);

watchEffect(() => {
  isDark.value = !printing.value && (theme.value === "dark" || (theme.value !== "light" && systemDark.value));
  isContrast.value = theme.value === "contrast" || (theme.value === "auto" && systemContrast.value);
  document.documentElement.classList.toggle("dark", isDark.value);
  document.documentElement.classList.toggle("contrast", isContrast.value);
  localStorage.setItem(KEY, theme.value);
});
