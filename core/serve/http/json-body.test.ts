import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonBody } from "./json-body.ts";

const parse = (text: string) => parseJsonBody(Buffer.from(text));

test("any JSON comes back as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes("__proto__"));
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("a byte order mark is skipped, colons and quotes in texts count for nothing", () => {
  expect(parse('\uFEFF{"a:b":"x\\":{y\\\\"}')).toEqual({ "a:b": 'x":{y\\' });
});

describe("refused with NOT_JSON", () => {
  test.each([
    ["nothing", "", /empty/],
    ["half an object", '{"a":', /not JSON/],
    ["NaN", '{"a":NaN}', /NaN|not JSON/],
    ["Infinity", '{"a":-Infinity}', /not JSON/],
    ["a doubled key", '{"a":1,"b":{"c":1,"c":2}}', /twice/],
    ["a key doubled by an escape", '{"a":1,"\\u0061":2}', /twice/],
    ["a __proto__ key", '{"__proto__":{"x":1}}', /__proto__/],
    ["a __proto__ key spelt with escapes", '{"_\\u005fproto__":1}', /__proto__/],
    ["100,000 nested lists", "[".repeat(100_000) + "]".repeat(100_000), /nests deeper/],
    ["100,000 nested objects", '{"a":'.repeat(100_000), /nests deeper/],
  ])("%s", (_, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: "NOT_JSON", message: expect.stringMatching(message) }),
    );
  });

  test("invalid UTF-8, which would be replaced silently", () => {
    const body = Buffer.from('{"a":"?"}');
    body[6] = 0xff;
    expect(() => parseJsonBody(body)).toThrow(/UTF-8/);
  });
});

test("the message does not repeat the body", () => {
  expect(() => parse('{"patient":"Jane Doe",x}')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("Jane") }),
  );
});
