package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"gongqiao/internal/app/demo/crowd"
)

// signIn opens a session of a person on the product and returns its header.
func signIn(s *server, username string) ([2]string, error) {
	body := strings.NewReader(`{"username":"` + username + `","password":"` + crowd.Password + `"}`)
	resp, err := http.Post("http://"+s.addr+"/api/v1/session", "application/json", body)
	if err != nil {
		return [2]string{}, err
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		if c.Value != "" {
			return [2]string{"Cookie", c.Name + "=" + c.Value}, nil
		}
	}
	text, err := io.ReadAll(resp.Body)
	return [2]string{}, fmt.Errorf("sign in %s: %s: %s (%w)", username, resp.Status, text, err)
}

// get asks the product once and reads the answer into v.
func get(s *server, session [2]string, path string, v any) (size int, err error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		return 0, err
	}
	if session[0] != "" {
		r.Header.Set(session[0], session[1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", path, resp.Status, b)
	}
	if err == nil && v != nil {
		err = json.Unmarshal(b, v)
	}
	return len(b), err
}
