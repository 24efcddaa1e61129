/** Whatever went wrong, as something a page can show: the catalogue's words, or our own where the engine is silent. */
import { ORPCError } from "@orpc/client";
import type { ErrorBody } from "../../core/contract/errors.ts";
import { inWords, t } from "../texts/index.ts";

export interface Problem {
  code: string;
  message: string;
  field?: string;
}

const isErrorBody = (data: unknown): data is ErrorBody =>
  typeof data === "object" && data !== null && "code" in data && "message" in data;

/** An error of the engine, in the language of the pages. */
export const problemOf = (body: ErrorBody): Problem => ({ ...body, message: inWords(body.message) });

/** Thrown by a page itself, its words ready. */
export class PageProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof PageProblem) return thrown.problem;
  if (thrown instanceof ORPCError) {
    if (isErrorBody(thrown.data)) return problemOf(thrown.data);
    if (thrown.status === 401) return { code: "UNAUTHORIZED", message: t.problem.unauthorized };
    return { code: thrown.code, message: thrown.message };
  }
  // fetch and a closed port have no code of their own: nobody answered.
  return { code: "UNREACHABLE", message: t.problem.unreachable };
}

export const isCancelled = (problem: Problem): boolean => problem.code === "CANCELLED";
