// Stands in a page with programs, and loads what runs them on the first sign that the
// reader wants to: a press, the focus or a mouse that comes near. What was pressed
// until then is pressed again when all is there. Without this script, or where the rest
// cannot be loaded, a block's form posts to the server, which answers with a whole page.

const blocks = [...document.querySelectorAll("section.run:has(form), form.run")];
let loading;

const load = () => loading ??= bothends.late("run.css", "stream.js", "edit.js", "pane.js", "transcript.js", "block.js", "how.js", "line.js", "typing.js", "txtar.js", "share.js", "exercise.js")
	.then(() => blocks.forEach(bothends.scripted), (err) => { loading = null; throw err; });

for (const block of blocks) {
	block.classList.add("scripted");
	block.querySelectorAll(".pane textarea").forEach((t) => { t.hidden = true; });
	for (const near of ["pointerenter", "focusin"]) block.addEventListener(near, () => load().catch(() => {}), { once: true });
	const form = block.closest("form") ?? block.querySelector("form");
	const wanted = {
		submit: () => true,
		click: ({ target }) => target.closest(".bar button, .edit-button, .pane pre") && !target.closest("i"),
		keydown: (e) => e.key === "Enter" && (e.ctrlKey || e.metaKey || e.shiftKey),
	};
	for (const type in wanted) {
		block.addEventListener(type, (e) => {
			if (block.dataset.state || !wanted[type](e)) return;
			e.preventDefault();
			e.stopPropagation();
			load().then(() => e.target.dispatchEvent(new e.constructor(type, e)), () => { if (type === "submit" || e.target.closest(".run-button")) form.submit(); });
		}, true);
	}
}

// An edit in the link, one that the reader's browser keeps, or one that the server has made
// a page of, is to be seen at once.
const shared = () => { if (location.hash.startsWith("#edit=")) load().then(() => bothends.openShared(blocks), () => {}); };
addEventListener("hashchange", shared);
shared();

let kept = document.querySelector(".run .edit[open]") ?? [...document.querySelectorAll(".run textarea")].find((t) => t.value !== t.defaultValue);
try {
	kept ??= Object.keys(localStorage).find((key) => key.startsWith(`edit:${location.pathname} `));
} catch {
	// Nothing is kept here.
}
if (kept) load().catch(() => {});
