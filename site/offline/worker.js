// Keeps the whole book in the browser, so that it can be read without a network.
//
// Pages come from the server as long as that answers: what is old is not shown to who
// is online. Only if there is no answer within a few seconds, or one that the server
// has failed, the copy is. What has a sum in its name never changes, and comes from
// the copy at once. Nothing is kept but what offline.json lists (see package offline):
// no run, no question of an editor, no answer to a search. For a page that is not kept
// unkept.html is shown, which leads to what is.
//
// A copy is of one version of the book. When a page is opened, the list is asked for;
// if it has another version, what differs is fetched into a copy of its own, each file
// held to its sum. The list is put there last: a copy that has it is whole, and from
// then on the one that is used; the others are removed.
//
// Of the site's files this is one that has always the same name. Where it lies is what
// it is for: a book below /book/ has its own.

"use strict";

const root = new URL("./", location.href);
const prefix = `bothends:${root.pathname}:`; // of the names of copies, at a host on which other books may lie
const list = new URL("offline.json", root).href;
const patience = 3000; // ms
const atOnce = 6; // requests

// A server's own addresses.
const live = /^(?:run|runs|check|stdin|edit|watch|compile|fmt|version|v1|_|healthz|readyz)(?:\/|$)/;

// held is the copy that is whole and the newest.
async function held() {
	const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
	for (const name of names.reverse()) {
		const cache = await caches.open(name), files = await cache.match(list);
		if (files) return { name, cache, files };
	}
	return null;
}

let updating = null;

// update makes the copy that of the version that the server has now.
function update() {
	updating ??= renew().finally(() => { updating = null; });
	return updating;
}

async function renew() {
	const answer = await fetch(list, { cache: "no-cache" });
	if (!answer.ok) throw new Error(`${list}: ${answer.status}`);
	const text = await answer.text();
	const { version, files } = JSON.parse(text);
	const name = prefix + version, old = await held();
	if (old?.name !== name) {
		const cache = await caches.open(name);
		const sums = new Map(old ? (await old.files.json()).files.map(({ path, sum }) => [path, sum]) : []);
		const left = [...files];
		await Promise.all(Array.from({ length: atOnce }, async () => {
			for (let file; (file = left.pop());) {
				const address = new URL(file.path, root).href;
				if (await cache.match(address)) continue; // from an attempt that was broken off
				const same = sums.get(file.path) === file.sum ? await old.cache.match(address) : null;
				await cache.put(address, same ?? await load(address, file.sum));
			}
		}));
		await cache.put(list, new Response(text, { headers: { "Content-Type": "application/json" } }));
	}
	for (const other of await caches.keys()) {
		if (other.startsWith(prefix) && other !== name) await caches.delete(other);
	}
}

// load fetches a file, which fails if it is not that with the sum.
async function load(address, sum) {
	const answer = await fetch(address, { integrity: sum, cache: "no-cache" });
	if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
	// A browser does not show what was redirected; hosts do that with names of pages.
	return answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;
}

// kept is what the copy has at an address.
async function kept(path) {
	const copy = await held();
	return copy?.cache.match(new URL(/(?:^|\/)$/.test(path) ? `${path}index.html` : path, root).href);
}

async function answer(request, path) {
	if (path.startsWith("assets/")) return (await kept(path)) ?? fetch(request);
	const online = fetch(request);
	online.catch(() => {}); // it may fail when nobody waits for it any more
	let timer;
	const late = new Promise((resolve) => { timer = setTimeout(resolve, patience); });
	try {
		const first = await Promise.race([online, late]);
		if (first && first.status < 500) return first;
	} catch {
		// There is no network, or no server.
	} finally {
		clearTimeout(timer);
	}
	return (await kept(path)) ?? online.catch(async (err) => {
		const page = request.mode === "navigate" && await kept("unkept.html");
		if (!page) throw err;
		return unkept(page);
	});
}

// unkept is that page at another address: what it leads to, it names from where it lies
// itself. The address stays, to be tried again.
async function unkept(page) {
	const text = (await page.text()).replace(/ (href|src|action|data-late)="(?![a-z]+:|[/#"])/g, ` $1="${root.pathname}`);
	const headers = new Headers(page.headers);
	headers.set("Cache-Control", "no-store");
	headers.delete("Content-Length");
	return new Response(text, { status: 503, statusText: "Service Unavailable", headers });
}

addEventListener("install", (event) => {
	if (navigator.connection?.saveData) throw new Error("the reader saves data: no copy"); // a later visit tries again
	event.waitUntil(update().then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
	const { request } = event, { origin, pathname } = new URL(request.url);
	if (request.method !== "GET" || origin !== root.origin || !pathname.startsWith(root.pathname)) return;
	const path = pathname.slice(root.pathname.length), navigates = request.mode === "navigate";
	if (live.test(path) || !navigates && !["script", "style", "image"].includes(request.destination)) return;
	if (navigates) event.waitUntil(update().catch(() => {})); // the next page asks again
	event.respondWith(answer(request, path));
});
