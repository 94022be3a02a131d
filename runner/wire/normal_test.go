package wire

import (
	"strconv"
	"strings"
	"testing"
)

func TestNormal(t *testing.T) {
	shake := "c S 0 0; s SA 0 1; c A 1 1; "
	for _, test := range []struct {
		name  string
		lines string
		o     NormalOptions
		want  string
	}{
		{"which end acknowledges when is chance", shake + "c PA 1 1 len=5; s A 1 6; s PA 1 6 len=2; c A 6 3", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  < SYN ACK
  < 2 bytes
`},
		{"so is what overtakes", shake + "c PA 1 1 len=5; c PA 13 1 len=2; c PA 6 1 len=7; c FA 15 1", NormalOptions{Guaranteed: true}, `
tcp client.{port} > server.7
  > SYN
  > 14 bytes in all
  > FIN
  < SYN ACK
`},
		{"retransmissions are chance", "c S 0 0; " + shake + "c PA 1 1 len=5; c PA 1 1 len=5; c PA 1 1 len=7", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > 2 bytes
  < SYN ACK
`},
		{"so is what answers what comes after both have closed", shake + "c FA 1 1; s FA 1 2; c A 2 2; s FA 1 2; c A 2 2; s R 2 0 win=0", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > FIN
  < SYN ACK
  < FIN after FIN
`},
		{"what answers data that came too late is not", shake + "s FA 1 1; c PA 1 2 len=5; c FA 6 2; s R 2 0 win=0", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > FIN after FIN
  < SYN ACK
  < FIN
  < RST closed before this came
`},
		{"unless they are the point", shake + "c PA 1 1 len=5; c PA 1 1 len=5; c PA 1 1 len=5", NormalOptions{Keep: []Label{LabelRetransmission}}, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > [retransmission]
  < SYN ACK
`},
		{"a FIN with data, and one that does not acknowledge it", shake + "c FPA 1 1 len=5; s FA 1 1", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > FIN
  < SYN ACK
  < FIN crossing FIN
`},
		{"many pieces", shake + strings.Repeat("c PA SEQ 1 len=4; ", 11), NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
  > 44 bytes in all
  < SYN ACK
`},
		{"how a stream is cut and who closes first is no guarantee", shake + "c PA 1 1 len=5; c FPA 6 1 len=2; s FA 1 9", NormalOptions{Guaranteed: true}, `
tcp client.{port} > server.7
  > SYN
  > 7 bytes in all
  > FIN
  < SYN ACK
  < FIN
`},
		{"connections are sorted", "c S 0 0; s RA 0 1 rawseq=0; c S 0 0 port=50001; c S 90 0; s SA 0 91", NormalOptions{}, `
tcp client.{port} > server.7
  > SYN
tcp client.{port} > server.7
  > SYN
  < RST refused
tcp client.{port} > server.7
  > SYN
  < SYN ACK
`},
		{"a port with another name", "c S 0 0", NormalOptions{Port: func(e End) string {
			if e.Port == 7 {
				return "echo"
			}
			return ""
		}}, `
tcp client.50000 > server.echo
  > SYN
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var d Decoder
			var packets []Packet
			seq := 1
			for line := range strings.SplitSeq(strings.TrimSuffix(test.lines, "; "), "; ") {
				if strings.Contains(line, "SEQ") {
					line = strings.Replace(line, "SEQ", strconv.Itoa(seq), 1)
					seq += 4
				}
				p, _ := d.Decode(makeSegment(t, line))
				packets = append(packets, p.Named(owner))
			}
			if got := Normal(packets, test.o); got != test.want[1:] {
				t.Errorf("got\n%swant%s", got, test.want)
			}
		})
	}
}
