/** A chart as a picture to keep. */
import type { EChartsCoreOption } from "echarts/core";
import { init, use } from "echarts/core";

interface Size {
  width: number;
  height: number;
}

/** Drawn anew as vectors, so that it may be enlarged. */
export async function toSvg(option: EChartsCoreOption, { width, height }: Size, background: string): Promise<Blob> {
  const { SVGRenderer } = await import("echarts/renderers");
  use([SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ ...option, backgroundColor: background });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return new Blob([svg], { type: "image/svg+xml" });
}

/** Drawn anew on a canvas that no page shows, twice as fine. */
export async function toPng(option: EChartsCoreOption, { width, height }: Size, background: string): Promise<Blob> {
  const chart = init(document.createElement("div"), null, { width, height, devicePixelRatio: 2 });
  chart.setOption({ ...option, backgroundColor: background });
  const address = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background });
  chart.dispose();
  return fromDataUrl(address);
}

/** A data address, as a canvas gives it, as a file. The page's policy allows no request for one. */
export function fromDataUrl(address: string): Blob {
  const [head = "", body = ""] = address.split(",");
  const bytes = Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: /^data:([^;]+)/.exec(head)?.[1] ?? "image/png" });
}
