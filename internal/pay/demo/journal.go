package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The journal is a folder with one file a checkout, replaced as a whole at
// each step: a step costs the same whether there are ten checkouts or ten
// thousand, and a kill leaves the step before or the step after.
const suffix = ".json"

func load(folder string) ([]*Entry, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var entries []*Entry
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), suffix) {
			continue
		}
		entry, err := read(filepath.Join(folder, file.Name()))
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func read(path string) (*Entry, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	entry := &Entry{}
	if err := json.Unmarshal(content, entry); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return entry, nil
}

func (p *Provider) save(entry *Entry) error {
	content, err := json.Marshal(entry)
	if err != nil {
		return fmt.Errorf("keep checkout %s: %w", entry.Ref, err)
	}
	path := filepath.Join(p.options.Folder, entry.Ref+suffix)
	if err := replace(path, content); err != nil {
		return fmt.Errorf("keep checkout %s: %w", entry.Ref, err)
	}
	return nil
}

func replace(path string, content []byte) error {
	file, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Journal returns every checkout, oldest first.
func (p *Provider) Journal() []Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	journal := make([]Entry, 0, len(p.entries))
	for _, entry := range p.entries {
		journal = append(journal, *entry.clone())
	}
	slices.SortFunc(journal, func(a, b Entry) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return journal
}
