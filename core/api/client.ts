/** The same typed client whether the appliance is in this process or behind an address. */
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient } from "@orpc/server";
import type { Contract } from "../contract/index.ts";
import type { Router } from "./router.ts";

export type Client = ContractRouterClient<Contract>;

export const localClient = (router: Router): Client => createRouterClient(router);

export type Fetch = (request: Request) => Promise<Response>;

/** @param url the engine's address, e.g. `http://127.0.0.1:4870` */
export const remoteClient = (url: string, token: string, ask: Fetch = fetch): Client =>
  createORPCClient(
    new RPCLink({
      url: `${url}/api/rpc`,
      headers: { authorization: `Bearer ${token}` },
      fetch: (request) => ask(request),
    }),
  );
