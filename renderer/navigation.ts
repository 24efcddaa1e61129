/** The pages in the order of the sidebar. */
import { t } from "./texts/index.ts";

export interface Place {
  to: string;
  label: string;
  icon: string;
}

export const groups: { label: string | null; places: Place[] }[] = [
  {
    label: null,
    places: [
      { to: "/", label: t.nav.overview, icon: "i-lucide-activity" },
      { to: "/train", label: t.nav.train, icon: "i-lucide-graduation-cap" },
      { to: "/models", label: t.nav.models, icon: "i-lucide-boxes" },
      { to: "/predict", label: t.nav.predict, icon: "i-lucide-message-circle-question" },
    ],
  },
  {
    label: t.nav.watch,
    places: [
      { to: "/drift", label: t.nav.drift, icon: "i-lucide-waves" },
      { to: "/incidents", label: t.nav.incidents, icon: "i-lucide-siren" },
      { to: "/outcomes", label: t.nav.outcomes, icon: "i-lucide-clipboard-check" },
    ],
  },
  {
    label: t.nav.machine,
    places: [
      { to: "/host", label: t.nav.host, icon: "i-lucide-cpu" },
      { to: "/api", label: t.nav.api, icon: "i-lucide-braces" },
      { to: "/settings", label: t.nav.settings, icon: "i-lucide-sliders-horizontal" },
      { to: "/audit", label: t.nav.audit, icon: "i-lucide-scroll-text" },
    ],
  },
];
