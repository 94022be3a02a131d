// Shows what belongs together in a run: a line of its transcript, the packets on its
// ladder and the line of the program. And steps through it, event by event.
//
// All of it is derived from what the page has. The ladder says in data-steps how its
// steps and the rows follow each other: see package ladder. A row has in data-at the line
// that printed it, where that is proved, and behind a call stands the line that made it.
// Which packets go with a row is told by order alone, and only where that tells it: a line of
// output goes with what its process sent, received and called since its line before; a
// call that sends, with the packets of its process up to what that did next; one that waits, with
// those that came since what it did before. Where packets of several connections
// mix there, none is marked.
//
// Who changes a transcript or a ladder need not say so: it is seen.

(() => {
	"use strict";

	const { say, make } = bothends;
	const hosts = new Map(); // of each transcript's surroundings, the Run that was made of them
	const sends = /^(connect|write|writev|send|sendto|sendmsg|sendmmsg|close|shutdown)\(/;
	const waits = /^(accept4?|read|readv|recv|recvfrom|recvmsg)\(/;
	const calm = matchMedia("(prefers-reduced-motion: reduce)");

	// pace is how long an event is shown while it plays, in milliseconds: longer if there is
	// more to read.
	bothends.pace ??= (text) => Math.min(900 + 28 * text.length, 6000);

	// show scrolls a box, and nothing but it, so that a part of it can be seen.
	function show(box, part) {
		const outer = box.getBoundingClientRect(), inner = part.getBoundingClientRect();
		const room = Math.max((outer.height - inner.height) / 2, 0);
		if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
		box.scrollBy({ top: inner.top - outer.top - room, behavior: calm.matches ? "instant" : "smooth" });
	}

	// A Run is what one transcript shows, as a list of events, each of which has a row, a
	// step of the ladder, or both.
	class Run {
		constructor(host) {
			this.host = host;
			this.list = host.querySelector(".transcript");
			const own = host.closest("section"); // a break's programs are those of its snippet
			this.section = own.matches(".run") ? own : document.querySelector(`section.run[data-snippet="${own.id.split(":")[1]}"]`);
			this.changes = own.matches(".run") ? [] : [...own.querySelectorAll("ins")];
			this.read();
			this.link();
			this.rows();
			if (own === this.section) this.numbers();
		}

		// read puts rows and steps into the order in which they happened.
		read() {
			const rows = [...this.list.children];
			this.ladder = this.host.querySelector(".ladder");
			const steps = [];
			for (const form of this.ladder ? ["narrow", "wide"] : []) {
				[...this.ladder.querySelectorAll(`svg.${form} > g[transform]`)].forEach((g, i) => { (steps[i] ??= { drawn: [] }).drawn.push(g); });
			}
			const items = this.ladder ? [...this.ladder.querySelectorAll(".steps li")].filter((li) => !li.querySelector("li")) : [];
			const names = this.ladder ? [...this.ladder.querySelector("svg").querySelectorAll(".life-name")].map((n) => n.textContent) : [];
			this.events = [];
			let step = 0;
			const next = () => ({ ...steps[step], item: items[step++] });
			for (const [token, arrives, from, to] of (this.ladder?.dataset.steps ?? "").matchAll(/[-.]|(\+?)(\w)(\w)/g)) {
				if (token === "-") this.events.push({ row: rows.shift() });
				else if (token === ".") this.events.push({ row: rows.shift(), ...next() });
				else this.events.push({ ...next(), arrives, ends: [names[parseInt(from, 36)], names[parseInt(to, 36)]] });
			}
			for (const row of rows) this.events.push({ row });
			this.events = this.events.filter((e) => e.row || e.drawn); // a page may be changing
			for (const e of this.events) this.note(e);
		}

		// note writes down what an event is.
		note(e) {
			if (e.row) {
				const line = e.row.querySelector(".line"), at = e.row.dataset.at ?? e.row.querySelector(".at")?.textContent ?? "";
				e.who = e.row.querySelector(".who").textContent;
				e.kind = e.row.classList[1];
				e.text = line.textContent;
				e.at = at.replace(/^main\.go:/, "");
			} else {
				const number = /#\d+/.exec(e.drawn[0].querySelector(".flags")?.textContent ?? "");
				e.connection = [...e.ends].sort().join(" ") + (number ?? "");
			}
			e.with = new Set();
		}

		// link finds which packets and calls go with which rows.
		link() {
			this.events.forEach((e, i) => {
				if (e.kind === "stdout" || e.kind === "stderr") {
					const since = this.before(i, (o) => o.who === e.who && (o.kind === "stdout" || o.kind === "stderr"));
					this.tie(e, since.filter((o) => o.ends?.includes(e.who)));
					since.filter((o) => o.who === e.who && o.kind === "call" && !o.row.matches(".noise")).forEach((o) => this.tie(e, [o]));
				} else if (e.kind === "call" && waits.test(e.text)) {
					this.tie(e, this.before(i, (o) => o.who === e.who).filter((o) => o.ends?.[1] === e.who));
				} else if (e.kind === "call" && sends.test(e.text)) {
					const end = this.events.findIndex((o, j) => j > i && o.who === e.who);
					this.tie(e, this.events.slice(i + 1, end < 0 ? undefined : end).filter((o) => o.ends?.[0] === e.who && !o.arrives));
				}
			});
		}

		// before returns the events since the last one like that.
		before(i, like) {
			let first = i;
			while (first > 0 && !like(this.events[first - 1])) first--;
			return this.events.slice(first, i);
		}

		// tie ties events to one, unless they are packets of several connections.
		tie(e, others) {
			if (new Set(others.map((o) => o.connection)).size > 1) return;
			for (const o of others) {
				e.with.add(o);
				o.with.add(e);
			}
		}

		// place is the element of the program's line that an event names; null if the page
		// does not show it, or shows an edited program in its place.
		place(e) {
			if (!e.at) return null;
			if (e.at[0] === "+") return this.changes[e.at.slice(1) - 1] ?? null;
			const [line, file = "main.go"] = e.at.split(":").reverse();
			const pane = this.panes().find((p) => p.file === file && p.runs(e.who));
			return pane?.code.checkVisibility() ? pane.lines[line - 1] ?? null : null;
		}

		// source is the text of that line; none if there is no such.
		source(e) {
			const place = this.place(e), lines = place?.closest(".numbered")?.querySelectorAll("i");
			if (!lines) return place?.textContent.trim() ?? "";
			return place.closest(".numbered").textContent.split("\n")[[...lines].indexOf(place)].trim();
		}

		panes() {
			this.known ??= [...this.section?.querySelectorAll(".pane") ?? []].map((pane) => {
				const program = pane.querySelector(".head .who").textContent;
				const started = [...this.section.querySelectorAll(".pane")].filter((p) => p.querySelector(".head .who").textContent === program)
					.flatMap((p) => [...p.querySelectorAll(".commands code")].map((c) => c.textContent.split(" ")[1]));
				const code = pane.querySelector(".numbered");
				return {
					file: pane.querySelector(".file").textContent, code, lines: [...code.querySelectorAll("i")],
					runs: (who) => started.some((name) => who === name || who.startsWith(`${name}-`) && !isNaN(who.slice(name.length + 1))),
				};
			});
			return this.known;
		}

		// of returns the events of a line of a program.
		of(place) { return this.events.filter((e) => e.at && this.place(e) === place); }

		// rows lets the keyboard come to the rows: one of them at first, by arrows to others.
		rows() {
			this.rove([...this.list.children], (row) => this.lead([this.events.find((e) => e.row === row)]));
			for (const e of this.events.filter((e) => e.row)) {
				const packets = [...e.with].filter((o) => o.ends).length;
				const told = [this.place(e) && this.line(e), packets && say("step-packets", packets)].filter(Boolean);
				if (told.length > 0) e.row.setAttribute("aria-description", told.join(", "));
			}
			this.rove(this.events.filter((e) => e.item).map((e) => e.item), (item) => this.lead([this.events.find((e) => e.item === item)]));
		}

		// numbers does so with the lines of programs of which something is seen.
		numbers() {
			for (const { code, lines, file } of this.panes()) {
				const linked = lines.filter((i) => this.events.some((e) => e.at && this.place(e) === i));
				for (const i of linked) {
					i.setAttribute("role", "button");
					i.setAttribute("aria-label", say("step-line", file, lines.indexOf(i) + 1));
				}
				if (code.checkVisibility()) this.rove(linked, (i) => this.mark(this.of(i), i));
			}
		}

		rove(elements, focused) {
			elements.forEach((element, n) => {
				element.tabIndex = n === 0 ? 0 : -1;
				element.onfocus = () => {
					if (!element.matches(":focus-visible")) return;
					elements.forEach((other) => { other.tabIndex = other === element ? 0 : -1; });
					focused(element);
				};
				element.onblur = () => this.rest();
				element.onkeydown = (e) => {
					const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
					if (!step || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || e.target !== element) return;
					let to = n + step;
					while (elements[to]?.checkVisibility({ visibilityProperty: true }) === false) to += step;
					if (!elements[to]) return;
					e.preventDefault();
					elements[to].focus();
				};
			});
		}

		// mark marks events, and all that goes with them.
		mark(events, place) {
			this.clear();
			const all = new Set(events.filter(Boolean).flatMap((e) => [e, ...e.with]));
			for (const e of all) {
				const chosen = events.includes(e) ? "chosen" : "linked";
				for (const element of [e.row, e.item, ...e.drawn ?? []]) element?.classList.add(chosen);
				if (chosen === "chosen" || e.kind === "call" || events.some((o) => o.ends)) this.place(e)?.classList.add(chosen);
			}
			place?.classList.add("chosen");
			this.marked = events;
		}

		// reveal scrolls programs, each in its pane, to what is marked there.
		reveal() {
			for (const { code } of this.panes()) {
				const line = code.querySelector("i.chosen") ?? code.querySelector("i.linked");
				if (line && code.checkVisibility()) show(code, line);
			}
		}

		// lead marks events, and brings their lines into view.
		lead(events) {
			this.mark(events);
			this.reveal();
		}

		clear() {
			for (const scope of [this.host, this.section, this.changes[0]?.closest("section")]) {
				scope?.querySelectorAll(".chosen, .linked").forEach((e) => e.classList.remove("chosen", "linked"));
			}
			this.marked = null;
		}

		// rest marks what the stepper is at, or nothing.
		rest() {
			if (this.stepper) this.mark([this.stepper.event]);
			else if (this.marked) this.clear();
		}

		line(e) { return e.at[0] === "+" ? say("step-change") : say("step-line", e.at.includes(":") ? e.at.split(":")[0] : "main.go", e.at.split(":").pop()); }

		// words describe an event.
		words(e) {
			const item = e.item?.cloneNode(true);
			item?.querySelector(".when")?.remove();
			const said = item ? item.textContent.trim() : `${e.who}: ${e.text}`;
			return e.at && !said.includes(e.at) ? `${said} (${this.line(e)})` : said;
		}

		when(e) { return (e.item?.querySelector(".when") ?? e.row.querySelector(".time")).textContent.trim(); }
	}

	// A Stepper shows a run up to one of its events.
	class Stepper {
		constructor(run, leave) {
			this.run = run;
			this.leave = leave;
			this.n = 0;
			this.build();
			run.stepper = this;
			run.host.classList.add("stepping");
			run.section?.classList.add("stepped");
			const wire = run.host.querySelector(".wire");
			this.folded = [wire, ...this.events.map((e) => e.drawn?.[0].closest("details.piece"))].filter((d) => d && !d.open);
			if (run.ladder) this.folded.forEach((d) => { d.open = true; }); // now: nothing is to move while it plays
			this.box = run.host.querySelector(".drawn");
			if (run.ladder) {
				this.box.tabIndex = 0;
				this.box.setAttribute("role", "group");
				this.box.setAttribute("aria-labelledby", run.ladder.getAttribute("aria-labelledby"));
			}
			this.go(0);
			this.play.focus({ preventScroll: true });
			this.place();
		}

		// place scrolls the page, this once, so that all is in view that the stepper moves in,
		// and of the programs as much as there is room for.
		place() {
			const shown = [...this.run.host.children].filter((e) => e.matches("[role=log], .wire") && e.checkVisibility());
			const end = Math.max(...shown.map((e) => e.getBoundingClientRect().bottom)), room = 8;
			const top = this.element.getBoundingClientRect().top - room;
			if (end > innerHeight || top < 0) scrollBy({ top: Math.min(end + room - innerHeight, top), behavior: "instant" });
		}

		// events are those that can be seen: package net's own calls are folded.
		get events() { return this.run.events.filter((e) => !e.row?.matches(".noise") || getComputedStyle(e.row).display !== "none"); }

		get event() { return this.events[this.n]; }

		build() {
			const button = (name, sign, does) => {
				const b = make("button", { type: "button", className: name, textContent: sign });
				b.setAttribute("aria-label", b.title = say(name));
				b.addEventListener("click", does);
				return b;
			};
			this.play = button("step-play", say("step-play"), () => this.toggle());
			this.range = make("input", { type: "range", min: 1, max: this.events.length, value: 1 });
			this.range.setAttribute("aria-label", say("step-moment"));
			this.range.addEventListener("input", () => { this.pause(); this.go(this.range.value - 1); });
			this.speed = make("select", {}, ...["½", "1", "2", "4"].map((s) => new Option(`${s}×`, s === "½" ? 0.5 : s, s === "1", s === "1")));
			this.words = make("p", { className: "step-words" });
			this.words.setAttribute("role", "status");
			this.code = make("code", { className: "step-code", ariaHidden: "true" }); // where the programs are out of sight
			this.element = make("div", { className: "stepper" },
				make("div", { className: "step-bar" },
					button("step-first", "«", () => this.to(0)), button("step-back", "‹", () => this.to(this.n - 1)), this.play,
					button("step-next", "›", () => this.to(this.n + 1)), button("step-last", "»", () => this.to(this.events.length - 1)),
					this.range, make("label", {}, make("span", { textContent: say("step-speed") }), " ", this.speed),
					button("step-leave", "✕", () => this.leave())),
				this.words, this.code);
			this.element.setAttribute("role", "group");
			this.element.setAttribute("aria-label", say("step-group"));
			this.element.addEventListener("keydown", (e) => this.key(e));
			const summary = this.run.host.querySelector("summary");
			if (summary?.parentElement === this.run.host) summary.after(this.element);
			else this.run.host.prepend(this.element);
		}

		key(e) {
			if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || e.target === this.speed) return;
			const ranged = e.target === this.range;
			const does = e.key === " " && (ranged || e.target === this.element) ? () => this.toggle() :
				e.key === "Escape" ? () => this.leave() :
				ranged ? null :
				{ ArrowRight: () => this.to(this.n + 1), ArrowLeft: () => this.to(this.n - 1), Home: () => this.to(0), End: () => this.to(this.events.length - 1) }[e.key];
			if (!does) return;
			e.preventDefault();
			does();
		}

		// to goes where the reader wants.
		to(n) {
			this.pause();
			this.go(n);
		}

		go(n) {
			const events = this.events, run = this.run;
			this.n = Math.min(Math.max(n, 0), events.length - 1);
			const e = this.event, last = run.events.indexOf(e);
			run.events.forEach((o, i) => o.row?.classList.toggle("later", i > last));
			this.draw(last);
			run.mark([e]);
			const words = run.words(e);
			this.range.max = events.length;
			this.range.value = this.n + 1;
			this.range.setAttribute("aria-valuetext", say("step-at", this.n + 1, events.length, this.run.when(e), words));
			this.words.setAttribute("aria-live", document.activeElement === this.range ? "off" : "polite");
			this.words.textContent = say("step-at", this.n + 1, events.length, this.run.when(e), words);
			this.words.scrollTop = 0;
			this.code.textContent = run.source(e);
			this.follow(e);
		}

		// draw cuts the ladder off below the last step up to that event.
		draw(last) {
			const run = this.run;
			if (!run.ladder) return;
			const step = run.events.slice(0, last + 1).findLast((e) => e.drawn);
			for (const svg of run.ladder.querySelectorAll("svg")) {
				const { y, height } = svg.viewBox.baseVal;
				const at = step?.drawn.find((g) => g.ownerSVGElement.classList[0] === svg.classList[0]);
				const top = (g) => g.transform.baseVal[0].matrix.f;
				const first = svg.querySelector("g[transform]");
				let shown = first ? top(first) - y : height; // the names
				if (at?.ownerSVGElement === svg) shown = (at.nextElementSibling ? top(at.nextElementSibling) : y + height) - y;
				else if (at) shown = top(at) > y ? height : 0;
				svg.style.setProperty("--rest", `${100 - 100 * shown / height}%`);
			}
			for (const piece of run.ladder.querySelectorAll(".piece")) {
				const shown = !step || step.drawn.some((g) => !(piece.compareDocumentPosition(g) & Node.DOCUMENT_POSITION_PRECEDING));
				piece.classList.toggle("later", !shown && piece !== run.ladder.querySelector(".piece"));
			}
			for (const o of run.events) o.item?.classList.toggle("later", run.events.indexOf(o) > last);
		}

		// follow brings what an event is into view, each in its own box.
		follow(e) {
			const run = this.run;
			const row = e.row ?? run.events.slice(0, run.events.indexOf(e)).findLast((o) => o.row && o.row.checkVisibility())?.row;
			if (row) show(run.list, row);
			const drawn = e.drawn?.find((g) => g.checkVisibility());
			if (drawn && this.box) show(this.box, drawn);
			run.reveal();
			const added = e.at?.[0] === "+" && run.place(e), code = added && added.closest("pre"); // by a break
			if (code) show(code, added);
		}

		get playing() { return this.timer !== undefined; }

		toggle() {
			if (this.playing) {
				this.pause();
				return;
			}
			if (this.n === this.events.length - 1) this.go(0);
			this.timer = 0;
			this.name("step-pause");
			this.wait();
		}

		wait() {
			this.timer = setTimeout(() => {
				this.go(this.n + 1);
				if (this.n === this.events.length - 1) this.pause();
				else this.wait();
			}, bothends.pace(this.run.words(this.event)) / this.speed.value);
		}

		pause() {
			if (!this.playing) return;
			clearTimeout(this.timer);
			this.timer = undefined;
			this.name("step-play");
		}

		name(key) {
			for (const property of ["textContent", "title", "ariaLabel"]) this.play[property] = say(key);
		}

		end() {
			const run = this.run, focused = this.element.contains(document.activeElement);
			this.pause();
			this.element.remove();
			run.stepper = null;
			this.folded.forEach((d) => { d.open = false; });
			run.host.classList.remove("stepping");
			run.section?.classList.remove("stepped");
			run.host.querySelectorAll(".later").forEach((e) => e.classList.remove("later"));
			run.host.querySelectorAll("svg").forEach((svg) => svg.style.removeProperty("--rest"));
			for (const name of ["tabindex", "role", "aria-labelledby"]) this.box?.removeAttribute(name);
			run.clear();
			if (focused) run.host.querySelector(".step-button")?.focus({ preventScroll: true });
		}
	}

	// runOf makes a Run of a transcript when it is first needed, and anew when that or its
	// ladder has changed.
	function runOf(host) {
		let run = hosts.get(host);
		if (!run) {
			run = new Run(host);
			hosts.set(host, run);
			const seen = new MutationObserver(() => {
				seen.disconnect();
				run.stepper?.end();
				run.clear();
				hosts.delete(host);
			});
			for (const part of [run.list, host.querySelector(".drawn")]) if (part) seen.observe(part, { childList: true });
		}
		return run;
	}

	const hostOf = (element) => element.closest(".result, .outcome");

	// pointed finds what is under the pointer: a row, a step, or a line of a program.
	function pointed(e) {
		const row = e.target.closest(".row, .ladder li, .ladder svg > g"), host = hostOf(e.target);
		if (host && row && !host.closest("[data-state=running]")) {
			const run = runOf(host), at = run.events.find((o) => o.row === row || o.item === row || o.drawn?.includes(row));
			return at && { run, events: [at], key: at };
		}
		const code = e.target.closest(".numbered"), section = code?.closest("section.run:not([data-state=running])");
		const result = section?.querySelector(".result");
		if (!result) return null;
		const line = [...code.querySelectorAll("i")].findLast((i) => i.getBoundingClientRect().top <= e.clientY + 1);
		const run = runOf(result), events = line ? run.of(line) : [];
		return events.length > 0 ? { run, events, place: line, key: line } : null;
	}

	let over = null; // what was marked because of the pointer
	function point(e) {
		if (e.pointerType === "touch" && e.type !== "pointerdown") return;
		const now = e.target.closest ? pointed(e) : null;
		if (now?.key === over?.key) return;
		over?.run.rest();
		over = now;
		if (now?.place) now.run.mark(now.events, now.place);
		else now?.run.lead(now.events);
	}
	document.addEventListener("pointermove", point);
	document.addEventListener("pointerdown", point);

	// Whoever comes to a transcript or a ladder by the keyboard finds its rows.
	const enter = () => document.querySelectorAll(".result, .outcome").forEach((host) => {
		if (host.querySelector(".row") && !host.closest("[data-state=running]")) runOf(host);
	});
	document.addEventListener("focusin", enter);
	enter();

	// step steps through the run of a transcript, or ends that.
	bothends.step = (host) => {
		const run = runOf(host);
		if (run.stepper) run.stepper.end();
		else if (run.events.length > 0) new Stepper(run, () => run.stepper.end());
	};
})();
