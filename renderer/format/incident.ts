import type { Incident } from "../../core/contract/incidents.ts";
import { t } from "../texts/index.ts";

/** What a waiting incident asks of a person. */
export const questionOf = ({ challenger, champion, decision, model }: Incident): string =>
  decision === "quarantine"
    ? t.incidents.asksRepair(model)
    : challenger !== null && champion !== null
      ? t.incidents.asksPromote(challenger, champion)
      : t.incidents.asks(t.decisions[decision], model);
