package main

import (
	"os"
	"path/filepath"
	"testing"
)

const report = `<testsuites><testsuite name="a">
<testcase name="one"/><testcase name="two"><system-out>hello</system-out></testcase>
<testcase name="three"><failure message="no">1 != 2</failure></testcase>
<testsuite name="b"><testcase name="four"><skipped/></testcase><testcase name="five"><error/></testcase></testsuite>
</testsuite></testsuites>`

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "go.xml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryCaseCountsOnce(t *testing.T) {
	got, ok := sum([]string{file(t, report), file(t, report)})
	if want := "4 passed, 4 failed, 2 skipped"; got.String() != want || !ok {
		t.Errorf("sum = %v, %v; want %s", got, ok, want)
	}
}

func TestAMissingOrBrokenReportIsNoSuccess(t *testing.T) {
	for name, path := range map[string]string{
		"missing":  filepath.Join(t.TempDir(), "e2e.xml"),
		"cut off":  file(t, report[:100]),
		"not XML":  file(t, "<<<"),
		"crossing": file(t, "<a><b></a></b>"),
	} {
		if _, ok := sum([]string{path}); ok {
			t.Errorf("%s: taken as complete", name)
		}
	}
}
