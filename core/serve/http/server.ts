/** The HTTP server: guard, limits and headers around the data plane, the control plane and the pages. */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import type { Clock, Logger } from "../../shared/index.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { Durability } from "../log/wal-keeper.ts";
import type { Predictor } from "../session/predictor.ts";
import type { Sessions } from "../session/sessions.ts";
import { useAcceptors } from "./acceptors.ts";
import { type AdmissionLimits, createAdmission, DEFAULT_LIMITS, overloaded } from "./admission.ts";
import { createConnections } from "./connections.ts";
import { answerBrokenHttp, type ErrorReporter, rawAnswer, sendError } from "./errors.ts";
import { judgeSource, needsToken, servedHosts, tokenMatches } from "./guard.ts";
import { harden } from "./headers.ts";
import { registerInfoRoutes } from "./info-routes.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { registerMlflow } from "./mlflow/routes.ts";
import { createNodeServer, type NodeServerOptions, TIME_LIMITS, type TimeLimits } from "./node-server.ts";
import { useNotFound } from "./not-found.ts";
import { registerOpenInference } from "./open-inference/routes.ts";
import { registerPages } from "./pages.ts";
import { registerPredictRoutes } from "./predict-routes.ts";
import { useStrictJson } from "./strict-json.ts";
import type { TlsIdentity } from "./tls.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The route and its config, looked up once: Fastify's own getter builds them anew at each call. */
    matched: { route?: string | undefined; config: FastifyContextConfig } | null;
    /** The JSON body as it was sent. */
    bodyText: string;
    /** sha256 of address and body, where an Idempotency-Key asks for it. */
    bodyDigest: string;
  }
  interface FastifyContextConfig {
    /** Predicting and its feedback: what the queue bounds and the service facts are about. */
    serving?: boolean;
    /** A file of the app. */
    page?: boolean;
    /** Answers by `writeAnswer`, which sets the headers of every answer itself. */
    ownHeaders?: boolean;
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
  times?: TimeLimits;
  /** Answer over TLS. */
  tls?: TlsIdentity | null;
  /** Names besides this machine's own for itself under which it may be asked, as a Host header writes them. */
  names?: readonly string[];
}

const MB = 1024 * 1024;
const BODY_LIMIT = { bytes: 10 * MB, text: "10 MB" };

/** A client's own id is kept where it cannot do harm in a log or a header. */
function createRequestIds(): (request?: { headers: NodeJS.Dict<string | string[]> }) => string {
  const run = randomBytes(6).toString("hex");
  let count = 0;
  return (request) => {
    const given = request?.headers["x-request-id"];
    return typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : `${run}-${(++count).toString(36)}`;
  };
}

function useGuard(app: FastifyInstance, { token, requireToken, tls, names = [] }: HttpServerDeps): void {
  const hostsOn = (port: number | null) => servedHosts(port, tls ? "https" : "http", names);
  let hosts = hostsOn(null);
  app.server.on("listening", () => {
    hosts = hostsOn((app.server.address() as AddressInfo).port);
  });
  app.addHook("onRequest", (request, reply, done) => {
    const { url: route, config } = request.routeOptions;
    request.matched = { route, config };
    if (!config.ownHeaders) harden(request, reply);
    const { url = "", rawHeaders } = request.raw;
    const refused = judgeSource({ url, rawHeaders }, hosts);
    if (refused) return done(new HomeostatError(refused));
    if (needsToken(route ?? "", requireToken && route !== undefined, config.page === true))
      if (!tokenMatches(request.headers.authorization, token)) return done(new HomeostatError("UNAUTHORIZED"));
    done();
  });
}

function useAdmission(app: FastifyInstance, metrics: ServiceMetrics, limits: AdmissionLimits): void {
  const admission = createAdmission(limits);
  app.addHook("onRequest", (request, reply, done) => {
    if (!request.matched?.config.serving) return done();
    // A body of unstated length may grow up to the limit; one that is stated beyond it will be refused for that.
    const bytes = Math.min(Number(request.headers["content-length"] ?? BODY_LIMIT.bytes), BODY_LIMIT.bytes);
    try {
      admission.enter(bytes);
      metrics.entered();
      // Closed is what every exchange ends as, also one whose client hangs up: that one has no response.
      reply.raw.once("close", () => {
        admission.leave(bytes);
        metrics.left();
      });
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { route = "(unknown)", config } = request.matched ?? { config: {} };
    metrics.requested(route, request.method, reply.statusCode, reply.elapsedTime / 1000, config.serving === true);
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
  const { times = TIME_LIMITS, limits = DEFAULT_LIMITS, tls = null } = deps;
  const nextRequestId = createRequestIds();
  const reporter: ErrorReporter = { logger, failed: metrics.failed, bodyLimit: BODY_LIMIT.text };
  const connections = createConnections();
  const nodeOptions: NodeServerOptions = {
    ...{ tls, times, maxConnections: limits.connections, isPatient: connections.isPatient },
    refusal: () => {
      metrics.failed("OVERLOADED");
      return rawAnswer(overloaded(), nextRequestId());
    },
  };
  const app: FastifyInstance = Fastify({
    serverFactory: (handler) => createNodeServer(handler, nodeOptions),
    bodyLimit: BODY_LIMIT.bytes,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    genReqId: nextRequestId,
    clientErrorHandler: (error, socket) => answerBrokenHttp(error, socket, nextRequestId()),
    frameworkErrors: (error, request, reply) => {
      return sendError(error, request as FastifyRequest, reply, reporter);
    },
  });
  app.decorateRequest("matched", null);
  app.decorateRequest("bodyDigest", "");
  app.decorateRequest("bodyText", "");
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, reporter));
  useStrictJson(app);
  useGuard(app, deps);
  useAdmission(app, metrics, limits);
  const notFound = useNotFound(app);
  connections.watch(app);
  useAcceptors(app);
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
