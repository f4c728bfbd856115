package rules

import "testing"

func TestVerdictIsTheWorseOfDeviceAndLink(t *testing.T) {
	deaf, good := false, true
	link := func(down, up int, loss float64, rtt int) *LinkFacts {
		return &LinkFacts{Paths: []LinkPath{PathUDP}, DownKbps: down, UpKbps: up, LossPercent: loss, RttMs: rtt}
	}
	for name, x := range map[string]struct {
		check DeviceCheck
		want  DeviceVerdict
	}{
		"all works, the link was not measured":  {DeviceCheck{Camera: true, Microphone: true, Speaker: &good}, GoodForVideo},
		"all works, on a good link":             {DeviceCheck{Camera: true, Microphone: true, Link: link(5000, 5000, 5, 400)}, GoodForVideo},
		"slow on the way up":                    {DeviceCheck{Camera: true, Microphone: true, Link: link(8000, 4999, 0, 20)}, GoodForLowVideo},
		"slow on the way down":                  {DeviceCheck{Camera: true, Microphone: true, Link: link(4999, 8000, 0, 20)}, GoodForLowVideo},
		"a little lossy":                        {DeviceCheck{Camera: true, Microphone: true, Link: link(8000, 8000, 5.1, 20)}, GoodForLowVideo},
		"far away":                              {DeviceCheck{Camera: true, Microphone: true, Link: link(8000, 8000, 0, 401)}, GoodForLowVideo},
		"enough for a voice":                    {DeviceCheck{Camera: true, Microphone: true, Link: link(799, 8000, 0, 20)}, GoodForAudio},
		"lossy":                                 {DeviceCheck{Camera: true, Microphone: true, Link: link(8000, 8000, 10.1, 20)}, GoodForAudio},
		"enough for letters":                    {DeviceCheck{Camera: true, Microphone: true, Link: link(99, 99, 0, 20)}, GoodForText},
		"hardly anything passes":                {DeviceCheck{Camera: true, Microphone: true, Link: link(8000, 8000, 20.1, 20)}, GoodForText},
		"no way at all":                         {DeviceCheck{Camera: true, Microphone: true, Link: &LinkFacts{DownKbps: 8000, UpKbps: 8000}}, GoodForText},
		"no camera, on a good link":             {DeviceCheck{Microphone: true, Link: link(8000, 8000, 0, 20)}, GoodForAudio},
		"no camera, on a link for letters":      {DeviceCheck{Microphone: true, Link: link(50, 50, 0, 20)}, GoodForText},
		"no microphone":                         {DeviceCheck{Camera: true, Link: link(8000, 8000, 0, 20)}, GoodForText},
		"the person does not hear the test":     {DeviceCheck{Camera: true, Microphone: true, Speaker: &deaf}, GoodForText},
		"no camera and the link not yet tried":  {DeviceCheck{Microphone: true}, GoodForAudio},
		"a slow link spoils a good device only": {DeviceCheck{Camera: true, Microphone: true, Speaker: &good, Link: link(800, 800, 10, 800)}, GoodForLowVideo},
	} {
		if got := x.check.Verdict(); got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

func TestFactsThatNoLinkHasAreRefused(t *testing.T) {
	for name, bad := range map[string]LinkFacts{
		"a negative rate": {UpKbps: -1}, "faster than light": {DownKbps: 1 << 30}, "more lost than sent": {LossPercent: 101},
		"a negative loss": {LossPercent: -1}, "before it was sent": {RttMs: -1}, "many ways": {Paths: make([]LinkPath, 4)},
	} {
		if bad.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := (*LinkFacts)(nil).Check(); err != nil {
		t.Error(err)
	}
}
