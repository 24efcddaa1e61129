/**
 * Writes readmissions.csv: 600 made-up hospital stays. Whether a patient comes back within 30 days depends on age,
 * earlier stays, length of stay, haemoglobin and the ward, plus chance. Nobody's data is in it.
 *
 * node renderer/sample/generate.ts
 */
import { writeFileSync } from "node:fs";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

const generator = xoroshiro128plus(20260801);
const uniform = () => (generator.next() >>> 0) / 2 ** 32;
const normal = (mean: number, sd: number) =>
  mean + sd * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
const between = (low: number, high: number, value: number) => Math.min(high, Math.max(low, value));
const pick = <T>(items: readonly T[]): T => items[Math.floor(uniform() * items.length)] as T;

const WARD_RISK = { internal: 0.3, surgery: -0.3, geriatrics: 0.5, cardiology: 0.2, orthopaedics: -0.6 };

function stay(index: number): string {
  const age = Math.round(between(18, 97, normal(64, 16)));
  const ward = pick(Object.keys(WARD_RISK) as (keyof typeof WARD_RISK)[]);
  const earlier = Math.floor(-Math.log(1 - uniform()) * 1.1);
  const days = Math.max(1, Math.round(Math.exp(normal(1.5, 0.6))));
  const haemoglobin = between(5.5, 18, normal(12.6, 1.9));
  const lives_alone = uniform() < 0.34;
  const risk =
    -2.1 +
    0.035 * (age - 64) +
    0.75 * earlier +
    0.06 * days -
    0.28 * (haemoglobin - 12.6) +
    (lives_alone ? 0.7 : 0) +
    WARD_RISK[ward];
  const back = uniform() < 1 / (1 + Math.exp(-risk));
  const shown = uniform() < 0.05 ? "" : haemoglobin.toFixed(1);
  return [`S${10001 + index}`, age, ward, earlier, days, shown, lives_alone ? "yes" : "no", back ? "yes" : "no"].join();
}

const header = "stay_id,age,ward,earlier_stays,days,haemoglobin,lives_alone,readmitted";
const rows = Array.from({ length: 600 }, (_, i) => stay(i));
writeFileSync(new URL("./readmissions.csv", import.meta.url), `${[header, ...rows].join("\n")}\n`);
