/** The import rules of ARCHITECTURE.md, checked in `npm test`. */
const stages = ["data", "train", "registry", "serve", "observe", "decide", "heal", "alert"];

/** A stage may import earlier stages only, and those only through their index.ts. */
const stageRules = stages.flatMap((stage, place) => [
  {
    name: `${stage}-imports-earlier-stages-only`,
    severity: "error",
    from: { path: `^core/${stage}/`, pathNot: "\\.test\\.ts$" },
    to: {
      path: [
        ...stages.slice(place + 1).map((later) => `^core/${later}/`),
        "^core/(api|cli|testing|replay)/",
        "^core/[^/]+\\.ts$",
      ],
    },
  },
  {
    name: `${stage}-is-entered-through-its-index`,
    severity: "error",
    from: { path: "^core/", pathNot: [`^core/${stage}/`, "\\.test\\.ts$", "^core/testing/"] },
    to: { path: `^core/${stage}/`, pathNot: `^core/${stage}/index\\.ts$` },
  },
]);

module.exports = {
  forbidden: [
    ...stageRules,
    {
      name: "contract-and-shared-import-no-stage",
      severity: "error",
      from: { path: "^core/(contract|shared)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^core/(?!contract/|shared/)" },
    },
    {
      name: "contract-imports-nothing-of-homeostat",
      severity: "error",
      from: { path: "^core/contract/", pathNot: "\\.test\\.ts$" },
      to: { path: "^core/(?!contract/)" },
    },
    {
      name: "decide-does-no-io",
      severity: "error",
      from: { path: "^core/decide/", pathNot: "\\.test\\.ts$" },
      to: {
        dependencyTypes: ["core"],
        path: "^(node:)?(fs|net|http|https|child_process|worker_threads|os|dgram|dns|tls)",
      },
    },
    {
      name: "only-shared-db-opens-sqlite",
      severity: "error",
      from: { pathNot: "^core/shared/db/" },
      to: { path: "node_modules/better-sqlite3" },
    },
    {
      name: "window-knows-the-contract-only",
      severity: "error",
      from: { path: "^(renderer|electron/preload)/", pathNot: "(\\.test\\.ts$|^renderer/tests/)" },
      to: { path: "^core/(?!contract/)" },
    },
    {
      name: "core-knows-no-shell",
      severity: "error",
      from: { path: "^core/" },
      to: { path: ["^(electron|renderer)/", "node_modules/(electron|vue|@nuxt)/"] },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-unresolved", severity: "error", from: { path: "^(core|electron)/" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(out|dist)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".vue", ".json"],
    },
  },
};
