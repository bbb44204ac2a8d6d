// Package web holds the built pages.
package web

import "embed"

// Dist is the built single-page app; before the first build it is empty.
//
//go:embed all:dist
var Dist embed.FS
