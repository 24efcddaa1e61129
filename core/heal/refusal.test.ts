import { expect, test } from "vitest";
import { refusal } from "./refusal.ts";

const check = (name: string, value: number | string, limit: number | null, ok = false) => ({ name, ok, value, limit });
const told = (...checks: ReturnType<typeof check>[]) => refusal({ passed: false, checks });

test("says in words why a version was refused", () => {
  expect(told(check("better beyond noise", 1.76355, 3), check("parity", 1e-9, 1e-5, true))).toBe(
    "it is not clearly better (t = 1.764, more than 3 is needed)",
  );
  expect(told(check("better beyond noise", -6.189, 3))).toBe("it is clearly worse (t = -6.189, more than 3 is needed)");
  expect(told(check("roc_auc not worse", 0.71234, 0.73))).toBe("its ROC-AUC is worse (0.7123, the limit is 0.73)");
  expect(told(check("gain worth a change", 0.004, 0.01))).toBe(
    "it would gain too little (0.4 %, 1 % is worth a change)",
  );
});

test("what is not better is not said to gain too little as well", () => {
  expect(told(check("better beyond noise", -0.5, 3), check("gain worth a change", -0.01, 0.01))).toBe(
    "it is not clearly better (t = -0.5, more than 3 is needed)",
  );
});

test("a check without words of its own is told by its name", () => {
  expect(told(check("loss where sex is female not worse", 0.6, 0.5))).toBe(
    "loss where sex is female not worse: 0.6, the limit is 0.5",
  );
});
