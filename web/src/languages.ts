// Which grammar a file gets. Each is a file of its own, fetched when a page has such a file:
// Markdown's alone brings HTML, CSS and JavaScript along.
import type { Extension } from "@codemirror/state";

const grammars: Record<string, () => Promise<Extension>> = {
  json: async () => (await import("@codemirror/lang-json")).json(),
  // A skill's files open with front matter, which would read as a heading without its own grammar.
  markdown: async () => {
    const [yaml, markdown] = await Promise.all([import("@codemirror/lang-yaml"), import("@codemirror/lang-markdown")]);
    return yaml.yamlFrontmatter({ content: markdown.markdown() });
  },
  python: async () => (await import("@codemirror/lang-python")).python(),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
};

/** The grammar of that name; none for a name that has none. */
export async function language(name: string): Promise<Extension> {
  return (await grammars[name]?.()) ?? [];
}
