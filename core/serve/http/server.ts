/** The HTTP server: guard, limits and headers around the data plane, the control plane and the pages. */
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import { type Clock, type Logger, sha256 } from "../../shared/index.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { Durability } from "../log/wal-keeper.ts";
import type { Predictor } from "../session/predictor.ts";
import type { Sessions } from "../session/sessions.ts";
import { type AdmissionLimits, createAdmission } from "./admission.ts";
import { answerBrokenHttp, type ErrorReporter, sendError } from "./errors.ts";
import { judgeSource, needsToken, servedHosts, tokenMatches } from "./guard.ts";
import { harden } from "./headers.ts";
import { registerInfoRoutes } from "./info-routes.ts";
import { jsonText, parseJsonText } from "./json-body.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { registerPages } from "./pages.ts";
import { registerPredictRoutes } from "./predict-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The route and its config, looked up once: Fastify's own getter builds them anew at each call. */
    matched: { route?: string | undefined; config: FastifyContextConfig } | null;
    /** Bytes that this request holds of the bounded queue; −1 where it is not in it. */
    held: number;
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
}

const MB = 1024 * 1024;
const BODY_LIMIT = { bytes: 10 * MB, text: "10 MB" };
/** Time for a whole request to arrive, ms; answers may take longer. */
const REQUEST_TIMEOUT = 120_000;
/** After closing began, ms: when streams of the control plane are cut, and when everything is. */
const STREAM_TIMEOUT = 300;
const DRAIN_TIMEOUT = 10_000;

/** A client's own id is kept where it cannot do harm in a log or a header. */
function createRequestIds(): (request?: { headers: NodeJS.Dict<string | string[]> }) => string {
  const run = randomBytes(6).toString("hex");
  let count = 0;
  return (request) => {
    const given = request?.headers["x-request-id"];
    return typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : `${run}-${(++count).toString(36)}`;
  };
}

/** Only JSON is read, strictly; everything else is 415. */
function useStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    try {
      if (request.headers["idempotency-key"] !== undefined)
        request.bodyDigest = sha256(Buffer.concat([Buffer.from(`${request.url}\n`), body]));
      const text = jsonText(body);
      request.bodyText = text;
      done(null, parseJsonText(text));
    } catch (error) {
      done(error as Error);
    }
  });
}

function useGuard(app: FastifyInstance, { token, requireToken }: HttpServerDeps): void {
  let hosts = servedHosts(null);
  app.server.on("listening", () => {
    hosts = servedHosts((app.server.address() as AddressInfo).port);
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

function useAdmission(app: FastifyInstance, { metrics, limits }: HttpServerDeps): void {
  const admission = createAdmission(limits);
  app.addHook("onRequest", (request, _reply, done) => {
    if (!request.matched?.config.serving) return done();
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
    const { route = "(unknown)", config } = request.matched ?? { config: {} };
    metrics.requested(route, request.method, reply.statusCode, reply.elapsedTime / 1000, config.serving === true);
    done();
  });
}

/** 404, or 405 with what the address does take. */
function useNotFound(app: FastifyInstance): void {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (url.includes("*")) return;
    const pattern = new RegExp(`^${url.replace(/[.+?^$()[\]{}|\\]/g, "\\$&").replace(/:\w+/g, "[^/]+")}$`);
    for (const each of [method].flat()) routes.push({ method: each, pattern });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0]!;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (allowed.size === 0) throw new HomeostatError("NOT_FOUND");
    reply.header("allow", [...allowed].join(", "));
    throw new HomeostatError("METHOD_NOT_ALLOWED", { method: request.method });
  });
}

/** Requests at work are finished. Event streams of the control plane never would be, and are cut a moment later. */
function useDrain(app: FastifyInstance, metrics: ServiceMetrics): void {
  const control = new Set<ServerResponse>();
  const timers: NodeJS.Timeout[] = [];
  app.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.url?.startsWith("/api/")) control.add(reply.raw);
    done();
  });
  app.addHook("onResponse", (_request, reply, done) => {
    control.delete(reply.raw);
    done();
  });
  app.addHook("preClose", async () => {
    const cutStreams = () => {
      for (const response of control) response.destroy();
    };
    timers.push(
      setTimeout(cutStreams, STREAM_TIMEOUT),
      setTimeout(() => app.server.closeAllConnections(), DRAIN_TIMEOUT),
    );
  });
  app.addHook("onClose", async () => {
    for (const timer of timers) clearTimeout(timer);
    metrics.close();
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
      return sendError(error, request as FastifyRequest, reply, reporter);
    },
  });
  app.decorateRequest("matched", null);
  app.decorateRequest("held", -1);
  app.decorateRequest("bodyDigest", "");
  app.decorateRequest("bodyText", "");
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, reporter));
  useStrictJson(app);
  useGuard(app, deps);
  useAdmission(app, deps);
  useNotFound(app);
  useDrain(app, metrics);
  registerPredictRoutes(app, deps);
  registerInfoRoutes(app, deps);
  if (mountControlPlane) await app.register(mountControlPlane, { prefix: "/api" });
  if (uiFolder) await registerPages(app, uiFolder);
  await app.ready();
  return app;
}
