/**
 * Alerting: what happens becomes an alert (one per cause), an alert becomes messages (one per channel that wants it),
 * and the courier delivers them. Everything is stored first. Nothing here may stop the loop or an answer: what fails
 * is logged, and seen again at the next look.
 */
import {
  type Alert,
  type AlertSecretChanges,
  type AlertSettingsReport,
  type AppEvent,
  Channel,
  type ChannelStatus,
  type Delivery,
  HomeostatError,
  type Incident,
  type Policy,
  say,
  type TestReport,
} from "../contract/index.ts";
import { openIncidents, showIncident } from "../heal/index.ts";
import { answer } from "../observe/index.ts";
import type { Audit } from "../registry/index.ts";
import type { Clock, Database, DataDir, Logger, NextId } from "../shared/index.ts";
import { createAlertStore } from "./alert-store.ts";
import { createCourier, type Notify } from "./courier.ts";
import { deliveryCause, deliveryFailed, deliveryWorks, testAlert } from "./delivery-news.ts";
import { isExplained } from "./explained.ts";
import { incidentNews } from "./incident-news.ts";
import { createAlertMetrics } from "./metrics.ts";
import type { News } from "./news.ts";
import { createOutbox, type Logged, type Message } from "./outbox.ts";
import { createSettingsStore, isConfigured, isWanted } from "./settings.ts";
import { type Condition, conditions, recovered, type Standing } from "./standing-news.ts";
import { createSteadiness } from "./steadiness.ts";

export interface AlertingDeps {
  db: Database;
  dir: Pick<DataDir, "secrets">;
  clock: Clock;
  nextId: NextId;
  logger: Logger;
  registry: { policy(model: string): Pick<Policy, "approval_hours">; audit: Pick<Audit, "append"> };
  emit(event: AppEvent): void;
  notify?: Notify | undefined;
}

export interface Alerting {
  /** An incident has changed. It never throws. */
  incident(incident: Incident): void;
  /** A turn of the watch is over: looks at how everything stands, and at incidents that were missed. It never throws. */
  look(standing: Standing): void;
  list(filter: { open?: boolean | undefined; limit: number }): Alert[];
  log(limit: number): Delivery[];
  settings(): AlertSettingsReport;
  /** @throws HomeostatError WRONG_USE, also for a command where the engine answers the network */
  configure(
    input: { changes: Record<string, unknown>; secrets: AlertSecretChanges },
    actor: string,
  ): AlertSettingsReport;
  test(channel: Channel): Promise<TestReport>;
  /** Delivers what is due. It never throws. */
  deliver(): Promise<void>;
  /** What of the channels does not work, in sentences. */
  troubles(): string[];
  metrics(): Promise<string>;
  /** From here on messages are delivered. @param pages address of the pages, null where none are served */
  start(options: { pages: string | null; network: boolean }): void;
  close(): Promise<void>;
}

/** @example const alerting = createAlerting({ ...appliance, emit: events.publish }); alerting.start({ pages: url, network: false }); */
export function createAlerting(deps: AlertingDeps): Alerting {
  const { db, dir, clock, logger, registry, emit, notify } = deps;
  const alerts = createAlertStore(deps);
  const outbox = createOutbox(db, clock);
  const settings = createSettingsStore(db, dir.secrets);
  const steadiness = createSteadiness();
  let pages: string | null = null;
  let network = false;
  let started = false;

  const addressed = (alert: Alert): Alert => ({ ...alert, address: `${pages ?? ""}${alert.address}` });
  const has = (channel: Channel) => isConfigured(channel, settings.settings(), notify !== undefined);
  const metrics = createAlertMetrics({
    waitingDeliveries: () => Channel.options.map((channel) => ({ channel, waiting: outbox.waiting(channel).length })),
    openIncidents: () => openIncidents({ db }),
  });
  const courier = createCourier({ outbox, settings, clock, logger, notify, addressed, onResult });

  function queue(alert: Alert): void {
    const now = settings.settings();
    for (const channel of Channel.options) {
      if (!has(channel) || alert.cause === deliveryCause(channel)) continue;
      if (isWanted(channel, now, alert.severity) || outbox.knows(alert.id, channel)) outbox.add(alert, channel);
    }
  }

  /** Stores what is told now, unless that was told already. */
  function raise(news: News): void {
    const newest = alerts.newest(news.cause);
    const before = newest?.ended_at === null || news.incident !== null ? newest : null;
    if (before?.kind === news.kind || (news.ends && (!before || before.ended_at !== null))) return;
    // An incident that goes on after an approval does what the person asked for.
    const silent = before !== null && news.kind === "incident_opened";
    db.transaction(() => {
      const alert = alerts.put(news, before);
      if (silent) outbox.withdraw(alert.id);
      else queue(alert);
    }).immediate();
    if (!silent) metrics.raised(news.kind);
    emit({ type: "alerts_changed" });
    if (started) void courier.deliver();
  }

  /** A channel that does not work is told through the others, and in the app. */
  function onResult({ channel, alert }: Message, result: "sent" | "retried" | "failed", error: string | null): void {
    metrics.attempted(channel, result);
    emit({ type: "alerts_changed" });
    if (result === "failed") raise(deliveryFailed(channel, alert.title, error));
    else if (result === "sent") raise(deliveryWorks(channel));
  }

  const tell = (incident: Incident) =>
    raise(incidentNews(incident, registry.policy(incident.model).approval_hours, clock));

  function judge({ present, news }: Condition): void {
    const { state, since } = steadiness.see(news.cause, present, clock.now());
    if (state === "there" && !isExplained(db, news, since, openIncidents({ db }))) raise({ ...news, ends: false });
    const told = state === "over" ? alerts.newest(news.cause) : null;
    if (told?.ended_at === null) raise(recovered(news, told.title));
  }

  /** What was told of incidents and is not true any more: a restart may have come between the two. */
  function catchUp(): void {
    for (const { incident } of alerts.list({ open: true, limit: 1000 }))
      if (incident !== null) tell(showIncident({ db }, incident));
    for (const incident of openIncidents({ db })) tell(incident);
  }

  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      logger.error({ err: error }, "an alert could not be stored; the next look tries again");
    }
  };

  const statusOf = (channel: Channel): ChannelStatus => {
    const lastSent = outbox.lastSent(channel);
    return {
      channel,
      configured: has(channel),
      waiting: outbox.waiting(channel).length,
      last_sent_at: lastSent === null ? null : new Date(lastSent).toISOString(),
      error: outbox.lastError(channel),
    };
  };

  const report = (): AlertSettingsReport => ({
    settings: settings.settings(),
    secrets: {
      email_password: settings.secret("email_password") !== null,
      webhook_secret: settings.secret("webhook_secret") !== null,
    },
    channels: Channel.options.map(statusOf),
  });

  const toDelivery = ({ message, ...logged }: Logged): Delivery => {
    const hold = logged.state === "waiting" ? courier.heldUntil(message) : null;
    const next = logged.state === "waiting" ? (hold?.until ?? clock.now()) : null;
    return { ...logged, held: hold?.held ?? null, next_at: next === null ? null : new Date(next).toISOString() };
  };

  return {
    incident: (incident) => attempt(() => tell(incident)),
    look: (standing) => {
      attempt(catchUp);
      for (const condition of conditions(standing)) attempt(() => judge(condition));
      const { service, host } = answer(standing);
      const models = standing.models.map((one) => ({
        model: one.facts.model,
        status: answer({ ...standing, models: [one] }).model.status,
      }));
      metrics.stand(standing.troubles.length > 0 ? "act" : service.status, host.status, models);
    },
    list: (filter) => alerts.list(filter).map(addressed),
    log: (limit) => outbox.log(limit).map(toDelivery),
    settings: report,
    configure: ({ changes, secrets }, actor) => {
      if (network && changes.command != null)
        throw new HomeostatError("WRONG_USE", {
          reason: say("commandOverNetwork"),
        });
      db.transaction(() => {
        settings.change(changes);
        const kept = Object.fromEntries(
          Object.entries(secrets).map(([name, secret]) => [name, secret === null ? "removed" : "set"]),
        );
        registry.audit.append({ actor, action: "alerts", subject: "settings", detail: { ...changes, ...kept } });
        if (Object.keys(secrets).length > 0) settings.changeSecrets(secrets);
      }).immediate();
      emit({ type: "alerts_changed" });
      return report();
    },
    test: async (channel) => {
      const at = new Date(clock.now()).toISOString();
      const error = await courier.test(channel, testAlert(deps.nextId(), at));
      return { channel, ok: error === null, error };
    },
    deliver: courier.deliver,
    troubles: () =>
      Channel.options.flatMap((channel) => {
        const error = has(channel) ? outbox.lastError(channel) : null;
        return error === null ? [] : [say("channelFails", { channel, error })];
      }),
    metrics: metrics.text,
    start: (options) => {
      ({ pages, network } = options);
      started = true;
      attempt(() => alerts.prune());
      attempt(catchUp);
      courier.start();
    },
    close: courier.close,
  };
}
