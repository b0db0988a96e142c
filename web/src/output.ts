// Keeps the output of a program small enough to scroll, and follows its end while the reader is there.

/** Lines kept in the page. The attempt's bundle has all that was captured. */
const KEPT = 2000;

/** Watches every `[data-output]`. */
export function startOutput(): void {
  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    const box = (event.target as Element).closest<HTMLElement>("[data-output]");
    if (box) box.dataset.atEnd = String(box.scrollTop + box.clientHeight >= box.scrollHeight - 8);
  });
  document.body.addEventListener("htmx:sseMessage", (event) => {
    const box = (event.target as Element).closest<HTMLElement>("[data-output]");
    if (!box) return;
    const over = box.childElementCount - KEPT;
    for (let n = 0; n < over; n += 1) box.firstElementChild?.remove();
    if (box.dataset.atEnd !== "false") box.scrollTop = box.scrollHeight;
  });
}
