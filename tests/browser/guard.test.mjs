// Who gets in: a browser without the cookie, with a used address, and what a page may not do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

let workbench;
before(async () => (workbench = await startWorkbench()));
after(() => workbench.stop());

test("the printed address lets one browser in, and only once", async () => {
  const first = await launch();
  const second = await launch();
  try {
    const { page: stranger } = await watchedPage(second.context);
    const refused = await stranger.goto(workbench.at("/"));
    assert.equal(refused.status(), 403);
    assert.equal(await stranger.locator("h1").innerText(), "This browser is not signed in to the workbench");

    const { page, noTrouble } = await watchedPage(first.context);
    await page.goto(workbench.entry);
    assert.equal(new URL(page.url()).pathname, "/");
    const [cookie] = await first.context.cookies();
    assert.equal(cookie.name, `kafka_workbench_${new URL(workbench.entry).port}`);
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.expires], [true, "Strict", -1]);
    assert.equal(await page.evaluate(() => document.cookie), "");

    await stranger.goto(workbench.entry);
    assert.equal(await stranger.locator("h1").innerText(), "This address has been used");
    noTrouble();
  } finally {
    await first.close();
    await second.close();
  }
});

test("another server on this machine can neither embed nor read nor change", async () => {
  const { context, close } = await launch();
  const { createServer } = await import("node:http");
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><title>other</title>"));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const page = await context.newPage();
    const entered = workbench.entry;
    // The address may be used up by the test before; the other site is no better off signed in.
    await page.goto(entered);
    await page.goto(`http://127.0.0.1:${other.address().port}/`);
    const seen = await page.evaluate(async (base) => {
      const answers = {};
      answers.read = await fetch(`${base}/`, { credentials: "include" }).then(() => "read", () => "refused");
      answers.change = await fetch(`${base}/skill/interview`, { method: "POST", mode: "no-cors", credentials: "include" }).then((r) => r.type, () => "refused");
      answers.script = await new Promise((resolve) => {
        const tag = document.createElement("script");
        tag.src = `${base}/assets/icon.svg`;
        tag.onload = () => resolve("loaded");
        tag.onerror = () => resolve("refused");
        document.head.append(tag);
      });
      return answers;
    }, new URL(entered).origin);
    assert.deepEqual(seen, { read: "refused", change: "refused", script: "refused" });
  } finally {
    other.close();
    await close();
  }
});

test("a page runs no script and no style that is not ours", async () => {
  const fresh = await startWorkbench();
  const { context, close } = await launch();
  try {
    const page = await context.newPage();
    await page.goto(fresh.entry);
    const ran = await page.evaluate(async () => {
      const violations = [];
      document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const style = document.createElement("style");
      style.textContent = "body { color: red }";
      document.body.append(style);
      document.body.insertAdjacentHTML("beforeend", "<p style='color: red' onclick='window.ran = true'>x</p>");
      document.body.lastElementChild.click();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { ran: window.ran ?? false, violations: [...new Set(violations)].sort() };
    });
    assert.equal(ran.ran, false);
    assert.deepEqual(ran.violations, ["script-src-attr", "script-src-elem", "style-src-attr", "style-src-elem"]);
  } finally {
    await close();
    await fresh.stop();
  }
});
