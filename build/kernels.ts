/** `npm run kernels`: compiles the AssemblyScript of each kernel to a .wasm file beside the TypeScript that calls it. */
import { main } from "assemblyscript/asc";

const COMMON = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "bulk-memory"];

const KERNELS: readonly { entry: string; out: string; flags: string[] }[] = [
  {
    entry: "core/train/kernels/assembly/index.ts",
    out: "core/train/kernels/kernels.wasm",
    flags: [
      ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--enable", "threads", "--enable", "simd"],
      // Vectors pass between functions of the module only.
      ...["--disableWarning", "112"],
    ],
  },
  {
    entry: "core/observe/statistics/assembly/sort.ts",
    out: "core/observe/statistics/sort.wasm",
    flags: ["--initialMemory", "1"],
  },
];

for (const { entry, out, flags } of KERNELS) {
  const { error, stderr } = await main([entry, "--outFile", out, ...COMMON, ...flags]);
  if (!error) continue;
  console.error(stderr.toString());
  throw error;
}
