// Several files as one text, as golang.org/x/tools/txtar and the Go Playground have it:
// each begins with a line with its name between dashes.

bothends.txtar = {
	format: (files) => Object.entries(files).map(([name, text]) => `${name && `-- ${name} --\n`}${text === "" || text.endsWith("\n") ? text : text + "\n"}`).join(""),

	// parse returns the files by name; what stands before the first goes by no name.
	parse: (text) => {
		const files = {};
		let name = "";
		for (const line of text.replaceAll("\r\n", "\n").split(/(?<=\n)/)) {
			const marker = /^-- (\S.*?) --\n?$/.exec(line);
			if (marker) name = marker[1].trim();
			files[name] = (files[name] ?? "") + (marker ? "" : line);
		}
		if (!files[""]?.trim()) delete files[""];
		return files;
	},
};
