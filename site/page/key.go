package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"bothends/site/lesson"
)

// Keys tell which pages of a book are as they were: two pages with the same key
// have the same bytes. They are made of everything that a page may show: its
// lesson's files, the snippets in it, the front matter of all others, the options, and the
// program. What a page newly depends on belongs in here.
type Keys struct {
	book    *lesson.Book
	outline []byte
}

// NewKeys is for pages that a program makes with these options. The program is
// some identity of it, such as the sum of its code.
func NewKeys(b *lesson.Book, program string, o Options) *Keys {
	h := sha256.New()
	o.Index = nil // which is made of the book
	fmt.Fprintf(h, "%q\n%+v\n", program, o)
	for _, l := range b.Lessons() {
		part := ""
		if l.Part != nil {
			part = l.Part.Slug
		}
		fmt.Fprintf(h, "%q %q %x\n", l.Path, part, b.Sums.Front(l))
	}
	fmt.Fprintf(h, "%q\n", Generated(b))
	return &Keys{b, h.Sum(nil)}
}

// Lesson is the key of the page of l.
func (k *Keys) Lesson(l *lesson.Lesson) string { return k.key(l.Path, k.book.Sums.Lesson(l)) }

// Snippet is the key of a file that is made of one snippet alone.
func (k *Keys) Snippet(path, name string) string { return k.key(path, k.book.Sums.Snippet(name)) }

// Generated is the key of a page of that name, one of Generated.
func (k *Keys) Generated(name string) string {
	if name == lesson.GlossaryPage {
		return k.Outline(name)
	}
	return k.Book(name)
}

// Lessons is the key of a file that is made of several lessons alone.
func (k *Keys) Lessons(path string, lessons []*lesson.Lesson) string {
	h := sha256.New()
	for _, l := range lessons {
		sum := k.book.Sums.Lesson(l)
		h.Write(sum[:])
	}
	return k.key(path, lesson.Sum(h.Sum(nil)))
}

// Outline is the key of a page that shows what stands in front matter, and nothing
// else: titles, goals and terms.
func (k *Keys) Outline(path string) string { return k.key(path, lesson.Sum{}) }

// Book is the key of a file that is made of the whole book.
func (k *Keys) Book(path string) string { return k.key(path, k.book.Sums.Book()) }

func (k *Keys) key(name string, sum lesson.Sum) string {
	h := sha256.New()
	fmt.Fprintf(h, "%x\n%q\n%x\n", k.outline, name, sum)
	return hex.EncodeToString(h.Sum(nil)[:16])
}
