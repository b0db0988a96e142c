// A lesson's run and predict blocks in a browser with script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

let workbench;
let browser;
before(async () => {
  workbench = await startWorkbench();
  browser = await launch();
  const page = await browser.context.newPage();
  await page.goto(workbench.entry);
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});

test("Run shows the output below the code", async () => {
  const { page, noTrouble } = await watchedPage(browser.context);
  await page.goto(workbench.at("/lessons/05-first-producer"));
  const block = page.locator("form.code").first();
  await block.getByRole("button", { name: "Run" }).click();
  await block.locator("[data-output] div").first().waitFor();
  await block.locator(".phases", { hasText: "running" }).waitFor();
  noTrouble();
});

test("a prediction is answered in its place, and the answer is said", async () => {
  const { page, noTrouble } = await watchedPage(browser.context);
  await page.goto(workbench.at("/lessons/05-first-producer"));
  const block = page.locator("form.predict").first();
  await block.getByRole("radio").first().check();
  await block.getByRole("button", { name: "Let Kafka answer" }).click();
  await page.getByText("happened", { exact: true }).first().waitFor();
  await page.waitForFunction(() => document.getElementById("announce").textContent.includes("what happened") || document.getElementById("announce").textContent.includes("Something else"));
  noTrouble();
});
