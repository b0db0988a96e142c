// One chromium for a test file, and pages that watch themselves: an error in the console, a
// refused style or a request that leaves this machine fails the test that opened the page.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts chromium over a profile of its own. `options` as Playwright's persistent context has them. */
export async function launch(options = {}) {
  const profile = await mkdtemp(path.join(tmpdir(), "kafka-workbench-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    // Chromium's own sandbox does not start for root.
    args: process.getuid?.() === 0 ? [...FLAGS, "--no-sandbox"] : FLAGS,
    ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A page that remembers what went wrong in it. */
export async function watchedPage(context) {
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => {
    // A 4xx that a test asks for is logged by the browser too; the test looks at it itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") troubles.push(`left the machine: ${request.url()}`);
  });
  return { page, noTrouble: () => assert.deepEqual(troubles, []) };
}
