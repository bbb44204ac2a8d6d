// Package fault gives every error a caller can act on a kind and a stable code.
//
// A module declares its errors once, as package variables, and compares them
// with errors.Is. Package httpapi maps kinds to HTTP; the web pages and package
// i18n map codes to sentences. Codes are API: never renamed, never reused.
package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Kind is the closed set of ways in which a request can fail.
type Kind int

// Kinds, with the HTTP status that httpapi answers.
const (
	Internal     Kind = iota // 500: our bug; details go to the log only
	Invalid                  // 422: the input breaks a rule; fix it and send again
	Malformed                // 400: the input cannot be read at all
	Unauthorized             // 401: nobody is signed in
	Forbidden                // 403: you may see it, not do it
	NotFound                 // 404: it does not exist for you
	Conflict                 // 409: the state does not allow it now
	Stale                    // 412: somebody else changed it first
	Precondition             // 428: If-Match is missing
	TooLarge                 // 413: the body passes its limit
	RateLimited              // 429: too often
	Unavailable              // 503: try again later
	StorageFull              // 507: the disk is full
)

// Field names one input that breaks a rule. The submitted value is never kept.
type Field struct {
	Path string `json:"path"` // as on the wire: "contacts[2].mobile"
	Code string `json:"code"` // stable, e.g. "required"
}

// Error is an error with a kind and a code. Values are immutable: the With
// methods return copies that still match the original under errors.Is.
type Error struct {
	Kind    Kind
	Code    string         // "quote.not_draft"
	Message string         // English, for logs and API users; people read the translation of Code
	Params  map[string]any // values the translation needs, never secrets and never submitted text
	Fields  []Field
	cause   error
}

// New declares an error.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.Message + ": " + e.cause.Error()
	}
	return e.Code + ": " + e.Message
}

// Is reports whether target is the same declared error.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Unwrap returns the cause given to [Error.Because].
func (e *Error) Unwrap() error { return e.cause }

// With returns a copy that carries a parameter for the translated sentence.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Params = maps.Clone(e.Params)
	if c.Params == nil {
		c.Params = map[string]any{}
	}
	c.Params[key] = value
	return &c
}

// At returns a copy that names an offending input.
func (e *Error) At(path, code string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{path, code})
	return &c
}

// Because returns a copy that wraps a cause, for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// As returns the *Error inside err, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Checks collects broken input rules so that a form shows all of them at once.
type Checks struct{ err *Error }

// Check adds a broken rule unless ok.
func (c *Checks) Check(ok bool, path, code string) {
	if ok {
		return
	}
	if c.err == nil {
		c.err = ErrInvalid
	}
	c.err = c.err.At(path, code)
}

// Err returns the collected error, or nil.
func (c *Checks) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// ErrInvalid says that inputs break rules; its Fields name them.
var ErrInvalid = New(Invalid, "input.invalid", "some fields break a rule")

// Internalf wraps an unexpected error with what was being done.
func Internalf(err error, format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, err)...)
}
