package page

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"bothends/site/picture"
)

// ParseBase checks the address of a site, such as https://example.org/book, and
// puts a slash at its end. Of nothing it makes nothing.
func ParseBase(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	var wrong *url.Error
	switch {
	case errors.As(err, &wrong):
		return "", fmt.Errorf("%s: %w; write it as https://example.org/book/", address, wrong.Err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "", fmt.Errorf("%s: no address of a site; write it as https://example.org/book/", address)
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", fmt.Errorf("%s: a site's address has no user, no question mark and no #; write it as https://example.org/book/", address)
	case strings.Contains(u.Path, "//") || strings.Contains(u.Path+"/", "/./") || strings.Contains(u.Path+"/", "/../"):
		return "", fmt.Errorf("%s: its path is not in its shortest form; write it as https://example.org/book/", address)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u.String(), nil
}

// basePath is where a site lies on its host: / or /book/. The base is one that
// ParseBase has made.
func basePath(base string) string {
	_, rest, _ := strings.Cut(base, "://")
	_, path, _ := strings.Cut(rest, "/")
	return "/" + path
}

// A card is what others show of a page who link to it.
type card struct {
	Address           string // of the page
	Type, Site, Title string
	Description       string
	Picture, Alt      string // Alt says what is on it
	Width, Height     int
}

// card is that of a page; nil where the site has no address, or the page none.
func (v *view) card(p *frame) *card {
	if v.options.Base == "" || v.options.answers() {
		return nil
	}
	c := &card{Address: address(v.options.Base, v.address), Type: "article", Site: plain(v.book.Title), Description: p.Description}
	if c.Title, _ = strings.CutSuffix(p.WindowTitle, " · "+c.Site); v.lesson == v.book.Index {
		c.Type = "website"
	}
	if v.lesson != nil {
		c.Picture, c.Width, c.Height = v.options.Base+PicturePath(v.lesson), picture.Width, picture.Height
		c.Alt = c.Title
	}
	return c
}

// address is the one address that a page goes by.
func address(base, path string) string {
	if path == "index.html" {
		path = ""
	}
	if folder, ok := strings.CutSuffix(path, "/index.html"); ok {
		path = folder + "/"
	}
	return base + path
}
