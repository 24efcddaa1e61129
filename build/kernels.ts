/** `npm run kernels`: compiles core/train/kernels/assembly to kernels.wasm beside it. */
import { main } from "assemblyscript/asc";

const folder = "core/train/kernels";
const { error, stderr } = await main([
  `${folder}/assembly/index.ts`,
  ...["--outFile", `${folder}/kernels.wasm`],
  ...["-O3", "--noAssert", "--runtime", "stub"],
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "threads", "--enable", "simd", "--enable", "bulk-memory"],
  // Vectors pass between functions of the module only.
  ...["--disableWarning", "112"],
]);
if (error) {
  console.error(stderr.toString());
  throw error;
}
