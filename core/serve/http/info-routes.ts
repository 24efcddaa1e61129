/** What the service tells about itself: health, the live model, metrics, its own description. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Health, HomeostatError } from "../../contract/index.ts";
import type { Clock } from "../../shared/index.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { Durability } from "../log/wal-keeper.ts";
import type { Sessions } from "../session/sessions.ts";
import { docsPage } from "./docs-page.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { modelInfo } from "./model-info.ts";
import type { ApiDescription } from "./openapi.ts";
import { toOpenMetrics } from "./openmetrics.ts";

export interface InfoDeps {
  sessions: Sessions;
  metrics: ServiceMetrics;
  clock: Clock;
  durability: Durability;
  log: Pick<PredictionLog, "state">;
  /** Series of other stages, in Prometheus text. */
  extraMetrics?: () => Promise<string>;
}

const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
const OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** The generator is loaded when someone asks: an engine that starts need not wait for it. */
const describeApi = async (): Promise<ApiDescription> => (await import("./openapi.ts")).describeApi();

const wantsOpenMetrics = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes("application/openmetrics-text") ?? false;

export function registerInfoRoutes(app: FastifyInstance, deps: InfoDeps): void {
  const { sessions, metrics, clock, durability, log } = deps;
  const started = clock.now();

  app.get("/health", async (): Promise<Health> => {
    const [live, down] = [sessions.live(), sessions.down()];
    const degraded = down.length > 0 || live.some((each) => each.degraded) || log.state() !== "ok";
    return {
      status: degraded ? "degraded" : live.length === 0 ? "no_model" : "ok",
      model_loaded: live.length > 0,
      models: [
        ...live.map(({ model, version, degraded, reason, canary, shadows }) => ({
          ...{ name: model, version },
          ...(degraded ? { degraded, reason } : {}),
          ...(canary ? { canary } : {}),
          ...(shadows.length > 0 ? { shadows } : {}),
        })),
        ...down.map(({ model, version, reason }) => ({ name: model, version, degraded: true, reason })),
      ],
      uptime_seconds: (clock.now() - started) / 1000,
      durability,
      log: log.state(),
    };
  });
  app.get("/health/live", async () => ({ live: true }));
  app.get("/health/ready", async () => {
    if (sessions.live().length === 0) throw new HomeostatError("NO_MODEL");
    return { ready: true };
  });

  const info = (name?: string) => {
    const live = sessions.get(name);
    return modelInfo(live, sessions.split(live.model));
  };
  app.get("/model_info", async () => info());
  app.get<{ Params: { name: string } }>("/models/:name/model_info", async ({ params }) => info(params.name));

  app.get("/metrics", async (request, reply) => {
    const text = (await metrics.text()) + ((await deps.extraMetrics?.()) ?? "");
    const open = wantsOpenMetrics(request);
    return reply.type(open ? OPENMETRICS : PROMETHEUS).send(open ? toOpenMetrics(text) : text);
  });

  app.get("/openapi.json", describeApi);
  app.get("/docs", async (_request, reply) => {
    const { html, policy } = docsPage(await describeApi());
    return reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(html);
  });
}
