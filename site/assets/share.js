// Programs that go elsewhere: in a link, which holds them in itself, and as txtar. What
// comes by a link or is pasted is shown, and never run by itself.

{
	const { say, make, txtar } = bothends;
	const begin = "#edit=";
	const most = 256 << 10; // bytes of programs that a server takes
	const long = 8000; // characters of a link that some services cut

	// pack makes a link's text of a value; unpack reads one, not more than is allowed.
	async function pack(value) {
		const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
		const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
		const text = bytes.reduce((s, b) => s + String.fromCharCode(b), "");
		return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
	}

	async function unpack(text) {
		if (text.length > 2 * most) throw new RangeError(text.length);
		const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
		const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
		const parts = [];
		for (let size = 0; ;) {
			const { value, done } = await reader.read();
			if (done) break;
			size += value.length;
			if (size > 2 * most) {
				reader.cancel();
				throw new RangeError(size);
			}
			parts.push(value);
		}
		const edit = JSON.parse(await new Blob(parts).text());
		const texts = (o) => o && typeof o === "object" && Object.values(o).every((v) => typeof v === "string");
		if (typeof edit?.snippet !== "string" || !texts(edit.files) || !texts(edit.how)) throw new TypeError(text);
		return edit;
	}

	const button = (key, press) => {
		const b = make("button", { type: "button", textContent: say(key) });
		b.addEventListener("click", () => press(b));
		return b;
	};

	// Share is the panel of a block.
	bothends.Share = class Share {
		constructor(block) {
			this.block = block;
			this.link = make("input", { readOnly: true });
			this.paste = make("textarea", { rows: 4, spellcheck: false });
			this.status = make("p", {});
			this.status.setAttribute("role", "status");
			this.panel = make("div", { className: "share", hidden: true },
				make("p", {}, make("label", {}, `${say("share-link")} `, this.link), button("share-copy", (b) => this.copy(this.link.value, b))),
				make("p", {}, say("share-note")),
				make("p", {}, button("share-archive", async (b) => this.copy(await this.archive(), b)), button("share-download", () => this.download()), button("share-zip", () => this.downloadZip())),
				make("p", {}, make("label", {}, `${say(block.panes.length === 1 ? "share-paste-one" : "share-paste")} `, this.paste), button("share-open", () => this.open())),
				this.status);
			block.form.after(this.panel);
			const toggle = this.toggler = block.element.querySelector(".share-button");
			toggle.setAttribute("aria-expanded", "false");
			block.form.addEventListener("input", () => this.changed());
		}

		toggle() {
			this.panel.hidden = !this.panel.hidden;
			this.toggler.setAttribute("aria-expanded", String(!this.panel.hidden));
			if (this.panel.hidden) return;
			this.show();
			this.panel.scrollIntoView({ block: "nearest", behavior: "instant" });
		}

		// changed makes the link anew if it is to be seen.
		changed() { if (!this.panel.hidden) this.show(); }

		// show makes the link anew, and then tells something.
		async show(told = "") {
			const made = this.made = (this.made ?? 0) + 1;
			const { block } = this;
			const files = Object.fromEntries(block.panes.filter((p) => p.edited).map((p) => [p.textarea.name, p.textarea.value]));
			const address = new URL(block.original?.href ?? location.href);
			address.hash = begin + await pack({ snippet: block.name, files, how: block.how.values });
			if (made !== this.made) return; // the programs have changed meanwhile
			this.link.value = address.href;
			this.status.textContent = address.href.length > long ? say("share-long", address.href.length) : told;
		}

		async copy(text, from) {
			try {
				await navigator.clipboard.writeText(text);
				this.status.textContent = say("share-done");
			} catch {
				const field = from.previousElementSibling ? this.link : this.paste;
				field.value = text;
				field.select();
				this.status.textContent = say("share-failed");
			}
		}

		// archive is the download of the programs, with the reader's in place of the book's. A
		// single one goes by the name that the Playground runs.
		async archive() {
			const { block } = this;
			if (block.panes.length === 1) return txtar.format({ "prog.go": block.panes[0].textarea.value });
			return txtar.format(await this.files());
		}

		// files are those of the download, with the reader's; what it says of itself goes by no name.
		async files() {
			const { block } = this;
			const answer = await fetch(block.element.querySelector('.archives a[href$=".txtar"]').href);
			const files = answer.ok ? txtar.parse(await answer.text()) : {};
			for (const { textarea } of block.panes) files[textarea.name] = textarea.value;
			return files;
		}

		async download() { this.save(new Blob([await this.archive()], { type: "text/plain" }), "txtar"); }

		// downloadZip is the same in a folder, as the lesson's zip file has it.
		async downloadZip() {
			await bothends.late("zip.js");
			const files = Object.entries(await this.files()).map(([name, text]) => [`${this.block.name}/${name || "README.txt"}`, text]);
			this.save(bothends.zip(Object.fromEntries(files)), "zip");
		}

		save(blob, kind) {
			const address = URL.createObjectURL(blob);
			make("a", { href: address, download: `${this.block.name}.${kind}` }).click();
			setTimeout(() => URL.revokeObjectURL(address), 1000);
		}

		// open puts what was pasted into the panes.
		open() {
			const { panes } = this.block, files = txtar.parse(this.paste.value);
			delete files["go.mod"];
			if (Object.keys(files).length > 1) delete files[""]; // says what the archive is
			// The Playground's one program is this block's only file.
			const [only, ...more] = Object.keys(files);
			if (panes.length === 1 && more.length === 0 && ["", "prog.go", "main.go"].includes(only)) {
				files[panes[0].textarea.name] = files[only];
				delete files[only];
			}
			const others = this.block.open(files);
			const opened = Object.keys(files).filter((name) => !others.includes(name));
			this.status.textContent = opened.length === 0 ? say("paste-none", panes[0].textarea.name) :
				others.length === 0 ? say("paste-done", opened.join(", ")) :
				say("paste-some", opened.join(", "), others.join(", "));
			if (opened.length > 0) this.show(this.status.textContent);
		}
	};

	// openShared shows the edit that the page's address holds, in one of its blocks.
	bothends.openShared = async (elements) => {
		const sections = elements.filter((e) => e.matches("section"));
		let target = sections[0], text, failed, edited = [];
		try {
			const { snippet, files, how } = await unpack(location.hash.slice(begin.length));
			const found = sections.find((s) => s.dataset.snippet === snippet);
			if (found) {
				target = found;
				const block = bothends.scripted(found);
				block.part();
				const opened = block.openLink(files), others = [...opened.others, ...block.how.lend(how)];
				edited = opened.edited;
				const places = edited.map((p) => say("step-line", p.textarea.name, p.firstEdited));
				text = say("shared") + (places.length ? ` ${say("shared-files", places.join("; "))}` : "") + (block.how.changed.length ? ` ${say("shared-how")}` : "") + (opened.kept ? ` ${say("shared-kept")}` : "") + (others.length ? ` ${say("shared-other", others.join(", "))}` : "");
			} else {
				text = failed = say("shared-none", snippet);
			}
		} catch (err) {
			text = failed = say(err instanceof RangeError ? "shared-large" : "shared-broken");
		}
		if (!target) return;
		const block = bothends.scripted(target);
		block.say(text);
		if (text === failed) block.status.scrollIntoView({ block: "center", behavior: "instant" }); // on a telephone it is far below the programs
		else target.scrollIntoView({ behavior: "instant" }); // before the line, which a scroll that goes on would miss
		edited[0]?.lead(edited[0].firstEdited);
	};
}
