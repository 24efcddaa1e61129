/** Which column is likely the one to predict, and what kind of task that is. */
import { type ClassLabel, HomeostatError, say, type Task } from "../../contract/index.ts";
import { nameTokens } from "../read/name-tokens.ts";
import type { ColumnProfile } from "../read/profile.ts";
import type { ReadResult } from "../read/read-table.ts";
import { type Column, columnNamed } from "../table.ts";
import { countLabels, labelText } from "../target.ts";

/** Integers that number classes without gaps are classes up to here. */
const CODED_CLASSES = 10;
/** … and up to here where the column is named after classes. */
const NAMED_CLASSES = 100;
/** More texts than this, or than one for five rows, are no classes. */
const MOST_CLASSES = 100;

const TARGET_WORDS: ReadonlySet<string> = new Set(
  "target label class outcome y response result diagnosis survived churn churned default readmitted species quality fraud risk sales demand revenue delay cnt".split(
    " ",
  ),
);
const AMOUNT_WORDS: ReadonlySet<string> = new Set(
  "price value cost income count total amount score yield consumption".split(" "),
);
const CLASS_WORDS: ReadonlySet<string> = new Set(
  "class label category species type target diagnosis cluster digit group outcome".split(" "),
);

const hasWord = (name: string, words: ReadonlySet<string>): boolean =>
  nameTokens(name).some((token) => words.has(token));

/** True for whole numbers from 0 or 1 upwards that leave out few: class codes, not measurements. */
function areCodes(labels: readonly ClassLabel[], name: string): boolean {
  const numbers = labels.filter((label) => typeof label === "number");
  if (!numbers.every(Number.isInteger)) return false;
  const [low, high] = [numbers[0]!, numbers.at(-1)!];
  if (low !== 0 && low !== 1) return false;
  const gapless = high - low + 1 === numbers.length;
  return gapless && numbers.length <= (hasWord(name, CLASS_WORDS) ? NAMED_CLASSES : CODED_CLASSES);
}

/** The task that a target's values ask for, or the reason why they suit none. */
export function taskFor(column: Column, profile: ColumnProfile): { task: Task; reason: string } | { reason: string } {
  const { distinct, name } = profile;
  if (column.kind === "datetime") return { reason: say("holdsDates") };
  if (distinct === 2) return { task: "binary", reason: say("twoValues") };
  if (column.kind === "number") {
    if (
      distinct <= NAMED_CLASSES &&
      areCodes(
        countLabels(column).map(({ label }) => label),
        name,
      )
    )
      return { task: "multiclass", reason: say("codesWithoutGaps", { values: distinct }) };
    return { task: "regression", reason: say("numbersWith", { values: distinct }) };
  }
  if (distinct > Math.min(MOST_CLASSES, column.codes.length / 5))
    return { reason: say("manyTexts", { values: distinct }) };
  return { task: "multiclass", reason: say("classCount", { values: distinct }) };
}

/** Checks a task that the user named against the values. @throws TARGET_UNSUITABLE */
export function checkTask(task: Task, column: Column, profile: ColumnProfile): void {
  const refuse = (reason: string) => {
    throw new HomeostatError("TARGET_UNSUITABLE", { target: column.name, task, reason });
  };
  if (column.kind === "datetime") refuse(say("holdsDates"));
  if (task === "regression" && column.kind === "text") refuse(say("holdsTexts"));
  if (task === "binary" && profile.distinct !== 2) refuse(say("notTwoValues", { values: profile.distinct }));
  if (task === "multiclass" && profile.distinct > MOST_CLASSES) refuse(say("manyValues", { values: profile.distinct }));
}

/**
 * Columns worth predicting, best first. A column named as an outcome comes before one that stands last, that one
 * before others; identifiers, dates, constants and free texts are no targets.
 */
export function rankTargets(read: ReadResult): { column: string; task: Task; reason: string }[] {
  const last = read.table.columns.length - 1;
  const ranked = read.table.columns.flatMap((column, place) => {
    const profile = read.profiles[place]!;
    if (profile.type === "identifier" || profile.type === "text" || profile.distinct < 2) return [];
    if (profile.missing_share > 0.5) return [];
    const found = taskFor(column, profile);
    if (!("task" in found)) return [];
    const reasons: string[] = [];
    let points = 0;
    const prefer = (yes: boolean, by: number, reason: string) => {
      if (!yes) return;
      points += by;
      reasons.push(reason);
    };
    prefer(hasWord(column.name, TARGET_WORDS), 3, say("namedOutcome"));
    prefer(hasWord(column.name, AMOUNT_WORDS), 1.5, say("namedAmount"));
    prefer(place === last, 2, say("standsLast"));
    prefer(found.task !== "regression", 0.5, found.reason);
    if (found.task === "regression") reasons.push(found.reason);
    return [{ column: column.name, task: found.task, reason: reasons.join(", "), points, place }];
  });
  return ranked
    .sort((a, b) => b.points - a.points || b.place - a.place)
    .map(({ column, task, reason }) => ({ column, task, reason }));
}

const POSITIVE_WORDS: ReadonlySet<string> = new Set(["yes", "y", "true", "t", "positive", "pos"]);

/** The positive class: the larger number, yes or true, else the rarer one. */
function positiveLabel(labels: readonly { label: ClassLabel; count: number }[]): ClassLabel {
  const [a, b] = labels as [(typeof labels)[0], (typeof labels)[0]];
  if (typeof a.label === "number" && typeof b.label === "number") return Math.max(a.label, b.label);
  const word = labels.find(({ label }) => label === true || POSITIVE_WORDS.has(labelText(label).toLowerCase()));
  return (word ?? (a.count < b.count ? a : b)).label;
}

/**
 * Classes in the order of a model's probabilities: sorted, but for two the positive one last.
 * @throws TARGET_UNSUITABLE where the positive class named does not occur
 */
export function classesOf(read: ReadResult, target: string, task: Task, named?: string) {
  if (task === "regression") return { classes: [], positive: null };
  const labels = countLabels(columnNamed(read.table, target)!);
  const classes = labels.map(({ label }) => label);
  if (task === "multiclass") return { classes, positive: null };
  const wanted = classes.find((label) => labelText(label) === named || labelText(label) === named?.toLowerCase());
  if (named !== undefined && wanted === undefined) {
    const reason = say("noSuchValue", { value: named, classes: classes.map(labelText).join(" and ") });
    throw new HomeostatError("TARGET_UNSUITABLE", { target, task, reason });
  }
  const positive = wanted ?? positiveLabel(labels);
  return { classes: [...classes.filter((label) => label !== positive), positive], positive };
}
