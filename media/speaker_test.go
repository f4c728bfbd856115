package media

import "testing"

func TestWhoSpeaks(t *testing.T) {
	for name, x := range map[string]struct {
		now    string
		voices []voice
		want   string
	}{
		"nobody is there":                           {"", nil, ""},
		"silence from the beginning":                {"", []voice{{"anna", 10}, {"boris", 0}}, ""},
		"the first voice":                           {"", []voice{{"anna", 90}, {"boris", 20}}, "anna"},
		"in a pause the speaker stays":              {"anna", []voice{{"anna", 0}, {"boris", 40}}, "anna"},
		"another one takes over in a pause":         {"anna", []voice{{"anna", 20}, {"boris", 80}}, "boris"},
		"a little louder does not interrupt":        {"anna", []voice{{"anna", 80}, {"boris", 85}}, "anna"},
		"clearly louder does":                       {"anna", []voice{{"anna", 80}, {"boris", 86}}, "boris"},
		"just not aloud":                            {"anna", []voice{{"anna", 0}, {"boris", 71}}, "anna"},
		"the loudest of several":                    {"anna", []voice{{"anna", 0}, {"boris", 80}, {"vera", 90}}, "vera"},
		"who has gone or is mute hands over":        {"gone", []voice{{"boris", 75}}, "boris"},
		"a mute speaker is not replaced by silence": {"gone", []voice{{"boris", 30}}, "gone"},
	} {
		if got := speaker(x.now, x.voices); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}
