// The main job from end to end, on a real Kafka: a lesson, a wrong program and what is said of it, a
// right program, its fragment taken into the skill, the skill downloaded.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { noViolations } from "./axe.mjs";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

const LAB = fileURLToPath(new URL("../../labs/05-first-producer/", import.meta.url));
// A first start fetches Java, Kafka and Python packages.
const PATIENT = { timeout: 600_000 };

let workbench;
let browser;
let page;
let noTrouble;
before(async () => {
  workbench = await startWorkbench();
  browser = await launch({ acceptDownloads: true });
  ({ page, noTrouble } = await watchedPage(browser.context));
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});

/** Replaces what the editor holds, as a paste does. */
async function write(text) {
  await page.getByRole("tab", { name: "producer.py" }).click();
  await page.locator(".cm-content").first().focus();
  await page.keyboard.press("Control+a");
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Presses Check and resolves with the headline that is announced. */
async function check() {
  await page.evaluate(() => (document.getElementById("announce").textContent = ""));
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => document.getElementById("announce").textContent !== "", null, PATIENT);
  return page.locator("#announce").innerText();
}

test("from the lesson to the downloaded skill", { timeout: 900_000 }, async () => {
  await page.goto(workbench.entry);
  await page.getByRole("link", { name: /Your first producer/ }).first().click();

  await page.getByRole("button", { name: "Run block 1", exact: true }).click();
  await page.locator("#output-1", { hasText: "task-created has 3 partitions" }).waitFor(PATIENT);
  await page.getByRole("radio", { name: "All three" }).check();
  await page.getByRole("button", { name: "Let Kafka answer" }).first().click();
  const answer = page.locator("#produced-and-exited");
  await answer.getByText("happened", { exact: true }).waitFor(PATIENT);
  assert.match(await answer.innerText(), /Something else happened\./);

  await page.getByRole("link", { name: "Open the lab" }).click();
  await write(await readFile(`${LAB}wrong/no-flush/producer.py`, "utf8"));
  assert.match(await check(), /task-001/);
  assert.match(await page.locator("#verdict").innerText(), /Failed: \d+ of \d+ checks held/);
  await page.reload();
  assert.match(await page.locator("#verdict").innerText(), /Failed/, "the last verdict is there after a reload");

  await write("this is no Python\n");
  assert.match(await check(), /SyntaxError/);
  await page.locator("#verdict [data-goto]").click();
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("cm-content")), "the traceback leads into the editor");

  await write(await readFile(`${LAB}solution/producer.py`, "utf8"));
  assert.equal(await check(), "Everything that was checked held");
  assert.match(await page.locator("#progress").innerText(), /^1 of 23 lessons/);
  await page.getByRole("link", { name: "What this adds to the skill" }).click();

  // The skill is asked for once, where lesson 0 was not read first.
  const begin = page.getByLabel("What are your events about?");
  if (await begin.count()) {
    await begin.fill("an online shop");
    await page.getByRole("button", { name: "Make the skill" }).click();
  }
  await page.getByRole("button", { name: "Take what is ticked" }).click();
  await page.locator(".offer").waitFor({ state: "detached" });
  assert.match(await page.locator("#skill-text").inputValue(), /\[L05/);
  assert.match(await page.locator(".rules__proved").innerText(), /^5/);

  // The pages that only a run leaves behind are looked at by axe too.
  await noViolations(page);
  await page.goto(workbench.at("/labs/05-first-producer"));
  for (const attempt of await page.locator("#attempts a").evaluateAll((links) => links.map((link) => link.href))) {
    await page.goto(attempt);
    await noViolations(page);
  }
  const record = page.locator(".cites a").first();
  if (await record.count()) {
    await record.click();
    await noViolations(page);
  }
  await page.goto(workbench.at("/skill"));

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download kafka-events.zip" }).click();
  const zip = await readFile(await (await download).path());
  assert.equal(zip.subarray(0, 2).toString(), "PK");
  assert.ok(zip.includes("kafka-events/SKILL.md"));
  noTrouble();
});
