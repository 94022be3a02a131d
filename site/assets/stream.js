// What the server tells of one run or check, and what it is told. Events come as
// Server-Sent Events over a connection that may break: then the rest is asked for, from
// the last one that came, so that none is seen twice and none is lost.

{
	const tries = [250, 500, 1000, 2000, 3000, 3000, 3000, 3000]; // milliseconds between them; a run is kept for a while
	const quiet = 25000; // the server says something every 10 s

	// A Refusal is a sentence that says why there is no run; the events so far stay.
	class Refusal extends Error {}

	// Away is the server that could not be reached at all.
	class Away extends Error {}

	class Stream {
		// A runner has its addresses below base.
		constructor(base) {
			this.base = base;
			this.id = ""; // the run's, when it is known
			this.last = 0; // the number of the last event that came
			this.control = new AbortController();
			this.stopping = false;
			this.typed = Promise.resolve(); // when all that was typed has arrived
		}

		// batches asks for a run and yields what is told of it, all that came together at
		// once, each event once. It calls broken when the connection is lost, and mended
		// when it is there again.
		async *batches(what, body, broken, mended) {
			let answer = await this.begin(what, body);
			for (;;) {
				try {
					for await (const batch of read(answer.body)) {
						const news = batch.filter((m) => !m.id || m.id > this.last);
						if (news.length === 0) continue;
						this.last = news.reduce((n, m) => m.id || n, this.last);
						const started = news.find((m) => m.name === "run");
						if (started) this.named(started.data.run);
						yield news;
						if (news.some((m) => m.name === "end")) return;
					}
				} catch (err) {
					if (this.control.signal.aborted) throw err;
				}
				this.control.signal.throwIfAborted();
				broken();
				answer = await this.again();
				mended();
			}
		}

		async begin(what, body) {
			let answer;
			try {
				answer = await fetch(this.base + what, { method: "POST", headers: { Accept: "text/event-stream" }, body, signal: this.control.signal });
			} catch (err) {
				this.control.signal.throwIfAborted();
				throw new Away(err.message);
			}
			await check(answer);
			return answer;
		}

		// again asks for the rest.
		async again() {
			for (const wait of this.id ? tries : []) {
				await this.pause(wait);
				let answer;
				try {
					answer = await fetch(this.address("events"), { headers: { "Last-Event-ID": String(this.last) }, signal: this.control.signal });
				} catch {
					this.control.signal.throwIfAborted();
					continue;
				}
				if (answer.status === 404) throw new Refusal(bothends.say("anew"));
				if (answer.status === 200) return answer;
			}
			throw new Error("the stream broke off");
		}

		// pause waits, not longer than until the browser is on the network again.
		pause(milliseconds) {
			return new Promise((resolve, reject) => {
				const { signal } = this.control;
				setTimeout(resolve, milliseconds);
				addEventListener("online", resolve, { once: true });
				signal.addEventListener("abort", () => reject(signal.reason), { once: true });
			});
		}

		address(what) { return `${this.base}runs/${this.id}/${what}`; }

		named(id) {
			this.id = id;
			if (this.stopping) this.stop();
		}

		// stop has the server end the run, which then tells its end. One that does not
		// answer is not waited for.
		stop() {
			this.stopping = true;
			if (this.id) fetch(this.address("stop"), { method: "POST", keepalive: true }).catch(() => this.control.abort());
			setTimeout(() => this.control.abort(), 3000);
		}

		// leave ends the run when nobody is there to see its end.
		leave() {
			this.stopping = true;
			if (this.id) navigator.sendBeacon(this.address("stop"));
			this.control.abort();
		}

		// type gives a process something to read, one after the other.
		type(process, text, eof) {
			const send = async () => {
				const answer = await fetch(this.address("stdin"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ process, text, eof }) });
				if (!answer.ok) throw new Refusal((await answer.text()).trim());
			};
			return this.typed = this.typed.then(send, send);
		}
	}

	async function check(answer) {
		if (answer.ok && answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return;
		throw new Refusal((await answer.text()).trim() || bothends.say("answered", answer.status));
	}

	// read reads events: all that arrived at once, together. It ends with the connection,
	// and with one over which nothing comes any more.
	async function* read(body) {
		const reader = body.pipeThrough(new TextDecoderStream()).getReader();
		let rest = "";
		for (;;) {
			const deaf = setTimeout(() => reader.cancel(), quiet);
			const { value, done } = await reader.read();
			clearTimeout(deaf);
			if (done) return;
			const parts = (rest + value).split("\n\n");
			rest = parts.pop();
			yield parts.map(parse).filter((m) => m.data);
		}
	}

	function parse(part) {
		const message = { id: 0, name: "message", data: null };
		for (const line of part.split("\n")) {
			if (line.startsWith("id: ")) message.id = Number(line.slice(4));
			if (line.startsWith("event: ")) message.name = line.slice(7);
			if (line.startsWith("data: ")) message.data = JSON.parse(line.slice(6));
		}
		return message;
	}

	Object.assign(bothends, { Stream, Refusal, Away });
}
