/** A running Homeostat: an appliance that listens, watches, and can be found by commands on the same folder. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Cron } from "croner";
import type { FastifyInstance } from "fastify";
import type { Standing } from "./alert/index.ts";
import { createRouter, type Listening, mountControlPlane, type Router } from "./api/index.ts";
import { type Appliance, type ApplianceOptions, createAppliance } from "./appliance.ts";
import { archiveOld, keepScheduledReport, runCycle, watchTraffic } from "./lifecycle.ts";
import { hostMetrics, observeHost } from "./observe/index.ts";
import {
  type Archive,
  certificateNames,
  createArchive,
  createHttpServer,
  isLoopback,
  listen,
  namesOf,
  readTls,
} from "./serve/index.ts";
import { type DataDir, writeAtomic } from "./shared/index.ts";

export interface EngineOptions extends ApplianceOptions {
  port?: number;
  host?: string;
  /** Serve the pages too. */
  ui?: boolean;
  requireToken?: boolean;
  /** Files in PEM. With them it speaks TLS, and may then answer the network too: never without the token. */
  tls?: { cert: string; key: string };
  /** Cron pattern, with seconds, of the watch; a cycle in which nothing is new costs next to nothing. */
  watch?: string;
  /** Cron pattern of the archiving of what is older than it is kept for. */
  archive?: string;
}

export interface Engine {
  appliance: Appliance;
  router: Router;
  url: string;
  /** The address for a browser: it carries the token that its pages need. */
  ui: string;
  close(): Promise<void>;
}

/** Where the built pages lie; null where they were not built. */
function builtPages(): string | null {
  const folder = fileURLToPath(new URL("../out/renderer/", import.meta.url));
  return existsSync(`${folder}index.html`) ? folder : null;
}

/** The folder's token: made once, readable by its owner only. */
export function folderToken(dir: DataDir): string {
  if (existsSync(dir.token)) return readFileSync(dir.token, "utf8").trim();
  const token = randomBytes(32).toString("base64url");
  writeAtomic(dir.token, token);
  return token;
}

/** Damage can be why the loop itself fails, and then nobody else tries the model again that fell back or is down. */
async function mend({ sessions, logger }: Appliance, name: string): Promise<void> {
  const isWhole = sessions.live().some(({ model, degraded }) => model === name && !degraded);
  if (isWhole) return;
  try {
    await sessions.open(name);
  } catch (error) {
    logger.error({ err: error, model: name }, "the model still cannot be opened");
  }
}

/** Works on every live model, one after the other; a failure of one is logged and the rest go on. It never throws. */
async function eachLive(
  { registry, logger }: Appliance,
  work: (model: string) => Promise<unknown>,
  failure: string,
): Promise<void> {
  const attempt = async (model: string | undefined, part: () => unknown) => {
    try {
      await part();
    } catch (error) {
      logger.error({ err: error, model }, failure);
    }
  };
  await attempt(undefined, async () => {
    for (const { name, production } of registry.models()) if (production) await attempt(name, () => work(name));
  });
}

/** Looks for what is worth telling a person. It never throws. */
async function tell(appliance: Appliance, models: Standing["models"]): Promise<void> {
  const { alerting, metrics, loop, logger, watchdog } = appliance;
  try {
    const host = await (loop.host ?? observeHost)();
    alerting.look({ service: metrics.facts(), host, troubles: watchdog.troubles(), models });
  } catch (error) {
    logger.error({ err: error }, "the machine cannot be observed; the next turn tries again");
  }
}

/** A clock that was set is no reason not to look. */
function keepTime({ time, logger }: Appliance): void {
  try {
    time.keep();
  } catch (error) {
    logger.error({ err: error }, "how the clock was set could not be stored; the next turn tries again");
  }
}

/** One turn of the loop over every model. */
async function watchAll(appliance: Appliance): Promise<void> {
  keepTime(appliance);
  const models: Standing["models"] = [];
  const watch = async (model: string) => {
    try {
      const { facts, diagnosis } = await runCycle(appliance.loop, model);
      models.push({ facts: facts.model, diagnosis });
      keepScheduledReport(appliance.loop, model);
    } catch (error) {
      await mend(appliance, model);
      throw error;
    }
  };
  const guarded = (model: string) => appliance.watchdog.turn(model, () => watch(model));
  await eachLive(appliance, guarded, "the watch failed; it tries again at its next turn");
  await tell(appliance, models);
  appliance.events.publish({ type: "status_changed" });
}

/** Lets go of what is older than each model keeps it, one model after the other. */
function archiver(appliance: Appliance, archive: Archive): () => Promise<void> {
  const { loop, logger } = appliance;
  const one = async (model: string) => {
    const rows = await archiveOld(loop, archive, model);
    if (rows > 0) logger.info({ model, rows }, "old predictions were archived");
  };
  return () => eachLive(appliance, one, "archiving failed; nothing is lost, and it goes on at its next turn");
}

/** How often the traffic of releases and trials is looked at, ms: a regression goes back within a second. */
const TRAFFIC_WATCH_MS = 500;

/** Looks at the traffic of every model, one look at a time. @returns what stops it */
function watchTrafficOf(appliance: Appliance): () => void {
  const { loop } = appliance;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    await eachLive(
      appliance,
      (model) => watchTraffic(loop, model),
      "the look at the traffic failed; the next one follows",
    );
    looking = false;
  };
  const timer = setInterval(look, TRAFFIC_WATCH_MS).unref();
  return () => clearInterval(timer);
}

/**
 * Starts the engine on a data folder and answers on localhost.
 * @throws PORT_IN_USE, WRONG_USE for an address of the network without TLS, and whatever createAppliance throws
 * @example const engine = await startEngine({ dataDir: "/tmp/h", port: 0 }); engine.url // "http://127.0.0.1:41233"
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const appliance = await createAppliance(options);
  const { dir } = appliance;
  const token = folderToken(dir);
  const listening: Listening = { url: null, token, tokenRequired: false };
  const router = createRouter(appliance, () => listening);
  const host = options.host ?? "127.0.0.1";
  const uiFolder = options.ui === false ? null : builtPages();
  listening.tokenRequired = (options.requireToken ?? false) || !isLoopback(host);
  let app: FastifyInstance | undefined;
  try {
    const tls = options.tls ? readTls(options.tls.cert, options.tls.key) : null;
    app = await createHttpServer({
      ...appliance,
      token,
      tls,
      names: namesOf(host, tls ? certificateNames(tls.cert) : []),
      requireToken: listening.tokenRequired,
      uiFolder,
      mountControlPlane: (instance) => mountControlPlane(instance, router),
      extraMetrics: async () => (await hostMetrics()) + (await appliance.alerting.metrics()),
    });
    const url = await listen(app, { port: options.port ?? 4870, host, secured: tls !== null });
    listening.url = url;
    const watch = new Cron(options.watch ?? "*/15 * * * * *", { protect: true, unref: true }, () =>
      watchAll(appliance),
    );
    const archive = createArchive(appliance.log.archiving, dir.archive);
    const archiving = new Cron(
      options.archive ?? "0 23 * * * *",
      { protect: true, unref: true },
      archiver(appliance, archive),
    );
    appliance.alerting.start({ pages: uiFolder === null ? null : `${url}/`, network: !isLoopback(host) });
    const stopTrafficWatch = watchTrafficOf(appliance);
    writeAtomic(dir.engine, JSON.stringify({ url, pid: process.pid, certificate: tls?.cert ?? null }));
    return {
      appliance,
      router,
      url,
      ui: `${url}/#/?token=${token}`,
      close: async () => {
        watch.stop();
        archiving.stop();
        await archive.close();
        stopTrafficWatch();
        rmSync(dir.engine, { force: true });
        await app?.close();
        await appliance.close();
      },
    };
  } catch (error) {
    await app?.close();
    await appliance.close();
    throw error;
  }
}
