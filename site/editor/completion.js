// What can stand at the cursor, as the server knows it from Go's own packages.

import { syntaxTree } from "@codemirror/language";

const types = { func: "function", method: "method", type: "class", var: "variable", const: "constant", field: "property", package: "namespace", keyword: "keyword" };

// importing matches a line up to a path that is being imported.
const importing = /^\s*(?:import\s+)?(?:[\w.]+\s+)?"[^"]*$/;

// asks tells where it is of use to ask: behind a dot, within a word or a path that is
// imported, and wherever the reader asks for it.
function asks(context) {
	const line = context.state.doc.lineAt(context.pos);
	const before = line.text.slice(0, context.pos - line.from);
	const within = syntaxTree(context.state).resolveInner(context.pos, -1).name;
	if (within === "comment") return false;
	if (within === "string") return importing.test(before);
	return context.explicit || /(?:^|[^\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*$|[\p{L}\p{N}_)\]]\.[\p{L}_]?[\p{L}\p{N}_]*$/u.test(before) && !/\d\.\w*$/.test(before);
}

export const completion = (program, file) => async (context) => {
	if (!asks(context)) return null;
	const given = new AbortController();
	context.addEventListener("abort", () => given.abort());
	let answer;
	try {
		answer = await program.ask("complete", { file, offset: context.pos }, given.signal);
	} catch {
		return null; // what is wrong is told elsewhere
	}
	if (answer.items.length === 0) return null;
	const path = context.state.sliceDoc(answer.from - 1, answer.from) === '"';
	return {
		from: answer.from,
		validFor: answer.more ? undefined : path ? /^[\w/.]*$/ : /^[\p{L}\p{N}_]*$/u,
		options: answer.items.map((item, i) => ({
			label: item.label,
			type: types[item.kind],
			boost: -Math.min(i, 99),
			info: item.detail || item.doc ? () => explain(item) : undefined,
			apply: (view, _, from, to) => insert(view, item, from, to),
		})),
	};
};

// explain shows how something is declared, and what the library says of it.
function explain(item) {
	const box = document.createElement("div");
	if (item.detail) box.appendChild(document.createElement("code")).textContent = item.detail;
	if (item.doc) box.appendChild(document.createElement("p")).textContent = item.doc;
	return box;
}

// insert writes what was chosen, and what it needs besides.
function insert(view, item, from, to) {
	const beside = (item.edits ?? []).map((e) => ({ from: e.from, to: e.to, insert: e.text }));
	const changes = view.state.changes([...beside, { from, to, insert: item.label }]);
	view.dispatch({
		changes,
		selection: { anchor: changes.mapPos(to, 1) },
		scrollIntoView: true,
		userEvent: "input.complete",
	});
}
