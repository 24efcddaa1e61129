/** Recorded streams that healing is measured on, as `replay` takes them. Files lie in `../shared/data`. */
export interface StreamSpec {
  name: string;
  file: string;
  target: string;
  /** Columns that order the rows; the file's own order where absent. */
  time?: string[];
  exclude: string[];
  /** Share of the rows that trains version 1. */
  initial: number;
  block: number;
}

export const STREAMS: readonly StreamSpec[] = [
  { name: "powersupply", file: "powersupply.csv", target: "class", exclude: [], initial: 0.2, block: 504 },
  {
    name: "bike_sharing_hour",
    file: "bike_sharing_hour.csv",
    target: "cnt",
    time: ["dteday", "hr"],
    exclude: [],
    initial: 0.2,
    block: 336,
  },
  {
    name: "orange_juice_retail",
    file: "orange_juice_retail.csv.gz",
    target: "logmove",
    exclude: [],
    initial: 0.2,
    block: 1760,
  },
  { name: "electricity", file: "electricity.csv", target: "class", exclude: [], initial: 0.2, block: 672 },
  {
    name: "hflights_2011",
    file: "hflights_2011.csv.gz",
    target: "ArrDelay",
    time: ["Month", "DayofMonth", "DepTime"],
    exclude: ["Year", "ArrTime", "ActualElapsedTime", "AirTime", "TaxiIn", "Cancelled", "CancellationCode", "Diverted"],
    initial: 0.1,
    block: 4300,
  },
];
