package year_test

import (
	"container/heap"
	"time"
)

// event is something that happens at an instant.
type event struct {
	at time.Time
	n  int
	do func()
}

// agenda is a heap of what people and the bank will do.
type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// due takes the first event whose time has come; nil when there is none.
func (a *agenda) due(now time.Time) func() {
	if len(*a) == 0 || (*a)[0].at.After(now) {
		return nil
	}
	return heap.Pop(a).(event).do
}

func (y *year) at(when time.Time, do func()) {
	y.planned++
	heap.Push(&y.agenda, event{when, y.planned, do})
}

func (y *year) after(d time.Duration, do func()) { y.at(y.Clock.Now().Add(d), do) }
