// What the reader types to the programs while they run: below the transcript, a line for
// each process that reads. It is told in the transcript when the process was given it.

{
	const { say } = bothends;

	bothends.Typing = class Typing {
		constructor(result) {
			this.element = document.createElement("div");
			this.element.className = "typing";
			this.element.hidden = true;
			result.querySelector("[role=log]").after(this.element);
			this.lines = new Map(); // by process
		}

		// open offers a line for each of the processes of a run.
		open(stream, processes) {
			this.close();
			this.lines = new Map(processes.map((process) => [process, this.line(stream, process)]));
			this.element.replaceChildren(...[...this.lines.values()].map((l) => l.form));
			this.element.hidden = processes.length === 0;
		}

		line(stream, process) {
			const form = document.createElement("form"), hue = /^(server|client)/.exec(process)?.[0] ?? "other";
			form.className = hue;
			form.autocomplete = "off";
			form.innerHTML = '<label><span class="who"></span><input spellcheck="false" autocapitalize="off"></label><button type="button"></button><span role="alert"></span>';
			const [label, end, alert] = form.children, input = label.lastChild;
			label.firstChild.textContent = say("type-to", process);
			end.textContent = say("type-end", process);
			const send = async (text, eof) => {
				alert.textContent = "";
				input.value = "";
				try {
					await stream.type(process, text, eof);
					if (eof) this.done(form);
				} catch (err) {
					alert.textContent = say("type-failed", err.message);
					if (input.value === "") input.value = text.trimEnd(); // to be sent again
				}
			};
			form.addEventListener("submit", (e) => { e.preventDefault(); send(input.value + "\n", false); });
			end.addEventListener("click", () => send(input.value, true));
			form.addEventListener("keydown", (e) => {
				if (e.key !== "d" || !e.ctrlKey) return;
				e.preventDefault(); // as in a terminal: what stands there goes, and of nothing it is the end
				send(input.value, input.value === "");
			});
			return { form, input };
		}

		// done takes a line away from the keyboard, and leads on from it.
		done(form) {
			const held = form.contains(document.activeElement);
			form.inert = true;
			if (held) (this.element.querySelector("form:not([inert]) input") ?? this.next()).focus();
		}

		next() { return this.element.closest("section").querySelector(".stop-button:not([hidden]), .run-button"); }

		// heard notices processes that have ended: they read no more.
		heard(items) {
			for (const { event } of items) if (event.kind === "exit" && this.lines.has(event.process)) this.done(this.lines.get(event.process).form);
		}

		close() {
			if (this.element.contains(document.activeElement)) this.next().focus();
			this.element.hidden = true;
			this.element.replaceChildren();
			this.lines.clear();
		}
	};
}
