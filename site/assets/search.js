// Searches the book: in a dialog that any page opens, and on the page for that. The
// index is a script for each part (see package search), which are loaded once. What
// is searched for, and what counts how much, are as in that package.
//
// What was found is links, one below the other, through which the arrows lead too.

(() => {
	"use strict";

	const { say, make } = bothends;
	const root = new URL("./", bothends.home);

	// The numbers of package search.
	const most = { query: 200, words: 12, found: 30 };
	const boost = { heading: 6, title: 4, calls: 3, errors: 3, text: 1, code: 1 };
	const length = 160, before = 50; // of an excerpt, in letters

	const load = (path) => new Promise((resolve, reject) => {
		const script = make("script", { src: new URL(path, root) });
		script.addEventListener("load", resolve);
		script.addEventListener("error", () => { script.remove(); reject(new Error(path)); });
		document.head.append(script);
	});

	// Words and what they are made of.

	const word = /[\p{L}\p{Nd}_]+/gu;
	const tokenize = (text) => text.match(word) ?? [];
	const part = /_|(?<=[^\p{Lu}_])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
	const terms = (one) => {
		const parts = one.split(part).filter((p) => p.length > 1 && p.length < one.length);
		return [...new Set([one, ...parts].map((t) => t.toLowerCase()))];
	};

	// The index.

	let sections = [], index = null, loading = null;

	async function read() {
		await load("search/_book.js");
		await Promise.all(bookIndex.parts.map((slug) => load(`search/${slug}.js`)));
		sections = [];
		for (const [path, title, all] of ["", ...bookIndex.parts].flatMap((slug) => bookIndex.pages[slug])) {
			for (const [anchor, heading, text, calls, errors, code] of all) {
				const address = anchor.includes("#") ? anchor : path + (anchor && `#${anchor}`);
				sections.push({ id: sections.length, address, title, heading: heading || title, text, calls, errors, code });
			}
		}
		const made = new bothends.MiniSearch({
			fields: Object.keys(boost), tokenize, processTerm: terms,
			searchOptions: { boost, processTerm: (t) => t.toLowerCase(), prefix: (t) => t.length > 2 },
		});
		await made.addAllAsync(sections, { chunkSize: 200 });
		index = made;
	}

	function ready() {
		loading ??= read().catch((e) => { loading = null; throw e; });
		return loading;
	}

	const phraseOf = (query) => query.trim().replace(/\s+/g, " ").toLowerCase();

	// find returns what was found, the best first. All words have to be there, as they
	// are or but for slips of the pen; or else some of them.
	function find(query) {
		query = query.slice(0, most.query);
		const asked = [...new Set(tokenize(query))].slice(0, most.words).join(" ");
		const phrase = phraseOf(query);
		const says = (s) => [s.heading, s.text, s.calls, s.errors].some((text) => text.toLowerCase().includes(phrase));
		const boostDocument = (id) => (says(sections[id]) ? 4 : 1);
		const fuzzy = (t) => Math.min(2, Math.floor(t.length / 4));
		for (const more of [{ combineWith: "AND" }, { combineWith: "AND", fuzzy }, { fuzzy }]) {
			const found = index.search(asked, { boostDocument, ...more });
			if (found.length) return found;
		}
		return [];
	}

	// Excerpts.

	// place is a text of a section that has the phrase, or else one of the words, and where;
	// of the code, the line.
	function place({ text, errors, calls, code }, phrase, means) {
		const whole = (field) => indexOf(field, phrase);
		const one = (field) => [...field.matchAll(word)].find(([w]) => means(w))?.index ?? -1;
		for (const at of [whole, one]) {
			const field = [text, errors, code, calls].find((f) => at(f) >= 0);
			if (field && field === code) {
				const before = code.slice(0, at(code)).split("\n").pop().length;
				return [code.slice(at(code) - before).split("\n")[0], before, true];
			}
			if (field) return [field, at(field), false];
		}
		return [text, 0, false];
	}

	const indexOf = (text, phrase) => {
		const lower = text.toLowerCase();
		return lower.length === text.length ? lower.indexOf(phrase) : -1; // else places would not be the same
	};

	// marks are what is to be marked of a text, and where: of a phrase of several words that
	// stands in it, that, and not each of its words elsewhere.
	function marks(text, phrase, means) {
		if (tokenize(phrase).length < 2 || indexOf(text, phrase) < 0) {
			return [...text.matchAll(word)].filter(([w]) => means(w)).map((m) => [m.index, m[0].length]);
		}
		const all = [];
		const lower = text.toLowerCase();
		for (let at = lower.indexOf(phrase); at >= 0; at = lower.indexOf(phrase, at + phrase.length)) all.push([at, phrase.length]);
		return all;
	}

	function excerpt(section, phrase, wanted) {
		const means = (w) => terms(w).some((t) => wanted.has(t));
		const [text, at, line] = place(section, phrase, means);
		let start = 0, end = text.length;
		if (at > before) {
			start = text.indexOf(" ", at - before) + 1;
			if (start === 0 || start > at) start = at;
		}
		if (end - start > length) {
			end = text.lastIndexOf(" ", start + length);
			if (end <= start) end = start + length;
		}
		const cut = text.slice(start, end), shown = make(line ? "code" : "span", {}, start ? "… " : "");
		let done = 0;
		for (const [from, size] of marks(cut, phrase, means)) {
			shown.append(cut.slice(done, from), make("mark", { textContent: cut.slice(from, from + size) }));
			done = from + size;
		}
		shown.append(cut.slice(done), end < text.length ? " …" : "");
		return line ? make("span", {}, shown) : shown;
	}

	// What is on the screen: a field, a line that tells how much was found, and a list.

	function finder(form, status, list) {
		const input = form.querySelector("input");
		const links = () => [...list.querySelectorAll("a")];

		function show() {
			const query = input.value;
			if (!query.trim()) {
				status.textContent = "";
				list.replaceChildren();
				return;
			}
			const found = find(query), some = found.slice(0, most.found), lessons = new Map();
			for (const { id, terms: matched } of some) {
				const s = sections[id], wanted = new Set(matched);
				const item = make("li", {}, make("a", { href: new URL(s.address, root), textContent: s.heading }), " ", excerpt(s, phraseOf(query), wanted));
				if (!lessons.has(s.title)) lessons.set(s.title, make("ul"));
				lessons.get(s.title).append(item);
			}
			list.replaceChildren(...[...lessons].map(([title, all]) => make("li", {}, make("p", { textContent: title }), all)));
			status.textContent = !found.length ? say("found-none")
				: found.length > some.length ? say("found-first", some.length, found.length) : say("found", found.length);
		}

		async function update() {
			if (!index) status.textContent = say("search-loading");
			try {
				await ready();
			} catch {
				status.textContent = say("search-failed");
				return;
			}
			show();
		}

		input.addEventListener("input", update);
		form.addEventListener("submit", async (e) => {
			e.preventDefault();
			await update();
			links()[0]?.click();
		});
		form.parentElement.addEventListener("keydown", (e) => {
			const step = { ArrowDown: 1, ArrowUp: -1 }[e.key], all = [input, ...links()];
			const at = all.indexOf(document.activeElement);
			if (!step || at < 0) return;
			e.preventDefault();
			all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
		});
		return { input, update };
	}

	// The page for searching has its own field. Its address says what was asked for.

	const own = document.querySelector(".searching");

	function onPage() {
		const one = finder(own, document.querySelector(".found-status"), document.querySelector(".found"));
		const asked = new URLSearchParams(location.search).get("q");
		if (asked && !one.input.value) one.input.value = asked;
		if (one.input.value && !document.querySelector(".found a")) one.update();
		else ready().catch(() => {}); // it is said when it is asked for
		return one;
	}

	function dialog() {
		const input = make("input", { type: "search", name: "q", maxLength: most.query, autocomplete: "off", spellcheck: false });
		input.setAttribute("aria-label", say("search-for"));
		const close = make("button", { type: "button", textContent: say("search-close") });
		const form = make("form", {}, input, close);
		form.setAttribute("role", "search");
		const status = make("p", { className: "found-status" }), list = make("ol", { className: "found" });
		status.setAttribute("role", "status");
		const box = make("dialog", { className: "finder" }, form, status, list);
		box.setAttribute("aria-label", say("search"));
		document.body.append(box);
		const one = finder(form, status, list);
		close.addEventListener("click", () => box.close());
		box.addEventListener("click", (e) => { if (e.target === box || e.target.closest("a")) box.close(); });
		box.addEventListener("keydown", (e) => {
			if (e.key !== "Escape") return; // which would clear the field first
			e.preventDefault();
			box.close();
		});
		return { ...one, box };
	}

	const here = own ? onPage() : dialog();

	bothends.search = () => {
		const before = document.querySelector(".search input"), typed = before?.value;
		if (here.box && !here.box.open) here.box.showModal();
		here.input.focus();
		here.input.select();
		if (typed) {
			here.input.value = typed; // with the caret behind it, where typing goes on
			before.value = "";
		}
		if (here.box) here.update();
	};
})();
