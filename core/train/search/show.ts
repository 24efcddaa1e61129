/** After the search: what the leaderboard shows of each learner on the holdout. */
import { say } from "../../contract/index.ts";
import type { Judge } from "./judge.ts";
import { endOf, type Running, rethrowCancel } from "./rounds.ts";
import { recipeOfTrial } from "./trial.ts";

/** Every line's recipe, fitted on the training part, on the holdout. One that cannot be fitted there is out. */
export function judgeAll({ contests, options }: Running, judge: Judge): void {
  for (const contest of contests.all()) {
    const { learner } = contest.trial;
    try {
      contest.judged ??= judge.judge(recipeOfTrial(contest.trial));
    } catch (thrown) {
      if (options.setting.fit.cancelled()) rethrowCancel(thrown);
      contests.fail(learner.name, thrown);
    }
  }
}

/** Their lines alone depend on how fast the machine is: the winner is chosen before. */
export async function showExhibits({ options, contests }: Running, judge: Judge): Promise<void> {
  const { fit } = options.setting;
  for (const learner of options.exhibits) {
    if (options.enough()) {
      contests.skip(learner.name, endOf(options));
      continue;
    }
    const deadline = fit.now() + options.exhibitTime;
    const late = () => fit.now() > deadline;
    try {
      const judged = judge.judge(
        { learner: learner.name, parameters: learner.defaults },
        () => fit.cancelled() || late(),
      );
      contests.exhibit(judged, say("forComparison"));
    } catch (thrown) {
      if (fit.cancelled()) rethrowCancel(thrown);
      if (late()) contests.skip(learner.name, say("fitTooLong", { seconds: options.exhibitTime / 1000 }));
      else contests.fail(learner.name, thrown);
    }
    await options.breathe(learner.name, contests.board());
  }
}
