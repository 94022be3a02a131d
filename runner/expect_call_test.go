package runner

import (
	"strings"
	"testing"
)

// What is expected of calls is held to a real run.
func TestExpectCalls(t *testing.T) {
	files := echoPair()
	events, _ := callsOf(t, new(Runner), EngineYaegi, files) // the client reads five bytes
	for text, want := range map[string]string{
		"call = \"client connect\"\n":               "",
		"call = \"client read\"\nat-most = 5\n":     "",
		"call = \"client read\"\nat-most = 4\n":     "the first read of client is expected to return at most 4; it was read(",
		"call = \"client accept4\"\n":               "client is expected to call accept4 on a socket; it did not",
		"call = \"client connect\"\nat-most = 99\n": "the first connect of client is expected to return at most 99; it was connect(", // EINPROGRESS
	} {
		files["scenario.toml"] = echoScenario + "\n[[expect]]\n" + text
		s, err := NewSnippet("s", files)
		if err != nil {
			t.Fatal(err)
		}
		broken := strings.Join(s.Scenario.Broken(events), "\n")
		if _, said, _ := strings.Cut(broken, ": "); want == "" && said != "" || !strings.HasPrefix(said, want) {
			t.Errorf("%q: it says %q; want %q", text, broken, want)
		}
	}
}
