// The main way through the course in a browser that runs no script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

let workbench;
let browser;
before(async () => {
  workbench = await startWorkbench();
  browser = await launch({ javaScriptEnabled: false });
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});

test("lesson, lab, files and Check work by links and forms alone", async () => {
  const page = await browser.context.newPage();
  await page.goto(workbench.entry);
  await page.getByRole("link", { name: "Your first producer" }).first().click();
  await page.getByRole("link", { name: "Open the lab" }).click();
  const file = page.getByLabel("producer.py");
  assert.ok(await file.isVisible());
  assert.match(await file.inputValue(), /import/);
  await page.getByRole("button", { name: "Check" }).click();
  await page.waitForURL(/\/(jobs|attempts)\//);
});
