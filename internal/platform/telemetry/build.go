package telemetry

import "runtime/debug"

// version is set by the build: -ldflags "-X gongqiao/internal/platform/telemetry.version=v1.2.3".
var version string

// BuildInfo says what this binary is.
type BuildInfo struct {
	Version  string `json:"version"`            // "v1.2.3", or "dev"
	Revision string `json:"revision,omitempty"` // commit, when the build knew it
	Time     string `json:"time,omitempty"`     // RFC 3339 time of that commit
	Modified bool   `json:"modified,omitempty"` // built from a changed tree
	Go       string `json:"go"`
}

// Build returns what this binary is.
func Build() BuildInfo {
	b := BuildInfo{Version: version}
	if b.Version == "" {
		b.Version = "dev"
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Go = info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}
