// Every page, at two widths and in both schemes, by axe: WCAG 2.2 A and AA.
import { after, before, test } from "node:test";
import { noViolations } from "./axe.mjs";
import { launch, watchedPage } from "./browser.mjs";
import { startWorkbench } from "./workbench.mjs";

const PAGES = (process.env.PAGES ?? "/ /lessons/05-first-producer /labs/05-first-producer /labs/05-first-producer/reset /skill /nope").split(" ");
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
          await page.goto(workbench.at(path));
          await noViolations(page);
          noTrouble();
        } finally {
          await page.close();
        }
      });
    }
  }
}
