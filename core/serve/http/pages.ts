/** The app's own pages, for a browser on this machine. They hold no data: what they show they ask for, with a token. */
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { PAGE_HEADERS } from "./headers.ts";

/** @param folder the built renderer: index.html and hashed assets */
export async function registerPages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (pages) => {
    pages.addHook("onRoute", (route) => {
      route.config = { ...route.config, page: true };
    });
    await pages.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      dotfiles: "ignore",
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.headers(PAGE_HEADERS);
        // What the build puts under assets/ carries a hash of its content; the rest must be asked for anew.
        const hashed = path.startsWith(join(folder, "assets"));
        reply.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  });
}
