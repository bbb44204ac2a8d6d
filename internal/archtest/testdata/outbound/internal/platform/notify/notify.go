package notify

import "net/http"

func send(url string) (*http.Response, error) { return http.Get(url) }
