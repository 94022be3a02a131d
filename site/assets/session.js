// Leads from the recording of a session to the same cells live. What runs them is loaded
// when a reader asks for it.

for (const offer of document.querySelectorAll(".open-session")) {
	const button = offer.querySelector("button"), section = offer.closest(".session");
	button.addEventListener("click", async () => {
		button.disabled = true;
		try {
			await bothends.late("terminals.css", "stream.js", "edit.js", "pane.js", "terminals.js");
			bothends.openTerminals(section);
			section.scrollIntoView(); // what runs the cells stands above them
		} finally {
			button.disabled = false; // where the rest could not be loaded, it may be the next time
		}
	});
}
