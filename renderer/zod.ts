/** Imported first: without it zod probes for `eval`, which the page's security policy forbids and reports. */
import { config } from "zod/mini";

config({ jitless: true });
