import type { Texts } from "../index.ts";

/** Was die Zahlen eines Modells heißen, in Sätzen, die man weitersagen kann. */
export const verdict: Texts["verdict"] = {
  noError: "Sein Fehler ließ sich nicht messen.",
  error: (target: string, amount: string) => `Liegt im Mittel um ${amount} daneben, wenn es ${target} vorhersagt.`,
  explains: (share: string) => `Es erklärt ${share} der Unterschiede.`,
  noAccuracy: "Wie oft es recht hat, ließ sich nicht messen.",
  right: (n: string) => `Richtig bei ${n} von 100 Fällen, die es nie gesehen hatte.`,
  finds: (label: string, found: string, right: string) =>
    `Es findet ${found} von 100, die „${label}“ sind; wenn es „${label}“ sagt, stimmt das bei ${right} von 100.`,
  ranking: (n: string, auc: string) =>
    `Von je einem positiven und einem negativen Fall setzt es in ${n} von 100 Paaren den richtigen nach vorn (ROC-Fläche ${auc}).`,
};
