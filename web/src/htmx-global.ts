// Makes `htmx` global for its extensions. Its settings are in the page's head, in templates/base.html.
import htmx from "htmx.org";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;
