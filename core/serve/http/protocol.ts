/** What the routes of another protocol work with: the same predictor, their own form of errors. */
import type { BatchReply } from "../../contract/index.ts";
import type { Predictor } from "../session/predictor.ts";
import type { Sessions } from "../session/sessions.ts";
import type { ErrorReporter } from "./errors.ts";
import type { NotFoundHandler } from "./not-found.ts";

export interface ProtocolDeps {
  sessions: Sessions;
  predictor: Predictor;
  reporter: ErrorReporter;
  notFound: NotFoundHandler;
}

export type Answered = Extract<BatchReply["predictions"][number], { status: "ok" }>;

/** The answers to rows that were asked for whole: none is refused. */
export const answersOf = ({ predictions }: BatchReply): Answered[] =>
  predictions.filter((each): each is Answered => each.status === "ok");
