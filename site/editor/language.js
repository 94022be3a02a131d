// Go, coloured as the page colours it.

import { StreamLanguage } from "@codemirror/language";
import { go } from "@codemirror/legacy-modes/mode/go";

const values = ["true", "false", "iota", "nil"];

export const language = StreamLanguage.define({
	...go,
	token(stream, state) {
		const style = go.token(stream, state), word = stream.current();
		if (style === "number" && word === ".") return null; // of a selector
		if (style === "atom" && !values.includes(word)) return "variable"; // a built-in function
		return style;
	},
});
