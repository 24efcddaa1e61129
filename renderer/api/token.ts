/**
 * The address that `serve` prints carries the token after the hash (`#/?token=…`), where no server and no log sees it.
 * It is kept for this tab and taken out of the address at once.
 */
const KEY = "homeostat.token";

export function takeToken(): string | null {
  const [path = "/", query = ""] = location.hash.replace(/^#/, "").split("?");
  const parameters = new URLSearchParams(query);
  const token = parameters.get("token");
  if (token === null) return sessionStorage.getItem(KEY);
  sessionStorage.setItem(KEY, token);
  parameters.delete("token");
  const rest = parameters.toString();
  history.replaceState(history.state, "", `${location.pathname}#${path || "/"}${rest ? `?${rest}` : ""}`);
  return token;
}
