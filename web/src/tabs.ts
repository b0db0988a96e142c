// Tabs after the ARIA pattern: arrows move, Home and End jump, one panel shows.
// Without this script every panel stands below the other, under its own heading.

/** Turns each `[data-tabs]` into a tab list over the panels that its links name. */
export function startTabs(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-tabs]")) start(list);
  document.addEventListener("click", (event) => {
    const to = (event.target as Element).closest<HTMLElement>("[data-show-tab]");
    for (const id of to?.dataset.showTab?.split(" ") ?? []) showPanel(id);
  });
}

/** Shows the panel with this id, whichever tab list it belongs to. */
export function showPanel(id: string): void {
  const tab = document.querySelector<HTMLElement>(`[role=tab][aria-controls="${CSS.escape(id)}"]`);
  if (tab) select(tab);
}

function start(list: HTMLElement): void {
  list.setAttribute("role", "tablist");
  const tabs = [...list.querySelectorAll<HTMLElement>("a[href^='#']")];
  for (const tab of tabs) {
    const panel = document.getElementById((tab.getAttribute("href") ?? "").slice(1));
    if (!panel) continue;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      select(tab);
    });
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const next = {
      ArrowRight: tabs[(at + 1) % tabs.length],
      ArrowLeft: tabs[(at - 1 + tabs.length) % tabs.length],
      Home: tabs[0],
      End: tabs.at(-1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    select(next);
    next.focus();
  });
  const chosen = tabs.find((tab) => tab.hasAttribute("data-selected")) ?? tabs[0];
  if (chosen) select(chosen);
}

function select(tab: HTMLElement): void {
  const list = tab.closest("[role=tablist]");
  for (const other of list?.querySelectorAll<HTMLElement>("[role=tab]") ?? []) {
    const here = other === tab;
    other.setAttribute("aria-selected", String(here));
    other.tabIndex = here ? 0 : -1;
    // A class and not `hidden`: at wide sizes the style sheet shows the lab's panes side by side.
    const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
    panel?.classList.toggle("off", !here);
  }
  tab.dispatchEvent(new CustomEvent("tab-shown", { bubbles: true, detail: tab.getAttribute("aria-controls") }));
}
