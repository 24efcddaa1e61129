import "./zod.ts";
import "@fontsource-variable/inter";
import "./main.css";
import { loadLanguage } from "./language.ts";

// The words come first: what is imported after them reads them as constants.
await loadLanguage();
const { start } = await import("./start.ts");
start();
