// A Program is the files of one process: what an editor asks the server about
// them, and where its answers belong.

const quiet = 400; // milliseconds after the last key before it is asked what is wrong

// A Refusal is the server's own sentence.
export class Refusal extends Error {}

const programs = new WeakMap(); // by form, of each process

// programOf is the program to which the file in a textarea belongs.
export function programOf(textarea) {
	const prefix = textarea.name.slice(0, textarea.name.lastIndexOf("/") + 1);
	const ofForm = programs.get(textarea.form) ?? new Map();
	programs.set(textarea.form, ofForm);
	if (!ofForm.has(prefix)) ofForm.set(prefix, new Program(textarea.form, prefix));
	return ofForm.get(prefix);
}

class Program {
	constructor(form, prefix) {
		this.form = form;
		this.prefix = prefix;
		this.editors = new Map(); // by the file's name
		this.asked = null; // the AbortController of the question about problems
	}

	get textareas() {
		return [...this.form.querySelectorAll("textarea[name]")].filter((t) =>
			t.name.startsWith(this.prefix) && !t.name.slice(this.prefix.length).includes("/") && t.name.endsWith(".go"));
	}

	get files() {
		return Object.fromEntries(this.textareas.map((t) => [t.name.slice(this.prefix.length), t.value]));
	}

	// ask returns the server's answer, or throws its Refusal.
	async ask(what, question, signal) {
		const answer = await fetch(new URL(`edit/${what}`, this.form.action), {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ files: this.files, ...question }),
			signal,
		});
		if (!answer.ok) throw new Refusal((await answer.text()).trim());
		return answer.json();
	}

	// changed has it asked what is wrong, when the reader has stopped typing.
	changed() {
		this.asked?.abort();
		const { signal } = this.asked = new AbortController();
		const timer = setTimeout(() => this.look(signal), quiet);
		signal.addEventListener("abort", () => clearTimeout(timer));
	}

	async look(signal) {
		let found;
		try {
			found = await this.ask("problems", {}, signal);
		} catch (err) {
			if (!signal.aborted) this.editors.forEach((e) => e.problems.unknown(err instanceof Refusal ? err.message : ""));
			return;
		}
		const elsewhere = found.filter((p) => !this.editors.has(p.file));
		this.editors.forEach((e, file) => e.problems.show(found.filter((p) => p.file === file), elsewhere));
	}

	// apply makes edits of a fix, in whatever file they are.
	apply(edits) {
		for (const t of this.textareas) {
			const file = t.name.slice(this.prefix.length);
			const here = edits.filter((e) => e.file === file).sort((a, b) => a.from - b.from);
			if (here.length === 0) continue;
			const editor = this.editors.get(file);
			if (editor) {
				editor.problems.mend(here);
				continue;
			}
			t.value = here.reduceRight((text, e) => text.slice(0, e.from) + e.text + text.slice(e.to), t.value);
			t.dispatchEvent(new Event("input", { bubbles: true }));
		}
	}
}
