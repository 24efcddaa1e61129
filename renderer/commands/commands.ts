/** Everything that can be asked for by name: pages, models, what can be done, incidents, running work, appearance. */
import { computed, type Ref, shallowRef } from "vue";
import { useRouter } from "vue-router";
import type { Stage } from "../../core/contract/names.ts";
import type { VersionSummary } from "../../core/contract/registry.ts";
import { questionOf } from "../format/incident.ts";
import { chooseLanguage, type LanguageChoice, languageChoice } from "../language.ts";
import { groups } from "../navigation.ts";
import { useIncidents } from "../stores/incidents.ts";
import { useJobs } from "../stores/jobs.ts";
import { useModels } from "../stores/models.ts";
import { LANGUAGES, type Language, t } from "../texts/index.ts";
import { THEMES, theme } from "../theme.ts";
import { undoLatest } from "../undo.ts";
import type { Command } from "./command.ts";
import { useModelMoves } from "./model-moves.ts";

/** Incidents beyond these are found on their page. */
const LISTED = 100;

const PROMOTABLE: readonly Stage[] = ["candidate", "shadow", "canary", "archived"];
const OFFERED = 20;

/** @returns the commands, and a look at what the chosen model's versions allow, taken when they are about to be shown */
export function useCommands(show: Record<"shortcuts" | "glossary", () => void>): {
  commands: Ref<Command[]>;
  look(): Promise<void>;
} {
  const router = useRouter();
  const models = useModels();
  const incidents = useIncidents();
  const jobs = useJobs();
  const moves = useModelMoves();
  /** Versions of the chosen model that could be put live, as of the latest look. */
  const promotable = shallowRef<VersionSummary[]>([]);
  const go = (to: string) => () => void router.push(to);

  const pages = groups.flatMap(({ places }) =>
    places.map(({ to, label, icon, key }): Command => {
      return { id: `page ${to}`, group: "pages", label, icon, keys: `g-${key}`, run: go(to) };
    }),
  );

  /** What needs a model that is there. */
  const ofModel = computed((): Command[] => {
    const model = models.current;
    if (!model) return [];
    const { name } = model;
    const does = (id: string, label: string, icon: string, run: () => void): Command => {
      return { id, group: "act", label, icon, suffix: name, run };
    };
    return [
      does("ask", t.palette.ask, "i-lucide-message-circle-question", go("/predict")),
      does("outcomes", t.palette.outcomes, "i-lucide-clipboard-check", go("/outcomes")),
      does("check", t.palette.check, "i-lucide-scan-search", go("/drift?do=check")),
      does("retrain", t.models.retrain, "i-lucide-refresh-cw", () => moves.retrain(name)),
      ...(model.versions > 1
        ? [does("rollback", t.models.rollback, "i-lucide-undo-2", () => moves.rollback(name))]
        : []),
      ...promotable.value.map(({ version }) =>
        does(
          `promote ${version}`,
          t.palette.promote(version),
          "i-lucide-arrow-up-from-line",
          go(`/models?version=${version}`),
        ),
      ),
      does("call", t.palette.call, "i-lucide-braces", go("/api")),
    ];
  });

  const always: Command[] = [
    {
      id: "train",
      group: "act",
      label: t.palette.train,
      icon: "i-lucide-graduation-cap",
      keys: "c",
      run: go("/train"),
    },
    { id: "doctor", group: "act", label: t.host.doctorRun, icon: "i-lucide-stethoscope", run: go("/host?do=doctor") },
    { id: "verify", group: "act", label: t.palette.verify, icon: "i-lucide-shield-check", run: go("/audit?do=verify") },
    { id: "print", group: "act", label: t.palette.print, icon: "i-lucide-printer", run: () => window.print() },
    { id: "keys", group: "act", label: t.palette.shortcuts, icon: "i-lucide-keyboard", keys: "?", run: show.shortcuts },
    {
      id: "words",
      group: "act",
      label: t.glossary.title,
      icon: "i-lucide-book-open-text",
      keys: "w",
      run: show.glossary,
    },
  ];

  const undo = computed((): Command[] =>
    undoLatest.value
      ? [
          {
            id: "undo",
            group: "act",
            label: t.undo.button,
            icon: "i-lucide-undo-2",
            keys: "meta_z",
            run: undoLatest.value,
          },
        ]
      : [],
  );

  const ofModels = computed(() =>
    models.models.map(
      ({ name, target }): Command => ({
        ...{ id: `model ${name}`, group: "models", label: name, icon: "i-lucide-box", suffix: target },
        run: () => {
          models.chosen = name;
          void router.push("/models");
        },
      }),
    ),
  );

  const ofIncidents = computed(() =>
    [...incidents.open, ...incidents.incidents.filter((one) => !incidents.open.includes(one))].slice(0, LISTED).map(
      (incident): Command => ({
        ...{ id: `incident ${incident.id}`, group: "incidents", icon: "i-lucide-siren", suffix: incident.model },
        label: incident.waiting ? questionOf(incident) : t.diagnoses[incident.diagnosis].name,
        run: go(`/incidents?id=${encodeURIComponent(incident.id)}`),
      }),
    ),
  );

  const ofJobs = computed(() =>
    jobs.running.map(
      ({ id, title }): Command => ({
        ...{ id: `job ${id}`, group: "jobs", label: t.jobs.cancelNamed(title), icon: "i-lucide-x" },
        run: () => moves.cancel(jobs.cancel(id)),
      }),
    ),
  );

  const languages: LanguageChoice[] = [...(Object.keys(LANGUAGES) as Language[]), "auto"];
  const looks = computed((): Command[] => [
    ...THEMES.filter((one) => one !== theme.value).map((one): Command => {
      const icon = {
        light: "i-lucide-sun",
        dark: "i-lucide-moon",
        contrast: "i-lucide-contrast",
        auto: "i-lucide-monitor",
      };
      const run = () => {
        theme.value = one;
      };
      return {
        id: `theme ${one}`,
        group: "looks",
        label: t.palette.theme(t.settings.themes[one]),
        icon: icon[one],
        run,
      };
    }),
    ...languages
      .filter((one) => one !== languageChoice)
      .map((one): Command => {
        const name = one === "auto" ? t.settings.themes.auto : LANGUAGES[one];
        const run = () => chooseLanguage(one);
        return {
          id: `language ${one}`,
          group: "looks",
          label: t.palette.language(name),
          icon: "i-lucide-languages",
          run,
        };
      }),
  ]);

  async function look(): Promise<void> {
    const versions = models.current ? await models.versions(models.current.name) : [];
    promotable.value = versions.filter(({ stage }) => PROMOTABLE.includes(stage)).slice(0, OFFERED);
  }

  const commands = computed(() => [
    ...undo.value,
    ...always.slice(0, 1),
    ...ofModel.value,
    ...always.slice(1),
    ...pages,
    ...ofModels.value,
    ...ofIncidents.value,
    ...ofJobs.value,
    ...looks.value,
  ]);

  return { commands, look };
}
