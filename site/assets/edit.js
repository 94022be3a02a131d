// What a reader has made of a text of the page, in this browser and nowhere else, and
// beside it the page's own as it was then: a lesson may have another one meanwhile.
bothends.Edit = class Edit {
	constructor(key) { this.key = key; }

	// read returns { was, is }; null if nothing is kept.
	read() {
		try {
			const { was, is } = JSON.parse(localStorage.getItem(this.key)) ?? {};
			return typeof was === "string" && typeof is === "string" ? { was, is } : null;
		} catch {
			return null;
		}
	}

	// write keeps an edit; what is as the page has it is none.
	write(was, is) {
		try {
			if (was === is) localStorage.removeItem(this.key);
			else localStorage.setItem(this.key, JSON.stringify({ was, is }));
		} catch {
			// Nothing is kept, then.
		}
	}
};
