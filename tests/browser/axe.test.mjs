// Every page, at two widths and in both schemes, by axe: WCAG 2.2 A and AA.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

const PAGES = (process.env.PAGES ?? "/ /lessons/00-build-your-skill /lessons/05-first-producer /labs/05-first-producer /labs/05-first-producer/reset /skill /nope").split(" ");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let workbench;
let browser;
before(async () => {
  workbench = await startWorkbench();
  browser = await launch();
  const page = await browser.context.newPage();
  await page.goto(workbench.entry);
  await page.close();
});
after(async () => {
  await browser?.close();
  await workbench?.stop();
});

for (const path of PAGES) {
  for (const width of [320, 1600]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${path} at ${width} px, ${colorScheme}`, async () => {
        const { page, noTrouble } = await watchedPage(browser.context);
        try {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await page.goto(workbench.at(path), { waitUntil: "load" });
          if (await page.locator("textarea[data-language]").count()) await page.locator(".cm-editor").first().waitFor({ state: "attached" });
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() =>
            window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
          );
          const told = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html} ${n.any.map((a) => a.message)}`).join("\n  ")}`);
          assert.deepEqual(told, []);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(over <= 0, `${over} px wider than the window`);
          noTrouble();
        } finally {
          await page.close();
        }
      });
    }
  }
}
