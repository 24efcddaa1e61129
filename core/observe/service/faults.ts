/** What is wrong with the service, or with one version of a model, in sentences. */
import type { CallFacts, ServiceFacts } from "../../contract/index.ts";
import { figure, percent, plural, say } from "../words.ts";

/** Requests under which shares and latencies say nothing. */
const LEAST_REQUESTS = 20;

export interface ServiceLimits {
  service_error_share: number;
  latency_p95_ms: number;
}

type Answers = Pick<CallFacts, "requests" | "error_share" | "latency_p95_ms">;

const tooManyErrors = ({ requests, error_share }: Answers, limits: ServiceLimits): string[] =>
  requests >= LEAST_REQUESTS && error_share > limits.service_error_share
    ? [
        say("requestsFail", {
          ...{ share: percent(error_share), requests: plural(requests, "request") },
          limit: percent(limits.service_error_share),
        }),
      ]
    : [];

const tooSlow = ({ requests, latency_p95_ms }: Answers, limits: ServiceLimits): string[] =>
  requests >= LEAST_REQUESTS && latency_p95_ms !== null && latency_p95_ms > limits.latency_p95_ms
    ? [say("answersSlow", { ms: figure(latency_p95_ms), limit: figure(limits.latency_p95_ms) })]
    : [];

/** Empty where nothing is wrong. @example serviceFaults(facts, policy) // ["7.5 % of 120 requests fail (limit 5 %)."] */
export const serviceFaults = (service: ServiceFacts, limits: ServiceLimits): string[] => [
  ...(service.degraded ? [say("fallbackAnswers")] : []),
  ...tooManyErrors(service, limits),
  ...tooSlow(service, limits),
];

/**
 * What speaks against a version that went live lately: errors at once; slowness when it has lasted, since the first
 * answers of a session are slow.
 * @param lasted the calls are those of a whole window
 */
export const callFaults = (calls: CallFacts, limits: ServiceLimits, lasted: boolean): string[] => [
  ...tooManyErrors(calls, limits),
  ...(lasted ? tooSlow(calls, limits) : []),
];
