package runner

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"bothends/runner/wire"
)

func TestEventJSON(t *testing.T) {
	tests := []struct {
		event Event
		want  string
	}{
		{Event{Time: 1234567, Process: "server", Kind: Start, Args: []string{"7"}}, `{"ms":1.235,"process":"server","kind":"start","args":["7"]}`},
		{Event{Process: "client", Kind: Stdout}, `{"ms":0,"process":"client","kind":"stdout","text":""}`},
		{Event{Process: "client", Kind: Stdout, Text: "a", Partial: true}, `{"ms":0,"process":"client","kind":"stdout","text":"a","partial":true}`},
		{Event{Time: 2 * time.Millisecond, Process: "server", Kind: Listen, Network: "tcp", Address: "[::]:7"}, `{"ms":2,"process":"server","kind":"listen","network":"tcp","address":"[::]:7"}`},
		{Event{Process: "client", Kind: Exit}, `{"ms":0,"process":"client","kind":"exit","status":0}`},
		{Event{Time: 3 * time.Millisecond, Process: "server", Kind: Call, Call: &SocketCall{Name: "accept", Args: "3, NULL, NULL", Result: "4", FD: 3, Made: []int{4}, Began: time.Millisecond, Duration: 2 * time.Millisecond}},
			`{"ms":3,"process":"server","kind":"call","call":{"name":"accept","args":"3, NULL, NULL","result":"4","fd":3,"made":[4],"began_ms":1,"took_ms":2}}`},
		{Event{Process: "server", Kind: Exit, Signal: "killed"}, `{"ms":0,"process":"server","kind":"exit","signal":"killed"}`},
		{Event{Kind: Datagram, Packet: &wire.Packet{Protocol: wire.UDP, From: wire.End{Process: "client", Port: 50000}, To: wire.End{Port: 9}, Length: 1, Payload: []byte("x")}},
			`{"ms":0,"kind":"datagram","packet":{"protocol":"udp","from":{"process":"client","port":50000},"to":{"port":9},"length":1,"payload":"eA=="}}`},
		{Event{Kind: Limit, Limit: LimitTime, Text: "stopped"}, `{"ms":0,"kind":"limit","text":"stopped","limit":"time"}`},
	}
	for _, test := range tests {
		b, err := json.Marshal(test.event)
		if err != nil || string(b) != test.want {
			t.Errorf("%+v became %s, %v; want %s", test.event, b, err, test.want)
		}
		var back Event
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if want := test.event; !reflect.DeepEqual(back, rounded(want)) {
			t.Errorf("%s came back as %+v", b, back)
		}
	}
	for _, text := range []string{`{"ms":1}`, `{"ms":1,"kind":"segment"}`} {
		var e Event
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s was read: it lacks a kind or a packet", text)
		}
	}
}

func rounded(e Event) Event {
	e.Time = e.Time.Round(time.Microsecond)
	return e
}
