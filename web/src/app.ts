// What every page runs. Pages work without it: forms post, links lead, text areas hold the files.
import "./htmx";
import "./copy";
import "./connection";
import { announce } from "./announce";
import { startTabs } from "./tabs";
import { startShortcuts } from "./shortcuts";
import { startOutput } from "./output";
import { localiseTimes } from "./times";

document.documentElement.classList.add("scripted");
startTabs();
startShortcuts();
startOutput();
localiseTimes();

// The editor is the largest script, so it is fetched only where a page has something to edit.
if (document.querySelector("textarea[data-language]")) {
  void import("./editor").then((editor) => editor.startEditors());
}

// What the page came with is read like the rest of it.
for (const told of document.querySelectorAll<HTMLElement>("[data-announce]")) told.dataset.announced = "";

// A screen reader hears the verdict's headline and nothing else of a run.
document.body.addEventListener("htmx:afterSwap", () => {
  localiseTimes();
  const headline = document.querySelector<HTMLElement>("[data-announce]:not([data-announced])");
  if (headline) {
    headline.dataset.announced = "";
    announce(headline.textContent ?? "");
    headline.scrollIntoView({ block: "nearest", behavior: "auto" });
  }
});
