/** Fetches a result and hands it to the person, as the browser or the window saves files. */
import { client } from "./client.ts";

/** @param source `upload:…` @returns the name it was saved under */
export async function saveResult(source: string): Promise<string> {
  const file = await client.files.download({ source });
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return file.name;
}
