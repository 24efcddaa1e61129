/** The pages in the order of the sidebar. */
import { t } from "./texts/index.ts";

export interface Place {
  to: string;
  label: string;
  icon: string;
  /** The letter that opens it after G. */
  key: string;
}

export const groups: { label: string | null; places: Place[] }[] = [
  {
    label: null,
    places: [
      { to: "/", label: t.nav.overview, icon: "i-lucide-activity", key: "o" },
      { to: "/train", label: t.nav.train, icon: "i-lucide-graduation-cap", key: "t" },
      { to: "/models", label: t.nav.models, icon: "i-lucide-boxes", key: "m" },
      { to: "/predict", label: t.nav.predict, icon: "i-lucide-message-circle-question", key: "p" },
    ],
  },
  {
    label: t.nav.watch,
    places: [
      { to: "/drift", label: t.nav.drift, icon: "i-lucide-waves", key: "d" },
      { to: "/incidents", label: t.nav.incidents, icon: "i-lucide-siren", key: "i" },
      { to: "/outcomes", label: t.nav.outcomes, icon: "i-lucide-clipboard-check", key: "r" },
    ],
  },
  {
    label: t.nav.machine,
    places: [
      { to: "/host", label: t.nav.host, icon: "i-lucide-cpu", key: "h" },
      { to: "/api", label: t.nav.api, icon: "i-lucide-braces", key: "a" },
      { to: "/settings", label: t.nav.settings, icon: "i-lucide-sliders-horizontal", key: "s" },
      { to: "/audit", label: t.nav.audit, icon: "i-lucide-scroll-text", key: "l" },
    ],
  },
];
