// Where a file differs from the lesson's: marked beside the lines, and listed
// below the text, part by part, each with a way back.

import { RangeSetBuilder, StateField, Text } from "@codemirror/state";
import { EditorView, GutterMarker, gutter } from "@codemirror/view";
import { Chunk } from "@codemirror/merge";
import { isolateHistory } from "@codemirror/commands";
import { button, make } from "./dom.js";

class Mark extends GutterMarker {
	constructor(kind) {
		super();
		this.elementClass = kind;
	}
}
const changed = new Mark("cm-differs");
const missing = new Mark("cm-missing"); // the lesson has lines before this one

export class Changes {
	constructor(original, say) {
		this.original = Text.of(original.split("\n"));
		this.say = say;
		this.summary = make("summary");
		this.list = make("ul");
		this.details = make("details", { className: "changes", hidden: true }, this.summary, this.list);
		this.details.addEventListener("toggle", () => this.refresh());
		this.view = null;
		this.chunks = StateField.define({
			create: (state) => Chunk.build(this.original, state.doc),
			update: (chunks, tr) => tr.docChanged ? Chunk.updateB(chunks, this.original, tr.newDoc, tr.changes) : chunks,
		});
		this.extension = [
			this.chunks,
			gutter({ class: "cm-changes", markers: (view) => this.marks(view.state) }),
			EditorView.updateListener.of((u) => { if (u.docChanged) this.refresh(); }),
		];
	}

	marks(state) {
		const builder = new RangeSetBuilder();
		for (const chunk of state.field(this.chunks)) {
			if (chunk.fromB === chunk.toB) {
				const { from } = state.doc.lineAt(Math.min(chunk.fromB, state.doc.length));
				builder.add(from, from, missing);
				continue;
			}
			for (let at = chunk.fromB; at <= chunk.endB;) {
				const line = state.doc.lineAt(at);
				builder.add(line.from, line.from, changed);
				at = line.to + 1;
			}
		}
		return builder.finish();
	}

	// refresh shows how many parts differ, and if it is unfolded which.
	refresh() {
		const { state } = this.view, chunks = state.field(this.chunks);
		this.details.hidden = chunks.length === 0;
		this.summary.textContent = this.say("changes", String(chunks.length));
		if (this.details.open) this.list.replaceChildren(...chunks.map((c) => this.item(c)));
	}

	// place says where a part is.
	place(chunk) {
		const { doc } = this.view.state;
		const first = doc.lineAt(Math.min(chunk.fromB, doc.length)).number;
		if (chunk.fromB === chunk.toB) return this.say("change-gone", String(first));
		const last = doc.lineAt(Math.min(chunk.endB, doc.length)).number;
		return first === last ? this.say("change-line", String(first)) : this.say("change-lines", String(first), String(last));
	}

	item(chunk) {
		const was = chunk.fromA === chunk.toA ? null : this.original.sliceString(chunk.fromA, chunk.endA);
		return make("li", {},
			button(this.place(chunk), () => this.go(chunk.fromB), { className: "place" }), " ",
			button(this.say("bring-back"), () => this.bringBack(chunk), { className: "mend" }),
			was === null ? make("p", {}, this.say("change-nothing")) : make("pre", { "aria-label": this.say("change-lesson"), role: "group", tabIndex: 0 }, was));
	}

	go(at) {
		at = Math.min(at, this.view.state.doc.length);
		this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
		this.view.focus();
	}

	// bringBack puts the lesson's lines in the place of a part.
	bringBack(chunk) {
		const { state } = this.view;
		const insert = this.original.sliceString(chunk.fromA, chunk.endA) +
			(chunk.fromA !== chunk.toA && chunk.toB <= state.doc.length ? state.lineBreak : "");
		this.view.dispatch({
			changes: { from: chunk.fromB, to: Math.min(state.doc.length, chunk.toB), insert },
			userEvent: "revert",
			annotations: isolateHistory.of("full"),
		});
		this.go(chunk.fromB);
	}
}
