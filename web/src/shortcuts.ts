// Keys that work anywhere on a lab page. Each has a button that does the same and names its key.

/** Binds the keys of buttons that carry `data-key`. */
export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const key = named(event);
    if (!key) return;
    const button = document.querySelector<HTMLButtonElement>(`button[data-key="${key}"]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const label of document.querySelectorAll("kbd")) {
      label.textContent = label.textContent?.replace("Ctrl", "⌘") ?? "";
    }
  }
}

function named(event: KeyboardEvent): string | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  if (event.key === "Enter") return event.shiftKey ? "run" : "check";
  if (event.key === "s" && !event.shiftKey) return "save";
  return undefined;
}
