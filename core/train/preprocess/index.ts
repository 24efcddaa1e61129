export { encode, levelTable, SCALED_LIMIT, widthOf } from "./encode.ts";
export { fitEncodings } from "./fit-encodings.ts";
