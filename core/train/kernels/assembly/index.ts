export { prepare } from "./exp";
export { sampleRows } from "./sample";
export { help, leave, run } from "./team";
