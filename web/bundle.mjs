// Bundles src/ into the folder given as the only argument, and writes `manifest.tsv` there:
// one line a file that a page names, `name in templates <TAB> name with its content's hash`.
// Called by build.rs; `npm run bundle -- DIR` does the same by hand.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
if (!out) {
  console.error("usage: node bundle.mjs DIR");
  process.exit(2);
}

const result = await build({
  entryPoints: { app: "src/app.ts", style: "src/style/app.css" },
  outdir: out,
  bundle: true,
  splitting: true, // the editor is a file of its own, fetched only where a page has one
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  legalComments: "linked",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said what is wrong, with the place

const named = Object.entries(result.metafile.outputs)
  .filter(([, output]) => output.entryPoint?.startsWith("src/"))
  .map(([file, output]) => {
    const source = path.parse(output.entryPoint);
    const hashed = path.basename(file);
    return `${source.name}${path.extname(hashed)}\t${hashed}\n`;
  });
await writeFile(path.join(out, "manifest.tsv"), named.sort().join(""));
