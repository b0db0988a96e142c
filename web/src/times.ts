// Times in the reader's own zone. Without this script they are in UTC, and say so.

const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/** Rewrites every `<time>` that has not been rewritten. */
export function localiseTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[datetime]:not([data-local])")) {
    time.dataset.local = "";
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = format.format(at);
  }
}
