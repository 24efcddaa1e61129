/** The times of day in which messages are held, in the machine's local time. */
import type { AlertSettings, AlertSeverity } from "../contract/index.ts";

type Quiet = Pick<AlertSettings, "quiet_from" | "quiet_to" | "quiet_lets_act_through">;

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/**
 * When a message of this severity may go, where quiet hours hold it now: their next end, epoch ms. Null where nothing
 * holds it. The end before the start means over midnight; both the same, or one missing, means none.
 * @param at epoch ms
 * @example quietUntil(Date.parse("2026-01-05T23:00"), { quiet_from: "22:00", quiet_to: "07:00", quiet_lets_act_through: false }, "watch")
 */
export function quietUntil(at: number, quiet: Quiet, severity: AlertSeverity): number | null {
  const { quiet_from, quiet_to, quiet_lets_act_through } = quiet;
  if (quiet_from === null || quiet_to === null || quiet_from === quiet_to) return null;
  if (severity === "act" && quiet_lets_act_through) return null;
  const now = new Date(at);
  const minute = now.getHours() * 60 + now.getMinutes();
  const [from, to] = [minutesOf(quiet_from), minutesOf(quiet_to)];
  const overMidnight = to < from;
  const isQuiet = overMidnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!isQuiet) return null;
  // Built from the calendar, so that a night in which the clocks change ends at the time on the wall.
  const day = now.getDate() + (overMidnight && minute >= from ? 1 : 0);
  return new Date(now.getFullYear(), now.getMonth(), day, Math.floor(to / 60), to % 60).getTime();
}
