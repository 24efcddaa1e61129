import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MIGRATIONS } from "./migrations/index.ts";
import { type Database, migrate, openDatabase, openReadOnly } from "./open.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-db-"));
  path = join(folder, "homeostat.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens, lends and closes. */
function withDatabase<T>(run: (db: Database) => T, open: (path: string) => Database = openDatabase): T {
  const db = open(path);
  try {
    return run(db);
  } finally {
    db.close();
  }
}

const tables = (db: Database): string[] =>
  db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => name);

/** One row in every table of the first schema, in an order that foreign keys allow. */
const ROWS = `
INSERT INTO models VALUES ('iris', 'multiclass', 'species', '{}', 1);
INSERT INTO versions VALUES ('iris', 'v0001', 'production', 'baseline', '{}', '{}', 'train', NULL, 'ab', 2);
INSERT INTO artifacts VALUES ('iris', 'v0001', 'model.onnx', 'cd', 10);
INSERT INTO moves VALUES (1, 'iris', 'promote', NULL, 'v0001', 'first', 3);
INSERT INTO audit VALUES (1, 3, 'user', 'promote', 'iris@v0001', '{}', '0', '1');
INSERT INTO predictions VALUES (1, '01J', 4, 'iris', 'v0001', 'ok', '{"petal":1.5}', '{"prediction":"setosa"}', NULL);
INSERT INTO outcomes VALUES (1, '01J', '"setosa"', 'accepted', 5, 6);
INSERT INTO idempotency VALUES ('key', 'ef', 200, '{}', 7);
INSERT INTO drift_checks VALUES (1, 'iris', 'v0001', '{}', 8);
INSERT INTO decisions VALUES (1, 'iris', '{}', '{}', '{}', '{}', '{}', NULL, 9);
INSERT INTO incidents VALUES ('01K', 'iris', 'open', '{}', 10);
INSERT INTO incident_steps VALUES ('01K', 1, 'open', 'found', NULL, 11);
INSERT INTO settings VALUES ('theme', '"dark"');
`;

const contents = (db: Database): Record<string, unknown[]> =>
  Object.fromEntries(tables(db).map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all()]));

/** A database as the first Homeostat left it. */
function fill(): Record<string, unknown[]> {
  const first = (file: string): Database => {
    const db = new SQLite(file);
    migrate(db, MIGRATIONS.slice(0, 1));
    return db;
  };
  return withDatabase((db) => {
    db.exec(ROWS);
    return contents(db);
  }, first);
}

describe("migrations", () => {
  test("a new database has the newest schema", async () => {
    const schema = withDatabase((db) => {
      expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
      const made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
      return db.prepare<[], { sql: string }>(made).all();
    });
    await expect(`${schema.map(({ sql }) => `${sql};`).join("\n\n")}\n`).toMatchFileSnapshot("schema.snapshot.sql");
  });

  test("data of the first schema is all there under the newest", () => {
    const before = fill();
    for (const rows of Object.values(before)) expect(rows).toHaveLength(1);
    expect(withDatabase(contents)).toMatchObject(before);
  });

  test("a further migration finds the data of the one before", () => {
    fill();
    withDatabase((db) => {
      migrate(db, [...MIGRATIONS, "ALTER TABLE models ADD COLUMN note TEXT NOT NULL DEFAULT 'none'"]);
      expect(db.prepare("SELECT name, note FROM models").all()).toEqual([{ name: "iris", note: "none" }]);
      expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length + 1);
    });
  });

  test("a migration that fails half-way changes nothing", () => {
    withDatabase((db) => {
      const before = tables(db);
      const failing = "CREATE TABLE half (a); CREATE TABLE models (a)";
      expect(() => migrate(db, [...MIGRATIONS, failing])).toThrow("already exists");
      expect(tables(db)).toEqual(before);
      expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
    });
  });
});

test.each([
  ["two production versions", "versions", "version = 'v0002'"],
  ["two accepted outcomes of one prediction", "outcomes", "seq = 2"],
  ["a prediction id twice", "predictions", "seq = 2"],
  ["a version of an unknown model", "versions", "model = 'none', stage = 'candidate'"],
])("the schema itself refuses %s", (_what, table, change) => {
  fill();
  withDatabase((db) => {
    db.exec(`CREATE TEMP TABLE copy AS SELECT * FROM ${table}; UPDATE copy SET ${change}`);
    expect(() => db.exec(`INSERT INTO ${table} SELECT * FROM copy`)).toThrow(/constraint failed/);
  });
});

test("the schema refuses two alerts of one cause that lasts, and two messages of one alert that wait", () => {
  withDatabase((db) => {
    const alert = (id: string, ended: string) => `INSERT INTO alerts VALUES ('${id}', 'host', '{}', 1, 1, ${ended})`;
    db.exec(`${alert("a", "2")}; ${alert("b", "NULL")}`);
    expect(() => db.exec(alert("c", "NULL"))).toThrow(/constraint failed/);
    const message = (state: string) =>
      `INSERT INTO alert_deliveries (alert, channel, message, state, created_at, retry_at) VALUES ('b', 'email', '{}', '${state}', 1, 1)`;
    db.exec(`${message("sent")}; ${message("waiting")}; ${message("failed")}`);
    expect(() => db.exec(message("waiting"))).toThrow(/constraint failed/);
  });
});

describe("databases that cannot be used", () => {
  test("one from a newer Homeostat is refused and left as it is", () => {
    const found = MIGRATIONS.length + 3;
    withDatabase((db) => db.pragma(`user_version = ${found}`));
    const newer = { code: "DATABASE_NEWER", details: { found, known: MIGRATIONS.length } };
    expect(() => openDatabase(path)).toThrow(expect.objectContaining(newer));
    expect(withDatabase((db) => db.pragma("user_version", { simple: true }), openReadOnly)).toBe(found);
  });

  test("a file that is no database is called damaged", () => {
    writeFileSync(path, "this is not a database, however long it goes on".repeat(100));
    expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: "DATABASE_CORRUPT" }));
  });

  test("a truncated database is called damaged", () => {
    fill();
    truncateSync(path, 5000);
    expect(() => withDatabase(contents)).toThrow(/damaged|malformed/);
  });
});

test("a read-only connection cannot write", () => {
  openDatabase(path).close();
  withDatabase((db) => expect(() => db.exec("DELETE FROM models")).toThrow("readonly"), openReadOnly);
});
