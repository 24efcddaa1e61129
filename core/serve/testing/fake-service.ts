/** An HTTP server over a predictor that answers 1 for everything: for tests of what HTTP itself does. */
import type { FastifyInstance } from "fastify";
import { HomeostatError, type Prediction } from "../../contract/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { createServiceMetrics, type ServiceMetrics } from "../http/metrics.ts";
import { createHttpServer, type HttpServerDeps } from "../http/server.ts";
import type { Predictor } from "../session/predictor.ts";
import type { Sessions } from "../session/sessions.ts";
import { type OpenLog, openLog } from "./open-log.ts";

export const TOKEN = "token-of-the-test";

export interface FakeService extends AsyncDisposable {
  app: FastifyInstance;
  open: OpenLog;
  metrics: ServiceMetrics;
  /** Calls that reached the predictor. */
  calls: { model: string | undefined; row?: unknown; rows?: readonly unknown[]; request?: string }[];
}

const noModel = () => {
  throw new HomeostatError("NO_MODEL");
};

const noSessions: Sessions = {
  prepare: async () => undefined,
  activate: () => undefined,
  release: () => undefined,
  open: async () => undefined,
  align: async () => undefined,
  refresh: () => undefined,
  live: () => [],
  down: () => [],
  get: noModel,
  route: noModel,
  split: () => ({ canary: null, shadows: [] }),
  close: async () => undefined,
};

/** @param wait what every prediction waits for before it answers */
export async function fakeService(
  changes: Partial<HttpServerDeps> & { wait?: () => Promise<void> } = {},
): Promise<FakeService> {
  const { wait, ...overrides } = changes;
  const open = openLog();
  const metrics = createServiceMetrics({ clock: open.clock });
  const calls: FakeService["calls"] = [];
  const answer = (id: string): Prediction => ({
    ...{ prediction_id: id, model: "m", version: "v0001", prediction: 1, flags: [] },
  });
  const predictor: Pick<Predictor, "row" | "rows"> = {
    row: async (model, row, options) => {
      calls.push({ model, row, request: options?.request });
      await wait?.();
      if (row.boom) throw new Error(`secret ${import.meta.filename}`);
      if (row.refuse) throw new HomeostatError("OUT_OF_RANGE", { field: "refuse", value: 9, low: 0, high: 1 });
      return answer(`p${calls.length}`);
    },
    rows: async (model, rows, options) => {
      calls.push({ model, rows, request: options?.request });
      return { model: "m", version: "v0001", predictions: [], counts: { ok: rows.length, rejected: 0 } };
    },
  };
  const app = await createHttpServer({
    predictor: {
      ...predictor,
      rowText: async (...args) => JSON.stringify(await predictor.row(...args)),
      rowsText: async (...args) => JSON.stringify(await predictor.rows(...args)),
    },
    ...{ log: open.log, sessions: noSessions, metrics, clock: open.clock },
    logger: silentLogger,
    durability: "process",
    token: TOKEN,
    requireToken: false,
    uiFolder: null,
    ...overrides,
  });
  return {
    ...{ app, open, metrics, calls },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      open[Symbol.dispose]();
    },
  };
}
