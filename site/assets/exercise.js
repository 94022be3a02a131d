// An exercise: checks the reader's program in its place, and says of each property
// whether it holds. That all do is kept as what was read is, see page.js.

{
	const { say, make } = bothends;

	const marks = { held: "✓", failed: "✕", untried: "–" };

	bothends.Exercise = class Exercise extends bothends.Running {
		constructor(form) {
			super(form, form);
			this.what = "check";
			this.original = form.querySelector(".original"); // leads to the exercise, where the page shows a check
			this.details = form.querySelector(".own-side") ??
				make("details", { className: "own-side", hidden: true }, make("summary", { textContent: say("own-side") }), make("ol", { className: "transcript" }));
			form.append(this.details);
			this.transcript = new bothends.Transcript(this.details.querySelector("ol"), this.panes);
			this.properties = [...form.closest(".exercise").querySelectorAll(".properties > li")];
			this.edited();
			this.state(this.original ? "fresh" : "recorded");
			if (this.original) [this.outcome, this.asked] = [this.status.textContent, this.text];
		}

		going() { return say("checking"); }

		body() {
			const body = new URLSearchParams(new FormData(this.form));
			body.set("resume", "1");
			return body;
		}

		begin() {
			this.transcript.clear();
			this.details.hidden = true;
			this.told = 0;
			for (const li of this.properties) {
				li.removeAttribute("data-verdict");
				li.querySelector(".verdict")?.remove();
			}
		}

		show(messages) {
			const items = messages.filter((m) => m.name === "message").map((m) => m.data);
			if (items.length > 0) {
				this.transcript.append(items);
				this.details.hidden = this.transcript.length === 0;
				if (items.some((i) => i.event.kind === "problem")) this.details.open = true;
			}
			for (const { data } of messages.filter((m) => m.name === "verdict")) this.verdict(this.properties[this.told++], data);
		}

		// verdict says what came of a property, in words.
		verdict(li, { state, text, detail }) {
			if (!li) return;
			li.dataset.verdict = state;
			const verdict = make("div", { className: "verdict" }, make("strong", { textContent: `${marks[state]} ${say(state)}` }));
			if (state === "failed") {
				verdict.append(" ", ...marked(text));
				if (detail) verdict.append(make("pre", { textContent: detail }));
			}
			li.append(verdict);
		}

		ended(end) {
			if (end && !end.problems && !end.failed && end.status === 0) this.form.dispatchEvent(new CustomEvent("solved", { bubbles: true }));
			if (end && this.told > 0) this.look();
			return super.ended(end);
		}

		// look brings into view what did not hold, or else all the properties: they are above
		// the program.
		look() {
			const failed = this.properties.find((li) => li.dataset.verdict === "failed");
			(failed ?? this.properties[0].parentElement).scrollIntoView({ block: "nearest", behavior: "instant" });
		}

		reset() {
			this.stream?.leave();
			if (this.original) {
				location.assign(this.original.href);
				return;
			}
			this.panes.forEach((p) => p.reset());
			this.edited();
			this.begin();
			this.finish("recorded", "");
		}
	};

	// marked is text in which backquotes make code.
	const marked = (text) => text.split("`").map((part, i) => i % 2 ? make("code", { textContent: part }) : part);
}
