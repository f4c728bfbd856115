package media

import (
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
)

// FuzzCleanAnswer: what pion reads in an answer that was let through has no
// candidate, is not lite, and is not too much, however it was written.
func FuzzCleanAnswer(f *testing.F) {
	const head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
	section, candidate := "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"
	for _, text := range []string{
		head + section + candidate, head + "a=ice-lite\r\n" + section, head + "a=\tice-lite :\r\n" + section + "\r" + candidate,
		head + section + strings.ReplaceAll(candidate, "\r\n", "\r\r\r\n"), strings.ReplaceAll(head+section+candidate, "\r\n", "\n"),
		head + "a=ice-lite\r\rX\r\n" + strings.Repeat(section, 33), head + section + "\x00" + candidate + "a=candidate\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean, _, err := cleanAnswer(text)
		if err != nil {
			return
		}
		var read sdp.SessionDescription
		if read.UnmarshalString(clean) != nil {
			return
		}
		attributes := read.Attributes
		for _, m := range read.MediaDescriptions {
			attributes = append(attributes, m.Attributes...)
		}
		for _, a := range attributes {
			if name := strings.TrimSpace(a.Key); name == sdp.AttrKeyICELite || name == sdp.AttrKeyCandidate {
				t.Fatalf("pion would read %q", a)
			}
		}
		if len(read.MediaDescriptions) > MaxSections {
			t.Fatalf("%d sections", len(read.MediaDescriptions))
		}
	})
}
