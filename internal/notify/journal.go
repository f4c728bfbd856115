package notify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// load reads the kept messages and rewrites the file with just them: cut to
// its length and without the half line that a killed process may have left.
func load(path string) ([]Message, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	messages := parse(content)
	return messages, rewrite(path, messages)
}

func parse(content []byte) (messages []Message) {
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, len(content)+1)
	for lines.Scan() {
		var message Message
		if json.Unmarshal(lines.Bytes(), &message) == nil {
			messages = append(messages, message)
		}
	}
	return messages[max(0, len(messages)-kept):]
}

// rewrite goes through a second file, so that a kill leaves the old one whole.
func rewrite(path string, messages []Message) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	for _, message := range messages {
		if err := encoder.Encode(message); err != nil {
			return err
		}
	}
	next := path + ".new"
	if err := os.WriteFile(next, content.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
