// A server of notes, and a client that makes, lists and deletes some: a
// hundred lines as a lesson about HTTP would have them.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

type Note struct {
	ID   int    `json:"id"`
	Text string `json:"text"`
}

var errNoNote = errors.New("no such note")

type store struct {
	mu    sync.Mutex
	notes map[int]Note
	next  int
}

func (s *store) add(text string) Note {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	n := Note{ID: s.next, Text: text}
	s.notes[n.ID] = n
	return n
}

func (s *store) remove(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.notes[id]; !ok {
		return fmt.Errorf("note %d: %w", id, errNoNote)
	}
	delete(s.notes, id)
	return nil
}

func (s *store) handle(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<10))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(s.add(strings.TrimSpace(string(body))))
	case http.MethodDelete:
		id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/notes/"))
		if err == nil {
			err = s.remove(id)
		}
		if errors.Is(err, errNoNote) {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, "deleted %d\n", id)
	}
}

func call(method, url, body string) {
	client := &http.Client{Timeout: 2 * time.Second}
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	fmt.Println(method, response.StatusCode, strings.TrimSpace(string(text)), err)
}

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	s := &store{notes: map[int]Note{}}
	http.HandleFunc("/notes/", s.handle)
	go http.Serve(ln, nil)
	base := "http://" + ln.Addr().String() + "/notes/"
	for i := range 3 {
		call("POST", base, fmt.Sprint("note ", i))
	}
	for _, id := range []int{2, 7} {
		call("DELETE", base+strconv.Itoa(id), "")
	}
}
