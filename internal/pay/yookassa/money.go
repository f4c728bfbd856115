package yookassa

import (
	"fmt"
	"strconv"
	"strings"
)

// money is a sum as YooKassa writes it: "2400.50".
type money struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// roubles is the one currency that is taken; it has two decimals.
const roubles = "RUB"

func inRoubles(minor int64) money {
	return money{fmt.Sprintf("%d.%02d", minor/100, minor%100), roubles}
}

// minor reads the sum back, exactly: digits, a point, two digits.
func (m money) minor() (int64, error) {
	whole, part, _ := strings.Cut(m.Value, ".")
	value, err := strconv.ParseUint(whole+part, 10, 63)
	if err != nil || len(part) != 2 || whole == "" || m.Currency != roubles {
		return 0, errNonsense
	}
	return int64(value), nil
}
