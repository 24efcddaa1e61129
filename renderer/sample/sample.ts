/** The sample table, made up by generate.ts, as a file that could have been dropped in. */
export async function sampleFile(): Promise<File> {
  const { default: text } = await import("./readmissions.csv?raw");
  return new File([text], "readmissions.csv", { type: "text/csv" });
}
