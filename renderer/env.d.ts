/** Set by the Electron preload: the engine is reached over a MessagePort instead of HTTP. */
interface Window {
  homeostat?: { readonly platform?: string };
}

declare module "*.csv?raw" {
  const text: string;
  export default text;
}

declare module "@nuxt/ui/vue-plugin" {
  import type { Plugin } from "vue";

  const plugin: Plugin;
  export default plugin;
}
