// Takes pictures of pages, for a person to look at: node look.mjs ENTRY-URL FOLDER [PATH…]
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch, watchedPage } from "./browser.mjs";

const [entry, folder, ...asked] = process.argv.slice(2);
const paths = asked.length ? asked : ["/", "/lessons/05-first-producer", "/labs/05-first-producer", "/attempts/a1", "/skill", "/nope"];
const sizes = (process.env.SIZES ?? "320,800,1600").split(",").map(Number);
const schemes = (process.env.SCHEMES ?? "light,dark").split(",");

await mkdir(folder, { recursive: true });
const { context, close } = await launch();
try {
  const { page, noTrouble } = await watchedPage(context);
  await page.goto(entry);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of sizes) {
      await page.setViewportSize({ width, height: width < 500 ? 700 : 1000 });
      for (const at of paths) {
        await page.goto(new URL(at, entry).href, { waitUntil: "networkidle" });
        const name = `${at.replaceAll("/", "_")}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(folder, name), fullPage: !process.env.FOLD });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 0) console.log(`${name}: ${over} px wider than the window`);
      }
    }
  }
  noTrouble();
} finally {
  await close();
}
