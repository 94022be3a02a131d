// What the compiler, vet and gofmt say of a file: marked at its place, and listed
// below the text with what mends it, for all who cannot point at a place.

import { ChangeSet, RangeSet, StateField } from "@codemirror/state";
import { EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";
import { forEachDiagnostic, nextDiagnostic, setDiagnostics, setDiagnosticsEffect } from "@codemirror/lint";
import { button, make } from "./dom.js";

const wrong = new (class extends GutterMarker { elementClass = "cm-wrong"; })();

// numbers marks the numbers of lines that do not compile.
const numbers = StateField.define({
	create: () => RangeSet.empty,
	update(marks, tr) {
		for (const effect of tr.effects) {
			if (!effect.is(setDiagnosticsEffect)) continue;
			const lines = effect.value.filter((d) => d.severity === "error").map((d) => tr.newDoc.lineAt(d.from).from);
			return RangeSet.of([...new Set(lines)].map((at) => wrong.range(at)), true);
		}
		return marks.map(tr.changes);
	},
	provide: (field) => gutterLineClass.from(field),
});

export class Problems {
	// format is what mends a problem of gofmt's.
	constructor(program, say, format) {
		this.program = program;
		this.say = say;
		this.format = format;
		this.list = make("ul", { className: "problems", "aria-label": say("problems"), hidden: true });
		this.status = make("p", { className: "status", role: "status" });
		this.view = null;
		this.since = null; // the changes since places were told
		this.extension = [numbers, EditorView.updateListener.of((u) => { if (u.docChanged) this.since = this.since?.compose(u.changes); })];
		this.keys = [
			{ key: "F8", run: nextDiagnostic },
			{ key: "Mod-.", run: () => this.mendHere() },
		];
	}

	tell(text) { if (this.status.textContent !== text) this.status.textContent = text; }

	// unknown says that nobody knows what is wrong, and why, if there is a word for that.
	unknown(why) {
		this.show([], []);
		this.tell(this.say("problems-unknown", why).replace(/: $/, ""));
	}

	// show shows what was found in this file, and in those that are not open.
	show(here, elsewhere) {
		const { view } = this, { doc } = view.state;
		this.since = ChangeSet.empty(doc.length);
		view.dispatch(setDiagnostics(view.state, here.map((p) => ({
			from: Math.min(p.from, doc.length),
			to: Math.min(p.to, doc.length),
			severity: p.severity,
			source: p.source,
			message: p.message,
			actions: this.mends(p).map(({ title, mend }) => ({ name: title, apply: mend })),
		}))));
		view.contentDOM.toggleAttribute("aria-invalid", here.some((p) => p.severity === "error"));
		const all = [...here, ...elsewhere];
		this.list.replaceChildren(...all.map((p) => this.item(p, here.includes(p))));
		this.list.hidden = all.length === 0;
		this.tell(all.length === 0 ? this.say("problems-none") : this.say("problems-count", String(all.length)));
	}

	// mends are the ways to mend a problem, at most one.
	mends(p) {
		if (p.fix) return [{ title: p.fix.title, mend: () => this.program.apply(p.fix.edits) }];
		if (p.source === "gofmt") return [{ title: this.say("format"), mend: this.format }];
		return [];
	}

	item(p, here) {
		const place = `${p.line}:${p.column}`;
		const item = make("li", { className: p.severity });
		item.append(here ? button(place, () => this.go(p), { className: "place", "aria-label": `${place} ${this.say("go-to", String(p.line))}` }) : `${p.file}:${place}`,
			" ", make("span", { className: "message" }, p.message));
		for (const { title, mend } of this.mends(p)) {
			item.append(" ", button(title, () => { mend(); this.view.focus(); }, { className: "mend" }));
		}
		return item;
	}

	// now is where a place is by now.
	now(offset) { return this.since.mapPos(Math.min(offset, this.since.length), 1); }

	go(p) {
		const at = this.now(p.from);
		this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
		this.view.focus();
	}

	// mend makes edits whose places were told with the problems.
	mend(edits) {
		const changes = ChangeSet.of(edits.map((e) => ({ from: e.from, to: e.to, insert: e.text })), this.since.length);
		this.view.dispatch({ changes: changes.map(this.since), userEvent: "input.mend" });
	}

	// mendHere mends the first problem on the line of the cursor that can be.
	mendHere() {
		const { state } = this.view, line = state.doc.lineAt(state.selection.main.head);
		let mend = null;
		forEachDiagnostic(state, (d, from, to) => {
			if (from <= line.to && to >= line.from) mend ??= d.actions?.[0]?.apply;
		});
		mend?.();
		return mend !== null;
	}
}
