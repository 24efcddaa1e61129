/** Drawings that are light on the page, made with axes and a legend where they are kept as a picture. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { type EChartsCoreOption, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { ChartTable } from "./chart-table.ts";
import { palette } from "./colors.ts";
import { toPng, toSvg } from "./picture.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, CanvasRenderer]);

/** Lines over the first column, or bars for each of its entries. */
export type Shape = "line" | "bars";

const WIDTH = 720;
const HEIGHT = 320;
const BAR = 24;
const AROUND = 80;

const isNumber = (value: unknown) => typeof value === "number";

/** Each further column of figures is one line, or one kind of bar. */
export function plainOption({ columns, rows }: ChartTable, shape: Shape): EChartsCoreOption {
  const colors = palette();
  const text = { color: colors.text, fontSize: 11 };
  const along = shape === "line" && rows.every(([x]) => isNumber(x));
  const names = rows.map(([x]) => String(x));
  const drawn = columns.flatMap(({ name }, at) =>
    at > 0 && rows.some((row) => isNumber(row[at])) ? [{ name, at }] : [],
  );
  const entries = along
    ? { type: "value", scale: true, name: columns[0]?.name ?? "", nameLocation: "middle", nameGap: 26 }
    : { type: "category", data: names, inverse: shape === "bars" };
  const first = { ...entries, axisLabel: text, nameTextStyle: text };
  const second = { type: "value", axisLabel: text, splitLine: { lineStyle: { color: colors.line } } };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    color: [colors.line1, colors.warn, colors.alert],
    grid: { left: 12, right: 24, top: 40, bottom: along ? 36 : 12, containLabel: true },
    legend: { top: 6, textStyle: text },
    xAxis: shape === "bars" ? second : first,
    yAxis: shape === "bars" ? first : second,
    series: drawn.map(({ name, at }) => ({
      ...{ name, type: shape === "bars" ? "bar" : "line", showSymbol: false },
      data: rows.map((row) => (along ? [row[0], row[at]] : row[at])),
    })),
  };
}

export function plainPicture(table: ChartTable, shape: Shape, form: "png" | "svg"): Promise<Blob> {
  const height = shape === "bars" ? Math.max(HEIGHT, table.rows.length * BAR + AROUND) : HEIGHT;
  const draw = form === "png" ? toPng : toSvg;
  return draw(plainOption(table, shape), { width: WIDTH, height }, palette().pane);
}
