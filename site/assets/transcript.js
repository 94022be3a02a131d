// The rows of a run that goes on, as the server made and escaped them; nothing else is
// ever inserted as HTML.

bothends.Transcript = class Transcript {
	constructor(list, panes) {
		this.list = list;
		this.panes = panes; // those to whose lines a compiler's messages lead
	}

	get length() { return this.list.children.length; }

	clear() { this.list.innerHTML = ""; }

	// append adds the rows of some events.
	append(items) {
		const before = this.length;
		this.list.insertAdjacentHTML("beforeend", items.map((i) => i.row).join(""));
		const rows = [...this.list.children].slice(before).filter((row) => row.matches(".problem"));
		items.filter((i) => i.event.kind === "problem").forEach(({ event }, i) => this.problem(event, rows[i]));
	}

	// note adds a row of the page's own.
	note(text) {
		const row = document.createElement("li");
		row.classList.add("row", "note", "other");
		row.innerHTML = '<span class="time"></span> <span class="who"></span> <span class="line"></span>';
		row.lastChild.textContent = text;
		this.list.append(row);
	}

	// problem marks the file that a compiler's message is about, and leads from the
	// message to its line.
	problem(event, row) {
		const [, file, line] = /^([^:\s]+):(\d+):/.exec(event.text) ?? [];
		const pane = this.panes.find((p) => [`${event.process}/${file}`, file].includes(p.textarea.name));
		if (!pane || !row) return;
		pane.mark(true);
		const button = document.createElement("button");
		button.type = "button";
		button.className = "jump";
		button.textContent = bothends.say("go-to", line);
		button.addEventListener("click", () => pane.select(Number(line)));
		row.querySelector(".line").append(" ", button);
	}
};
