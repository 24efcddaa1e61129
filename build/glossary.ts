/** `docs/glossary.md`: the words that the pages explain, the same sentences. */
import { en } from "../renderer/texts/en/index.ts";

export function glossaryPage(): string {
  const { groups, terms } = en.glossary;
  const sections = [
    [groups.terms, terms],
    [groups.metrics, en.metrics],
    [groups.learners, en.learners],
    [groups.stages, en.stages],
    [groups.diagnoses, en.diagnoses],
    [groups.modes, en.modes],
  ] as const;
  const rows = sections.flatMap(([title, entries]) => [
    `## ${title}`,
    "",
    "| word | what it means |",
    "| --- | --- |",
    ...Object.values(entries).map(({ name, explain }) => `| ${name} | ${explain.replaceAll("|", "\\|")} |`),
    "",
  ]);
  return [
    "# Words explained",
    "",
    "Generated from `renderer/texts/en` by `npm run reference`: the sentences that the pages show on hover and focus.",
    "",
    ...rows,
  ].join("\n");
}
