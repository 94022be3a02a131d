// Helps to read a page: copies code and transcripts, shows what a term means where
// it stands, and keeps in this browser, and nowhere else, which colours the reader
// likes and which lessons are read. Without this script all text is there.
//
// It is no module, as those are not loaded from a disk.

(() => {
	"use strict";

	const words = JSON.parse(document.body.dataset.words);

	// say fills in a message.
	const say = (key, ...args) => args.reduce((text, a) => text.replace(/%[sd]/, () => a), words[key]);

	function make(name, properties, ...children) {
		const element = Object.assign(document.createElement(name), properties);
		element.append(...children);
		return element;
	}

	// What is announced to those who do not see it.
	const announced = make("div", { className: "aside" });
	announced.setAttribute("role", "status");
	document.body.append(announced);

	// The book's own place in the storage of its host, on which other books may lie.
	const home = document.querySelector("#contents .book a").href;
	const place = `bothends:${new URL("./", home).pathname}`;

	function load() {
		try {
			return { read: [], last: "", ...JSON.parse(localStorage.getItem(place)) };
		} catch {
			return { read: [], last: "" };
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

	async function copy(text, button) {
		let message = "copied";
		try {
			await navigator.clipboard.writeText(text);
		} catch {
			message = "copy-failed";
		}
		announced.textContent = button.textContent = say(message);
		setTimeout(() => { announced.textContent = ""; button.textContent = say("copy"); }, 2000);
	}

	function copyButton(what, text) {
		const button = make("button", { type: "button", className: "copy", textContent: say("copy") });
		button.setAttribute("aria-label", say("copy-what", what));
		button.addEventListener("click", () => copy(text(), button));
		return button;
	}

	for (const code of document.querySelectorAll("pre.code")) {
		const host = code.closest(".pane, .show, .plain");
		const text = () => {
			const edited = host.querySelector("textarea");
			return edited ? edited.value : `${code.textContent}\n`;
		};
		(host.querySelector(".head, figcaption") ?? host).append(copyButton(host.querySelector(".file")?.textContent ?? say("the-code"), text));
	}

	for (const transcript of document.querySelectorAll(".transcript")) {
		const text = () => [...transcript.children].filter((row) => row.offsetParent)
			.map((row) => [...row.children].map((cell) => cell.textContent).join("  ") + "\n").join("");
		transcript.closest(".result, .outcome").append(copyButton(say("the-transcript"), text));
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

	// Progress.

	const lessons = [...document.querySelectorAll("#contents ol > li > a")];
	const address = (link) => link.href.slice(new URL("./", home).href.length).replace(/#.*/, "");

	// tick marks in the contents what is read.
	function tick() {
		const { read } = load();
		for (const link of lessons) {
			const done = read.includes(address(link));
			link.classList.toggle("read", done);
			link.querySelector(".aside")?.remove();
			if (done) link.append(make("span", { className: "aside", textContent: ` (${say("read")})` }));
		}
	}

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

	// overview stands at the end of the first page: what is read, to keep or to clear.
	function overview() {
		const progress = load();
		if (progress.last === "") return;
		const count = make("p", { textContent: say("progress-count", progress.read.length, lessons.length) });
		const keep = make("a", {
			textContent: say("progress-export"), download: "bothends.json",
			href: `data:application/json,${encodeURIComponent(JSON.stringify(progress, null, 2))}`,
		});
		const clear = make("button", { type: "button", textContent: say("progress-clear") });
		const section = make("section", { className: "progress" }, make("h2", { textContent: say("progress") }), count, make("p", {}, keep, " ", clear));
		clear.addEventListener("click", () => {
			try {
				localStorage.removeItem(place);
			} catch {
				// There is nothing to clear.
			}
			document.querySelector(".resume")?.remove();
			section.remove();
			tick();
			announced.textContent = say("cleared");
		});
		document.querySelector("main").append(section);
	}

	// Where the contents stand beside the text, the page is in view among them.
	const contents = document.querySelector(".contents"), here = contents.querySelector("[aria-current]");
	if (here && getComputedStyle(contents).position === "fixed") contents.scrollTop = here.offsetTop - contents.clientHeight / 3;

	tick();
	if (document.body.dataset.page === "index.html") {
		resume();
		overview();
	} else {
		follow(document.body.dataset.page);
	}

	// The number of a line leads to the line.
	document.addEventListener("click", (e) => {
		if (e.target.matches(".numbered i[id]")) location.hash = e.target.id;
	});
})();
