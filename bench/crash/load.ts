/** Requests over several connections, each marked, until the service is gone; and what it acknowledged. */
import { createRng } from "../../core/shared/index.ts";
import { type Answer, createClient, postText } from "../serving/client.ts";

export interface Heard {
  /** Prediction id → the mark of the row that it was given for. */
  rows: Map<string, string>;
  /** Prediction id → outcome that was accepted. */
  outcomes: Map<string, number>;
  /** Answers that said they were not logged. */
  unlogged: number;
  /** Refusals because of the disk. */
  refused: number;
  /** Connections that have ended. */
  cut: number;
  /** Whatever else came back. */
  unexpected: string[];
}

export interface Load {
  heard: Heard;
  /** Resolves when no connection is left. */
  ended: Promise<void>;
}

export const nothingHeard = (): Heard => ({
  ...{ rows: new Map(), outcomes: new Map(), unlogged: 0, refused: 0, cut: 0, unexpected: [] },
});

type Given = { prediction_id: string | null };

function hear(heard: Heard, marks: readonly string[], { status, body }: Pick<Answer, "status" | "body">): void {
  if (status === 507 || (status === 500 && body.includes("DISK_FAILED"))) heard.refused++;
  else if (status !== 200) heard.unexpected.push(`${status} ${body.slice(0, 200)}`);
  else {
    const parsed = JSON.parse(body) as Given & { predictions?: Given[] };
    for (const [i, { prediction_id }] of (parsed.predictions ?? [parsed]).entries()) {
      if (prediction_id === null) heard.unlogged++;
      else if (heard.rows.has(prediction_id)) heard.unexpected.push(`the id ${prediction_id} was given twice`);
      else heard.rows.set(prediction_id, marks[i]!);
    }
  }
}

const BATCH = 5;

/** @param name begins every mark; each is sent once */
export function startLoad(url: string, connections: number, name: string, seed: number): Load {
  const heard = nothingHeard();
  const row = (note: string) => ({ price: 75, region: "North", note });

  async function drive(connection: number): Promise<void> {
    const rng = createRng(seed + connection);
    const client = createClient(url);
    const post = (path: string, body: object) => client.ask(postText(url, path, JSON.stringify(body)));
    const known: string[] = [];
    for (let i = 0; ; i++) {
      const kind = rng.int(10);
      const mark = `${name}.${connection}.${i}`;
      if (kind === 0) {
        const marks = Array.from({ length: BATCH }, (_, k) => `${mark}.${k}`);
        hear(heard, marks, await post("/predict", { rows: marks.map(row) }));
      } else if (kind === 1 && known.length > 0) {
        const id = known.pop()!;
        const { status, body } = await post("/feedback", { prediction_id: id, outcome: i });
        if (status !== 200) hear(heard, [], { status, body });
        else if ((JSON.parse(body) as { accepted: number }).accepted === 1) heard.outcomes.set(id, i);
        else heard.unexpected.push(`an outcome of ${id}: ${body}`);
      } else {
        const answer = await post("/predict", row(mark));
        hear(heard, [mark], answer);
        const id = answer.status === 200 && (JSON.parse(answer.body) as Given).prediction_id;
        if (id) known.push(id);
      }
    }
  }

  const all = Array.from({ length: connections }, (_, connection) =>
    drive(connection).catch(() => {
      heard.cut++;
    }),
  );
  return { heard, ended: Promise.all(all).then(() => undefined) };
}
