/** What the three questions have to tell: a service that fails, a machine that is overloaded, a model that is not right. */
import {
  type Answer,
  type DiagnosisReport,
  type HostFacts,
  type ModelFacts,
  type ServiceFacts,
  say,
} from "../contract/index.ts";
import { answer } from "../observe/index.ts";
import { command, type News } from "./news.ts";

export interface Standing {
  service: ServiceFacts;
  host: HostFacts;
  /** What is wrong with the watch itself, in sentences. */
  troubles: string[];
  models: { facts: ModelFacts; diagnosis: DiagnosisReport }[];
}

/** A state that may be told; `present` says whether it is there now. */
export interface Condition {
  present: boolean;
  news: Omit<News, "ends">;
}

const about = (
  cause: string,
  model: string | null,
  status: Answer,
  rest: Pick<News, "kind" | "title" | "route" | "severity"> & { commands?: string[] },
): Condition["news"] => ({
  commands: [command("status")],
  ...rest,
  cause,
  model,
  incident: null,
  text: status.evidence,
});

function ofModel(standing: Standing, one: Standing["models"][number]): Condition {
  const { model } = one.facts;
  const status = answer({ ...standing, models: [one] }).model;
  const blind = one.diagnosis.diagnosis === "blind";
  return {
    present: blind || status.status === "act",
    news: about(`model:${model}`, model, status, {
      kind: blind ? "model_blind" : "model_act",
      severity: blind ? "watch" : "act",
      title: say(blind ? "nobodyCanSay" : "notRight", { model }),
      route: blind ? "#/outcomes" : "#/drift",
    }),
  };
}

/** @example conditions(standing).filter(({ present }) => present).map(({ news }) => news.kind) // ["host_pressure"] */
export function conditions(standing: Standing): Condition[] {
  const { service, host } = answer({ ...standing, models: [] });
  const { troubles } = standing;
  const evidence = service.status === "act" ? [...troubles, ...service.evidence] : troubles;
  return [
    {
      present: evidence.length > 0,
      news: about(
        "service",
        null,
        { ...service, evidence },
        {
          kind: "service_fault",
          severity: "act",
          title: say("serviceFails"),
          route: "#/host",
          commands: [command("status"), command("doctor")],
        },
      ),
    },
    {
      present: host.status === "act",
      news: about("host", null, host, {
        kind: "host_pressure",
        severity: "act",
        title: say("machineOverloaded"),
        route: "#/host",
      }),
    },
    ...standing.models.map((one) => ofModel(standing, one)),
  ];
}

/** What is told when a state has been away for long. */
export const recovered = (news: Omit<News, "ends">, title: string): News => ({
  ...news,
  kind: "recovered",
  severity: "info",
  title: say("overTitle", { title }),
  text: [say("wellAgain"), ...news.text],
  ends: true,
});
