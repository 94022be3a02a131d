package yaegi

import "reflect"

// A comm is what a case of a select sends or receives, and what comes after that.
type comm struct {
	direction      reflect.SelectDir
	channel, value func(*frame) reflect.Value // value is what is sent, or where what comes goes, if anywhere
	ok             func(*frame) reflect.Value // where it goes whether something came, if anywhere
	then           exec
}

// selectExec executes a select. The interpreter's own keeps the channels of all goroutines that are
// at the same statement in one place, so that one may wait for what another waits for.
func selectExec(n *node) exec {
	var comms []comm
	next := getExec(n.tnext)
	for _, clause := range n.child {
		comms = append(comms, newComm(clause, next))
	}
	switch { // as Go compiles it: in a deadlock the runtime tells these apart
	case len(comms) == 0:
		return func(*frame) exec { select {} }
	case len(comms) == 1 && comms[0].direction == reflect.SelectRecv:
		return comms[0].receive
	case len(comms) == 1 && comms[0].direction == reflect.SelectSend:
		return comms[0].send
	}
	return func(f *frame) exec {
		cases := make([]reflect.SelectCase, len(comms))
		for i, c := range comms {
			cases[i].Dir = c.direction
			if c.direction != reflect.SelectDefault {
				cases[i].Chan = c.channel(f)
			}
			if c.direction == reflect.SelectSend {
				cases[i].Send = c.value(f)
			}
		}
		i, v, ok := reflect.Select(cases)
		return comms[i].done(f, v, ok)
	}
}

// newComm makes what executes a clause of a select; next is what comes after the select.
func newComm(clause *node, next exec) comm {
	c := comm{direction: reflect.SelectDefault, then: func(*frame) exec { return next }}
	if kindName(clause.kind) == "commClauseDefault" {
		if len(clause.child) > 0 {
			c.then = getExec(clause.child[0].start)
		}
		return c
	}
	if len(clause.child) > 1 {
		c.then = getExec(clause.child[1].start)
	}
	var channel, value, ok *node
	channel, value, ok, c.direction = clauseChanDir(clause.child[0])
	c.channel = genValue(channel)
	if value != nil {
		c.value = genValue(value)
	}
	if ok != nil {
		c.ok = genValue(ok)
	}
	return c
}

func (c comm) receive(f *frame) exec {
	v, ok := c.channel(f).Recv()
	return c.done(f, v, ok)
}

func (c comm) send(f *frame) exec {
	channel := c.channel(f)
	channel.Send(c.value(f))
	return c.then
}

// done is for when something was sent, or came.
func (c comm) done(f *frame, v reflect.Value, ok bool) exec {
	if c.direction == reflect.SelectRecv && c.value != nil {
		c.value(f).Set(v)
		if c.ok != nil {
			c.ok(f).SetBool(ok)
		}
	}
	return c.then
}
