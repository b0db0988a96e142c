// htmx as a module, with its server-sent events. The extension looks for a global `htmx`, so the
// global is set by the module imported first.
import "./htmx-global";
import "htmx-ext-sse";
