package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// entry is one `key = value` of a settings file.
type entry struct {
	line       int
	key, value string
}

// parseFile reads the flat part of TOML. Problems name their line and never
// repeat its text, which may hold a password.
func parseFile(text string) (entries []entry, problems []error) {
	seen := map[string]int{}
	text = strings.TrimPrefix(text, "\ufeff") // Windows editors write one
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		e, err := parseLine(line)
		e.line = i + 1
		if first := seen[e.key]; err == nil && first > 0 {
			err = fmt.Errorf("%s: already set on line %d", e.key, first)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", e.line, err))
			continue
		}
		seen[e.key] = e.line
		entries = append(entries, e)
	}
	return entries, problems
}

func parseLine(line string) (entry, error) {
	if line[0] == '[' {
		return entry{}, errors.New("tables are not used here; write key = value")
	}
	key, rest, ok := strings.Cut(line, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" || strings.ContainsAny(key, " \t\"'") {
		return entry{}, errors.New("must be key = value")
	}
	value, err := parseValue(strings.TrimSpace(rest))
	return entry{key: key, value: value}, err
}

// parseValue reads a quoted text, or a bare number or word up to a comment.
func parseValue(rest string) (string, error) {
	if rest == "" {
		return "", errors.New("the value is missing")
	}
	switch rest[0] {
	case '[', '{':
		return "", errors.New("write a list as one quoted text with commas")
	case '\'':
		value, tail, ok := strings.Cut(rest[1:], "'")
		if !ok {
			return "", errors.New("the closing quote is missing")
		}
		return value, onlyComment(tail)
	case '"':
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return "", errors.New("the quoted text is not closed or holds an unknown escape")
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return "", errors.New("the quoted text holds an unknown escape")
		}
		return value, onlyComment(rest[len(quoted):])
	}
	bare, _, _ := strings.Cut(rest, "#")
	bare = strings.TrimSpace(bare)
	if strings.ContainsAny(bare, " \t\"'") {
		return "", errors.New("text must stand in quotes")
	}
	return bare, nil
}

func onlyComment(tail string) error {
	if tail = strings.TrimSpace(tail); tail != "" && tail[0] != '#' {
		return errors.New("something follows the closing quote")
	}
	return nil
}
