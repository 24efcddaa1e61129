/** What is wrong with the service, in sentences. */
import type { ServiceFacts } from "../../contract/index.ts";
import { figure, percent, plural } from "../words.ts";

/** Requests under which shares and latencies say nothing. */
const LEAST_REQUESTS = 20;

export interface ServiceLimits {
  service_error_share: number;
  latency_p95_ms: number;
}

/** Empty where nothing is wrong. @example serviceFaults(facts, policy) // ["7.5 % of 120 requests fail (limit 5 %)."] */
export function serviceFaults(service: ServiceFacts, limits: ServiceLimits): string[] {
  const found: string[] = [];
  if (service.degraded) found.push("The live version does not answer; a fallback answers in its place.");
  if (service.requests < LEAST_REQUESTS) return found;
  if (service.error_share > limits.service_error_share)
    found.push(
      `${percent(service.error_share)} of ${plural(service.requests, "request")} fail (limit ${percent(limits.service_error_share)}).`,
    );
  if (service.latency_p95_ms !== null && service.latency_p95_ms > limits.latency_p95_ms)
    found.push(
      `One answer in twenty takes longer than ${figure(service.latency_p95_ms)} ms (limit ${figure(limits.latency_p95_ms)} ms).`,
    );
  return found;
}
