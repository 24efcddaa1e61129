export { encode, levelTable, SCALED_LIMIT, widthOf } from "./encode.ts";
export { fitEncodings, type InputKind } from "./fit-encodings.ts";
