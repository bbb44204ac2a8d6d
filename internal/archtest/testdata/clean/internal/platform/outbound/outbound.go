package outbound

import "net/http"

var client = &http.Client{}
