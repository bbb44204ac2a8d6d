package config

import (
	"net/netip"
	"path/filepath"
	"time"
)

// Config holds every setting. Tags: name is the flag (`--smtp-host`), with
// underscores the file key, and in capitals behind GONGQIAO_ the variable;
// default, help and oneof are what they say; secret hides the value (`secret:"url"`
// shows where it points); file:"no" marks what the file itself depends on.
type Config struct {
	Data string `name:"data" default:"./data" file:"no" help:"folder of the database, files and keys"`
	File string `name:"config" file:"no" help:"settings file (default: gongqiao.toml in the data folder)"`

	Listen   string `name:"listen" default:"127.0.0.1:8080" help:"address and port to serve on"`
	Database string `name:"database" secret:"url" help:"postgres://… ; empty means SQLite in the data folder"`
	Role     string `name:"role" default:"all" oneof:"all web worker" help:"what this process does"`
	Demo     bool   `name:"demo" help:"fill an empty data folder with the demo group"`
	Today    string `name:"today" help:"pretend that today is YYYY-MM-DD; for tests and demos"`

	PublicURL      string         `name:"public-url" help:"address people use, for links in mail; https://crm.example.com"`
	TrustedProxies []netip.Prefix `name:"trusted-proxies" help:"networks whose forwarding headers are believed"`
	TLSCert        string         `name:"tls-cert" help:"certificate chain, PEM"`
	TLSKey         string         `name:"tls-key" help:"private key of the certificate, PEM"`

	SMTPHost     string `name:"smtp-host" help:"mail server; empty sends no mail"`
	SMTPPort     int    `name:"smtp-port" default:"587" help:"port of the mail server"`
	SMTPSecurity string `name:"smtp-security" default:"starttls" oneof:"starttls tls none" help:"how the connection is protected"`
	SMTPUser     string `name:"smtp-user" help:"account at the mail server"`
	SMTPPassword string `name:"smtp-password" secret:"true" help:"password of that account"`
	SMTPFrom     string `name:"smtp-from" help:"sender of all mail, e.g. 工桥 <crm@example.com>"`

	Registry       string `name:"registry" oneof:" tianyancha qichacha" help:"business register that customers are looked up in every month; empty asks none"`
	RegistryURL    string `name:"registry-url" help:"address of the register; empty is the service's own"`
	RegistryKey    string `name:"registry-key" secret:"true" help:"token of tianyancha, AppKey of qichacha"`
	RegistrySecret string `name:"registry-secret" secret:"true" help:"SecretKey of qichacha"`
	RegistryBudget int    `name:"registry-budget" default:"500" help:"lookups a night at most; each costs money"`

	OutboundAllow []netip.Prefix `name:"outbound-allow" help:"private networks that integrations may call"`

	SessionIdle     time.Duration `name:"session-idle" default:"30m" help:"a session ends after this long without a request"`
	SessionAbsolute time.Duration `name:"session-absolute" default:"12h" help:"a session ends after this long in any case"`
	UploadLimit     Size          `name:"upload-limit" default:"200MiB" help:"largest file a person may upload"`
	CallerRate      int           `name:"caller-rate" default:"100" help:"requests a second that one person or address may keep up; 0 sets no limit"`
	ImportLimit     Size          `name:"import-limit" default:"64MiB" help:"largest spreadsheet an import may read"`
	ShutdownGrace   time.Duration `name:"shutdown-grace" default:"20s" help:"time that running requests and jobs get to finish"`

	Font      string `name:"font" help:"CJK TrueType font for documents, when none is built in"`
	LogLevel  string `name:"log-level" default:"info" oneof:"debug info warn error" help:"least level that is logged"`
	LogFormat string `name:"log-format" default:"text" oneof:"text json" help:"shape of log lines"`
}

// DefaultFile is the settings file inside the data folder.
const DefaultFile = "gongqiao.toml"

// Path returns a place inside the data folder.
func (c Config) Path(elem ...string) string {
	return filepath.Join(append([]string{c.Data}, elem...)...)
}

// TLS reports whether the product serves TLS itself.
func (c Config) TLS() bool { return c.TLSCert != "" }
