package page

// A watch is what a page needs to learn that it is old.
type watch struct {
	Key, Page     string // what the page is
	From          string // where it asks
	Style, Script string
	Words         string // for the script
}

func (v *view) watch() *watch {
	if v.options.Watch == "" || v.options.answers() {
		return nil
	}
	return &watch{v.options.Watch, v.address, v.href("watch"), v.href(v.assets.Path("watch.css")), v.href(v.assets.Path("watch.js")), v.words.forScript(watchWords...)}
}
