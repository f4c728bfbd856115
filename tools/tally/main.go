// Command tally adds up JUnit reports of all test runners.
//
//	tally go.xml web.xml e2e.xml
//
// It ends with one line, "N passed, N failed", and fails when a test failed,
// a report is missing or no test ran: silence is not success.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	total, ok := sum(os.Args[1:])
	fmt.Println(total)
	if !ok || total.failed > 0 || total.passed == 0 {
		os.Exit(1)
	}
}

// sum prints a line per report and adds them up; ok means that all were read.
func sum(reports []string) (total counts, ok bool) {
	ok = true
	for _, path := range reports {
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		counted, err := count(path)
		if err != nil {
			fmt.Printf("%-6s NO REPORT: %v\n", name, err)
			ok = false
			continue
		}
		fmt.Printf("%-6s %v\n", name, counted)
		total.add(counted)
	}
	return total, ok
}
