// Builds the editor in the page from its sources here and the packages that the lock
// file names, into the one file that its first argument names. The same sources give
// the same bytes, so that what is committed can be compared with what is built.
//
// The notices of all packages in it stand at the top of the file.

import { build } from "esbuild";
import { readFileSync, readdirSync, existsSync } from "node:fs";

const [out] = process.argv.slice(2);
if (!out) throw new Error("say where to: node build.js FILE");

// notices are the licences of packages, each text once, after the packages that have it.
function notices(inputs) {
	const packages = new Set(inputs.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean));
	const byText = new Map();
	for (const name of [...packages].sort()) {
		const folder = `node_modules/${name}`;
		const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
		if (!licence) throw new Error(`${folder} has no licence; find out whether it may be here`);
		const { version } = JSON.parse(readFileSync(`${folder}/package.json`));
		const text = readFileSync(`${folder}/${licence}`, "utf8").trim();
		byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
	}
	return [...byText].map(([text, names]) => `${names.join(", ")}:\n\n${text}`).join("\n\n");
}

const options = {
	entryPoints: ["editor.js"],
	bundle: true,
	minify: true,
	format: "iife",
	target: ["chrome120", "firefox121", "safari17"],
	legalComments: "none", // they stand in the notices
	charset: "utf8",
	metafile: true,
};

if (!existsSync("node_modules")) throw new Error("no node_modules here: make editor");
const { metafile } = await build({ ...options, write: false });
const used = Object.values(metafile.outputs).flatMap((o) => Object.entries(o.inputs))
	.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
await build({ ...options, outfile: out, banner: { js: `/* Built by site/editor/build.js. It holds these packages:\n\n${notices(used)}\n*/` } });
