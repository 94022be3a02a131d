package page

// A Policy is the Content-Security-Policy of pages. Whatever a program prints and a
// reader writes, a page runs no script but the site's own, and talks to no host but
// its own.
type Policy struct {
	// Runner is the origin of a runner that is not the page's own, if there is one.
	Runner string
}

// own is what belongs to the site: 'self', or a file where it is read from a disk.
var own = map[bool]string{true: "'self'", false: "'self' file:"}

// Header is the policy as a server sends it with every answer.
func (p Policy) Header() string { return p.text(true) + "; frame-ancestors 'none'" }

// Meta is the policy as it stands in a page for a host that sends no header, or for a
// disk. Who may frame a page cannot be said there.
func (p Policy) Meta() string { return p.text(false) }

func (p Policy) text(served bool) string {
	site := own[served]
	runner := ""
	if p.Runner != "" {
		runner = " " + p.Runner
	}
	return "default-src 'none'; script-src " + site + "; style-src " + site + "; img-src " + site +
		"; connect-src 'self'" + runner + "; worker-src 'self'; form-action " + site + runner + "; base-uri 'none'"
}
