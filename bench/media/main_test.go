package main

import (
	"os"
	"testing"
)

// TestMain lets the test binary be the processes that compare starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-role" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestBothServersDeliver(t *testing.T) {
	for _, kind := range kinds {
		r, err := measure(settings{kind: kind, rooms: 1, people: 3, seconds: 1})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if r.Delivered == 0 || r.CPU <= 0 || r.Bytes <= 0 || r.Forward.P50 <= 0 || r.Forward.P99 < r.Forward.P50 || r.Latency.P50 < r.Forward.P50 || r.FirstMedia <= 0 {
			t.Errorf("%s: %+v", kind, r)
		}
	}
}

func TestChurnLeavesNothingBehind(t *testing.T) {
	r, err := measure(settings{kind: "televisit", seconds: 2, churn: 5})
	if err != nil {
		t.Fatal(err)
	}
	if r.Joins != 10 || r.Failed > 0 || r.After.Goroutines > r.Before.Goroutines+2 {
		t.Errorf("%+v", r)
	}
}
