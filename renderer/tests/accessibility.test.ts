/** Every page by axe-core's rules, full in both themes, empty, and where the engine answers with errors; `test:e2e` looks at the rest. */
import { testAccessibility } from "./accessible.ts";

testAccessibility([
  ["full", "light"],
  ["full", "dark"],
  ["empty", "light"],
  ["error", "dark"],
]);
