package core

import (
	"math"
	"testing"
	"time"
)

// link is what a peer can receive: what is above is lost, and besides a part of all.
type link struct {
	capacity int
	innate   float64
}

// loss is of 256, as a report says it.
func (l link) loss(rate int) uint8 {
	queue := max(1-float64(l.capacity)/float64(rate), 0)
	return uint8(min(queue+l.innate, 1) * 255)
}

// TestBudgetFindsTheLayer sends what the budget allows for two minutes.
func TestBudgetFindsTheLayer(t *testing.T) {
	layers := []int{150_000, 500_000, 1_700_000}
	for name, c := range map[string]struct {
		link
		layer  int // most of the time
		tooBig int // seconds in which more was sent than goes, at most
	}{
		"a good link":                     {link{20_000_000, 0}, 2, 0},
		"1 Mbit/s":                        {link{1_000_000, 0}, 1, 12},
		"300 kbit/s":                      {link{300_000, 0}, 0, 12},
		"a radio that loses a fifth":      {link{20_000_000, 0.2}, 2, 0},
		"a poor radio":                    {link{1_000_000, 0.1}, 1, 15},
		"nothing but the smallest":        {link{160_000, 0.02}, 0, 12},
		"barely two percent of good link": {link{8_000_000, 0.015}, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b, at := newBudget(), start
			seconds, tooBig, now := make([]int, len(layers)), 0, 0
			for range 120 {
				at = at.Add(time.Second)
				for i, rate := range layers {
					if rate*6/5 <= b.value || i <= now && rate <= b.value || i == 0 {
						now = i
					} else if now >= i {
						now = i - 1
					}
				}
				if layers[now] > c.capacity {
					tooBig++
				}
				seconds[now]++
				b.lost(c.loss(layers[now]), layers[now], at)
			}
			if seconds[c.layer] < 70 || tooBig > c.tooBig {
				t.Errorf("layers were sent for %v s, %d s too much, the budget is %d", seconds, tooBig, b.value)
			}
		})
	}
}

func TestBudgetBelievesTheReceiverOnlyWhenItSaysLess(t *testing.T) {
	for name, c := range map[string]struct{ before, said, rate, want int }{
		"less than is sent":                 {500_000, 300_000, 500_000, 300_000},
		"a little less":                     {520_000, 480_000, 500_000, firstBudget},
		"more":                              {800_000, 700_000, 500_000, firstBudget},
		"nothing is sent":                   {500_000, 50_000, 0, firstBudget},
		"less than anybody could live with": {500_000, 1, 500_000, leastBudget},
		"not yet what is sent since lately": {200_000, 220_000, 500_000, firstBudget},
		"the first word":                    {0, 300_000, 500_000, firstBudget},
	} {
		b := newBudget()
		b.raised = start
		b.said(c.before, 0, start)
		if b.said(c.said, c.rate, start); b.value != c.want {
			t.Errorf("%s: %d", name, b.value)
		}
	}
}

// TestBudgetBelievesAnEstimateThatDoesNotRise tells one that is stuck from one that
// follows a better layer by 8 % a second.
func TestBudgetBelievesAnEstimateThatDoesNotRise(t *testing.T) {
	for rise, want := range map[float64]int{1: 300_000, 1.08: firstBudget} {
		b, said := newBudget(), 300_000.0
		b.raised = start
		for i := range 15 {
			b.said(int(said), 1_000_000, start.Add(time.Duration(i)*200*time.Millisecond))
			said *= math.Pow(rise, 0.2)
		}
		if b.value != want {
			t.Errorf("rising by %v a second: %d", rise, b.value)
		}
	}
}

func TestALinkThatIsGoodAgainIsBelieved(t *testing.T) {
	b, at := newBudget(), start
	for range 2 * innateReports {
		at = at.Add(time.Second)
		b.lost(90, 150_000, at)
	}
	poor := b.value
	at = at.Add(mostPatience)
	if b.lost(0, 150_000, at); b.value <= poor {
		t.Errorf("the budget went from %d to %d", poor, b.value)
	}
}

func TestWhatWasTooMuchIsTriedMoreAndMoreSeldom(t *testing.T) {
	b, at := newBudget(), start
	var tries []time.Duration
	last := at
	for range 600 {
		at = at.Add(time.Second)
		if b.value >= 600_000 { // the next layer is sent, and half of it is lost
			tries = append(tries, at.Sub(last))
			last = at
			b.lost(128, 600_000, at)
			continue
		}
		b.lost(0, 300_000, at)
	}
	if n := len(tries); n < 4 || n > 12 || tries[n-1] < 3*tries[1] {
		t.Errorf("tried after %v", tries)
	}
}

// TestWhatWasTooMuchBindsNoNewBeginning: a picture that is tried again grows with
// the link, whatever was too much for it before.
func TestWhatWasTooMuchBindsNoNewBeginning(t *testing.T) {
	b, at := newBudget(), start
	for range 20 {
		at = at.Add(time.Second)
		b.lost(200, 60_000, at)
	}
	b.beginAnew()
	for range 3 {
		at = at.Add(time.Second)
		b.lost(0, 60_000, at)
	}
	if want := leastBudget + 3*budgetStep; b.value != want {
		t.Errorf("a budget of %d after three good reports, want %d", b.value, want)
	}
}
