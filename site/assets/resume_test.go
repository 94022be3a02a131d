package assets_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"bothends/site/live"
)

// cut passes a run's stream on, from the server at address, and breaks the first
// connection off after some events, in the middle of one.
func cut(t *testing.T, address string) (handler http.HandlerFunc, connections *atomic.Int32) {
	connections = new(atomic.Int32)
	return func(w http.ResponseWriter, r *http.Request) {
		first := connections.Add(1) == 1
		q, err := http.NewRequestWithContext(r.Context(), "GET", address+"/runs/"+r.PathValue("run")+"/events", nil)
		if err != nil {
			t.Error(err)
			return
		}
		q.Header.Set("Last-Event-ID", r.Header.Get("Last-Event-ID"))
		got, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Error(err)
			return
		}
		defer got.Body.Close()
		text, err := io.ReadAll(got.Body) // it is of a run that ends
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", got.Header.Get("Content-Type"))
		w.WriteHeader(got.StatusCode)
		if first {
			events := bytes.SplitAfter(text, []byte("\n\n"))
			text = slices.Concat(slices.Concat(events[:3]...), events[3][:10])
		}
		w.Write(text)
		http.NewResponseController(w).Flush()
		if first {
			panic(http.ErrAbortHandler)
		}
	}, connections
}

// A browser's own EventSource, whose connection breaks off, gets each event of a run
// once; so does another one that follows the same run from its beginning.
func TestEventSource(t *testing.T) {
	browser := startBrowser(t)
	mux, origin := elsewhere(t)
	address, _ := serve(t, small(t), live.Options{Origins: []string{origin}})
	handler, connections := cut(t, address)
	mux.HandleFunc("GET /cut/{run}", handler)
	mux.Handle("GET /{$}", foreign(""))
	b := open(t, browser, origin+"/", "request to "+address, "network: Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING")
	got := value[[][]string](b, `(async () => {
		const answer = await fetch("`+address+`/run", {
			method: "POST", headers: { Accept: "text/event-stream" },
			body: new URLSearchParams({ snippet: "hello", resume: "1" }),
		});
		const reader = answer.body.getReader();
		let text = "";
		while (!text.includes("\n\n")) text += new TextDecoder().decode((await reader.read()).value);
		await reader.cancel(); // the connection is gone
		const run = JSON.parse(/^data: (.*)$/m.exec(text)[1]).run;
		const follow = (url) => new Promise((resolve) => {
			const seen = [], source = new EventSource(url);
			for (const name of ["run", "waiting", "message", "gap", "end"]) {
				source.addEventListener(name, (e) => {
					seen.push(e.lastEventId + " " + name);
					if (name === "end") { source.close(); resolve(seen); }
				});
			}
		});
		return Promise.all([follow("/cut/" + run), follow("`+address+`/runs/" + run + "/events")]);
	})()`)
	broken, whole := got[0], got[1]
	if !slices.Equal(broken, whole) || len(whole) < 5 || whole[0] != "1 run" {
		t.Errorf("with a broken connection %q, without %q; want the same", broken, whole)
	}
	if n := connections.Load(); n != 2 {
		t.Errorf("%d connections; want the one that broke off, and another", n)
	}
}
