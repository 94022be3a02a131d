// Keeps a page that its author has open up to date: loaded by serve -watch alone.
//
// The server says which key the page has now (see notices.go of package live). If
// that is another one, the page is fetched anew and what differs is put in its
// place: blocks of text one by one, so that scroll, focus and a run that goes on
// stay. What a script has taken hold of cannot be replaced like that; if it
// differs the page is loaded whole, and what the reader typed is put back.
//
// HTML comes from the server's own pages alone; what is wrong with the book is
// text, and inserted as such.

const meta = document.querySelector("meta[name=watch]");
const words = JSON.parse(meta.dataset.words);
const keep = "watch:" + meta.dataset.page; // in sessionStorage: what a reload must not lose
let key = meta.content;
let shown = null; // the page as the server made it, before scripts had it

restore();
navigator.serviceWorker?.getRegistration(meta.dataset.from).then((r) => r?.unregister()); // of a book that was read here before
const events = new EventSource(`${meta.dataset.from}?page=${encodeURIComponent(meta.dataset.page)}`);
let last = Promise.resolve(); // notices are worked off in order
events.addEventListener("message", (e) => { last = last.then(() => heed(JSON.parse(e.data))).catch(reload); });
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", (e) => { if (e.persisted) reload(); }); // it comes from a cache, and may be old

async function heed(notice) {
	show(notice.fault);
	if (notice.key && notice.key !== key) await update();
	else if (!shown) shown = await load();
	document.documentElement.dataset.watch = notice.fault ? "fault" : key;
}

// load fetches the page as it is now, of which the key may be newer than told.
async function load() {
	const answer = await fetch(location.pathname, { cache: "no-cache" });
	if (!answer.ok) throw new Error(answer.statusText);
	return new DOMParser().parseFromString(await answer.text(), "text/html");
}

const keyOf = (page) => page.querySelector("meta[name=watch]")?.content;

async function update() {
	const page = await load();
	if (!shown || keyOf(shown) !== key || !patch(shown, page)) return reload();
	shown = page;
	key = keyOf(page);
}

// parts are replaced as wholes.
const parts = ["title", "body > header.top > .where", "body > header.top > .contents", "main > header.opening", "body > nav.turn"];

// scripted is whether scripts may have taken hold of something in an element.
const scripted = (e) => e.matches("[data-state], .run") || e.querySelector("[data-state], .run, form, button") !== null;

// replace puts an element in the place of another. What was unfolded stays so.
function replace(here, to) {
	const folded = [...here.querySelectorAll("details")];
	const come = document.importNode(to, true);
	come.querySelectorAll("details").forEach((d, i) => { d.open = folded[i]?.open ?? d.open; });
	here.replaceWith(come);
}

// patch makes of the page that is open, which was old, the new one. It reports
// false, and has done nothing, if that cannot be.
function patch(old, page) {
	const steps = [];
	for (const part of parts) {
		const [from, to, here] = [old, page, document].map((d) => d.querySelector(part));
		if (from?.outerHTML === to?.outerHTML) continue;
		if (!from || !to || !here) return false;
		if (scripted(here)) return false;
		steps.push(() => replace(here, to));
	}
	const heads = [old, page].map((d) => [...d.head.querySelectorAll("link[rel=stylesheet], script")].map((e) => e.outerHTML).join());
	if (heads[0] !== heads[1]) return false;
	const rest = (d) => [...d.querySelectorAll("main > *")].filter((e) => !e.matches("header.opening"));
	const [from, to, here] = [rest(old), rest(page), rest(document)];
	if (from.length !== here.length) return false; // a script has added something
	const same = (a, b) => a.outerHTML === b.outerHTML;
	let start = 0, end = 0;
	while (start < Math.min(from.length, to.length) && same(from[start], to[start])) start++;
	while (end < Math.min(from.length, to.length) - start && same(from[from.length - 1 - end], to[to.length - 1 - end])) end++;
	const [gone, come] = [here.slice(start, here.length - end), to.slice(start, to.length - end)];
	if ([...gone, ...come].some(scripted)) return false;
	const before = here[here.length - end] ?? null, main = document.querySelector("main");
	steps.push(() => {
		gone.forEach((e) => e.remove());
		come.forEach((e) => main.insertBefore(document.importNode(e, true), before));
	});
	steps.forEach((step) => step());
	return true;
}

// reload loads the page whole. What was typed and where the reader was come back.
function reload() {
	const typed = [...document.querySelectorAll("textarea[name]")].filter((t) => t.value !== t.defaultValue)
		.map((t) => [t.closest("[data-snippet]")?.dataset.snippet ?? "", t.name, t.value]);
	sessionStorage.setItem(keep, JSON.stringify({ typed, x: scrollX, y: scrollY }));
	location.reload();
}

// restore runs before the script of run blocks does, which takes what it finds in
// a textarea for an edit.
function restore() {
	const text = sessionStorage.getItem(keep);
	sessionStorage.removeItem(keep);
	if (!text) return;
	const { typed, x, y } = JSON.parse(text);
	for (const [snippet, name, value] of typed) {
		const at = [...document.querySelectorAll("textarea[name]")]
			.find((t) => t.name === name && (t.closest("[data-snippet]")?.dataset.snippet ?? "") === snippet);
		if (at) at.value = value;
	}
	addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }));
}

// show says what is wrong with the book, each thing under its place, until it is
// mended or put away.
function show(fault) {
	const old = document.querySelector(".watch-fault");
	if (old?.dataset.fault === fault) return;
	old?.remove();
	if (!fault) return;
	const box = document.createElement("section");
	box.className = "watch-fault";
	box.dataset.fault = fault;
	box.setAttribute("role", "alert");
	box.setAttribute("aria-label", words["watch-mistakes"]);
	const heading = box.appendChild(document.createElement("h2"));
	heading.textContent = words["watch-as-before"];
	const list = box.appendChild(document.createElement("ol"));
	for (const line of fault.split("\n")) {
		const item = list.appendChild(document.createElement("li"));
		const [, place, text] = /^(\S+?(?::\d+)*): (.*)$/s.exec(line) ?? [, "", line];
		if (place) item.appendChild(document.createElement("b")).textContent = place;
		item.append(text);
	}
	const button = box.appendChild(document.createElement("button"));
	button.type = "button";
	button.textContent = words["watch-away"];
	button.addEventListener("click", () => { box.hidden = true; });
	document.body.append(box);
}
