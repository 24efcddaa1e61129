/** The HTTP server: guard, limits and headers around the data plane, the control plane and the pages. */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import type { Clock, Logger } from "../../shared/index.ts";
import type { Durability, PredictionLog } from "../log/prediction-log.ts";
import type { Predictor } from "../session/predictor.ts";
import type { Sessions } from "../session/sessions.ts";
import { type AdmissionLimits, createAdmission } from "./admission.ts";
import { useDrain } from "./drain.ts";
import { answerBrokenHttp, type ErrorReporter, sendError } from "./errors.ts";
import { judgeSource, needsToken, servedHosts, tokenMatches } from "./guard.ts";
import { HARDENED } from "./headers.ts";
import { registerInfoRoutes } from "./info-routes.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { registerMlflow } from "./mlflow/routes.ts";
import { useNotFound } from "./not-found.ts";
import { registerOpenInference } from "./open-inference/routes.ts";
import { registerPages } from "./pages.ts";
import { registerPredictRoutes } from "./predict-routes.ts";
import { useStrictJson } from "./strict-json.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Bytes that this request holds of the bounded queue; −1 where it is not in it. */
    held: number;
    /** sha256 of address and body, where an Idempotency-Key asks for it. */
    bodyDigest: string;
  }
  interface FastifyContextConfig {
    /** Predicting and its feedback: what the queue bounds and the service facts are about. */
    serving?: boolean;
    /** A file of the app. */
    page?: boolean;
  }
}

export interface HttpServerDeps {
  predictor: Predictor;
  log: PredictionLog;
  sessions: Sessions;
  metrics: ServiceMetrics;
  logger: Logger;
  clock: Clock;
  durability: Durability;
  token: string;
  /** Ask for the token on the data plane too. */
  requireToken: boolean;
  /** The built pages, served at `/`; null for none. */
  uiFolder: string | null;
  /** Registers the control plane on the instance given; its paths stand under /api, behind the token. */
  mountControlPlane?: (app: FastifyInstance) => Promise<void>;
  extraMetrics?: () => Promise<string>;
  limits?: AdmissionLimits;
}

const MB = 1024 * 1024;
const BODY_LIMIT = { bytes: 10 * MB, text: "10 MB" };
/** Time for a whole request to arrive, ms; answers may take longer. */
const REQUEST_TIMEOUT = 120_000;
/** A client's own id is kept where it cannot do harm in a log or a header. */
function createRequestIds(): (request?: { headers: NodeJS.Dict<string | string[]> }) => string {
  const run = randomBytes(6).toString("hex");
  let count = 0;
  return (request) => {
    const given = request?.headers["x-request-id"];
    return typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : `${run}-${(++count).toString(36)}`;
  };
}

function useGuard(app: FastifyInstance, { token, requireToken }: HttpServerDeps): void {
  let hosts = servedHosts(null);
  app.server.on("listening", () => {
    hosts = servedHosts((app.server.address() as AddressInfo).port);
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(HARDENED);
    reply.header("x-request-id", request.id);
    const { url = "", rawHeaders } = request.raw;
    const refused = judgeSource({ url, rawHeaders }, hosts);
    if (refused) return done(new HomeostatError(refused));
    const { url: route, config } = request.routeOptions;
    if (needsToken(route ?? "", requireToken && route !== undefined, config.page === true))
      if (!tokenMatches(request.headers.authorization, token)) return done(new HomeostatError("UNAUTHORIZED"));
    done();
  });
}

function useAdmission(app: FastifyInstance, { metrics, limits }: HttpServerDeps): void {
  const admission = createAdmission(limits);
  app.addHook("onRequest", (request, _reply, done) => {
    if (!request.routeOptions.config.serving) return done();
    // A body of unstated length may grow up to the limit.
    const bytes = Number(request.headers["content-length"] ?? BODY_LIMIT.bytes);
    try {
      admission.enter(bytes);
      request.held = bytes;
      metrics.entered();
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook("onResponse", (request, reply, done) => {
    if (request.held >= 0) {
      admission.leave(request.held);
      metrics.left();
    }
    const { url = "(unknown)", config } = request.routeOptions;
    metrics.requested(url, request.method, reply.statusCode, reply.elapsedTime / 1000, config.serving === true);
    done();
  });
}

/**
 * Builds the server; the caller makes it `listen`.
 * @example
 * const app = await createHttpServer({ ...appliance, token, requireToken: false, uiFolder: null });
 * const url = await listen(app, { port: 4870, host: "127.0.0.1" });
 */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
  const { logger, metrics, uiFolder, mountControlPlane } = deps;
  const nextRequestId = createRequestIds();
  const reporter: ErrorReporter = { logger, failed: metrics.failed, bodyLimit: BODY_LIMIT.text };
  const app: FastifyInstance = Fastify({
    bodyLimit: BODY_LIMIT.bytes,
    requestTimeout: REQUEST_TIMEOUT,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    genReqId: nextRequestId,
    clientErrorHandler: (error, socket) => answerBrokenHttp(error, socket, nextRequestId()),
    frameworkErrors: (error, request, reply) => {
      reply.headers(HARDENED).header("x-request-id", request.id);
      return sendError(error, request as FastifyRequest, reply, reporter);
    },
  });
  app.decorateRequest("held", -1);
  app.decorateRequest("bodyDigest", "");
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, reporter));
  useStrictJson(app);
  useGuard(app, deps);
  useAdmission(app, deps);
  const notFound = useNotFound(app);
  useDrain(app);
  app.addHook("onClose", async () => metrics.close());
  registerPredictRoutes(app, deps);
  registerInfoRoutes(app, deps);
  const protocol = { ...deps, reporter, notFound };
  await registerOpenInference(app, protocol);
  await registerMlflow(app, protocol);
  if (mountControlPlane) await app.register(mountControlPlane, { prefix: "/api" });
  if (uiFolder) await registerPages(app, uiFolder);
  await app.ready();
  return app;
}
