/** What the engine wrote, in the words of another language: read back by the catalogue, and said again. */
import { IncidentState } from "../../core/contract/incidents.ts";
import { Diagnosis, ModelKind, Stage, Task } from "../../core/contract/names.ts";
import { SENTENCES, type SentenceName } from "../../core/contract/sentences/catalogue.ts";
import { inSentence, isKind, KINDS, type Kind } from "../../core/contract/sentences/kinds.ts";
import { ranges } from "../../core/contract/sentences/ranges.ts";
import { type Found, read, sentencesOf } from "../../core/contract/sentences/read.ts";
import { parts, type Slot } from "../../core/contract/sentences/template.ts";
import { METRICS_BY_WORDS, type Noun } from "../../core/contract/sentences/words.ts";
import { ColumnType } from "../../core/contract/train.ts";

type Named<Name extends string> = Record<Name, { name: string }>;

export interface EngineWords {
  /** A slot in these is `{name}`, or `{name:form}` where what is counted stands in another form. */
  sentences: Record<SentenceName, string>;
  /** One, many, and many in the other form. */
  nouns: Record<Noun, readonly [string, string, string]>;
  metrics: Named<string>;
  diagnoses: Named<Diagnosis>;
  tasks: Named<Task>;
  stages: Named<Stage>;
  learners: Named<ModelKind>;
  states: Record<IncidentState, string>;
  types: Record<ColumnType, string>;
  /** The end of a list that is not told whole. */
  more: (count: string) => string;
  and: string;
  under: string;
  quotes: readonly [string, string];
}

export interface EngineTongue {
  /** A text of the engine; as it stands where no template of the catalogue reads it. */
  inWords: (text: string) => string;
  /** A range of values, or a value itself, which stays. */
  rangeInWords: (text: string) => string;
}

/** Texts that are remembered, and letters of a day as ISO writes it. */
const [KEPT, DAY_LETTERS] = [2000, 10];

/** @param locale how numbers and moments are written */
export function engineIn(words: EngineWords, locale: string | undefined): EngineTongue {
  const signs = new Intl.NumberFormat(locale).formatToParts(123456.7);
  const sign = (type: "decimal" | "group", usual: string) => signs.find((part) => part.type === type)?.value ?? usual;
  const [point, group] = [sign("decimal", "."), sign("group", ",")];
  const number = (text: string) => text.replaceAll(/[.,]/g, (mark) => (mark === "." ? point : group));

  const day = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" } as const;
  const moment = (at: string) => {
    const isDay = at.length === DAY_LETTERS;
    const when = new Date(isDay || at.endsWith("Z") ? at : `${at}Z`);
    if (Number.isNaN(when.getTime())) return at;
    return new Intl.DateTimeFormat(locale, isDay ? day : { ...day, hour: "2-digit", minute: "2-digit" }).format(when);
  };

  function count(text: string, form: string): string {
    const [, size = "", noun = ""] = /^(\S+) (.+)$/.exec(text) ?? [];
    const name = (noun in words.nouns ? noun : noun.slice(0, -1)) as Noun;
    const [one, many, other] = words.nouns[name];
    return `${number(size)} ${size === "1" ? one : form === "text" ? many : other}`;
  }

  const list = (text: string) =>
    text
      .replace(/ and (\d+) more$/, (_, left: string) => words.more(left))
      .replaceAll(/“([^”]*)”/g, (_, inner: string) => `${words.quotes[0]}${inner}${words.quotes[1]}`);

  const SAY: Record<Kind, (text: string, form: string) => string> = {
    text: (text) => text,
    version: (text) => text,
    list,
    number,
    count,
    sentence: (text) => inWords(text),
    clauses: (text) => {
      const whole = inWords(text);
      return whole === text ? text.split("; ").map(inWords).join("; ") : whole;
    },
    percent: (text) => number(text).replace(/^under/, words.under),
    metric: (text) => words.metrics[METRICS_BY_WORDS.get(text) ?? ""]?.name ?? text,
    time: (text) => moment(text.replace(" ", "T")),
    date: moment,
    type: (text) => words.types[ColumnType.parse(text)],
    task: (text) => words.tasks[Task.parse(text)].name,
    stage: (text) => words.stages[Stage.parse(text)].name,
    learner: (text) => words.learners[ModelKind.parse(text)].name,
    state: (text) => words.states[IncidentState.parse(text)],
    diagnosis: (text) => words.diagnoses[Diagnosis.options.find((name) => inSentence(name) === text) ?? "none"].name,
  };

  function one(kinds: readonly string[], text: string, form: string): string | null {
    for (const kind of kinds) {
      if (isKind(kind)) {
        if (new RegExp(`^${KINDS[kind]}$`, "u").test(text)) return SAY[kind](text, form);
        continue;
      }
      const found = read(text, [kind]);
      if (found) return told(found);
    }
    return null;
  }

  /** Piece by piece, each as short as it can be read. */
  function many(kinds: readonly string[], text: string): string {
    const pieces = text.replace(/ and \d+ more$/, "").split(/(, |; | and )/);
    const said: string[] = [];
    for (let from = 0; from < pieces.length; from += 2) {
      let to = from + 1;
      let piece = one(kinds, pieces.slice(from, to).join(""), "text");
      while (piece === null && to < pieces.length) {
        to += 2;
        piece = one(kinds, pieces.slice(from, to).join(""), "text");
      }
      const mark = pieces[to] === " and " ? words.and : (pieces[to] ?? "");
      said.push(piece ?? pieces.slice(from, to).join(""), mark);
      from = to - 1;
    }
    const [, left] = / and (\d+) more$/.exec(text) ?? [];
    return said.join("") + (left ? words.more(left) : "");
  }

  function slot({ kinds, repeated }: Slot, text: string, form: string): string {
    if (text === "") return "";
    return repeated ? many(kinds, text) : (one(kinds, text, form) ?? text);
  }

  function told({ name, values }: Found): string {
    const slots = new Map(
      parts(SENTENCES[name]).flatMap((part) => (typeof part === "string" ? [] : [[part.name, part]])),
    );
    return parts(words.sentences[name])
      .map((part) => {
        if (typeof part === "string") return part;
        return slot(slots.get(part.name) ?? part, values[part.name] ?? "", part.kinds[0] ?? "text");
      })
      .join("");
  }

  const known = new Map<string, string>();
  function inWords(text: string): string {
    const before = known.get(text);
    if (before !== undefined) return before;
    const said = sentencesOf(text)
      .map((one) => (typeof one === "string" ? one : told(one)))
      .join(" ");
    if (known.size >= KEPT) known.clear();
    known.set(text, said);
    return said;
  }
  return { inWords, rangeInWords: (text) => one(Object.keys(ranges), text, "text") ?? text };
}
