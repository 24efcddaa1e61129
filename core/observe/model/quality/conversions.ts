/** Units that people mix up, and what it does to the numbers. */
import { say } from "../../words.ts";

/** current = reference × factor + offset. */
export interface Conversion {
  name: string;
  factor: number;
  offset: number;
}

const factors: [string, number][] = [
  ["a thousand, as between g and kg", 1000],
  ["a hundred, as between a share and per cent or m and cm", 100],
  ["ten, as between cm and mm or dL and L", 10],
  ["a million", 1e6],
  ["60, as between hours and minutes", 60],
  ["3,600, as between hours and seconds", 3600],
  ["24, as between days and hours", 24],
  ["2.205, as between kg and lb", 2.2046226],
  ["2.54, as between inches and cm", 2.54],
  ["3.281, as between m and feet", 3.2808399],
  ["1.609, as between miles and km", 1.609344],
  ["28.35, as between ounces and g", 28.349523],
  ["3.6, as between m/s and km/h", 3.6],
  ["4.187, as between calories and joules", 4.1868],
  ["7.501, as between kPa and mmHg", 7.500617],
  ["57.3, as between radians and degrees", 57.29578],
  ["18.02, as between mmol/L and mg/dL of glucose", 18.0182],
  ["38.67, as between mmol/L and mg/dL of cholesterol", 38.67],
  ["88.57, as between mmol/L and mg/dL of triglycerides", 88.57],
  ["88.42, as between mg/dL and µmol/L of creatinine", 88.42],
  ["17.1, as between mg/dL and µmol/L of bilirubin", 17.104],
  ["6.006, as between mmol/L and mg/dL of urea", 6.006],
  ["2.801, as between mmol/L of urea and mg/dL of its nitrogen", 2.801],
  ["6.895, as between psi and kPa", 6.894757],
  ["4.546, as between gallons and litres", 4.54609],
];

/** Conversions that have a name, both ways. */
export const CONVERSIONS: readonly Conversion[] = [
  ...factors.flatMap(([name, factor]) => [
    { name: say("multiplied", { factor: name }), factor, offset: 0 },
    { name: say("divided", { factor: name }), factor: 1 / factor, offset: 0 },
  ]),
  { name: say("converted", { from: "°C", to: "°F" }), factor: 1.8, offset: 32 },
  { name: say("converted", { from: "°F", to: "°C" }), factor: 1 / 1.8, offset: -32 / 1.8 },
  { name: say("converted", { from: "°C", to: "K" }), factor: 1, offset: 273.15 },
  { name: say("converted", { from: "K", to: "°C" }), factor: 1, offset: -273.15 },
];
