/** The whole serving stage over hand-made models: registry, sessions, log, predictor, HTTP. */
import type { FastifyInstance } from "fastify";
import { seededUlids, silentLogger } from "../../shared/index.ts";
import { createServiceMetrics, type ServiceMetrics } from "../http/metrics.ts";
import { createHttpServer } from "../http/server.ts";
import { createPredictionLog, type PredictionLog } from "../log/prediction-log.ts";
import { createPredictor, type Predictor } from "../session/predictor.ts";
import { createSessions, type Sessions, type SessionsDeps } from "../session/sessions.ts";
import { createShadowing, type Shadowing } from "../traffic/shadowing.ts";
import { type OpenModels, openModels } from "./tiny-models.ts";

export interface TinyService extends AsyncDisposable {
  models: OpenModels;
  log: PredictionLog;
  sessions: Sessions;
  metrics: ServiceMetrics;
  predictor: Predictor;
  shadowing: Shadowing;
  app: FastifyInstance;
}

/** @example await using service = await tinyService(); await service.models.addRisk(); */
export async function tinyService(fallbacks: Pick<SessionsDeps, "trainingSet"> = {}): Promise<TinyService> {
  const models = openModels();
  const { registry, db, clock } = models;
  const log = createPredictionLog({ db, clock, durability: "process" });
  const sessions = createSessions({ registry, logger: silentLogger, backoff: [1], ...fallbacks });
  const metrics = createServiceMetrics({ clock });
  const nextId = seededUlids(clock, 1);
  const shadowing = createShadowing({
    ...{ split: sessions.split, log: log.shadows, clock, metrics },
    logger: silentLogger,
  });
  const predictor = createPredictor({ sessions, log, clock, nextId, metrics, shadowing });
  const app = await createHttpServer({
    ...{ predictor, log, sessions, metrics, clock, logger: silentLogger },
    ...{ durability: "process", token: "t", requireToken: false, uiFolder: null },
  });
  return {
    ...{ models, log, sessions, metrics, predictor, shadowing, app },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await shadowing.close();
      await sessions.close();
      await log.close();
      models[Symbol.dispose]();
    },
  };
}

/** The same with `sales` live: 130 for a price of 75 in the North, 100 for one that is not known. */
export async function servingSales(): Promise<TinyService> {
  const service = await tinyService();
  service.models.promote("sales", await service.models.addSales(0));
  await service.sessions.open("sales");
  return service;
}
