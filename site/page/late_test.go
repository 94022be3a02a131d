package page

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"bothends/site/assets"
)

// What a page names is there, and lists what may be loaded from where it lies.
func TestLate(t *testing.T) {
	a, b := assets.Load(), book(t)
	for _, o := range []Options{{}, {Live: true}} {
		var page bytes.Buffer
		if err := Render(&page, b, b.Index, a, o); err != nil {
			t.Fatal(err)
		}
		named := 0
		for _, f := range Late(a, o) {
			if strings.Contains(page.String(), ` data-late="`+f.Path+`"`) {
				named++
			}
			var listed struct{ Assets, Words map[string]string }
			_, text, _ := strings.Cut(string(f.Body), "bothends,")
			text = strings.NewReplacer("assets:", `"assets":`, "words:", `"words":`).Replace(strings.TrimSuffix(text, ")"))
			if err := json.Unmarshal([]byte(text), &listed); err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			for _, asset := range a.Files() {
				address, ok := listed.Assets[asset.Name]
				if want := asset.Late && (o.Live || !asset.Live); ok != want || ok && "assets/"+address != asset.Path {
					t.Errorf("%s: %s is listed: %v, at %q", f.Path, asset.Name, ok, address)
				}
			}
			if len(listed.Words) != len(lateWords) {
				t.Errorf("%s: %d messages, of %d", f.Path, len(listed.Words), len(lateWords))
			}
		}
		if named != 1 {
			t.Errorf("the page names %d of the lists", named)
		}
	}
}
