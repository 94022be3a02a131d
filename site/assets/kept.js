// Shows, at the end of the first page, what the browser keeps: which lessons are read,
// and a copy of the book; and lets the reader take that along, or away.

(() => {
	"use strict";

	const { say, make, load, save, tick, lessons, home, place, announced } = bothends;
	const section = make("section", { className: "kept" });
	const { serviceWorker } = navigator;

	const button = (text, clicked) => {
		const b = make("button", { type: "button", textContent: text });
		b.addEventListener("click", clicked);
		return b;
	};

	// Progress.

	function progress() {
		const now = load();
		if (now.last === "") return;
		const count = make("p", { textContent: say("progress-count", now.read.length, lessons.length) });
		const keep = make("a", {
			textContent: say("progress-export"), download: "bothends.json",
			href: `data:application/json,${encodeURIComponent(JSON.stringify(now, null, 2))}`,
		});
		const part = make("div", { className: "progress" }, make("h2", { textContent: say("progress") }), count);
		part.append(make("p", {}, keep, " ", button(say("progress-clear"), () => {
			const { online } = load();
			if (online) save({ read: [], last: "", online }); // a choice, and no progress
			else localStorage.removeItem(place);
			document.querySelector(".resume")?.remove();
			part.remove();
			tick();
			announced.textContent = say("cleared");
		})));
		section.append(part);
	}

	// The copy: see worker.js.

	const prefix = `bothends:${new URL("./", home).pathname}:`;

	async function copy() {
		for (const name of await caches.keys()) {
			if (!name.startsWith(prefix)) continue;
			const list = await (await caches.open(name)).match(new URL("offline.json", home).href);
			if (list) return list.json();
		}
		return null;
	}

	const text = make("p"), choice = make("p");

	async function remove() {
		save({ ...load(), online: true });
		await (await serviceWorker.getRegistration(home))?.unregister();
		for (const name of await caches.keys()) {
			if (name.startsWith(prefix)) await caches.delete(name);
		}
		announced.textContent = say("copy-removed");
		await show();
	}

	async function begin() {
		const { online, ...rest } = load();
		save(rest);
		await serviceWorker.register(new URL("worker.js", home));
		await show();
	}

	async function show() {
		const whole = await copy();
		if (!whole && navigator.connection?.saveData) return; // none is made
		if (load().online) {
			text.textContent = say("copy-off");
			choice.replaceChildren(button(say("copy-make"), begin));
			return;
		}
		const bytes = whole?.files.reduce((sum, { size }) => sum + size, 0);
		text.textContent = whole ? say("copy-whole", (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })) : say("copy-going-on");
		choice.replaceChildren(button(say("copy-remove"), remove));
		if (!whole) serviceWorker.ready.then(async () => { if (await copy()) show(); });
	}

	async function offline() {
		if (!serviceWorker || !/^http/.test(home) || document.querySelector("meta[name=watch]")) return;
		const part = make("div", { className: "copy-of-book" }, make("h2", { textContent: say("copy-of-book") }), text, choice);
		await show();
		if (text.textContent) section.append(part);
	}

	progress();
	offline().catch(() => {}).then(() => { // without caches there is no copy
		if (section.firstChild) document.querySelector("main").append(section);
	});
})();
