// A Pane is one file of the programs: shown highlighted, and edited in a textarea, in
// whose place an editor comes when the reader first edits.
bothends.Pane = class Pane {
	constructor(textarea, changed) {
		this.textarea = textarea;
		this.element = textarea.closest(".pane");
		this.code = this.element.querySelector("pre");
		this.original = textarea.defaultValue;
		this.changed = changed;
		this.leaving = false; // Escape was pressed: the next Tab leaves the editor
		textarea.closest("details").replaceWith(textarea); // it opens in place of the code instead
		textarea.addEventListener("input", () => this.update());
		textarea.addEventListener("keydown", (e) => this.key(e));
		textarea.addEventListener("blur", () => { this.leaving = false; });
		textarea.addEventListener("focus", () => this.enhance());
		this.code.addEventListener("click", (e) => { if (!e.target.closest("i")) this.click(e); });
		this.element.querySelector(".edit-button").addEventListener("click", () => this.edit());
		this.element.classList.add("scripted");
		this.show(this.edited); // a browser may bring back what was typed
		if (!textarea.form) return; // a cell of a terminal: no file, and only the terminal knows what it means
		const { snippet, exercise } = textarea.form.elements;
		this.keep = `edit:${location.pathname} ${(snippet ?? exercise).value}/${textarea.name}`;
		if (this.edited || this.kept) this.enhance();
	}

	// kept is whether this browser keeps an edit; the editor puts it back.
	get kept() { return new bothends.Edit(this.keep).read() !== null; }

	// enhance has an editor take the textarea's place, and go to what is selected in it: see
	// site/editor.
	enhance() {
		if (!this.keep) return;
		this.textarea.dispatchEvent(new Event("place"));
		this.attach();
	}

	// attach has an editor take the textarea's place, which stays a textarea where none can
	// be had.
	attach() {
		return bothends.late("editor.js").then(() => bothends.edit(this.textarea, this.keep), () => {});
	}

	get edited() { return this.textarea.value !== this.original; }

	// show switches between the highlighted code and the editor.
	show(editing) {
		this.code.hidden = editing;
		this.textarea.hidden = !editing;
		this.element.classList.toggle("editing", editing);
		if (editing) this.size();
	}

	// edit opens the editor, the cursor at an offset into the text.
	edit(offset = 0) {
		const top = this.code.scrollTop;
		this.show(true);
		this.textarea.focus({ preventScroll: true });
		this.textarea.setSelectionRange(offset, offset);
		this.textarea.scrollTop = top;
		this.enhance();
	}

	// click opens the editor where the reader clicked, unless to select code.
	click(e) {
		if (!getSelection().isCollapsed) return;
		const at = document.caretPositionFromPoint?.(e.clientX, e.clientY);
		const before = document.createRange();
		before.setStart(this.code, 0);
		if (at && this.code.contains(at.offsetNode)) before.setEnd(at.offsetNode, at.offset);
		this.edit(before.toString().length);
	}

	// select opens the editor, a line of it selected and in view.
	select(line) {
		this.show(true);
		this.textarea.focus({ preventScroll: true });
		this.mind(line);
		this.enhance();
	}

	// lead brings a line into view, and leaves the reader where they are.
	async lead(line) {
		this.mind(line);
		await this.attach();
		this.textarea.dispatchEvent(new Event("show"));
	}

	// firstEdited is the first line that is not as the page has it.
	get firstEdited() {
		const was = this.original.split("\n"), is = this.textarea.value.split("\n");
		return is.findIndex((line, i) => line !== was[i]) + 1 || is.length;
	}

	// mind selects a line, and brings it into view.
	mind(line) {
		const lines = this.textarea.value.split("\n");
		const at = Math.min(Math.max(line, 1), lines.length) - 1;
		const start = lines.slice(0, at).reduce((n, l) => n + l.length + 1, 0);
		this.textarea.setSelectionRange(start, start + lines[at].length);
		const top = this.textarea.scrollHeight * at / lines.length;
		this.textarea.scrollTop = top - this.textarea.clientHeight / 2;
		this.textarea.scrollIntoView({ block: "nearest" });
	}

	size() { this.textarea.rows = this.textarea.value.split("\n").length; }

	update() {
		this.show(true);
		this.mark(false);
		this.changed();
	}

	// mark says whether the compiler found an error in this file.
	mark(wrong) {
		this.element.classList.toggle("wrong", wrong);
		if (wrong) this.textarea.setAttribute("aria-invalid", "true");
		else this.textarea.removeAttribute("aria-invalid");
	}

	reset() {
		this.textarea.value = this.original;
		this.textarea.dispatchEvent(new Event("programmatic"));
		this.mark(false);
		this.show(false);
	}

	key(e) {
		if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.key === "Escape") {
			this.leaving = true;
		} else if (e.key === "Tab" && !e.shiftKey && !this.leaving) {
			e.preventDefault();
			this.insert("\t");
		} else if (e.key === "Enter" && !e.shiftKey) {
			e.preventDefault();
			const before = this.textarea.value.slice(0, this.textarea.selectionStart);
			this.insert("\n" + /[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))[0]);
		} else if (e.key !== "Shift" && e.key !== "Tab") {
			this.leaving = false;
		}
	}

	// insert types text. The command is the one way that keeps undo whole.
	insert(text) {
		if (document.execCommand("insertText", false, text)) return;
		this.textarea.setRangeText(text, this.textarea.selectionStart, this.textarea.selectionEnd, "end");
		this.update();
	}
};
