// Makes each run block of a lesson run in place. Without this script the
// block's form posts to the server, which answers with the whole page.
//
// The server sends a run as Server-Sent Events: each is one event of the
// runner and the row of the transcript that shows it. Rows are HTML that the
// server made and escaped; nothing else is ever inserted as HTML.

const announceEvery = 1000; // milliseconds between two announcements while a run goes on

// A Pane is one file of the programs: shown highlighted, edited as plain text.
class Pane {
	constructor(textarea, changed) {
		this.textarea = textarea;
		this.element = textarea.closest(".pane") ?? textarea.parentElement;
		this.code = this.element.querySelector("pre");
		this.original = textarea.defaultValue;
		this.changed = changed;
		this.leaving = false; // Escape was pressed: the next Tab leaves the editor
		textarea.addEventListener("input", () => this.update());
		textarea.addEventListener("keydown", (e) => this.key(e));
		textarea.addEventListener("blur", () => { this.leaving = false; });
		this.code?.addEventListener("click", (e) => this.click(e));
		this.element.querySelector(".edit-button")?.addEventListener("click", () => this.edit());
		this.element.classList.add("scripted");
		this.show(false);
	}

	get edited() { return this.textarea.value !== this.original; }

	// show switches between the highlighted code and the editor.
	show(editing) {
		if (!this.code) editing = true;
		else this.code.hidden = editing;
		this.textarea.hidden = !editing;
		this.element.classList.toggle("editing", editing);
		if (editing) this.size();
	}

	edit(line) {
		this.show(true);
		this.textarea.focus({ preventScroll: line === undefined });
		if (line !== undefined) this.select(line);
	}

	// click opens the editor, unless the reader is selecting code or follows a link.
	click(e) {
		if (e.target.closest("a") || !getSelection().isCollapsed) return;
		this.edit();
	}

	// select marks a line, counted from 1, and brings it into view.
	select(line) {
		const lines = this.textarea.value.split("\n");
		const at = Math.min(Math.max(line, 1), lines.length) - 1;
		const start = lines.slice(0, at).reduce((n, l) => n + l.length + 1, 0);
		this.textarea.setSelectionRange(start, start + lines[at].length);
		const box = this.textarea.getBoundingClientRect();
		const middle = box.top + box.height * (at + 0.5) / lines.length;
		if (middle < 0 || middle > innerHeight) scrollBy(0, middle - innerHeight / 2);
	}

	size() { this.textarea.rows = this.textarea.value.split("\n").length; }

	update() {
		this.size();
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
}

// A Block is one run block: its panes, its buttons and its transcript.
class Block {
	constructor(section, form) {
		this.form = form;
		this.section = section;
		this.log = section.querySelector("[role=log]");
		this.list = section.querySelector(".transcript");
		this.status = section.querySelector(".run-status");
		this.runButton = section.querySelector(".run-button");
		this.stopButton = section.querySelector(".stop-button");
		this.resetButton = section.querySelector(".reset-button");
		this.recorded = { rows: this.list.innerHTML, status: this.status.innerHTML };
		this.running = null; // the AbortController of the run that goes on
		this.panes = [...form.querySelectorAll("textarea[name]")].map((t) => new Pane(t, () => this.edited()));

		// The log would be read out row by row; the status tells instead.
		this.log.setAttribute("aria-live", "off");
		form.addEventListener("submit", (e) => { e.preventDefault(); this.run(); });
		this.stopButton.addEventListener("click", () => this.stop());
		this.resetButton.addEventListener("click", (e) => { e.preventDefault(); this.reset(); });
		section.addEventListener("keydown", (e) => {
			if (e.key === "Enter" && (e.ctrlKey || e.metaKey || e.shiftKey) && !e.isComposing) {
				e.preventDefault();
				this.run();
			}
		});
		this.list.addEventListener("click", (e) => this.jump(e));
		this.state("recorded");
		this.edited();
	}

	state(s) { this.section.dataset.state = s; }

	edited() { this.section.toggleAttribute("data-edited", this.panes.some((p) => p.edited)); }

	say(text) {
		this.said = Date.now();
		this.status.textContent = text;
	}

	// run runs what stands in the panes, and ends a run that goes on.
	async run() {
		this.stop();
		const running = this.running = new AbortController();
		this.state("running");
		this.runButton.disabled = true;
		this.stopButton.hidden = false;
		this.list.replaceChildren();
		this.panes.forEach((p) => p.mark(false));
		this.say("Running…");
		let text;
		try {
			text = await this.follow(running.signal);
		} catch (err) {
			text = running.signal.aborted ? "Stopped." :
				err instanceof Refusal ? err.message :
				"The connection to the server was lost, and the run ended with it. Is the server still running?";
		}
		if (this.running !== running) return; // another run, or Reset, took over
		this.finish("fresh", text);
	}

	finish(state, text) {
		this.running = null;
		this.state(state);
		this.runButton.disabled = false;
		const focused = document.activeElement === this.stopButton;
		this.stopButton.hidden = true;
		if (focused) this.runButton.focus();
		this.say(text);
	}

	// follow asks for the run and shows it until it ends. It returns how.
	async follow(signal) {
		const answer = await fetch(this.form.action, {
			method: "POST",
			headers: { Accept: "text/event-stream" },
			body: new URLSearchParams(new FormData(this.form)),
			signal,
		});
		if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/event-stream")) {
			throw new Refusal((await answer.text()).trim() || `The server answered with status ${answer.status}.`);
		}
		let end = null;
		for await (const messages of batches(answer.body)) {
			if (signal.aborted) break;
			this.append(messages.filter((m) => m.name === "message").map((m) => m.data));
			end = messages.find((m) => m.name === "end")?.data ?? end;
		}
		signal.throwIfAborted();
		if (!end) throw new Error("the stream broke off");
		return end.text;
	}

	append(items) {
		if (items.length === 0) return;
		this.list.insertAdjacentHTML("beforeend", items.map((i) => i.row).join(""));
		for (const { event } of items) {
			if (event.kind === "problem") this.problem(event.text);
		}
		if (Date.now() - this.said >= announceEvery) {
			this.say(`Running… ${this.list.children.length} lines so far.`);
		}
	}

	// place finds the pane and the line that a compiler's message begins with.
	place(text) {
		const [, file, line] = /^([^:\s]+):(\d+):/.exec(text) ?? [];
		return { pane: this.panes.find((p) => p.textarea.name === file), line: Number(line) };
	}

	problem(text) {
		const { pane } = this.place(text);
		if (!pane) return;
		pane.mark(true);
		pane.show(true);
	}

	// jump follows a click on a compiler's message to its line.
	jump(e) {
		const row = e.target.closest(".problem");
		if (!row || !getSelection().isCollapsed) return;
		const { pane, line } = this.place(row.querySelector(".line .place")?.textContent ?? "");
		pane?.edit(line);
	}

	// stop ends the run: the server ends it when the connection closes.
	stop() {
		if (!this.running) return;
		this.running.abort();
	}

	reset() {
		this.stop();
		this.panes.forEach((p) => p.reset());
		this.edited();
		this.list.innerHTML = this.recorded.rows;
		this.finish("recorded", "");
		this.status.innerHTML = this.recorded.status;
	}
}

// A Refusal is the server's own sentence: nothing ran.
class Refusal extends Error {}

// batches reads Server-Sent Events: all that arrived at once, together.
async function* batches(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";
	for (;;) {
		const { value, done } = await reader.read();
		if (done) return;
		const parts = (rest + value).split("\n\n");
		rest = parts.pop();
		yield parts.map((part) => {
			const message = { name: "message", data: null };
			for (const line of part.split("\n")) {
				if (line.startsWith("event: ")) message.name = line.slice(7);
				if (line.startsWith("data: ")) message.data = JSON.parse(line.slice(6));
			}
			return message;
		});
	}
}

for (const section of document.querySelectorAll("section.run")) {
	const form = section.querySelector("form");
	if (form) new Block(section, form);
}
