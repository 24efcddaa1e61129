/** The one typed client of the pages. Which transport carries it is decided here and nowhere else. */
import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../core/contract/api.ts";
import { createHttpLink } from "./http-link.ts";
import { createPortLink } from "./port-link.ts";
import { takeToken } from "./token.ts";

export type Client = ContractRouterClient<Contract>;

/** True in the desktop window, where the engine can be given paths and there is no web address. */
export const inWindow = window.homeostat !== undefined;

export const client: Client = createORPCClient(inWindow ? createPortLink() : createHttpLink(takeToken()));
