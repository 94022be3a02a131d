// How the programs run: the arguments and the number of each process, what is between
// them, and who reads what is typed. What differs from the recording is marked, and alone
// is asked for. It stays in the reader's browser, as edits do.

{
	const { say, make } = bothends;

	// Programs that read standard input, as far as one sees that.
	const reading = /\bos\.Stdin\b|\bfmt\.Scan|\bsyscall\.Stdin\b/;

	// across has the name of the server's host where arguments lead to the loopback, as the
	// runner has when a line is put between hosts that share one.
	const across = (args) => args.replace(/"(?:\\.|[^"\\])*"|'[^']*'|[^\s"']+/g, (word) =>
		word.replace(/^(["']?)(localhost|127(?:\.\d+){3}|::1|\[::1\])(?=(?::\w+)?\1$)/, (_, quote, host) => quote + (host.includes("::") ? "ip6-server" : "server")));

	// own finds an address of the loopback in a program, which over a line is its own host.
	const own = /["`](localhost|127(?:\.\d+){3}|::1|\[::1\])(?::\w*)?["`]/;

	// A Command is the line above a program that says how a process of it is started, and
	// how often: as it will be, marked where that is not what was recorded.
	class Command {
		constructor(process, paragraph) {
			this.process = process;
			this.code = paragraph.querySelector("code");
			this.note = paragraph.querySelector("span") ?? paragraph.appendChild(make("span"));
			this.line = this.code.textContent;
			const times = this.times(process.count?.defaultValue), told = this.note.textContent;
			this.rest = times && told.startsWith(times) ? told.slice(times.length).replace(/^, /, "") : told;
			this.mark = paragraph.querySelector("small");
			this.marked = this.mark !== null; // by the server, of what it ran
			this.mark ??= paragraph.appendChild(make("small", { textContent: say("changed") }));
		}

		times(count) { return Number(count) > 1 ? say("at-once", count) : ""; }

		look(linked) {
			const { name, args, count } = this.process;
			const now = linked && count ? across(args.value) : args.value; // whoever serves is not called
			const same = now === args.defaultValue;
			this.code.textContent = same ? this.line : `$ ${name} ${now.trim()}`.trimEnd();
			this.note.textContent = [this.times(count?.value), this.rest].filter(Boolean).join(", ");
			this.mark.hidden = same && count?.value === count?.defaultValue && !this.marked;
		}
	}

	class Process {
		constructor(fieldset, panes, changed) {
			this.name = fieldset.querySelector("legend").textContent;
			this.panes = panes.filter((p) => p.textarea.name.startsWith(`${fieldset.dataset.program}/`));
			this.count = fieldset.querySelector("[type=number]");
			this.args = fieldset.querySelector("[name^='args.']");
			const lines = this.panes.flatMap((p) => [...p.element.querySelectorAll(".commands p")]);
			const line = lines.find((l) => l.textContent.split(/\s/)[1] === this.name);
			this.command = line && new Command(this, line);
			// What a program of the book reads is recorded; it ends where that ends.
			this.readOnce = this.panes.some((p) => reading.test(p.original));
			this.types = make("input", { type: "checkbox", defaultChecked: !this.readOnce });
			this.label = make("label", {}, this.types, ` ${say("type-open")}`);
			fieldset.append(this.label);
			this.types.addEventListener("change", changed);
		}

		get reads() { return this.panes.some((p) => reading.test(p.textarea.value)); }

		look(linked) {
			this.label.hidden = !this.reads;
			this.command?.look(linked);
		}

		// ownHost is the first place where a program has its own host for an address: its pane,
		// the line, and why it leads nowhere over a line.
		get ownHost() {
			for (const pane of this.panes) {
				const found = own.exec(pane.textarea.value);
				if (!found) continue;
				const line = pane.textarea.value.slice(0, found.index).split("\n").length;
				return { pane, line, text: say(this.count ? "link-own-client" : "link-own-server", pane.textarea.name, line, found[1]) };
			}
			return null;
		}

		// typed are the processes, one for each copy, that read what is typed.
		typed() {
			if (!this.reads || !this.types.checked) return [];
			const n = Number(this.count?.value ?? 1);
			return n > 1 ? Array.from({ length: n }, (_, i) => `${this.name}-${i + 1}`) : [this.name];
		}
	}

	bothends.How = class How {
		// name is the snippet's; null where what the page has is a reader's already.
		constructor(details, panes, name) {
			this.details = details;
			this.own = name && new bothends.Edit(`edit:${location.pathname} ${name}/how`);
			this.lent = false; // it is somebody else's, from a link
			const look = () => this.look();
			this.processes = [...details.querySelectorAll("[data-program]")].map((f) => new Process(f, panes, look));
			const link = details.querySelector("[name=link]");
			this.line = link && new bothends.Line(link, look);
			this.marks = new Map(this.inputs.filter((i) => i !== link).map((input) => {
				const mark = make("small", { textContent: say("is-recorded", input.defaultValue || say("link-none")) });
				input.after(mark);
				return [input, mark];
			}));
			this.mark = details.querySelector("summary").appendChild(make("small", { textContent: say("changed") }));
			this.back = make("button", { type: "button", textContent: say("as-recorded") });
			this.back.addEventListener("click", () => {
				this.reset();
				details.dispatchEvent(new Event("input", { bubbles: true })); // as if by hand
				details.querySelector("summary").focus();
			});
			this.hint = make("div", { className: "own-host" });
			this.hint.setAttribute("role", "status");
			details.append(this.hint, this.back);
			details.addEventListener("input", look);
			for (const type of ["input", "change"]) details.addEventListener(type, () => this.keep());
			details.addEventListener("invalid", () => { details.open = true; }, true);
			this.restore();
			this.look();
		}

		// keep keeps what differs, unless it is somebody else's; restore puts it back.
		keep() { if (!this.lent) this.own?.write("{}", JSON.stringify(this.values)); }

		restore() {
			try {
				this.set(JSON.parse(this.own?.read()?.is ?? "{}"));
			} catch {
				// It is no such thing.
			}
		}

		// inputs are those that the form has without a script, too.
		get inputs() { return [...this.details.querySelectorAll("[name]")]; }

		get changed() { return this.inputs.filter((i) => i.value !== i.defaultValue); }

		// look marks what is not as it was recorded.
		look() {
			const linked = this.line && !this.line.always && this.line.textarea.value !== "";
			this.processes.forEach((p) => p.look(linked));
			this.warn(this.line?.textarea.value ? this.processes.map((p) => p.ownHost).filter(Boolean) : []);
			for (const [input, mark] of this.marks) mark.hidden = input.value === input.defaultValue;
			const same = this.changed.length === 0;
			this.mark.hidden = same;
			this.back.hidden = same && !this.processes.some((p) => p.types.checked !== p.types.defaultChecked);
		}

		// warn says of programs why they will not reach each other over the line.
		warn(places) {
			const text = places.map((p) => p.text).join("\n");
			if (text === this.warned) return; // it would be announced again
			this.warned = text;
			this.hint.replaceChildren(...places.map(({ pane, line, text }) => {
				const go = make("button", { type: "button", textContent: say("go-to", line) });
				go.addEventListener("click", () => pane.select(line));
				return make("p", {}, `${text} `, go);
			}));
		}

		typed() { return this.processes.flatMap((p) => p.typed()); }

		// ask completes what is asked for.
		ask(body) {
			for (const input of this.inputs) if (input.value === input.defaultValue) body.delete(input.name);
			this.typed().forEach((name) => body.append("stdin", name));
		}

		// values are what differs, by name; set puts such into their places, and returns
		// the names of those that have none here.
		get values() { return Object.fromEntries(this.changed.map((i) => [i.name, i.value])); }

		set(values) {
			const others = [];
			for (const [name, value] of Object.entries(values)) {
				const input = this.inputs.find((i) => i.name === name);
				if (input) input.value = value;
				else others.push(name);
			}
			this.line?.read();
			this.look();
			return others;
		}

		// lend shows somebody else's, and what was recorded where they have nothing.
		lend(values) {
			this.reset();
			this.lent = true;
			return this.set(values);
		}

		// reset is as it was recorded. What was kept is no longer, but given back where
		// somebody else's was shown.
		reset(forget = false) {
			for (const input of this.inputs) input.value = input.defaultValue;
			for (const p of this.processes) p.types.checked = p.types.defaultChecked;
			if (forget && !this.lent) this.keep();
			if (forget && this.lent) this.restore();
			if (forget) this.lent = false;
			this.line?.read();
			this.look();
		}
	};
}
