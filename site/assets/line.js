// The line between server and client, in fields of their own: they write what the form
// has, which is written as below [link] in a scenario. What they do not understand is left
// as it is, to be edited as text.

{
	const { say, make } = bothends;

	const numbers = { delay: [0, 1000], rate: [10000, 1e9], mtu: [1280, 1500], seed: [0, 1e9] }; // their bounds
	const faults = { lose: "link-lose", duplicate: "link-duplicate", reorder: "link-reorder", "lose-acks": "link-acks" };
	const faultless = "# \n"; // a line all the same

	function field(label, properties) {
		const input = make("input", properties);
		return { element: make("label", {}, `${label} `, input), input };
	}

	// share reads what befalls packets: a share of them, or which. It is undefined if it is
	// neither.
	function pick(text) {
		const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
		if (percent && Number(percent[1]) <= 100) return String(plain(Number(percent[1]) / 100));
		if (/^\d+(\s*,\s*\d+)*$/.test(text)) return `[${text}]`;
	}

	// plain is a number without what floating point adds to it.
	const plain = (number) => Number(number.toPrecision(12));

	const picked = (value) => Array.isArray(value) ? value.join(", ") : `${plain(value * 100)}%`;

	// parse reads what is below [link]. It fails on all but what is written here and on the
	// server.
	function parse(text) {
		const values = {};
		for (const line of text.split("\n")) {
			const [, key, value] = /^([a-z]+)\s*=\s*(.+)$/.exec(line) ?? [];
			if (key) values[key] = JSON.parse(value.replace(/([a-z-]+)\s*=/g, '"$1":'));
			else if (line.trim() && !line.startsWith("#")) throw new SyntaxError(line);
		}
		return values;
	}

	bothends.Line = class Line {
		constructor(textarea, changed) {
			this.textarea = textarea;
			this.changed = changed;
			this.always = textarea.defaultValue !== "";
			this.fields = {};
			this.element = make("fieldset", { className: "line-fields" });
			this.on = field("", { type: "checkbox" });
			this.on.element.append(say("link-on"));
			this.on.input.addEventListener("change", () => this.write());
			for (const [key, [min, max]] of Object.entries(numbers)) {
				this.add(key, field(say(`link-${key}`), { type: "number", min, max, step: key === "delay" ? "any" : 1 }));
			}
			for (const host of ["client", "server"]) {
				const group = make("fieldset", { className: host }, make("legend", { textContent: say("link-sends", host) }));
				this.element.append(group);
				for (const [key, label] of Object.entries(faults)) this.add(`${host}.${key}`, field(say(label), { autocomplete: "off" }), group);
			}
			this.element.append(make("p", { textContent: say("link-how") }));
			textarea.parentElement.after(this.on.element, this.element);
			textarea.addEventListener("input", () => this.read());
			this.read();
		}

		add(key, { element, input }, group = this.element) {
			this.fields[key] = input;
			input.addEventListener("input", () => this.write());
			group.append(element);
		}

		// read fills the fields from the text.
		read() {
			let values;
			try {
				values = parse(this.textarea.value);
			} catch {
				values = null;
			}
			this.textarea.parentElement.hidden = values !== null;
			this.on.element.hidden = this.always || values === null;
			this.on.input.checked = this.textarea.value !== "";
			this.element.hidden = values === null || !this.on.input.checked;
			for (const [key, input] of Object.entries(this.fields)) {
				const [host, fault] = key.split("."), value = fault ? values?.[host]?.[fault] : values?.[key];
				input.setCustomValidity("");
				input.value = value === undefined ? "" : fault ? picked(value) : key === "delay" ? milliseconds(value) : value;
			}
		}

		// write writes the text from the fields.
		write() {
			const lines = [], sent = { client: [], server: [] };
			for (const [key, input] of Object.entries(this.fields)) {
				const [host, fault] = key.split("."), value = input.value.trim();
				input.setCustomValidity(fault && value && !pick(value) ? say("link-how") : "");
				if (!value) continue;
				if (fault) sent[host].push(`${fault} = ${pick(value)}`);
				else lines.push(`${key} = ${key === "delay" ? `"${value}ms"` : value}`);
			}
			for (const host of ["server", "client"]) if (sent[host].length) lines.push(`${host} = { ${sent[host].join(", ")} }`);
			const on = this.always || this.on.input.checked;
			this.element.hidden = !on;
			this.textarea.value = !on ? "" : lines.map((l) => l + "\n").join("") || faultless;
			this.changed();
		}
	};

	// milliseconds reads a duration as Go writes it.
	function milliseconds(text) {
		const units = { h: 3600000, m: 60000, s: 1000, ms: 1, µs: .001, us: .001, ns: 1e-6 };
		return [...text.matchAll(/([\d.]+)(h|ms|m|s|µs|us|ns)/g)].reduce((sum, [, n, unit]) => sum + n * units[unit], 0);
	}
}
