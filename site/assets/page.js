// Helps to read a page: copies code and transcripts, shows what a term means where
// it stands, and keeps in this browser, and nowhere else, which colours the reader
// likes and which lessons are read. Without this script all text is there.
//
// It is no module, as those are not loaded from a disk.

(() => {
	"use strict";

	const words = JSON.parse(document.body.dataset.words);

	const fill = (message, args) => args.reduce((text, a) => text.replace(/%[sd]/, () => a), message);

	// say is a message, filled in.
	const say = (key, ...args) => fill(words[key], args);

	function make(name, properties, ...children) {
		const element = Object.assign(document.createElement(name), properties);
		element.append(...children);
		return element;
	}

	// What is announced to those who do not see it.
	const announced = make("div", { className: "aside" });
	announced.setAttribute("role", "status");
	document.body.append(announced);

	// What a reader may need later is loaded then: late("step.js", "step.css") comes true when
	// all of them are there, say(key, …) is a message of theirs. Late scripts are no modules
	// either, and put what others may call into this object.

	const inserted = new Map();

	function insert(address) {
		if (!inserted.has(address)) {
			inserted.set(address, new Promise((resolve, reject) => {
				const element = address.endsWith(".css") ? make("link", { rel: "stylesheet", href: address }) : make("script", { src: address, async: false });
				element.addEventListener("load", resolve);
				element.addEventListener("error", () => {
					inserted.delete(address); // the next time it may be there
					element.remove();
					reject(new Error(address));
				});
				document.head.append(element);
			}));
		}
		return inserted.get(address);
	}

	const list = new URL(document.body.dataset.late, document.baseURI).href;

	globalThis.bothends = {
		late: async (...names) => {
			await insert(list);
			await Promise.all(names.map((name) => insert(new URL(bothends.assets[name], list).href)));
		},
		say: (key, ...args) => fill(bothends.words[key], args),
	};

	// The book's own place in the storage of its host, on which other books may lie.
	const home = document.querySelector("#contents .book a").href;
	const place = `bothends:${new URL("./", home).pathname}`;

	// load is what is kept; of what is not as save writes it nothing, as another version may.
	function load() {
		const progress = { read: [], solved: [], last: "" };
		try {
			const { read, solved, last, ...rest } = JSON.parse(localStorage.getItem(place)) ?? {};
			if (Array.isArray(read)) progress.read = read;
			if (Array.isArray(solved)) progress.solved = solved;
			if (typeof last === "string") progress.last = last;
			return { ...progress, ...rest };
		} catch {
			return progress;
		}
	}

	function save(progress) {
		try {
			localStorage.setItem(place, JSON.stringify(progress));
		} catch {
			// Nothing is kept, then.
		}
	}

	// Copying.

	let takeBack = () => {}, soon; // what was said last

	async function copy(text, button) {
		let message = "copied";
		try {
			await navigator.clipboard.writeText(text);
		} catch {
			message = "copy-failed";
		}
		await bothends.late();
		clearTimeout(soon); // or it would cut this short
		takeBack();
		announced.textContent = button.textContent = bothends.say(message);
		takeBack = () => { announced.textContent = ""; button.textContent = say("copy"); };
		soon = setTimeout(takeBack, 2000);
	}

	function copyButton(what, text) {
		const button = make("button", { type: "button", className: "copy", textContent: say("copy") });
		button.setAttribute("aria-label", say("copy-what", what));
		button.addEventListener("click", () => copy(text(), button));
		return button;
	}

	for (const code of document.querySelectorAll("pre.code")) {
		const host = code.closest(".pane, .show, .plain, .cell");
		const text = () => {
			const edited = host.querySelector("textarea");
			return edited ? edited.value : `${code.textContent}\n`;
		};
		(host.querySelector(".head, figcaption") ?? host).append(copyButton(host.querySelector(".file")?.textContent ?? say("the-code"), text));
	}

	const stepping = () => bothends.late("step.js", "step.css");

	for (const transcript of document.querySelectorAll(".transcript")) {
		const text = () => [...transcript.children].filter((row) => row.offsetParent)
			.map((row) => [...row.children].map((cell) => cell.textContent).join("  ") + "\n").join("");
		const host = transcript.closest(".result, .outcome");
		if (!host) continue; // of terminals
		const step = make("button", { type: "button", className: "step-button", textContent: say("step") });
		step.classList.add("copy");
		let asked = null; // while it loads, two presses are one
		step.addEventListener("click", () => { asked ??= stepping().then(() => bothends.step(host)).finally(() => { asked = null; }); });
		host.append(step, copyButton(say("the-transcript"), text));
		for (const event of ["pointerover", "focusin"]) host.closest("section").addEventListener(event, stepping, { once: true });
	}

	// Terms: a mouse or the focus shows what one means, a tap does so in place of
	// following the link.

	function define(term) {
		const definition = document.getElementById(term.getAttribute("aria-details"));
		let waiting;
		const show = () => {
			clearTimeout(waiting);
			definition.showPopover({ source: term });
			const at = term.getClientRects()[0], { width, height } = definition.getBoundingClientRect();
			const below = at.bottom + 6 + height < innerHeight;
			definition.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
			definition.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
		};
		const later = (f) => { clearTimeout(waiting); waiting = setTimeout(f, 250); };
		const hide = () => later(() => {
			if (!definition.matches(":hover, :focus-within") && document.activeElement !== term) definition.hidePopover();
		});
		term.addEventListener("pointerenter", (e) => { if (e.pointerType === "mouse") later(show); });
		term.addEventListener("focus", () => { if (term.matches(":focus-visible")) show(); });
		term.addEventListener("click", (e) => {
			if (e.pointerType === "mouse" || e.pointerType === "" || !e.pointerType) return;
			e.preventDefault();
			show();
		});
		for (const element of [term, definition]) {
			element.addEventListener("pointerleave", hide);
			element.addEventListener("focusout", hide);
		}
	}

	if ("showPopover" in HTMLElement.prototype) document.querySelectorAll("a.term").forEach(define);

	// Colours.

	function colours() {
		const chosen = document.documentElement.dataset.theme ?? "system";
		const select = make("select", {}, ...["system", "light", "dark"].map((t) => new Option(say(`theme-${t}`), t, t === chosen, t === chosen)));
		select.addEventListener("change", () => {
			const theme = select.value === "system" ? "" : select.value;
			if (theme) document.documentElement.dataset.theme = theme;
			else delete document.documentElement.dataset.theme;
			try {
				localStorage.setItem("theme", theme);
			} catch {
				// It holds for this page alone.
			}
		});
		return make("label", { className: "theme" }, make("span", { textContent: say("theme") }), " ", select);
	}

	document.querySelector(".top").append(colours());

	// Searching: what it needs is loaded when a reader first asks for it.

	const form = document.querySelector(".search");
	const typed = (e) => { // before the field is there: the form's own holds it until then, and is not shown
		if (e.key.length > 1 || e.ctrlKey || e.metaKey || e.altKey) return;
		e.preventDefault();
		e.stopPropagation();
		form.elements.q.value += e.key;
	};
	const search = async (e) => {
		e?.preventDefault();
		if (form) addEventListener("keydown", typed, true);
		try {
			await bothends.late("search.js", "search.css", "minisearch.js");
			bothends.search();
		} catch {
			form?.submit();
		} finally {
			removeEventListener("keydown", typed, true);
		}
	};
	form?.addEventListener("submit", search);
	addEventListener("keydown", (e) => {
		if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey && !e.composedPath()[0].closest?.("input, textarea, select, dialog, [contenteditable]")) search(e);
	});
	if (!form) search(); // it is the page for searching

	// Progress.

	const lessons = [...document.querySelectorAll("#contents ol > li > a")];
	const address = (link) => link.href.slice(new URL("./", home).href.length).replace(/#.*/, "");

	// tick marks in the contents what is read, and on the page what is solved.
	function tick() {
		const { read, solved } = load();
		for (const exercise of document.querySelectorAll(".exercise")) {
			const label = exercise.querySelector(".label");
			label.querySelector("span")?.remove();
			if (solved.includes(exercise.id)) label.append(make("span", { textContent: ` ✓ ${say("solved")}` }));
		}
		for (const link of lessons) {
			const done = read.includes(address(link));
			link.classList.toggle("read", done);
			link.querySelector(".aside")?.remove();
			if (done) link.append(make("span", { className: "aside", textContent: ` (${say("read")})` }));
		}
	}

	// A solved exercise says so itself.
	document.addEventListener("solved", ({ target }) => {
		const progress = load(), { id } = target.closest(".exercise");
		if (!progress.solved.includes(id)) save({ ...progress, solved: [...progress.solved, id] });
		tick();
	});

	// follow notes where the reader is, and that a lesson is read when its end is seen.
	function follow(page) {
		if (!lessons.some((link) => address(link) === page)) return;
		save({ ...load(), last: page });
		new IntersectionObserver((entries, observer) => {
			if (!entries.some((e) => e.isIntersecting) || scrollY === 0) return;
			observer.disconnect();
			const progress = load();
			if (!progress.read.includes(page)) save({ ...progress, read: [...progress.read, page] });
			tick();
		}).observe(document.querySelector(".turn"));
	}

	// resume leads from the first page to where the reader was.
	function resume() {
		const link = lessons.find((one) => address(one) === load().last);
		if (link) document.querySelector(".where").prepend(make("a", { className: "resume", href: link.href, textContent: say("resume", link.firstChild.textContent) }));
	}

	// Where the contents stand beside the text, the page is in view among them.
	const contents = document.querySelector(".contents"), here = contents.querySelector("[aria-current]");
	if (here && getComputedStyle(contents).position === "fixed") contents.scrollTop = here.offsetTop - contents.clientHeight / 3;

	Object.assign(bothends, { make, load, save, tick, lessons, home, place, announced });

	tick();
	if (document.body.dataset.page === "index.html") {
		resume();
		bothends.late("kept.js", "kept.css").catch(() => {}); // it tells what the browser keeps
	} else {
		follow(document.body.dataset.page);
	}

	// A worker keeps the book for when there is no network: see worker.js of package
	// offline. An author's pages have none.

	if (!document.querySelector("meta[name=watch]") && !load().online) {
		addEventListener("load", () => navigator.serviceWorker?.register(new URL("worker.js", home)).catch(() => {})); // on a disk it cannot
	}

	// The number of a line leads to the line.
	document.addEventListener("click", (e) => {
		if (e.target.matches(".numbered i[id]")) location.hash = e.target.id;
	});
})();
