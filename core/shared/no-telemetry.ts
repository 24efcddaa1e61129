/**
 * onnxruntime's official builds report to Microsoft (since 1.29, Linux and macOS): a device id in the user's cache
 * folder, and events over HTTPS. Nothing leaves the machine here. The variable is read once, when the first session of
 * the process is opened, and only what the main thread has set counts: hence here, where everything passes.
 * Source: microsoft/onnxruntime, pull requests 27379 and 29843.
 */
process.env.ORT_DISABLE_TELEMETRY = "1";
