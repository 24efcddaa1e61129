/** An inference request as rows: one tensor per column, or one tensor of all columns in the model's order. */
import type { z } from "zod";
import { type Fields, rowsOfColumns, rowsOfLists, wrongShape } from "../records.ts";
import { InferRequest, type RequestInput } from "./messages.ts";
import { type Cell, readTensorBytes } from "./tensor-bytes.ts";

export interface Message {
  /** The JSON part. */
  json: unknown;
  /** The raw tensors behind it, in the order of the inputs that announce them. */
  bytes: Buffer;
}

const described = ({ path, message }: z.core.$ZodIssue): string =>
  `${path.length === 0 ? "the body" : path.join(".")}: ${message}`;

/** @throws WRONG_SHAPE, naming the first field that is wrong */
export function readMessage(json: unknown): InferRequest {
  const parsed = InferRequest.safeParse(json);
  if (!parsed.success) throw wrongShape(described(parsed.error.issues[0]!));
  return parsed.data;
}

const JSON_TYPE: Record<string, "string" | "boolean" | "number"> = { BYTES: "string", BOOL: "boolean" };

/** The values of a JSON tensor. @throws WRONG_SHAPE for one that its datatype does not allow */
function flatten({ name, datatype }: RequestInput, data: readonly unknown[]): Cell[] {
  const expected = JSON_TYPE[datatype] ?? "number";
  const cells: Cell[] = [];
  const visit = (values: readonly unknown[]): void => {
    for (const value of values) {
      if (Array.isArray(value)) visit(value);
      else if (value === null || typeof value === expected) cells.push(value as Cell);
      else throw wrongShape(`a value of ${name} is a ${typeof value}; ${datatype} takes a ${expected}`);
    }
  };
  visit(data);
  return cells;
}

/** Cuts the announced bytes off the front. */
function createTail(bytes: Buffer) {
  let at = 0;
  return {
    take: (name: string, size: unknown): Buffer => {
      if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || at + size > bytes.length)
        throw wrongShape(`binary_data_size of ${name} is not a size within the ${bytes.length} bytes sent`);
      at += size;
      return bytes.subarray(at - size, at);
    },
    left: () => bytes.length - at,
  };
}

function valuesOf(input: RequestInput, tail: ReturnType<typeof createTail>): Cell[] {
  const { name, shape, datatype, data, parameters } = input;
  const size = parameters?.binary_data_size;
  if ((data === undefined) === (size === undefined))
    throw wrongShape(`${name} needs its values either under data or as bytes with binary_data_size`);
  const cells = data ? flatten(input, data) : readTensorBytes(datatype, tail.take(name, size));
  const expected = shape.reduce((product, each) => product * each, 1);
  if (cells.length !== expected)
    throw wrongShape(`${name} has ${cells.length} values; the shape [${shape.join(", ")}] has ${expected}`);
  return cells;
}

const isColumn = ({ shape }: RequestInput): boolean => shape.slice(1).every((size) => size === 1);

/**
 * @param features names in the model's locked order
 * @returns missing values null
 * @throws WRONG_SHAPE, TOO_LARGE
 */
export function readInferRows({ inputs }: InferRequest, bytes: Buffer, features: readonly string[]): Fields[] {
  const tail = createTail(bytes);
  const values = inputs.map((input) => valuesOf(input, tail));
  if (tail.left() > 0) throw wrongShape(`${tail.left()} bytes follow the last tensor`);
  const [only] = inputs;
  if (inputs.length === 1 && !features.includes(only!.name) && only!.shape.length === 2) {
    const [rows, width] = only!.shape as [number, number];
    const cells = values[0]!;
    const lists = Array.from({ length: rows }, (_, row) => cells.slice(row * width, (row + 1) * width));
    return rowsOfLists(features, lists);
  }
  const wide = inputs.find((input) => !isColumn(input));
  if (wide) throw wrongShape(`${wide.name} has the shape [${wide.shape.join(", ")}]; a column has [n] or [n, 1]`);
  return rowsOfColumns(
    inputs.map(({ name }) => name),
    values,
  );
}
