// The lab's page in a browser with script: editor, keys, drafts, saving.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

const LAB = "/labs/05-first-producer";
let workbench;
let browser;
let page;
let noTrouble;

before(async () => {
  workbench = await startWorkbench();
  browser = await launch();
  const first = await browser.context.newPage();
  await first.goto(workbench.entry);
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});
beforeEach(async () => {
  ({ page, noTrouble } = await watchedPage(browser.context));
  await page.goto(workbench.at(LAB));
  await page.locator(".cm-content").first().waitFor();
});
afterEach(async () => {
  await page.close();
});

const editor = () => page.locator(".cm-content").first();
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim().split(/\s+/)[0] ?? "");

test("Tab indents in the editor, Esc leaves it and says so", async () => {
  await editor().focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Tab");
  assert.match(await page.locator(".cm-line").first().innerText(), /^ {4}/);
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Check");
  await page.waitForFunction(() => document.getElementById("announce").textContent === "Left the editor");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Run");
  noTrouble();
});

test("unsaved text is marked, outlives a reload, and is saved by its key", async () => {
  const tab = page.getByRole("tab", { name: /producer\.py/ });
  await editor().focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# typed\n");
  assert.ok(await tab.evaluate((node) => node.hasAttribute("data-unsaved")));
  await page.reload();
  await page.locator(".cm-content").first().waitFor();
  assert.match(await editor().innerText(), /^# typed/);
  assert.ok(await tab.evaluate((node) => node.hasAttribute("data-unsaved")));
  await page.keyboard.press("Control+s");
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.ok(!(await tab.evaluate((node) => node.hasAttribute("data-unsaved"))));
  noTrouble();
});

test("tabs move by arrows and hold one place in the tab order", async () => {
  const tabs = page.getByRole("tablist", { name: "Files and output" }).getByRole("tab");
  await tabs.first().focus();
  await page.keyboard.press("End");
  assert.equal(await focused(), "Kafka");
  assert.ok(await page.locator("#log").isVisible());
  assert.deepEqual(await tabs.evaluateAll((all) => all.filter((tab) => tab.tabIndex === 0).length), 1);
  await page.keyboard.press("ArrowRight");
  assert.match(await focused(), /^producer\.py/);
  noTrouble();
});

test("a server that is gone is told, and the text stays", async () => {
  await page.route("**/save", (route) => route.abort());
  await editor().focus();
  await page.keyboard.type("x");
  await page.keyboard.press("Control+s");
  await page.getByText("The workbench does not answer.").waitFor();
  await page.unroute("**/save");
  await page.keyboard.press("Control+s");
  await page.getByText("The workbench does not answer.").waitFor({ state: "hidden" });
});
