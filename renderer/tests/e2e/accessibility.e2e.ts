/** The states and themes that `npm test` leaves out. */
import { testAccessibility } from "../accessible.ts";

testAccessibility([
  ["empty", "dark"],
  ["error", "light"],
]);
