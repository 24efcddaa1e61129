import type { Command } from "commander";
import type { Incident, Job, MonthlyAccount } from "../../contract/index.ts";
import { asJob, type CommonFlags, declare, withClient, withJobs } from "../command.ts";
import { table } from "../output.ts";

const told = (incident: Incident): string =>
  [
    `${incident.id} ${incident.model}: ${incident.diagnosis} → ${incident.decision}, ${incident.state}${incident.waiting ? ", waiting for approval" : ""}`,
    ...incident.evidence.map((line) => `  ${line}`),
    "",
    ...incident.steps.map(({ at, state, note }) => `${at}  ${state.padEnd(11)}  ${note}`),
    ...(incident.outcome ? ["", incident.outcome] : []),
  ].join("\n");

const minutes = (ms: number | null): string => (ms === null ? "unknown" : `${(ms / 60_000).toFixed(1)} min`);

function accountText({ accounts, ...month }: MonthlyAccount): string {
  const { answers, incidents, promotions, refused, rollbacks, quarantines, corrected, loss_won, saved } = month;
  const won =
    loss_won === null
      ? "no outcome says what they won"
      : `on average ${(100 * loss_won).toFixed(1)} % of the loss won back`;
  const lines = [
    `${month.month}: ${answers} answers, ${incidents} incidents.`,
    `${promotions} promotions (${won}), ${refused} refused by the gate, ${rollbacks} rolled back, ${quarantines} times broken data, ${corrected} answers corrected.`,
    `Noticed after ${minutes(month.detect_ms)}, recovered in ${minutes(month.recover_ms)} (medians); ${month.compute_seconds.toFixed(0)} s of work.`,
    ...saved.map(({ unit, total }) => `Saved: ${total.toFixed(2)} ${unit}`.trimEnd()),
  ];
  const rows = accounts.map(({ incident, model, diagnosis, decision, state, compute_seconds, won: verified }) => ({
    ...{ incident, model, diagnosis, decision, state, compute_seconds },
    loss: verified ? `${verified.before.toPrecision(4)} → ${verified.after.toPrecision(4)}` : "",
  }));
  return [...lines, "", table(rows)].join("\n");
}

export function declareHeal(program: Command): void {
  declare(program, "retrain [model]", "train a challenger now and let the gate judge it", "retrain diabetes --wait")
    .option("--wait", "until it is decided")
    .action((model: string | undefined, flags: CommonFlags & { wait?: boolean }) =>
      withClient(flags, async (client) => {
        const name = model ?? (await client.models.show({})).model;
        const ofIt = ({ kind, about }: Job) => about?.model === name && (kind === "check" || kind === "retrain");
        const json = await withJobs(client, ofIt, () =>
          client.models.retrain({ model: name, wait: flags.wait ?? false }),
        );
        return { json, text: `Incident ${json.incident}: ${json.state}. ${json.outcome ?? ""}`.trimEnd() };
      }),
    );

  declare(program, "incidents [show] [id]", "what happened, what was decided and how it ended", "incidents --open")
    .option("--open", "only those that are not ended")
    .option("--account <month>", "what the incidents of a month took and brought, such as 2026-11")
    .action(
      (verb: string | undefined, id: string | undefined, flags: CommonFlags & { open?: boolean; account?: string }) =>
        withClient(flags, async (client) => {
          if (flags.account !== undefined) {
            const json = await client.incidents.account({ month: flags.account });
            return { json, text: accountText(json) };
          }
          if (verb === "show" && id) {
            const incident = await client.incidents.show({ incident: id });
            return { json: incident, text: told(incident) };
          }
          const json = await client.incidents.list({ open: flags.open });
          return {
            json,
            text: table(
              json.incidents.map((each) => ({
                id: each.id,
                model: each.model,
                state: each.state,
                diagnosis: each.diagnosis,
                decision: each.decision,
                opened_at: each.opened_at,
              })),
            ),
          };
        }),
    );

  declare(program, "approve <incident>", "let a held repair go on", "approve 01JD5XK2M8").action(
    (incident: string, flags: CommonFlags) =>
      withClient(flags, async (client) => {
        const json = await client.incidents.approve({ incident });
        return { json, text: `${json.incident}: ${json.state}. ${json.outcome ?? ""}`.trimEnd() };
      }),
  );

  declare(
    program,
    "reject <incident>",
    "say no to a repair that is held, on trial or being made",
    "reject 01JD5XK2M8 --reason 'known change'",
  )
    .option("--reason <text>", "why")
    .action((incident: string, flags: CommonFlags & { reason?: string }) =>
      withClient(flags, async (client) => {
        const json = await client.incidents.reject({ incident, reason: flags.reason });
        return { json, text: `${json.incident}: ${json.state}. ${json.outcome ?? ""}`.trimEnd() };
      }),
    );

  declare(
    program,
    "repairs [model]",
    "repairs of broken data in front of a model; approved with the incident that proposes them",
    "repairs diabetes --lift 1",
  )
    .option("--lift <number>", "end one: rows from now on are read as they come", Number)
    .option("--corrections", "answers given on broken values, beside what they would have been")
    .action((model: string | undefined, flags: CommonFlags & { lift?: number; corrections?: boolean }) =>
      withClient(flags, async (client) => {
        const name = model ?? (await client.models.show({})).model;
        if (flags.lift !== undefined) await client.models.liftRepair({ model: name, number: flags.lift });
        if (flags.corrections) {
          const json = await client.models.corrections({ model: name });
          return { json, text: table(json.corrections) };
        }
        const json = await client.models.repairs({ model: name });
        const rows = json.repairs.map(({ number, what, from, until, incident }) => ({
          ...{ number, what, from, until: until ?? "in force", incident },
        }));
        return { json, text: table(rows) };
      }),
    );

  declare(program, "audit [verify]", "who changed what, and proof that the record is whole", "audit verify").action(
    (verb: string | undefined, flags: CommonFlags) =>
      withClient(flags, async (client) => {
        if (verb === "verify") {
          const json = await asJob(client, (job) => client.audit.verify({ job }));
          return {
            json,
            text: json.ok ? `${json.entries} entries, unbroken` : `entry ${json.first_bad} was changed`,
            exit: json.ok ? 0 : 3,
          };
        }
        const json = await client.audit.list({});
        return {
          json,
          text: table(json.entries.map(({ seq, at, actor, action, subject }) => ({ seq, at, actor, action, subject }))),
        };
      }),
  );
}
