// Bundles MiniSearch, at the version that the lock file names, into a script for
// pages. It is committed, so that the site builds without npm, and is no module, as
// those are not loaded from a disk. The same version gives the same bytes.
//
//	node build.js FILE

import { build } from "esbuild";
import { readFileSync } from "node:fs";

const [out] = process.argv.slice(2);
if (!out) throw new Error("say where to: node build.js FILE");

const from = new URL("node_modules/minisearch/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", from)));
const licence = readFileSync(new URL("LICENSE.txt", from), "utf8").trim();

await build({
	stdin: { contents: 'export { default } from "minisearch";', resolveDir: import.meta.dirname },
	bundle: true,
	minify: true,
	format: "iife",
	target: ["chrome120", "firefox121", "safari17"],
	charset: "utf8",
	legalComments: "none", // it stands at the top
	globalName: "bothends.MiniSearch",
	banner: { js: `/*! Built by site/search/minisearch/build.js of MiniSearch ${version}:\n\n${licence}\n*/` },
	footer: { js: "bothends.MiniSearch = bothends.MiniSearch.default;" },
	outfile: out,
});
