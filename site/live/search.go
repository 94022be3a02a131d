package live

import (
	"bytes"
	"net/http"

	"bothends/site/lesson"
	"bothends/site/page"
)

// find answers who searches without the script. It costs a few milliseconds of one
// processor at most, as a query is bounded (see package search).
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	e := s.now.Load()
	query := r.URL.Query().Get("q")
	if query == "" {
		s.send(w, r, lesson.SearchPage, e.all[lesson.SearchPage])
		return
	}
	var b bytes.Buffer
	found := e.search().Find(query)
	if err := page.RenderSearch(&b, e.book, found, s.assets, s.pages("")); err != nil {
		s.log.Error("rendering what was found", "error", err)
		answer(w, refuse(http.StatusInternalServerError, "this cannot be shown; the server's log says why"))
		return
	}
	newContent(http.StatusOK, htmlType, never, b.Bytes()).ServeHTTP(w, r)
}
