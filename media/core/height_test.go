package core

import "testing"

// A layer whose key frame was missed is judged by its neighbours: a low one
// would never be chosen otherwise, however small the picture is shown.
func TestHeightIsGuessedFromNeighbours(t *testing.T) {
	for name, c := range map[string]struct{ known, want [3]int }{
		"all known":      {[3]int{180, 360, 720}, [3]int{180, 360, 720}},
		"none":           {},
		"only the low":   {[3]int{180, 0, 0}, [3]int{180, 360, 720}},
		"only the high":  {[3]int{0, 0, 720}, [3]int{180, 360, 720}},
		"not the middle": {[3]int{200, 0, 720}, [3]int{200, 400, 720}},
		"not the low":    {[3]int{0, 240, 480}, [3]int{120, 240, 480}},
	} {
		t.Run(name, func(t *testing.T) {
			track := &Track{}
			for _, height := range c.known {
				track.layers = append(track.layers, &layer{height: height})
			}
			for i, l := range track.layers {
				if got := track.height(l); got != c.want[i] {
					t.Errorf("layer %d is %d high, want %d", i, got, c.want[i])
				}
			}
		})
	}
}
