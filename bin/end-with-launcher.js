/** Loaded before the command line where a launcher waits for it: if that is killed outright, this process ends too. */
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The channel alone must not keep a finished command running.
process.channel?.unref();
