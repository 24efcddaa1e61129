/** Loaded into the service before anything else: syncs of files fail with EIO while the file named by FAIL_SYNC exists. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { fdatasync } = fs;
const failing = (handle: number, done: fs.NoParamCallback): void => {
  if (fs.existsSync(process.env.FAIL_SYNC!)) done(Object.assign(new Error("EIO: injected"), { code: "EIO" }));
  else fdatasync(handle, done);
};
fs.fdatasync = Object.assign(failing, { __promisify__: fdatasync.__promisify__ });
syncBuiltinESMExports();
