// The terminals of a session: cells that a reader edits and runs, in any order, at either
// end. All pieces of a session on a page are one. The server opens the terminals when the
// first cell is run, and tells what happens in them; rows are HTML that it made and
// escaped, and nothing else is ever inserted as HTML.

{
	const { say, make } = bothends;

	const announceEvery = 1000; // milliseconds between two announcements
	const longest = 300; // characters of one
	const named = 3; // cells that one names
	const still = 3000; // milliseconds in which nothing happens before it is said that nothing can

	const button = (text, label, pressed) => {
		const element = make("button", { type: "button", textContent: text });
		if (label) element.setAttribute("aria-label", label);
		element.addEventListener("click", pressed);
		return element;
	};

	// What ends a wait in a call, as the name of a message has it.
	const ends = (call, addresses) => call === "accept" && addresses ? ["stuck-accept", call, addresses] :
		/^(read|recv)/.test(call) ? ["stuck-read", call] : ["stuck", call];

	// A Cell is one of the page, or one that the reader has added.
	class Cell {
		constructor(session, element) {
			this.session = session;
			this.element = element;
			this.terminal = element.dataset.terminal;
			this.name = element.dataset.cell;
			this.title = `${this.terminal}: ${this.name}`;
			this.added = element.matches(".added");
			this.own = this.added ? null : new bothends.Edit(`cell:${location.pathname} ${session.name}/${this.terminal}/${this.name}`);
			this.prompt = element.querySelector(".prompt");
			this.code = element.querySelector(".code");
			this.recorded = { prompt: this.prompt.textContent, list: element.querySelector(".transcript"), time: element.querySelector(".time") };
			this.list = make("ol", { className: "transcript" });
			this.log = make("div", { className: "log" }, this.list);
			this.log.setAttribute("role", "log");
			this.log.setAttribute("aria-live", "off"); // the status tells instead
			this.log.setAttribute("aria-label", say("cell-output", this.title));
			this.state = make("span", { className: "cell-state" });
			this.listen = (e) => this.key(e);
			this.build();
		}

		get source() { return this.pane.textarea.value; }
		get edited() { return this.pane.edited; }
		get fresh() { return this.ran !== this.source; } // it was not run as it stands
		get stale() { return this.shown !== null && this.shown !== this.source; } // its output is of another text

		// called is what a reader knows it by that has no number: its first line.
		get called() { return `${this.terminal}: ${this.source.trim().split("\n")[0].slice(0, 40)}`; }

		build() {
			const textarea = make("textarea", { value: this.code.textContent, defaultValue: this.code.textContent, spellcheck: false, cols: 64 });
			textarea.setAttribute("aria-label", say("cell-source", this.title));
			textarea.setAttribute("autocapitalize", "off");
			textarea.setAttribute("aria-describedby", this.session.hintID);
			const title = (key) => `${say(key)} ${this.title}`;
			this.original = button(say("cell-original"), title("cell-original"), () => { this.pane.reset(); this.edit(); this.focus(); });
			const edit = button(say("cell-edit"), title("cell-edit"), () => {});
			edit.className = "edit-button";
			this.remover = button(say("cell-remove"), title("cell-remove"), () => this.session.remove(this));
			this.tools = make("div", { className: "tools" },
				button(say("cell-run"), title("cell-run"), () => this.session.run([this])),
				button(say("cell-to"), title("cell-to"), () => this.session.to(this)),
				edit, this.added ? this.remover : this.original);
			this.holder = make("div", { className: "pane" }, this.tools);
			this.code.replaceWith(this.holder);
			this.holder.append(this.code, make("details", {}, textarea));
			this.pane = new bothends.Pane(textarea, () => this.edit());
			const kept = this.own?.read()?.is ?? null;
			if (kept !== null && kept !== this.source) {
				textarea.value = kept;
				this.pane.show(true);
			}
			this.element.querySelector(".head").append(this.state);
			this.element.append(this.log);
			this.element.addEventListener("keydown", this.listen);
			this.clear();
			this.changed();
		}

		// edit is what follows when the reader has changed the text.
		edit() {
			if (this.added) this.session.keep();
			this.own?.write(this.pane.original, this.source);
			if (this.phase === "dropped") this.phase = "";
			this.session.edited(this);
			this.changed();
		}

		changed() {
			this.element.classList.toggle("edited", this.edited || this.added);
			this.original.hidden = !this.edited;
			this.tell();
			this.session.look();
		}

		// tell says in words how it stands with the cell.
		tell() {
			const words = this.phase === "queued" ? [say("cell-queued")] : this.phase === "dropped" ? [say("cell-dropped")] :
				this.phase === "running" ? [this.call ? say("waits-in", this.call) : say("state-busy")] : [];
			if (this.added) words.push(say("cell-added"));
			else if (this.edited) words.push(say("cell-edited"));
			this.remover.disabled = ["queued", "running"].includes(this.phase);
			if (this.stale) words.push(say("cell-stale"));
			this.element.classList.toggle("stale", this.stale);
			this.state.textContent = words.join(", ");
			this.element.dataset.phase = this.phase;
		}

		clear() {
			this.unstick();
			this.forget(); // at first what was recorded
			this.phase = "";
			this.ran = null;
			this.call = ""; // that it waits in
			this.list.replaceChildren();
			this.pane.mark(false);
			this.tell();
		}

		// recall shows what was recorded, where nothing can be run.
		recall() {
			const { prompt, list, time } = this.recorded;
			if (this.added) return;
			this.recalled = true;
			this.shown = this.pane.original;
			this.prompt.textContent = prompt;
			if (time) this.state.before(time);
			if (list) this.log.before(list);
			this.tell();
		}

		// forget takes away what was recorded.
		forget() {
			this.recalled = false;
			this.shown = null;
			this.prompt.textContent = "[ ]";
			this.recorded.list?.remove();
			this.recorded.time?.remove();
			this.tell();
		}

		begin(number, source) {
			this.clear();
			this.phase = "running";
			this.ran = this.shown = source;
			this.prompt.textContent = `[${number}]`;
			this.tell();
		}

		waits(call) {
			this.call = call;
			this.tell();
		}

		// stick says that what it waits for can no longer come.
		stick(text) {
			const { terminal } = this;
			const stop = button(say("terminal-interrupt"), `${say("terminal-interrupt")} ${this.title}`, () => this.session.interrupt(this.session.terminals.get(terminal)));
			this.stuck = make("div", { className: "stuck" }, make("span", { textContent: text }), stop);
			this.element.append(this.stuck);
		}

		unstick() {
			const held = this.stuck?.contains(document.activeElement);
			this.stuck?.remove();
			this.stuck = null;
			if (held) this.focus();
		}

		add(row) { if (row) this.list.insertAdjacentHTML("beforeend", row); }

		// end marks the lines that a compiler's message is about, and leads there.
		end(event) {
			this.unstick();
			this.phase = event.outcome === "done" ? "done" : "failed";
			if (this.phase === "failed") this.ran = null;
			this.tell();
			if (event.outcome !== "problem" && event.outcome !== "refused") return;
			const [, line] = /^[^:\s]+:(\d+):/.exec(event.text) ?? [];
			if (!line) return;
			this.pane.mark(true);
			const jump = button(say("go-to", line), "", () => this.pane.select(Number(line)));
			jump.className = "jump";
			this.list.lastElementChild?.querySelector(".line").append(" ", jump);
		}

		focus() { (this.pane.textarea.hidden ? this.code : this.pane.textarea).focus(); }

		key(e) {
			if (e.key !== "Enter" || e.isComposing || !(e.ctrlKey || e.metaKey || e.shiftKey) || e.target.closest("button")) return;
			e.preventDefault();
			this.session.run([this]);
			if (e.shiftKey) this.session.after(this)?.focus();
		}

		// restore is as the page was made.
		restore() {
			this.element.removeEventListener("keydown", this.listen);
			this.holder.replaceWith(this.code);
			this.code.hidden = false;
			this.unstick();
			this.log.remove();
			this.state.remove();
			this.element.classList.remove("edited", "stale");
			delete this.element.dataset.phase;
			this.prompt.textContent = this.recorded.prompt;
			if (this.recorded.time) this.element.querySelector(".head").append(this.recorded.time);
			if (this.recorded.list) this.element.append(this.recorded.list);
		}
	}

	// A Terminal is one end: what it runs, and how it stands with it, in words.
	class Terminal {
		constructor(session, name) {
			this.session = session;
			this.name = name;
			this.states = [];
			this.interrupts = [];
			this.reset("state-none");
		}

		reset(state) {
			this.count = 0;
			this.cell = null; // that runs, or has run last
			this.listens = new Set(); // the addresses at which it does
			this.set(state);
		}

		set(key, ...args) {
			this.busy = key === "state-busy" || key === "waits-in";
			this.text = say(key, ...args);
			for (const e of this.states) {
				e.textContent = this.text;
				e.dataset.state = key;
			}
			for (const b of this.interrupts) b.disabled = !this.busy;
		}

		// show puts the terminal's state and controls into the head of a piece.
		show(head, last) {
			const state = head.querySelector(".state");
			this.recorded ??= state.textContent;
			const stop = button(say("terminal-interrupt"), `${say("terminal-interrupt")} ${this.name}`, () => this.session.interrupt(this));
			const tools = make("span", { className: "tools" }, stop);
			if (last) tools.append(button(say("terminal-add"), `${say("terminal-add")}: ${this.name}`, () => this.session.addEmpty(this.name)));
			head.append(tools);
			this.states.push(state);
			this.interrupts.push(stop);
			this.tools = [...this.tools ?? [], tools];
			this.set("state-none");
		}

		restore() {
			for (const s of this.states) {
				s.textContent = this.recorded;
				delete s.dataset.state;
			}
			this.tools.forEach((t) => t.remove());
		}
	}

	class Session {
		constructor(name) {
			this.name = name;
			this.sections = [...document.querySelectorAll(`[data-session="${CSS.escape(name)}"]`)];
			this.hintID = `${this.sections[0].id}:hint`;
			this.base = new URL(".", new URL(this.sections[0].dataset.action, document.baseURI)).href;
			this.stream = null; // of the terminals, while they are open
			this.opening = null; // a promise that they are
			this.asked = Promise.resolve(); // when all that was asked for has arrived
			this.interrupted = []; // of them, those that an interruption took away which has not come yet
			this.about = null; // the cell that was spoken of last
			this.queue = []; // cells that were asked for and have not begun
			this.own = new bothends.Edit(`cells:${location.pathname} ${name}`); // the cells that were added
			this.last = 0; // the number of the last of these
			this.offered = null; // a way back from what was taken away last
			this.limits = [];
			this.resets = [];
			this.cells = [];
			this.terminals = new Map();
			this.section = this.sections[0];
			this.statuses = this.sections.map((s) => s.querySelector(".run-status").innerHTML);
			this.spans = [];
			this.sections.forEach((s, i) => this.control(s, i));
			this.cells = this.sections.flatMap((s) => [...s.querySelectorAll(".cell:not(.back)")]).map((e) => new Cell(this, e));
			for (const { terminal, text } of this.kept()) this.add(terminal, text);
			this.look();
			this.leave = () => { this.stream?.leave(); };
			addEventListener("pagehide", this.leave);
			this.say(say("terminals-ready"));
		}

		// control puts into a piece what it is run by.
		control(section, i) {
			section.dataset.state = "live";
			for (const cell of section.querySelectorAll("[data-span]")) {
				this.spans.push([cell, cell.dataset.span]);
				delete cell.dataset.span;
			}
			section.querySelector(".open-session").hidden = true;
			const hint = make("span", { className: "keys" });
			const key = (text) => make("kbd", { textContent: text });
			hint.append(key("Ctrl"), " ", key("Enter"), ` ${say("keys-run")}, `, key("Shift"), " ", key("Enter"), ` ${say("keys-next")}, `, key("Esc"), " ", key("Tab"), ` ${say("keys-leave")}`);
			if (i === 0) hint.id = this.hintID;
			const reset = button(say("terminals-reset"), "", () => this.reset(section));
			this.resets.push(reset);
			const bar = make("div", { className: "bar" },
				button(say("terminals-all"), "", () => this.all()),
				button(say("terminals-restart"), "", () => this.restart()), reset,
				button(say("terminals-close"), "", () => this.close()), hint);
			const limits = make("p", { className: "limits" }); // how long the terminals stay open
			section.querySelector(".cells").before(bar, limits);
			this.limits.push(limits);
			section.addEventListener("focusin", () => { this.section = section; });
			for (const head of section.querySelectorAll(".terminal")) {
				const name = head.dataset.terminal;
				if (!this.terminals.has(name)) this.terminals.set(name, new Terminal(this, name));
				this.terminals.get(name).show(head, i === this.sections.length - 1);
			}
		}

		// say announces, at most so often; of several things the latest, and nothing older beside it.
		say(text) {
			this.pending = text;
			if (this.timer || this.closed) return;
			const tell = () => {
				this.timer = null;
				if (this.pending === null) return;
				for (const s of this.sections) s.querySelector(".run-status").textContent = s === this.section ? this.pending : "";
				this.pending = null;
				this.timer = setTimeout(tell, announceEvery);
			};
			tell();
		}

		// open asks for the terminals, if they are not there.
		open() {
			return this.opening ??= new Promise((resolve, reject) => {
				const stream = this.stream = new bothends.Stream(this.base);
				this.say(say("terminals-opening"));
				this.follow(stream, resolve).then(
					(text) => this.ended(stream, text),
					(err) => this.ended(stream, stream.stopping ? say("terminals-closed") :
						err instanceof bothends.Refusal ? err.message :
						err instanceof bothends.Away ? this.away() : say("terminals-lost"), err instanceof bothends.Away),
				).then(() => reject(new Error("closed")));
			});
		}

		// follow shows what is told until the terminals are closed, and returns why.
		async follow(stream, opened) {
			let end;
			const batches = stream.batches("session", JSON.stringify({ session: this.name, resume: true }), () => this.say(say("terminals-again")), () => this.say(say("terminals-there")));
			for await (const messages of batches) {
				if (this.stream !== stream) break;
				for (const { name, data } of messages) {
					if (name === "message") this.happened(data);
					else if (name === "wire") this.draw(data.figure);
					else if (name === "end") end = data;
					else if (data.text) this.say(data.text);
					if (name === "open" || name === "stopping") this.bound(data.text);
					if (name === "restart") this.forget();
					if (name === "open") {
						this.cells.forEach((c) => { if (c.recalled) c.forget(); });
						this.terminals.forEach((t) => t.reset("state-idle"));
						opened();
						this.restarted?.();
					}
				}
				this.settle();
			}
			return end?.text ?? say("terminals-closed");
		}

		bound(text) { this.limits.forEach((e) => { e.textContent = text; }); }

		// away says what is shown where there is no server: the recording, if nothing else was.
		away() {
			if (this.cells.some((c) => c.shown !== null && !c.recalled)) return say("terminals-away-now");
			this.cells.forEach((c) => c.recall());
			return say("terminals-away");
		}

		// again offers to start the terminals, beside why there are none.
		again(text) {
			this.sections.forEach((section, i) => {
				const start = async () => {
					const held = this.limits[i].contains(document.activeElement);
					this.section = section;
					await this.open().catch(() => {});
					if (held) (this.limits[i].querySelector("button") ?? this.cells.find((c) => section.contains(c.element))).focus();
				};
				this.limits[i].replaceChildren(`${text} `, button(say("terminals-start"), "", start));
			});
		}

		ended(stream, text, away = false) {
			if (this.stream !== stream) return;
			clearTimeout(this.settling);
			this.again(text);
			this.stream = this.opening = null;
			this.restarted?.();
			this.drop();
			this.terminals.forEach((t) => { if (t.cell?.phase === "running") t.cell.end({ outcome: "ended" }); t.reset(away ? "state-away" : "state-closed"); });
			this.cells.forEach((c) => { c.ran = null; }); // the next terminals know nothing of it
			this.say(text);
		}

		// settle looks, when nothing more has happened for a while, whether anything can.
		settle() {
			clearTimeout(this.settling);
			this.settling = setTimeout(() => this.stick(), still);
		}

		// stick says of cells that all were run with, and that wait, that nobody is left who would
		// end that: all else that runs waits as well, and what is to run waits behind it.
		stick() {
			const running = this.cells.filter((c) => c.phase === "running");
			const goesOn = running.some((c) => !c.call || !c.batch.all || c.stuck) || this.queue.some((c) => !running.some((r) => r.terminal === c.terminal) && this.queue.find((q) => q.batch === c.batch) === c);
			if (goesOn) return;
			for (const cell of running) {
				const text = say(...ends(cell.call, [...this.terminals.get(cell.terminal).listens].join(", ")));
				cell.stick(text);
				this.say(`${cell.terminal} ${cell.prompt.textContent}: ${text}`);
			}
		}

		// happened shows one event at its cell.
		happened({ event, row }) {
			const terminal = this.terminals.get(event.process);
			if (!terminal) {
				if (event.text) this.say(event.text);
				return;
			}
			if (event.kind === "cell" || event.kind === "value") this.cells.forEach((c) => c.unstick());
			if (event.kind === "cell") this.begun(terminal, event);
			if (event.kind === "listen") terminal.listens.add(event.address);
			const cell = event.kind === "value" ? this.unbegun(terminal, event) ?? terminal.cell : terminal.cell;
			let dropped = [];
			cell?.add(row);
			if (event.kind === "waits") {
				terminal.set("waits-in", event.text);
				cell?.waits(event.text);
			}
			if (event.kind === "exit") terminal.set("state-ended");
			if (event.kind === "value") {
				terminal.set(event.outcome === "ended" ? "state-ended" : "state-idle");
				cell?.end(event);
				if (event.outcome !== "done") dropped = [...this.interrupted, ...this.drop("dropped", (c) => c.batch === cell?.batch)];
				this.interrupted = [];
				this.about = cell;
			}
			if (event.kind === "waits" || event.kind === "value") {
				const line = cell?.list.lastElementChild?.querySelector(".line").textContent ?? "";
				this.say(`${event.process} ${cell?.prompt.textContent}: ${line}`.slice(0, longest) + this.left(dropped));
			}
		}

		// left says which cells were not run.
		left(cells) {
			if (cells.length === 0) return "";
			const names = cells.slice(0, named).map((c) => c.called).join("; ");
			return ` ${say("cells-dropped", cells.length, names + (cells.length > named ? "; …" : ""))}`;
		}

		// unbegun is the cell of an event that ends one without its having begun, if it does.
		unbegun(terminal, event) {
			if (terminal.cell?.phase === "running") return null;
			const i = this.queue.findIndex((c) => c.terminal === terminal.name && c.name === event.cell);
			if (i < 0) return null;
			const [cell] = this.queue.splice(i, 1);
			cell.clear();
			cell.shown = cell.source;
			return cell;
		}

		// edited takes back what was said of a cell that now has another text.
		edited(cell) {
			if (this.about !== cell) return;
			this.about = null;
			this.say("");
		}

		begun(terminal, event) {
			const i = this.queue.findIndex((c) => c.terminal === terminal.name && c.name === event.cell);
			terminal.cell = i < 0 ? this.cells.find((c) => c.terminal === terminal.name && c.name === event.cell) : this.queue.splice(i, 1)[0];
			terminal.count++;
			terminal.cell?.begin(terminal.count, event.text);
			terminal.set("state-busy");
		}

		// drop takes back what has not begun, and returns it.
		drop(phase = "", which = () => true) {
			const dropped = this.queue.filter(which);
			this.queue = this.queue.filter((c) => !dropped.includes(c));
			for (const cell of dropped) {
				cell.phase = phase;
				cell.tell();
			}
			return dropped;
		}

		draw(figure) {
			const wire = this.sections.at(-1).querySelector(".wire");
			if (!wire) return;
			this.drawn ??= { hidden: wire.hidden, figure: wire.querySelector(".drawn").innerHTML };
			wire.querySelector(".drawn").innerHTML = figure;
			wire.hidden = false;
		}

		// run has cells run, one after the other.
		async run(some, all = false) {
			const wanted = some.filter((c) => c.phase !== "queued" && c.phase !== "running");
			if (wanted.length === 0) return;
			this.section = wanted[0].element.closest(".session");
			const batch = { all };
			for (const cell of wanted) {
				cell.batch = batch;
				cell.phase = "queued";
				cell.tell();
			}
			this.queue.push(...wanted);
			const cells = wanted.map((c) => ({ terminal: c.terminal, name: c.name, text: c.source }));
			const waits = () => this.queue.includes(wanted[0]);
			const ask = async () => {
				if (waits()) await this.open();
				if (waits()) await this.ask("cells", { cells });
			};
			try {
				await (this.asked = this.asked.then(ask, ask)); // in the order of the presses
			} catch (err) {
				this.drop("", (c) => c.batch === batch);
				if (err instanceof bothends.Refusal) this.say(err.message);
				else if (this.stream) this.say(say("terminals-unasked")); // else it was said why they are closed
			}
		}

		// to runs a cell, and before it those above that were not run as they stand.
		to(cell) {
			const above = this.cells.slice(0, this.cells.indexOf(cell)).filter((c) => c.fresh);
			return this.run([...above, cell]);
		}

		// all runs all cells in terminals that know nothing.
		async all() {
			if (this.stream && this.cells.some((c) => c.phase)) await this.restart();
			await this.run(this.cells, true);
		}

		interrupt(terminal) {
			this.interrupted = this.drop("dropped");
			return this.tell("interrupt", { terminal: terminal.name });
		}

		// restart is done when the terminals are there again. One that goes on is not begun anew.
		restart() { return this.restarting ??= this.anew().finally(() => { this.restarting = null; }); }

		async anew() {
			if (!this.stream) return this.forget();
			this.drop();
			const { stream, opening } = this;
			let done;
			this.opening = new Promise((resolve) => { done = resolve; });
			await opening.catch(() => {}); // nothing can be asked of them before
			if (this.stream === stream) {
				const there = new Promise((resolve) => { this.restarted = resolve; });
				if (await this.tell("restart", {})) await there;
			}
			done();
		}

		forget() {
			this.drop();
			this.cells.forEach((c) => c.clear());
			this.terminals.forEach((t) => t.reset("state-none"));
		}

		// ask posts to the terminals.
		async ask(what, body) {
			const answer = await fetch(this.stream.address(what), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
			if (!answer.ok) throw new bothends.Refusal((await answer.text()).trim());
		}

		// tell is ask, and whether that was done; why not is said.
		async tell(what, body) {
			try {
				await this.ask(what, body);
				return true;
			} catch (err) {
				this.say(err instanceof bothends.Refusal ? err.message : say("terminals-unasked"));
				return false;
			}
		}

		// after is the cell that follows down the page.
		after(cell) { return this.cells[this.cells.indexOf(cell) + 1]; }

		// add makes a cell at the end.
		add(terminal, text = "") {
			const like = this.cells.find((c) => c.terminal === terminal).element;
			const name = `new-${++this.last}`;
			const element = make("li", { className: like.className.replace(/\b(away|edited|stale)\b/g, "") + " added" });
			Object.assign(element.dataset, { terminal, cell: name });
			const code = make("pre", { className: "code", tabIndex: 0 }, make("code", { textContent: text }));
			code.setAttribute("role", "group");
			code.setAttribute("aria-label", `${terminal}: ${name}`);
			element.append(make("div", { className: "head" }, make("span", { className: "who", textContent: terminal }), " ", make("span", { className: "prompt" })), code);
			this.sections.at(-1).querySelector(".cells").append(element);
			const cell = new Cell(this, element);
			this.cells.push(cell);
			return cell;
		}

		addEmpty(terminal) {
			const cell = this.add(terminal);
			cell.pane.edit();
			cell.element.scrollIntoView({ block: "center", behavior: "instant" }); // it is the last of perhaps many
			this.look();
		}

		changed() {
			this.keep();
			this.look();
		}

		get added() { return this.cells.filter((c) => c.added); }

		// keep keeps the cells that were added, in their order; kept are those of a visit before.
		keep() { this.own.write("[]", JSON.stringify(this.added.filter((c) => c.source.trim()).map((c) => ({ terminal: c.terminal, text: c.source })))); }

		kept() {
			try {
				return JSON.parse(this.own.read()?.is ?? "[]").filter(({ terminal, text }) => this.terminals.has(terminal) && typeof text === "string");
			} catch {
				return []; // it is no such thing
			}
		}

		// look offers a way back to the lesson's cells where there is another.
		look() { this.resets.forEach((b) => { b.hidden = !this.cells.some((c) => c.added || c.edited); }); }

		// remove takes away a cell that was added, and offers it back if there is something in it.
		remove(cell) {
			if (!cell.source.trim()) {
				cell.element.remove();
				this.cells = this.cells.filter((c) => c !== cell);
				this.changed();
				return this.terminals.get(cell.terminal).tools.at(-1).lastChild.focus(); // which adds one
			}
			const gone = make("li", { className: "gone" }), text = say("cell-removed", cell.called);
			const follows = this.after(cell);
			cell.element.replaceWith(gone);
			this.cells = this.cells.filter((c) => c !== cell);
			this.offer(gone, text, () => {
				this.cells.splice(this.cells.includes(follows) ? this.cells.indexOf(follows) : this.cells.length, 0, cell);
				gone.replaceWith(cell.element);
				cell.clear();
				cell.focus();
			});
		}

		// reset has the lesson's cells again, and no others, in terminals that know nothing.
		reset(section) {
			const { added } = this, edited = this.cells.filter((c) => c.edited && !c.added).map((c) => [c, c.source]);
			this.cells = this.cells.filter((c) => !c.added);
			added.forEach((c) => c.element.remove());
			for (const [cell] of edited) {
				cell.pane.reset();
				cell.edit();
			}
			const gone = make("p", { className: "gone" });
			section.querySelector(".limits").after(gone);
			this.offer(gone, say("cells-reset"), () => {
				gone.remove();
				for (const { terminal, source } of added) this.add(terminal, source);
				for (const [cell, source] of edited) {
					cell.pane.textarea.value = source;
					cell.pane.update();
				}
				section.querySelector(".bar button").focus();
			});
			return this.restart();
		}

		// offer says what was taken away, and offers the way back, until something else is.
		offer(place, text, back) {
			this.offered?.remove();
			this.offered = place;
			const undo = button(say("cell-undo"), `${text} ${say("cell-undo")}`, () => {
				this.offered = null;
				back();
				this.changed();
			});
			place.append(make("span", { textContent: text }), undo);
			undo.focus();
			this.changed();
		}

		// close leads back to the recording.
		close() {
			const { stream } = this;
			this.stream = this.opening = null;
			this.closed = true;
			stream?.stop();
			this.drop();
			removeEventListener("pagehide", this.leave);
			clearTimeout(this.timer);
			clearTimeout(this.settling);
			this.offered?.remove();
			this.added.forEach((c) => c.element.remove());
			this.cells.filter((c) => !c.added).forEach((c) => c.restore());
			this.terminals.forEach((t) => t.restore());
			this.spans.forEach(([cell, span]) => { cell.dataset.span = span; });
			this.sections.forEach((s, i) => {
				delete s.dataset.state;
				s.querySelector(".bar").remove();
				this.limits[i].remove();
				s.querySelector(".run-status").innerHTML = this.statuses[i];
				s.querySelector(".open-session").hidden = false;
			});
			if (this.drawn) {
				const wire = this.sections.at(-1).querySelector(".wire");
				wire.hidden = this.drawn.hidden;
				wire.querySelector(".drawn").innerHTML = this.drawn.figure;
			}
			this.section.querySelector(".open-session button").focus();
		}
	}

	// openTerminals makes the cells of a session live, in all its pieces, and leads to the
	// first of the piece.
	bothends.openTerminals = (section) => {
		const session = new Session(section.dataset.session);
		session.section = section;
		session.cells.find((c) => section.contains(c.element))?.focus();
	};
}
