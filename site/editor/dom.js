// Elements, without HTML: what a reader wrote or a server says is text.

// make makes an element with properties; those that are no properties, such as role,
// are attributes.
export function make(name, properties = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(properties)) {
		if (key in element) element[key] = value;
		else element.setAttribute(key, value);
	}
	element.append(...children);
	return element;
}

// button makes one that does something.
export function button(text, click, properties) {
	const element = make("button", { type: "button", ...properties }, text);
	element.addEventListener("click", click);
	return element;
}
