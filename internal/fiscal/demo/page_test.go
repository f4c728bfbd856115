package demo

import (
	"testing"

	"televisit/internal/rules"
)

func TestSumsAreWrittenAsOnReceipts(t *testing.T) {
	for minor, want := range map[int]string{
		180_000: "1\u00a0800,00\u00a0₽", 5: "0,05\u00a0₽", 99_950: "999,50\u00a0₽", 123_456_789: "1\u00a0234\u00a0567,89\u00a0₽",
	} {
		if got := sum(minor, rules.RUB); got != want {
			t.Errorf("%d is %q", minor, got)
		}
	}
}
