/** The part of WebAssembly that is used, which Node's types leave out; the browser's library has it. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean });
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: unknown;
  }
}

/** AssemblyScript's numbers, where its files are read as TypeScript: layout.ts is both. */
type u32 = number;
type usize = number;
