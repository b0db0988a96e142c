// The one live region of a page.

/** Says a sentence to screen readers, without moving the focus. */
export function announce(sentence: string): void {
  const region = document.getElementById("announce");
  if (!region) return;
  // Emptied first, so that the same sentence twice is said twice.
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = sentence.trim();
  });
}
