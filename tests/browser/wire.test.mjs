// What the wire showed, on a real Kafka: a finding leads to the request that it cites, and the panel has them all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { noViolations } from "./axe.mjs";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

// A first start fetches Java, Kafka and Python packages.
const PATIENT = { timeout: 600_000 };

let workbench;
let browser;
before(async () => {
  workbench = await startWorkbench({ course: "tests/fixtures/wire" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});

/** Looks at the page as axe does, wide and narrow, in both schemes. */
async function looksRight(page) {
  for (const width of [320, 1600]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      // A colour on its way from one scheme to the other is neither's.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await noViolations(page);
    }
  }
}

test("a cited request leads to its page, and the panel shows the requests", { timeout: 900_000 }, async () => {
  const { page, noTrouble } = await watchedPage(browser.context);
  await page.goto(workbench.entry);
  await page.goto(workbench.at("/labs/01-notes"));
  await page.locator(".cm-content").first().waitFor();
  await page.keyboard.press("Control+Enter");
  const verdict = page.locator("#verdict");
  await verdict.getByText("written without acks=all").first().waitFor(PATIENT);

  await page.getByRole("tab", { name: "Kafka" }).click();
  const panel = page.getByRole("region", { name: "Kafka at the end of the last stage" });
  const produce = panel.getByRole("region", { name: "Table of requests", exact: true }).getByRole("row", { name: /Produce acks=1/ }).first();
  assert.match(await produce.innerText(), /note-0 from offset 0/);
  await panel.getByText(/others?, as any client makes them: .*Metadata/).click();
  assert.ok(await panel.getByRole("row", { name: /ApiVersions/ }).first().isVisible());
  await looksRight(page);

  await page.goto(await verdict.getByRole("link", { name: "this attempt" }).evaluate((link) => link.href));
  await looksRight(page);
  const cite = page.locator(".cites a").first();
  const name = await cite.innerText();
  assert.match(name, /^request \d+$/);
  await cite.click();
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), name);
  assert.match(await page.getByRole("main").innerText(), /Produce acks=1 · note-0: 3 records \(no producer id\)/);
  assert.match(await page.locator("tr[aria-current]").innerText(), new RegExp(name));
  await looksRight(page);

  // From the request to the record that it stored, and back.
  await page.getByRole("link", { name: "note-0@0" }).click();
  assert.match(await page.getByRole("main").innerText(), /note 0/);
  await looksRight(page);
  await page.getByRole("link", { name }).click();
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), name);
  noTrouble();
});
