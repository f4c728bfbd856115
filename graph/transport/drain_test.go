package transport

import (
	"testing"
	"time"
)

func TestPausesOfADrainDiffer(t *testing.T) {
	const mean = 30 * time.Millisecond
	pauses := map[time.Duration]bool{}
	for range 1000 {
		pause := jitter(mean)
		if pause < mean/2 || pause > mean*3/2 {
			t.Errorf("a pause of %v", pause)
		}
		pauses[pause.Truncate(time.Millisecond)] = true
	}
	if len(pauses) < 20 {
		t.Errorf("%d different pauses", len(pauses))
	}
}
