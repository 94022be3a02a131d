// The editor of one file, in the place of its textarea, which stays what the page
// and its form read: each change is written back and told by an input event. In
// turn the textarea hears, and the editor obeys,
//
//	programmatic   its value was set by a script
//	restore        it is to show what the browser keeps
//	place          its selection was set by a script, and the reader is to go there
//	show           its selection was set by a script, and is to be in view
//
// While the textarea has data-shared it holds somebody else's text, and what the browser
// keeps is left as it is.
//
// All of it stands in a shadow root, where a strict policy lets the library's styles in.
//
// Start at attach.

import { closeBrackets, closeBracketsKeymap, acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, insertTab, isolateHistory } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { diff } from "@codemirror/merge";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { Changes } from "./changes.js";
import { completion } from "./completion.js";
import { button, make } from "./dom.js";
import { language } from "./language.js";
import { around, beside, look } from "./look.js";
import { Problems } from "./problems.js";
import { Refusal, programOf } from "./program.js";
import { replacing } from "./replace.js";
import { phrases } from "./words.js";

const fromPage = Annotation.define(); // a change that the textarea has already

const attached = new WeakSet();

// attach puts an editor in the place of a textarea. key is where in the browser's storage
// edits are kept.
function attach(textarea, key) {
	if (attached.has(textarea)) return;
	if (!document.adoptedStyleSheets.includes(beside)) document.adoptedStyleSheets.push(beside);
	attached.add(textarea);
	new Editor(textarea, bothends.say, key);
}

class Editor {
	constructor(textarea, say, key) {
		this.textarea = textarea;
		this.say = say;
		this.original = textarea.defaultValue;
		this.file = textarea.name.slice(textarea.name.lastIndexOf("/") + 1);
		this.kept = textarea.closest(".run")?.querySelector(".original") ? null : new bothends.Edit(key); // what it holds is not the lesson's
		this.was = this.original; // the lesson's file as the reader edited it
		this.program = programOf(textarea);
		this.problems = new Problems(this.program, say, () => this.format());
		this.changes = new Changes(this.original, say);
		this.build();
		this.restore();
		this.program.editors.set(this.file, this);
		this.program.changed();
		textarea.addEventListener("programmatic", () => this.take());
		textarea.addEventListener("restore", () => this.restore());
		textarea.addEventListener("place", () => this.place());
		textarea.addEventListener("show", () => this.show());
		this.formatButton.addEventListener("click", () => this.format());
	}

	// formatButton is the one of the block, which has none before there is an editor.
	get formatButton() {
		const { form } = this.textarea, found = form.querySelector(".format-button");
		if (found) return found;
		const made = make("button", { type: "button", className: "format-button" }, this.say("format"));
		form.querySelector(".reset-button").before(made);
		return made;
	}

	// build makes the view, with what has been typed, and lets the textarea go.
	build() {
		const { textarea } = this;
		const { selectionStart: anchor, selectionEnd: head, scrollTop } = textarea;
		const focused = document.activeElement === textarea;
		const host = make("div", { className: "editor" });
		const root = host.attachShadow({ mode: "open" });
		const hint = document.getElementById(textarea.getAttribute("aria-describedby"));
		const help = make("p", { className: "aside", id: "help" }, hint?.textContent ?? "");
		this.notice = make("div", { className: "notice", role: "status", hidden: true });
		const foot = make("div", { className: "foot" }, this.problems.status, this.changes.details, this.problems.list);
		this.view = this.problems.view = this.changes.view = new EditorView({
			root,
			state: EditorState.create({ doc: this.original, extensions: this.extensions() }),
		});
		root.append(this.notice, this.view.dom, help, foot);
		root.adoptedStyleSheets = [...root.adoptedStyleSheets, around];
		this.sync();
		textarea.after(host);
		this.view.dispatch({ selection: { anchor, head } });
		if (focused) this.view.focus();
		this.view.scrollDOM.scrollTop = scrollTop;
		this.changes.refresh();
	}

	extensions() {
		const narrow = matchMedia("(max-width: 40rem)").matches;
		return [
			EditorState.tabSize.of(narrow ? 2 : 4),
			EditorState.phrases.of(Object.fromEntries(Object.entries(phrases).map(([phrase, key]) => [phrase, this.say(key)]))),
			EditorView.contentAttributes.of({
				"aria-label": this.textarea.getAttribute("aria-label"), "aria-describedby": "help",
				autocapitalize: "off", autocorrect: "off", spellcheck: "false", tabindex: "0",
			}),
			lineNumbers(), this.changes.extension, highlightSpecialChars(), history(), search(),
			this.keys(),
			this.file.endsWith(".go") ? this.go() : [], replacing,
			EditorView.updateListener.of((u) => { if (u.docChanged) this.changed(u); }),
			look,
		];
	}

	// go is what is known of the language.
	go() {
		return [
			language, indentUnit.of("\t"), indentOnInput(), bracketMatching(), closeBrackets(),
			autocompletion({ override: [completion(this.program, this.file)], icons: true }),
			this.problems.extension,
		];
	}

	// keys are the usual ones. Tab indents; Escape, whatever it closes, lets the next one
	// leave. Those that run are the page's.
	keys() {
		const run = ["Mod-Enter", "Ctrl-Enter", "Shift-Enter"].map((key) => ({ key, run: () => true }));
		return [
			Prec.highest(keymap.of(run)),
			keymap.of([
				...closeBracketsKeymap, ...completionKeymap,
				{ key: "Tab", run: acceptCompletion },
				{ key: "Tab", run: insertTab, shift: indentLess },
				{ key: "Shift-Alt-f", run: () => { this.format(); return true; } },
				...this.problems.keys, ...historyKeymap, ...searchKeymap, ...defaultKeymap,
			]),
			EditorView.domEventObservers({
				keydown: (e, view) => { if (!["Tab", "Shift"].includes(e.key)) view.setTabFocusMode(e.key === "Escape"); },
				blur: (_, view) => view.setTabFocusMode(false),
			}),
		];
	}

	// shared is whether the text is somebody else's, and the reader's own is kept.
	get shared() { return this.textarea.matches("[data-shared]"); }

	get text() { return this.view.state.doc.toString(); }

	// changed writes a change back.
	changed(update) {
		this.program.changed();
		if (update.transactions.every((tr) => !tr.docChanged || tr.annotation(fromPage))) return;
		this.textarea.value = this.text;
		this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
		if (!this.shared) this.kept?.write(this.was === this.original || this.text === this.original ? this.original : this.was, this.text);
	}

	// sync takes over what a script, or the reader before there was an editor, wrote.
	sync() {
		const { value } = this.textarea;
		if (value !== this.text) this.replace(value, { annotations: [fromPage.of(true), isolateHistory.of("full")] });
	}

	// take takes over what a script wrote, perhaps because the reader wants the lesson's.
	take() {
		this.sync();
		if (this.shared) this.notice.hidden = true;
		else if (this.text === this.original) this.forget();
	}

	// replace makes the text another one, and leaves alone what is the same in both.
	replace(text, spec) {
		const { text: old } = this;
		const changes = diff(old, text).map((c) => ({ from: c.fromA, to: c.toA, insert: text.slice(c.fromB, c.toB) }));
		this.view.dispatch({ changes, ...spec });
	}

	place() {
		this.show();
		this.view.focus();
	}

	show() {
		const { selectionStart: anchor, selectionEnd: head } = this.textarea;
		this.view.dispatch({
			selection: { anchor, head },
			effects: EditorView.scrollIntoView(head, { yMargin: 60 }),
		});
	}

	// restore takes up what the reader made of the file before. If the lesson has another one
	// by now, both are offered.
	restore() {
		const kept = this.kept?.read();
		if (!kept || this.shared || this.textarea.value !== this.original && this.textarea.value !== kept.is) return;
		if (kept.is === this.original) return this.forget();
		this.was = kept.was;
		this.replace(kept.is);
		if (kept.was !== this.original) this.offer();
	}

	offer() {
		const answer = (mine) => () => {
			this.notice.hidden = true;
			this.was = this.original;
			if (mine) this.kept.write(this.original, this.text);
			else this.replace(this.original, { annotations: isolateHistory.of("full") });
			this.view.focus();
		};
		this.notice.replaceChildren(
			make("p", {}, this.say("lesson-changed")),
			button(this.say("keep-mine"), answer(true), { className: "mend" }), " ",
			button(this.say("take-lesson"), answer(false), { className: "mend" }));
		this.notice.hidden = false;
	}

	// forget is for a file that is as the lesson has it.
	forget() {
		this.kept?.write(this.original, this.original);
		this.was = this.original;
		this.notice.hidden = true;
	}

	// format has the file written as gofmt does, with its imports in order.
	async format() {
		if (!this.file.endsWith(".go")) return;
		const before = this.text;
		let tell;
		try {
			const { source, error } = await this.program.ask("format", { file: this.file, imports: true });
			if (this.text !== before) return; // the reader went on
			tell = error || this.say(source === before ? "formatted-already" : "formatted");
			if (source !== before) this.replace(source, { userEvent: "format", annotations: isolateHistory.of("full") });
		} catch (err) {
			tell = err instanceof Refusal ? err.message : this.say("format-failed");
		}
		this.problems.tell(tell);
	}
}

bothends.edit = attach;
