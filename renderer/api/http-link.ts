/** The engine over HTTP: the browser's transport. */
import { RPCLink } from "@orpc/client/fetch";

export function createHttpLink(token: string | null): RPCLink<Record<never, never>> {
  return new RPCLink({
    url: new URL("/api/rpc", location.origin),
    headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
  });
}
