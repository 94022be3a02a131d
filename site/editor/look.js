// How the editor looks: as the code that it stands in the place of. All colours are
// the page's own, which change with its theme.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
	{ tag: tags.keyword, color: "var(--keyword)" },
	{ tag: tags.string, color: "var(--string)" },
	{ tag: tags.comment, color: "var(--comment)" },
	{ tag: [tags.number, tags.atom], color: "var(--number)" },
]);

const edge = (width, colour) => `${width} solid var(--${colour})`;
const floating = { border: edge("1px", "line"), borderRadius: "7px", backgroundColor: "var(--bg)", color: "var(--text)", boxShadow: "0 .3rem 1.2rem rgb(0 0 0 / .18)" };
const chosen = { backgroundColor: "color-mix(in srgb, var(--link) 16%, var(--bg))", color: "var(--text)" };
const wavy = (colour) => ({ backgroundImage: "none", textDecorationLine: "underline", textDecorationStyle: "wavy", textDecorationColor: colour, textDecorationThickness: "1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" });

// A strict policy lets no image in, so that none of the library's may be left.
const theme = EditorView.theme({
	"&": { maxHeight: "min(33rem, 70vh)", backgroundColor: "var(--bg)", color: "var(--text)", fontSize: ".875rem", direction: "ltr" }, // in every language
	"&.cm-focused": { outline: "none" },
	"&.cm-focused::after": { content: "''", position: "absolute", inset: "0", zIndex: "250", border: edge("2px", "link"), pointerEvents: "none" },
	".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", scrollbarWidth: "thin" },
	".cm-content": { padding: ".75rem 0 .9rem", caretColor: "var(--text)" },
	".cm-line": { padding: "0 .4rem 0 .45rem" },
	".cm-gutters": { border: "0", backgroundColor: "var(--bg)", color: "var(--comment)" },
	".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", padding: "0", fontSize: ".75em", lineHeight: "2.07" },
	".cm-wrong.cm-gutterElement": { color: "var(--err)", fontWeight: "700" },
	".cm-changes": { width: "6px" },
	".cm-changes .cm-gutterElement": { marginInlineStart: "2px" },
	".cm-differs": { borderInlineStart: edge("3px", "link") },
	".cm-missing": { borderBlockStart: edge("3px", "err") },
	"&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--link) 22%, transparent)" },
	"&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "color-mix(in srgb, var(--err) 22%, transparent)" },
	".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--number) 25%, transparent)" },
	".cm-searchMatch-selected": { outline: edge("2px", "number") },
	".cm-specialChar": { color: "var(--err)" },

	".cm-tooltip": { ...floating, fontSize: ".875rem" },
	".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14em" },
	".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".15rem .6rem .15rem .3rem", lineHeight: "1.5" },
	".cm-tooltip-autocomplete ul li[aria-selected]": chosen,
	".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--link)" },
	".cm-completionIcon": { opacity: "1", color: "var(--muted)" },
	".cm-tooltip.cm-completionInfo": { ...floating, maxWidth: "min(26rem, 90vw)", padding: ".5rem .75rem", fontFamily: "var(--sans)", lineHeight: "1.45" },
	".cm-completionInfo code": { fontFamily: "var(--mono)", fontSize: ".8125rem", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
	".cm-completionInfo p": { margin: ".4rem 0 0" },

	".cm-lintRange": { backgroundImage: "none" },
	".cm-lintRange-error": wavy("var(--err)"),
	".cm-lintRange-warning": wavy("var(--number)"),
	".cm-lintRange-hint": wavy("var(--line)"),
	".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--number) 15%, transparent)" },
	".cm-lintPoint-error::after": { borderBottomColor: "var(--err)" },
	".cm-diagnostic": { padding: ".3rem .75rem", fontFamily: "var(--sans)", whiteSpace: "pre-wrap" },
	".cm-diagnostic-error": { borderLeft: edge("4px", "err") },
	".cm-diagnostic-warning": { borderLeft: edge("4px", "number") },
	".cm-diagnostic-hint": { borderLeft: edge("4px", "line") },
	".cm-diagnosticAction": { padding: ".1rem .5rem", border: edge("1px", "line"), borderRadius: "5px", backgroundColor: "var(--bg)", color: "var(--link)", font: "inherit" },
	".cm-diagnosticSource": { color: "var(--muted)", opacity: "1" },

	".cm-panels": { backgroundColor: "var(--code)", color: "var(--text)" },
	".cm-panels.cm-panels-bottom": { borderTop: edge("1px", "hair") },
	".cm-panel.cm-search": { padding: ".4rem 2rem .4rem .6rem", fontFamily: "var(--sans)" },
	".cm-panel.cm-search label": { fontSize: ".85rem" },
	".cm-panel.cm-search [name=close]": { width: "1.6rem", height: "1.6rem", color: "var(--text)", fontSize: "1.1rem" },
	".cm-textfield": { border: edge("1px", "line"), borderRadius: "5px", backgroundColor: "var(--bg)", color: "var(--text)", fontSize: ".875rem" },
	".cm-button": { border: edge("1px", "line"), borderRadius: "5px", backgroundImage: "none", backgroundColor: "var(--bg)", color: "var(--text)", fontSize: ".85rem" },
	".cm-button:active": { backgroundImage: "none" },

	"@media (max-width: 40rem)": {
		"&": { fontSize: ".8125rem" },
		".cm-lineNumbers": { display: "none !important" },
		".cm-line": { paddingInlineStart: ".5rem" },
	},
	"@media print": { "&": { maxHeight: "none" } },
});

// sheet is a style sheet that needs no element, of which a strict policy has something to say.
function sheet(rules) {
	const s = new CSSStyleSheet();
	s.replaceSync(rules);
	return s;
}

// beside is for the page: the textarea, hidden or not, says whether an editor is open.
export const beside = sheet("textarea:has(+ .editor), textarea[hidden] + .editor { display: none; }");

// around is for what stands beside the text, in the same shadow root.
export const around = sheet(`
:host { display: block; min-width: 0; border-top: 1px solid var(--hair); background: var(--bg); color: var(--text); }
[hidden] { display: none !important; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.notice, .foot { padding: .45rem 1.1rem; font: .85rem/1.45 var(--sans); }
.notice { border-bottom: 1px solid var(--hair); background: var(--code); }
.notice p { margin: 0 0 .3rem; }
.foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem 1.2rem; border-top: 1px solid var(--hair); }
.status { min-height: 1.45em; margin: 0; color: var(--muted); }
.changes { margin-inline-start: auto; }
.changes[open], .problems { flex-basis: 100%; margin: 0; }
.problems { padding: 0; list-style: none; max-height: 9rem; overflow-y: auto; scrollbar-width: thin; }
.problems li { margin: 0; padding: .1rem 0; overflow-wrap: anywhere; }
.problems .message, .changes pre { direction: ltr; unicode-bidi: isolate; text-align: left; }
.problems .message { font-family: var(--mono); font-size: .8125rem; }
.error .message { color: var(--err); }
summary { cursor: pointer; color: var(--link); }
.changes ul { margin: .3rem 0 0; padding: 0; list-style: none; }
.changes li { padding: .3rem 0; border-top: 1px solid var(--hair); }
.changes pre { margin: .3rem 0 .2rem; padding: .3rem .6rem; overflow-x: auto; border-inline-start: 3px solid var(--line); background: var(--code); font: .8125rem/1.5 var(--mono); tab-size: 4; }
.changes p { margin: .2rem 0 0; color: var(--muted); }
button { font: inherit; cursor: pointer; }
.place { padding: 0; border: 0; background: none; color: var(--link); text-decoration: underline; font-variant-numeric: tabular-nums; }
.mend { margin-block: .1rem; padding: .05rem .55rem; border: 1px solid var(--line); border-radius: 5px; background: var(--bg); color: var(--link); }
.mend:hover { border-color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
@media (max-width: 40rem) { .notice, .foot { padding-inline: .9rem; } }
@media print { .foot, .notice { display: none; } }
`);

export const look = [theme, syntaxHighlighting(highlight)];
