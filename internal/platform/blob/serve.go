package blob

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ServeHeaders sets the headers under which a blob leaves the product. Call it
// before http.ServeContent. The name is what a person called the file; it is
// cleaned here.
func ServeHeaders(w http.ResponseWriter, info Info, name string) {
	h := w.Header()
	h.Set("Content-Type", info.Type)
	h.Set("Content-Disposition", disposition(CleanName(name)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache") // the right to read may be taken away
	h.Set("ETag", `"`+info.SHA256.String()+`"`)
}

// Disposition returns the Content-Disposition of a download under a name.
func Disposition(name string) string { return disposition(CleanName(name)) }

// disposition writes RFC 6266: an ASCII name for old clients, the full one
// percent-encoded for the others.
func disposition(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	encoded := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + encoded
}

// maxName is the longest file name that common file systems take, in bytes.
const maxName = 200

// CleanName makes a file name that is safe to offer for saving: no folders, no
// control or text-direction characters (they hide the real ending), no leading
// dot, at most 200 bytes with the ending kept. An empty result becomes "file".
func CleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if name == "" {
		return "file"
	}
	if len(name) <= maxName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	stem := name[:maxName-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return stem + ext
}
