// axe-core in a page: WCAG 2.2 A and AA, and its best practices.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with what axe found, and with a page that is wider than its window. */
export async function noViolations(page) {
  await page.waitForLoadState("load");
  if (await page.locator("textarea[data-language]").count()) {
    await page.locator(".cm-editor").first().waitFor({ state: "attached" });
  }
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => window.axe.run({ runOnly: rules }), RULES);
  const told = violations.map(
    (v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html} ${n.any.map((a) => a.message)}`).join("\n  ")}`,
  );
  assert.deepEqual(told, [], page.url());
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${page.url()} is ${over} px wider than the window`);
}
