/** Light, dark, or as the system has it. */
import { ref, watchEffect } from "vue";

export type Theme = "light" | "dark" | "auto";

const KEY = "homeostat.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(KEY);

export const theme = ref<Theme>(stored === "light" || stored === "dark" ? stored : "auto");
const systemDark = ref(system.matches);
export const isDark = ref(false);

system.addEventListener("change", ({ matches }) => {
  systemDark.value = matches;
});

watchEffect(() => {
  isDark.value = theme.value === "dark" || (theme.value === "auto" && systemDark.value);
  document.documentElement.classList.toggle("dark", isDark.value);
  localStorage.setItem(KEY, theme.value);
});
