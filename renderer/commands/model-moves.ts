/** What can be done with the chosen model at once, from anywhere: told in a notice, with the way back where there is one. */
import { useToast } from "@nuxt/ui/composables/useToast";
import { client } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { t } from "../texts/index.ts";
import { useUndo } from "../undo.ts";

export function useModelMoves() {
  const notices = useToast();
  const offerUndo = useUndo();

  const tell = (thrown: unknown) => {
    const description = asProblem(thrown).message;
    notices.add({ title: t.problem.title, description, icon: "i-lucide-circle-alert", color: "error" });
  };

  async function rollback(model: string): Promise<void> {
    const { from, to } = await client.models.rollback({ model });
    offerUndo(t.models.rolledBack(to), () => client.models.rollback({ model, to: from ?? undefined }));
  }

  async function retrain(model: string): Promise<void> {
    await client.models.retrain({ model, wait: false });
    notices.add({ title: t.models.retrainStarted, icon: "i-lucide-refresh-cw", color: "primary" });
  }

  return {
    rollback: (model: string) => void rollback(model).catch(tell),
    retrain: (model: string) => void retrain(model).catch(tell),
    cancel: (job: Promise<unknown>) => void job.catch(tell),
  };
}
