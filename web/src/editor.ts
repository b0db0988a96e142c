// CodeMirror over the page's text areas. The text area stays in the form and stays true, so
// saving, Run and Check send the same fields with and without this script.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { announce } from "./announce";
import { forget, keep, kept } from "./drafts";
import { language } from "./languages";
import { showPanel } from "./tabs";
import { highlights, theme } from "./theme";

const views = new Map<HTMLTextAreaElement, EditorView>();

/** Replaces every editable text area by an editor, and binds links to places in files. */
export function startEditors(): void {
  for (const area of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-language]")) {
    views.set(area, open(area));
  }
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-goto]");
    if (link && goTo(link.dataset.goto ?? "")) event.preventDefault();
  });
  // A traceback on an attempt's own page leads here by address.
  if (location.hash.startsWith("#at=")) goTo(decodeURIComponent(location.hash.slice(4)));
  // The server answers a save with the digest of what it wrote; what is on screen may be newer.
  document.body.addEventListener("saved", (event) => {
    const saved = (event as CustomEvent<Record<string, string>>).detail;
    for (const area of views.keys()) {
      const base = saved[area.dataset.path ?? ""];
      if (base) markSaved(area, base);
    }
  });
}

function open(area: HTMLTextAreaElement): EditorView {
  const draft = area.readOnly ? undefined : kept(area);
  if (draft?.fits) area.value = draft.text;
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`)?.textContent ?? "";
  const grammar = new Compartment();
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? ""),
        EditorView.contentAttributes.of({ "aria-label": label.trim(), tabindex: "0" }),
        EditorState.readOnly.of(area.readOnly),
        EditorState.tabSize.of(4),
        indentUnit.of(area.dataset.language === "python" ? "    " : "  "),
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        history(),
        indentOnInput(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        grammar.of([]),
        area.dataset.language === "markdown" ? EditorView.lineWrapping : [],
        theme,
        syntaxHighlighting(highlights),
        keymap.of([
          ...searchKeymap,
          ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
          ...historyKeymap,
          indentWithTab,
          { key: "Escape", run: leave },
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          keep(area);
          showState(area);
        }),
      ],
    }),
  });
  void language(area.dataset.language ?? "").then((extension) => {
    view.dispatch({ effects: grammar.reconfigure(extension) });
  });
  area.hidden = true;
  area.after(view.dom);
  showState(area);
  if (draft && !draft.fits) offer(area, view, draft.text);
  return view;
}

/** Tab indents in here, so Escape is the way out: it leads to the button after the editor. */
function leave(view: EditorView): boolean {
  const next = document.querySelector<HTMLElement>("[data-after-editor]");
  if (!next) return false;
  view.contentDOM.blur();
  next.focus();
  announce("Left the editor");
  return true;
}

function showState(area: HTMLTextAreaElement): void {
  const dirty = area.value !== area.defaultValue;
  const tab = document.querySelector(`[data-file-tab="${CSS.escape(area.dataset.path ?? "")}"]`);
  tab?.toggleAttribute("data-unsaved", dirty);
}

function markSaved(area: HTMLTextAreaElement, base: string): void {
  area.defaultValue = area.value;
  area.dataset.base = base;
  const field = area.form?.elements.namedItem(`base:${area.dataset.path ?? ""}`);
  if (field instanceof HTMLInputElement) field.value = base;
  forget(area);
  showState(area);
}

/** A draft over a file that has changed since: shown on request, never put over the file. */
function offer(area: HTMLTextAreaElement, view: EditorView, text: string): void {
  const note = document.createElement("p");
  note.className = "note note--amber";
  note.append("The file changed after unsaved text was typed here. The file is shown. ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = "Show the unsaved text";
  button.addEventListener("click", () => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    note.remove();
  });
  note.append(button);
  area.before(note);
}

/** Opens `file:line` in its editor. Answers whether there was one. */
function goTo(place: string): boolean {
  const cut = place.lastIndexOf(":");
  const path = place.slice(0, cut);
  const found = [...views].find(([area]) => area.dataset.path === path);
  if (!found) return false;
  const [area, view] = found;
  showPanel("pane-editor");
  const panel = area.closest<HTMLElement>("[data-panel]");
  if (panel) showPanel(panel.id);
  const line = Math.min(Math.max(Number(place.slice(cut + 1)) || 1, 1), view.state.doc.lines);
  const at = view.state.doc.line(line).from;
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
  return true;
}
