// Starts the workbench that a test looks at, and stops it by its id.
import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPO = fileURLToPath(new URL("../../", import.meta.url));
// Words separated by blanks; {home} stands for a fresh folder.
const COMMAND = process.env.WORKBENCH ?? "target/debug/kafka-workbench --engine local serve --port 0 --no-open --home {home}";

/** Resolves when the address to open has been printed. `course` is a folder in place of the one that is taught. */
export async function startWorkbench({ course } = {}) {
  const home = await mkdtemp(path.join(tmpdir(), "kafka-workbench-home-"));
  // What the engine fetched for the other tests need not be fetched again.
  const cache = process.env.KAFKA_WORKBENCH_TEST_CACHE;
  if (cache) await symlink(path.resolve(REPO, cache), path.join(home, "cache"));
  const [program, ...args] = COMMAND.split(" ").map((word) => word.replace("{home}", home));
  if (course) args.push("--course", path.join(REPO, course));
  const child = spawn(path.resolve(REPO, program), args, { cwd: REPO, stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stderr.on("data", (chunk) => log.push(String(chunk)));
  const entry = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.push(line);
      const url = /http:\/\/127\.0\.0\.1:\d+\/enter\/\w+/.exec(line);
      if (url) resolve(url[0]);
    });
    child.once("error", reject);
    void ended.then((status) => reject(new Error(`${COMMAND} ended with ${status}\n${log.join("\n")}`)));
  });
  return {
    entry,
    home,
    at: (page) => new URL(page, entry).href,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
