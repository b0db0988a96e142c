// The Copy button of a code block.
import { announce } from "./announce";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-copy]");
  if (!button) return;
  const source = button.closest(".code")?.querySelector("code, textarea");
  const text = source instanceof HTMLTextAreaElement ? source.value : (source?.textContent ?? "");
  navigator.clipboard.writeText(text).then(
    () => say(button, "Copied"),
    () => say(button, "Not copied: the browser refused"),
  );
});

function say(button: HTMLButtonElement, word: string): void {
  button.textContent = word;
  announce(word);
  // Back to its own word once the pointer or the focus moves on: no timer to outlive the page.
  const restore = () => {
    button.textContent = "Copy";
    button.removeEventListener("blur", restore);
    button.removeEventListener("pointerleave", restore);
  };
  button.addEventListener("blur", restore);
  button.addEventListener("pointerleave", restore);
}
