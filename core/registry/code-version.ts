/** The version of Homeostat that trained a model, for its lineage. */
import manifest from "../../package.json" with { type: "json" };

export const CODE_VERSION: string = manifest.version;
