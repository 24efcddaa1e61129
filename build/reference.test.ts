import { expect, test } from "vitest";
import { PAGES, readPage } from "./reference.ts";

test.each(Object.entries(PAGES))("docs/%s says what the code does (npm run reference writes it anew)", (name, page) => {
  expect(readPage(name)).toBe(page());
});
