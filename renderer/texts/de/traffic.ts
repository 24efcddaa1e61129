import type { Texts } from "../index.ts";

/** Eine Version, die neben der eingesetzten erprobt wird. */
export const traffic: Texts["traffic"] = {
  title: "Wer jetzt antwortet",
  version: "Version",
  share: "Der Anfragen",
  answers: "Beantwortet",
  outcomes: "Bekannte Ergebnisse",
  since: "Seit",
  percent: (share: string) => `${share}\u202f%`,
  verdicts: {
    good: (version) => `Nach den Ergebnissen seiner eigenen Antworten ist ${version} mehr als zufällig besser.`,
    bad: (version) => `Nach den Ergebnissen seiner eigenen Antworten ist ${version} mehr als zufällig schlechter.`,
    open: (version) => `Die Ergebnisse sagen noch nicht, ob ${version} besser ist.`,
  },
  nextShare: (share: string) => `als Nächstes ${share} % der Anfragen, sobald genug bekannt und nichts schlechter ist.`,
  nextAll: "als Nächstes alle Anfragen, sobald genug bekannt und nichts schlechter ist.",
  byHand: "von Hand dorthin gestellt; es bleibt so, bis sie eingesetzt oder herausgenommen wird.",
};
