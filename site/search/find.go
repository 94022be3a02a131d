package search

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bothends/site/lesson"
)

// What one search may cost and say. The script has the same numbers.
const (
	mostQuery   = 200 // bytes of a query that are looked at
	mostQueried = 12  // words of it
	mostFound   = 30  // sections
)

// The fields of a section and how much they count.
var weights = [...]float64{inHeading: 6, inTitle: 4, inCalls: 3, inErrors: 3, inText: 1, inCode: 1}

const (
	inHeading = iota
	inTitle
	inCalls
	inErrors
	inText
	inCode
	fields
)

// fields are those of a section; the one above all headings is headed by the title.
func (s *Section) fields() [fields]string {
	return [fields]string{inHeading: cmp.Or(s.Heading, s.Title), inTitle: s.Title, inCalls: s.Calls, inErrors: s.Errors, inText: s.Text, inCode: s.Code}
}

// An Index finds sections of one book. It may be used by many at the same time.
type Index struct {
	sections []Section
	terms    []string // sorted
	places   map[string][]place
	lengths  [fields]float64 // how many words a field has, on average
	words    [][fields]int   // how many it has in each section
}

// A place is where a term stands, and how often.
type place struct{ section, field, times int }

// New makes the index of a book.
func New(b *lesson.Book) *Index {
	var all []Section
	for _, l := range b.Lessons() {
		all = append(all, Sections(l)...)
	}
	return newIndex(all)
}

func newIndex(all []Section) *Index {
	x := &Index{sections: all, places: map[string][]place{}, words: make([][fields]int, len(all))}
	for i := range all {
		for field, text := range all[i].fields() {
			times := map[string]int{}
			for _, word := range wordsIn(text) {
				for _, term := range termsOf(word) {
					times[term]++
				}
			}
			for term, n := range times {
				x.places[term] = append(x.places[term], place{i, field, n})
			}
			x.words[i][field] = len(times)
			x.lengths[field] += float64(len(times)) / float64(len(all))
		}
	}
	for term := range x.places {
		x.terms = append(x.terms, term)
	}
	slices.Sort(x.terms)
	return x
}

// A Hit is a section that was found.
type Hit struct {
	Section
	Excerpt []Piece // of it, around the first of the words
	Line    bool    // it is one of a program's lines
}

// Found is what a query found.
type Found struct {
	Query string // as far as it was looked at
	Hits  []Hit  // the best first
	All   int    // how many there are, with those that are not listed
}

// Find lists the sections that a query asks for.
func (x *Index) Find(query string) *Found {
	if len(query) > mostQuery {
		query = strings.ToValidUTF8(query[:mostQuery], "")
	}
	asked := queried(query)
	scores, seen := map[int]float64{}, map[int]map[string]bool{}
	count := map[int]int{} // how many of the words a section has
	for _, word := range asked {
		for section, score := range x.matches(word, seen) {
			scores[section] += score
			count[section]++
		}
	}
	var found []int
	for section := range scores {
		if count[section] == len(asked) {
			found = append(found, section)
		}
	}
	if len(found) == 0 { // any of them will do
		for section := range scores {
			found = append(found, section)
		}
	}
	f := &Found{Query: query, All: len(found)}
	phrase := strings.ToLower(strings.Join(strings.Fields(query), " "))
	for _, section := range found {
		if x.sections[section].says(phrase) {
			scores[section] *= 4
		}
	}
	slices.SortFunc(found, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b) })
	for _, section := range found[:min(len(found), mostFound)] {
		s := x.sections[section]
		pieces, line := excerpt(&s, phrase, seen[section])
		f.Hits = append(f.Hits, Hit{s, pieces, line})
	}
	return f
}

// says is whether a section has a phrase, as it is written.
func (s *Section) says(phrase string) bool {
	return slices.ContainsFunc([]string{s.Heading, s.Text, s.Calls, s.Errors}, func(text string) bool {
		return strings.Contains(strings.ToLower(text), phrase)
	})
}

// matches scores the sections that have a word, and notes by which terms.
func (x *Index) matches(word string, seen map[int]map[string]bool) map[int]float64 {
	scores := map[int]float64{}
	for term, share := range x.like(word) {
		places := x.places[term]
		rare := math.Log(1 + float64(len(x.sections))/(0.5+float64(len(places))))
		for _, p := range places {
			// As in BM25, more of the same counts less and less, and in a long text less.
			n, length := float64(p.times), float64(x.words[p.section][p.field])/max(1, x.lengths[p.field])
			scores[p.section] += share * weights[p.field] * rare * n * 2.2 / (n + 1.2*(0.3+0.7*length))
			if seen[p.section] == nil {
				seen[p.section] = map[string]bool{}
			}
			seen[p.section][term] = true
		}
	}
	return scores
}

// like are the terms that a word may mean: itself, those that it begins unless it is
// short, and, if there are none, those that it was to be. They count differently.
func (x *Index) like(word string) map[string]float64 {
	found := map[string]float64{}
	from, _ := slices.BinarySearch(x.terms, word)
	for _, term := range x.terms[from:] {
		if !strings.HasPrefix(term, word) {
			break
		}
		if term == word {
			found[term] = 1
		} else if len(word) > 2 {
			found[term] = float64(len(word)) / float64(len(term)) * 0.6
		}
	}
	slips := utf8.RuneCountInString(word) / 4 // letters
	if len(found) > 0 || slips == 0 {
		return found
	}
	for _, term := range x.terms {
		if d := distance(word, term, min(slips, 2)); d >= 0 {
			found[term] = 0.4 / float64(1+d)
		}
	}
	return found
}

// distance is how many letters have to be changed, added or left out to make b of a;
// -1 if they are more than most.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return -1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left, least := i+1, i+1
		corner := row[0]
		row[0] = left
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			left = min(change, left+1, corner+1)
			row[j+1] = left
			least = min(least, left)
		}
		if least > most {
			return -1
		}
	}
	if row[len(b)] > most {
		return -1
	}
	return row[len(b)]
}

// queried are the words of a query.
func queried(query string) []string {
	var all []string
	for _, word := range wordsIn(query) {
		word = strings.ToLower(word)
		if len(all) < mostQueried && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all
}

// wordsIn are the words of a text, in order, and where they begin.
func wordsIn(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := -1
		for i, r := range text {
			in := r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
			if in && start < 0 {
				start = i
			}
			if !in && start >= 0 {
				if !yield(start, text[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, text[start:])
		}
	}
}

// termsOf are what a word is found by: itself and, if it is made of several, these.
func termsOf(word string) []string {
	terms := []string{strings.ToLower(word)}
	start, runes := 0, []rune(word)
	cut := func(end int) {
		if end-start > 1 && end-start < len(runes) {
			if part := strings.ToLower(string(runes[start:end])); !slices.Contains(terms, part) {
				terms = append(terms, part)
			}
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case r == '_':
			cut(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i) // as before Read and Deadline, in SetReadDeadline, and before Addr in TCPAddr
		}
	}
	cut(len(runes))
	return terms
}
