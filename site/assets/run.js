// Makes each run block of a lesson run in place. Without this script the
// block's form posts to the server, which answers with the whole page.
//
// The server sends a run as Server-Sent Events: each is one event of the
// runner and the row of the transcript that shows it, and of a packet the item of
// a list; when the run has ended, a ladder comes in place of that list. All of
// these are HTML that the server made and escaped; nothing else is ever inserted
// as HTML.

const words = JSON.parse(document.body.dataset.runWords);

// say fills in a message.
const say = (key, ...args) => args.reduce((text, a) => text.replace(/%[sd]/, () => a), words[key]);

const announceEvery = 1000; // milliseconds between two announcements while a run goes on

// A Pane is one file of the programs: shown highlighted, edited as plain text.
class Pane {
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
		this.code.addEventListener("click", (e) => { if (!e.target.closest("i")) this.click(e); });
		this.element.querySelector(".edit-button").addEventListener("click", () => this.edit());
		this.element.classList.add("scripted");
		this.show(this.edited); // a browser may bring back what was typed
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
		this.legend = section.querySelector(".legend"); // explains names in the recording
		this.original = section.querySelector(".original"); // leads to the recording, where the page shows another run
		this.wire = section.querySelector(".wire"); // the ladder, where packets are captured
		this.drawn = section.querySelector(".drawn");
		this.recorded = { rows: this.list.innerHTML, status: this.status.innerHTML, drawn: this.drawn?.innerHTML };
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
		this.help();
		this.state(this.original ? "fresh" : "recorded");
		this.edited();
	}

	// help tells how to leave the editor, where it tells how to run.
	help() {
		const hint = this.section.querySelector(".hint");
		const key = (name) => Object.assign(document.createElement("kbd"), { textContent: name });
		hint.append(", ", key("Esc"), " ", key("Tab"), ` ${say("leaves")}`);
		hint.id = `${this.section.id}:hint`;
		this.panes.forEach((p) => p.textarea.setAttribute("aria-describedby", hint.id));
	}

	state(s) { this.section.dataset.state = s; }

	edited() { this.section.toggleAttribute("data-edited", this.panes.some((p) => p.edited)); }

	// show replaces the transcript and the ladder; only the recorded ones have a legend.
	show(rows, drawn) {
		this.list.innerHTML = rows;
		if (this.wire) this.draw(drawn);
		if (this.legend) this.legend.hidden = rows === "";
	}

	draw(drawn) {
		this.drawn.innerHTML = drawn;
		this.wire.hidden = drawn === "";
	}

	// packets lists packets until the ladder is drawn, when the run has ended.
	packets(items) {
		if (!this.wire || items === "") return;
		if (!this.drawn.querySelector(".packets")) this.draw('<ol class="packets"></ol>');
		this.drawn.querySelector(".packets").insertAdjacentHTML("beforeend", items);
	}

	say(text) {
		this.said = Date.now();
		this.status.textContent = text;
	}

	// run runs what stands in the panes, and ends a run that goes on.
	async run() {
		this.stop();
		const running = this.running = new AbortController();
		this.state("running");
		this.stopButton.hidden = false;
		this.show("", "");
		this.panes.forEach((p) => p.mark(false));
		this.say(say("running"));
		let text;
		try {
			text = await this.follow(running.signal);
		} catch (err) {
			text = running.signal.aborted ? say("stopped") :
				err instanceof Refusal ? err.message :
				say("lost");
		}
		if (this.running !== running) return; // another run, or Reset, took over
		this.finish("fresh", text);
	}

	finish(state, text) {
		this.running = null;
		this.state(state);
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
			throw new Refusal((await answer.text()).trim() || say("answered", answer.status));
		}
		let end = null;
		for await (const messages of batches(answer.body)) {
			if (signal.aborted) break;
			const waiting = messages.find((m) => m.name === "waiting");
			if (waiting) this.say(waiting.data.text);
			this.append(messages.filter((m) => m.name === "message").map((m) => m.data));
			const wire = messages.find((m) => m.name === "wire");
			if (wire && this.wire) this.draw(wire.data.figure);
			end = messages.find((m) => m.name === "end")?.data ?? end;
		}
		signal.throwIfAborted();
		if (!end) throw new Error("the stream broke off");
		return end.text;
	}

	append(items) {
		if (items.length === 0) return;
		if (this.list.children.length === 0) this.say(say("running")); // it may have waited
		this.list.insertAdjacentHTML("beforeend", items.map((i) => i.row).join(""));
		this.packets(items.map((i) => i.item ?? "").join(""));
		const problems = items.filter((i) => i.event.kind === "problem");
		const rows = this.list.querySelectorAll(".problem:not(.placed)");
		problems.forEach(({ event }, i) => this.problem(event, rows[i]));
		if (Date.now() - this.said >= announceEvery) {
			this.say(say("running-lines", this.list.children.length));
		}
	}

	// problem marks the file that a compiler's message is about, and leads from
	// the message to its line.
	problem(event, row) {
		row.classList.add("placed");
		const [, file, line] = /^([^:\s]+):(\d+):/.exec(event.text) ?? [];
		const pane = this.panes.find((p) => p.textarea.name === `${event.process}/${file}`);
		if (!pane) return;
		pane.mark(true);
		const button = document.createElement("button");
		button.type = "button";
		button.className = "jump";
		button.textContent = say("go-to", line);
		button.addEventListener("click", () => pane.select(Number(line)));
		row.querySelector(".line").append(" ", button);
	}

	// stop ends the run: the server ends it when the connection closes.
	stop() { this.running?.abort(); }

	reset() {
		this.stop();
		if (this.original) {
			location.assign(this.original.href);
			return;
		}
		this.panes.forEach((p) => p.reset());
		this.edited();
		this.show(this.recorded.rows, this.recorded.drawn);
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
