/** A made-up clinic as other programs on the machine know it: they ask over HTTP, and report what became of patients. */

export interface Patient {
  age: number;
  dose: number;
  ward: string;
  outcome: "yes" | "no";
}

/** Always the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param turned whether the world is another one: what helped does harm */
export function patients(count: number, seed: number, turned = false): Patient[] {
  const next = dice(seed);
  return Array.from({ length: count }, () => {
    const age = 20 + Math.floor(next() * 60);
    const dose = Math.floor(next() * 100);
    const ward = ["surgery", "internal", "geriatrics"][Math.floor(next() * 3)]!;
    const strength = (turned ? 100 - dose : dose) + 0.4 * age + 30 * (next() - 0.5);
    return { age, dose, ward, outcome: strength > 70 ? "yes" : "no" };
  });
}

export const toCsv = (all: readonly Patient[]): string =>
  ["age,dose,ward,better", ...all.map(({ age, dose, ward, outcome }) => `${age},${dose},${ward},${outcome}`)].join(
    "\n",
  );

async function post<T>(url: string, body: unknown): Promise<T> {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as T;
}

export interface Asked {
  id: string;
  outcome: "yes" | "no";
}

/** Asks for patients. @returns the id of each prediction, and what became of the patient */
export async function ask(url: string, model: string, all: readonly Patient[]): Promise<Asked[]> {
  const rows = all.map(({ outcome: _later, ...row }) => row);
  const { predictions } = await post<{ predictions: { prediction_id: string }[] }>(`${url}/models/${model}/predict`, {
    rows,
  });
  return predictions.map(({ prediction_id }, i) => ({ id: prediction_id, outcome: all[i]!.outcome }));
}

export const report = (url: string, asked: readonly Asked[]): Promise<unknown> =>
  post(`${url}/feedback`, { outcomes: asked.map(({ id, outcome }) => ({ prediction_id: id, outcome })) });
