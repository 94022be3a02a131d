// Sets the colours that the reader has chosen, before anything is drawn.

try {
	const theme = localStorage.getItem("theme");
	if (theme) document.documentElement.dataset.theme = theme;
} catch {
	// Without storage there is no choice, and the system's colours stay.
}
