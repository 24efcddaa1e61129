/** The engine's sentences, written from the catalogue: `read.ts` reads them back, and pages put them in other words. */
import { SENTENCES, type SentenceName } from "./catalogue.ts";
import { fillSlots, type Slots } from "./template.ts";

type Values<Name extends SentenceName> = Record<Slots<(typeof SENTENCES)[Name]>, string | number>;
type Given<Name extends SentenceName> = [Slots<(typeof SENTENCES)[Name]>] extends [never] ? [] : [Values<Name>];

/**
 * One sentence in English, as it is stored and sent.
 * @param name of its template; @param given what its slots hold, numbers written as they shall stand
 * @example say("featuresDrifted", { share: "40 %", weighted: "", names: "age, bmi" }) // "40 % of the features drifted: age, bmi."
 */
export const say = <Name extends SentenceName>(name: Name, ...given: Given<Name>): string =>
  fillSlots(SENTENCES[name], given[0] ?? {});
