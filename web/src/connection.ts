// Says when the workbench does not answer, and takes it back when it does.
// Requests and streams both report here; the streams' own reconnecting is the sign of recovery.

const banner = document.getElementById("connection");

function lost(): void {
  if (banner) banner.hidden = false;
}

function back(): void {
  if (banner) banner.hidden = true;
}

// What was said about the last request is over when the next one begins.
document.body.addEventListener("htmx:beforeRequest", () => document.getElementById("notice")?.replaceChildren());
document.body.addEventListener("htmx:sendError", lost);
document.body.addEventListener("htmx:sseError", (event) => {
  // A stream that was closed on purpose also ends in an error event.
  const source = (event as CustomEvent<{ source?: EventSource }>).detail?.source;
  if (source?.readyState !== EventSource.CLOSED) lost();
});
document.body.addEventListener("htmx:sseOpen", back);
document.body.addEventListener("htmx:afterOnLoad", back);
