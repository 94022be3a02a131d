// Text that is written over a selection, or has several lines. Left to the browser, it
// would give what it moves or makes inline styles, of which a strict policy complains,
// before the library puts things right.

import { EditorView } from "@codemirror/view";

export const replacing = EditorView.domEventHandlers({
	beforeinput(event, view) {
		const { state, composing } = view, { from, to } = state.selection.main;
		if (composing || event.isComposing || !event.cancelable) return false;
		if (from < to && event.inputType.startsWith("delete")) {
			view.dispatch(state.replaceSelection(""), { userEvent: "delete", scrollIntoView: true });
			return true;
		}
		const text = event.data;
		if (event.inputType !== "insertText" || !text || from === to && !text.includes("\n")) return false;
		const insert = () => state.update(state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
		if (!state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
		return true;
	},
});
