/** A small builder of ONNX graphs: every operation returns the name of its output. */
import onnxProto from "onnx-proto";

const { onnx } = onnxProto;

/** TensorProto.DataType and its size in bytes. */
export const TYPES = {
  float: onnx.TensorProto.DataType.FLOAT,
  int64: onnx.TensorProto.DataType.INT64,
  string: onnx.TensorProto.DataType.STRING,
  double: onnx.TensorProto.DataType.DOUBLE,
} as const;
export type TensorType = keyof typeof TYPES;

/** The opset of ONNX 1.12 and the IR that goes with it: every runtime of the last years reads them. */
const OPSET = 17;
const ML_OPSET = 3;
const IR_VERSION = 8;

export interface Floats {
  floats: ArrayLike<number>;
}
export interface Ints {
  ints: ArrayLike<number>;
}
export type Attribute = number | string | readonly string[] | { float: number } | Floats | Ints;

const utf8 = new TextEncoder();

function attributeOf(name: string, value: Attribute): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if (typeof value === "string") return { name, type: AttributeType.STRING, s: utf8.encode(value) };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("floats" in value) return { name, type: AttributeType.FLOATS, floats: Array.from(value.floats) };
  if ("ints" in value) return { name, type: AttributeType.INTS, ints: Array.from(value.ints) };
  const bytes = new Map<string, Uint8Array>();
  const strings = value.map((text) => {
    const known = bytes.get(text) ?? utf8.encode(text);
    bytes.set(text, known);
    return known;
  });
  return { name, type: AttributeType.STRINGS, strings };
}

function rawData(type: Exclude<TensorType, "string">, values: ArrayLike<number>): Uint8Array {
  const size = type === "float" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) {
    if (type === "float") view.setFloat32(i * 4, values[i]!, true);
    else if (type === "double") view.setFloat64(i * 8, values[i]!, true);
    else view.setBigInt64(i * 8, BigInt(values[i]!), true);
  }
  return new Uint8Array(view.buffer);
}

/** `columns` null: a vector over the rows. */
function valueInfo(name: string, type: TensorType, columns: number | null): onnxProto.onnx.IValueInfoProto {
  const dim = columns === null ? [{ dimParam: "N" }] : [{ dimParam: "N" }, { dimValue: columns }];
  return { name, type: { tensorType: { elemType: TYPES[type], shape: { dim } } } };
}

export interface Graph {
  input(name: string, type: TensorType): string;
  constant(type: Exclude<TensorType, "string">, dims: number[], values: ArrayLike<number>): string;
  op(type: string, inputs: string[], attributes?: Record<string, Attribute>): string;
  /** An operation of the domain `ai.onnx.ml`. */
  ml(type: string, inputs: string[], attributes: Record<string, Attribute>): string;
  output(name: string, from: string, type: TensorType, columns: number | null): void;
  encode(metadata: Record<string, string>): Uint8Array;
}

/**
 * @param taken names that are not free for what is between inputs and outputs: those of the inputs and outputs
 * @example const g = createGraph(["a", "value"]); g.output("value", g.op("Neg", [g.input("a", "float")]), "float", 1);
 */
export function createGraph(taken: readonly string[]): Graph {
  const names = new Set(taken);
  const parts = {
    node: [] as onnxProto.onnx.INodeProto[],
    initializer: [] as onnxProto.onnx.ITensorProto[],
    input: [] as onnxProto.onnx.IValueInfoProto[],
    output: [] as onnxProto.onnx.IValueInfoProto[],
  };
  let count = 0;
  const fresh = (stem: string): string => {
    let name = `${stem}_${++count}`;
    while (names.has(name)) name = `${stem}_${++count}`;
    return name;
  };
  const add = (domain: string, opType: string, inputs: string[], attributes: Record<string, Attribute>): string => {
    const name = fresh(opType);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    parts.node.push({ name, opType, domain, input: inputs, output: [name], attribute });
    return name;
  };
  return {
    input(name, type) {
      parts.input.push(valueInfo(name, type, 1));
      return name;
    },
    constant(type, dims, values) {
      const name = fresh("constant");
      parts.initializer.push({ name, dataType: TYPES[type], dims, rawData: rawData(type, values) });
      return name;
    },
    op: (type, inputs, attributes = {}) => add("", type, inputs, attributes),
    ml: (type, inputs, attributes) => add("ai.onnx.ml", type, inputs, attributes),
    output(name, from, type, columns) {
      parts.node.push({ name: fresh("Identity"), opType: "Identity", input: [from], output: [name] });
      parts.output.push(valueInfo(name, type, columns));
    },
    encode(metadata) {
      const model = onnx.ModelProto.create({
        irVersion: IR_VERSION,
        producerName: "homeostat",
        opsetImport: [
          { domain: "", version: OPSET },
          { domain: "ai.onnx.ml", version: ML_OPSET },
        ],
        graph: { name: "homeostat", ...parts },
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      });
      return onnx.ModelProto.encode(model).finish();
    },
  };
}
