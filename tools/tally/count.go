package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
)

// counts of test cases.
type counts struct{ passed, failed, skipped int }

// String writes the closing line.
func (c counts) String() string {
	line := fmt.Sprintf("%d passed, %d failed", c.passed, c.failed)
	if c.skipped > 0 {
		line += fmt.Sprintf(", %d skipped", c.skipped)
	}
	return line
}

func (c *counts) add(more counts) {
	c.passed += more.passed
	c.failed += more.failed
	c.skipped += more.skipped
}

// testcase is what the runners' reports have in common.
type testcase struct {
	Failure *struct{} `xml:"failure"`
	Error   *struct{} `xml:"error"`
	Skipped *struct{} `xml:"skipped"`
}

func (c *counts) take(t testcase) {
	switch {
	case t.Failure != nil || t.Error != nil:
		c.failed++
	case t.Skipped != nil:
		c.skipped++
	default:
		c.passed++
	}
}

// count reads every <testcase>, however deep its suite is.
func count(path string) (counts, error) {
	file, err := os.Open(path)
	if err != nil {
		return counts{}, err
	}
	defer file.Close()
	return countAll(xml.NewDecoder(file))
}

func countAll(report *xml.Decoder) (c counts, err error) {
	for {
		token, err := report.Token()
		if errors.Is(err, io.EOF) {
			return c, nil
		}
		if err != nil {
			return c, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "testcase" {
			var t testcase
			if err := report.DecodeElement(&t, &start); err != nil {
				return c, err
			}
			c.take(t)
		}
	}
}
