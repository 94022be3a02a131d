// A run block: its panes, its buttons, its transcript and its ladder. The block's form is
// what is asked for; the server tells the run as it goes, see stream.js.

{
	const { say } = bothends;

	const announceEvery = 1000; // milliseconds between two announcements while a run goes on

	// A Running is what a run and a check have in common: the buttons, the status, and one
	// stream that goes on at a time.
	class Running {
		constructor(element, form) {
			this.element = element;
			this.form = form;
			this.status = element.querySelector(".run-status");
			this.runButton = element.querySelector(".run-button");
			this.stopButton = element.querySelector(".stop-button");
			this.resetButton = element.querySelector(".reset-button");
			this.stream = null; // of the run that goes on
			this.outcome = null; // how the last one ended, in words
			this.asked = ""; // what that was of
			this.panes = [...form.querySelectorAll(".pane textarea[name]")].map((t) => new bothends.Pane(t, () => this.edited()));

			form.addEventListener("submit", (e) => { e.preventDefault(); this.run(); });
			this.stopButton.addEventListener("click", () => this.stop());
			this.resetButton.addEventListener("click", (e) => { e.preventDefault(); this.reset(); });
			element.addEventListener("keydown", (e) => {
				if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey || e.shiftKey) || e.isComposing || e.target.closest(".share, .typing")) return;
				e.preventDefault();
				if (!e.repeat) this.run(); // a key that is held down is one press
			});
			addEventListener("pagehide", () => {
				if (!this.stream) return;
				this.stream.leave();
				this.left = true;
			});
		}

		// base is where the runner has its addresses.
		get base() { return new URL(".", this.form.action).href; }

		state(s) { this.element.dataset.state = s; }

		edited() {
			this.element.toggleAttribute("data-edited", this.panes.some((p) => p.edited) || this.how?.changed.length > 0);
			this.age();
		}

		// text is what a run is of.
		get text() { return JSON.stringify(this.panes.map((p) => p.textarea.value)); }

		// age says whether the verdict is about what stands there now.
		age() {
			if (this.stream || this.outcome === null) return;
			const stale = this.text !== this.asked;
			if (stale === this.element.hasAttribute("data-stale")) return;
			this.element.toggleAttribute("data-stale", stale);
			this.say(stale ? `${this.outcome} ${say("stale")}` : this.outcome);
		}

		say(text) {
			this.said = Date.now();
			this.status.textContent = text;
		}

		// run asks for a run, in place of one that goes on, and shows it until it ends.
		async run() {
			if (!this.form.reportValidity()) return;
			this.stream?.leave();
			const stream = this.stream = new bothends.Stream(this.base);
			const before = this.element.dataset.state;
			this.left = false;
			this.outcome = null;
			this.asked = this.text;
			this.element.removeAttribute("data-stale");
			this.state("running");
			this.stopButton.hidden = false;
			this.panes.forEach((p) => p.mark(false));
			this.say(this.going());
			let text, state = "fresh";
			try {
				text = await this.follow(stream);
			} catch (err) {
				text = this.left ? say("left") :
					stream.stopping ? say("stopped") :
					err instanceof bothends.Refusal ? err.message :
					err instanceof bothends.Away ? say("away") :
					say("lost");
				if (err instanceof bothends.Away && before !== "running") state = before;
			}
			if (this.stream === stream) this.finish(state, text); // else another run, or Reset, took over
		}

		// follow shows what is told of a run. It returns how it ended.
		async follow(stream) {
			let end, begun = false;
			const batches = stream.batches(this.what, this.body(), () => this.say(say("again")), () => this.say(this.going()));
			for await (const messages of batches) {
				if (this.stream !== stream) break;
				if (!begun) this.begin();
				begun = true;
				for (const { name, data } of messages) {
					if (name === "waiting") this.say(data.text);
					if (name === "gap") this.transcript.note(say("missed", data.missed));
				}
				this.show(messages);
				end = messages.find((m) => m.name === "end")?.data;
			}
			return this.ended(end);
		}

		ended(end) { return end?.text; }

		finish(state, text) {
			this.stream = null;
			this.state(state);
			const focused = document.activeElement === this.stopButton;
			this.stopButton.hidden = true;
			if (focused) this.runButton.focus({ preventScroll: true }); // what came of it is in view
			this.say(text);
			this.element.removeAttribute("data-stale");
			this.outcome = state === "fresh" && text ? text : null;
			this.age(); // it may have been edited meanwhile
		}

		// progress tells, not too often, that there is more.
		progress() {
			if (Date.now() - this.said >= announceEvery) this.say(say("running-lines", this.transcript.length));
		}

		stop() { this.stream?.stop(); }

		// part ends a run that goes on, of which nothing more is said.
		part() {
			if (!this.stream) return;
			this.stream.leave();
			this.finish("fresh", "");
		}
	}

	class Block extends Running {
		constructor(section) {
			super(section, section.querySelector("form"));
			this.what = "run";
			this.transcript = new bothends.Transcript(section.querySelector(".transcript"), this.panes);
			this.legend = section.querySelector(".legend"); // explains names in the recording
			this.original = section.querySelector(".original"); // leads to the recording, where the page shows another run
			this.wire = section.querySelector(".wire"); // the ladder, where packets are captured
			this.drawn = section.querySelector(".drawn");
			this.recorded = { rows: this.transcript.list.innerHTML, status: this.status.innerHTML, drawn: this.drawn?.innerHTML };
			this.how = new bothends.How(section.querySelector(".how"), this.panes, this.original ? null : this.name);
			this.typing = new bothends.Typing(section.querySelector(".result"));

			// The log would be read out row by row; the status tells instead.
			section.querySelector("[role=log]").setAttribute("aria-live", "off");
			section.querySelector(".share-button").addEventListener("click", () => (this.share ??= new bothends.Share(this)).toggle());
			this.help();
			for (const type of ["input", "change"]) this.how.details.addEventListener(type, () => this.edited());
			this.state(this.original ? "fresh" : "recorded");
			if (this.original) [this.outcome, this.asked] = [this.status.textContent, this.text];
			this.edited();
		}

		get name() { return this.element.dataset.snippet; }

		get text() { return super.text + JSON.stringify(this.how.values); }

		// help tells how to run and how to leave the editor.
		help() {
			const hint = this.element.querySelector(".hint");
			hint.id = `${this.element.id}:hint`;
			this.panes.forEach((p) => p.textarea.setAttribute("aria-describedby", hint.id));
		}

		edited() {
			super.edited();
			this.how?.look();
			this.share?.changed();
		}

		going() { return say(this.how.typed().length ? "listening" : "running"); }

		// body is what is asked for.
		body() {
			const body = new URLSearchParams(new FormData(this.form));
			this.how.ask(body);
			body.set("resume", "1");
			return body;
		}

		// begin makes room for a run that has begun.
		begin() {
			this.clear("", "");
			this.look();
			this.typing.open(this.stream, this.how.typed());
		}

		// look brings the status into view if what is open between it and the button hides it,
		// and nobody writes.
		look() {
			const writes = this.panes.some((p) => p.element.contains(document.activeElement));
			if (this.how.details.open && !writes) this.status.scrollIntoView({ block: "nearest", behavior: "instant" });
		}

		// clear replaces the transcript and the ladder; only the recorded ones have a legend.
		clear(rows, drawn) {
			this.transcript.list.innerHTML = rows;
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

		show(messages) {
			const items = messages.filter((m) => m.name === "message").map((m) => m.data);
			if (items.length > 0) {
				if (this.transcript.length === 0) this.say(this.going()); // it may have waited
				this.transcript.append(items);
				this.packets(items.map((i) => i.item ?? "").join(""));
				this.typing.heard(items);
				this.progress();
			}
			const wire = messages.find((m) => m.name === "wire");
			if (wire && this.wire) this.draw(wire.data.figure);
		}

		finish(state, text) {
			super.finish(state, text);
			this.typing.close();
		}

		reset() {
			this.stream?.leave();
			if (location.hash.startsWith("#edit=")) history.replaceState(null, "", location.pathname + location.search);
			if (this.original) {
				location.assign(this.original.href);
				return;
			}
			this.panes.forEach((p) => p.reset());
			this.panes.forEach(giveBack);
			this.how.reset(true);
			this.edited();
			this.clear(this.recorded.rows, this.recorded.drawn);
			this.finish("recorded", "");
			this.status.innerHTML = this.recorded.status;
		}

		// openLink shows somebody's programs, and the lesson's where they have none. What the
		// reader made of these stays kept as it is: nothing else is kept until Reset. It
		// returns the names that are none of these, and whether something is kept.
		openLink(files) {
			for (const pane of this.panes) {
				const own = kept(pane);
				pane.textarea.toggleAttribute("data-shared", own !== undefined && own !== (files[pane.textarea.name] ?? pane.original));
				if (!(pane.textarea.name in files)) pane.reset();
			}
			return { others: this.open(files), edited: this.panes.filter((p) => p.edited), kept: this.panes.some(({ textarea }) => textarea.matches("[data-shared]")) };
		}

		// open puts programs into the panes, and returns the names of those that are none of
		// these.
		open(files) {
			const others = [];
			for (const [name, source] of Object.entries(files)) {
				const pane = this.panes.find((p) => p.textarea.name === name);
				if (!pane) {
					others.push(name);
					continue;
				}
				pane.textarea.value = source;
				pane.textarea.dispatchEvent(new Event("programmatic"));
				pane.show(true);
				pane.update();
				pane.attach(); // which shows it highlighted
			}
			return others;
		}
	}

	// kept is what the reader's browser keeps of a file, if anything.
	const kept = (pane) => new bothends.Edit(pane.keep).read()?.is;

	// giveBack shows the reader's own edit again, where somebody's was shown.
	function giveBack(pane) {
		const { textarea } = pane;
		if (!textarea.matches("[data-shared]")) return;
		textarea.removeAttribute("data-shared");
		textarea.dispatchEvent(new Event("restore"));
		pane.attach();
	}

	const all = new Map();

	// scripted makes a block of the page run in place.
	const scripted = (element) => {
		if (!all.has(element)) all.set(element, element.matches("form") ? new bothends.Exercise(element) : new Block(element));
		return all.get(element);
	};

	Object.assign(bothends, { Running, scripted });
}
