// Text that was typed and not saved, kept by the browser until it is.

interface Draft {
  /** Digest of the file that the text was typed over. */
  base: string;
  text: string;
}

function key(area: HTMLTextAreaElement): string {
  return `draft ${location.pathname} ${area.name}`;
}

/** Keeps what the area holds, or forgets it when it is what the disk holds. */
export function keep(area: HTMLTextAreaElement): void {
  try {
    if (area.value === area.defaultValue) {
      localStorage.removeItem(key(area));
    } else {
      const draft: Draft = { base: area.dataset.base ?? "", text: area.value };
      localStorage.setItem(key(area), JSON.stringify(draft));
    }
  } catch {
    // Storage is full or forbidden: the text is still in the page, and saving still works.
  }
}

/** What was kept for this area, and whether the file is still the one it was typed over. */
export function kept(area: HTMLTextAreaElement): { text: string; fits: boolean } | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(key(area)) ?? "null") as Draft | null;
    if (!draft || draft.text === area.value) return undefined;
    return { text: draft.text, fits: draft.base === area.dataset.base };
  } catch {
    return undefined;
  }
}

/** Forgets what was kept for this area. */
export function forget(area: HTMLTextAreaElement): void {
  try {
    localStorage.removeItem(key(area));
  } catch {
    // Nothing was kept where nothing can be kept.
  }
}
