package registry

import (
	"context"
	"crypto/md5" //nolint:gosec // the signature that 企查查 asks for
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/platform/outbound"
	"gongqiao/internal/sell/customer"
)

// Addresses of the services.
const (
	tianyancha = "https://open.api.tianyancha.com/services/open/"
	qichacha   = "https://api.qichacha.com"
)

// Options say which register is asked and how.
type Options struct {
	Kind   string // tianyancha or qichacha
	URL    string // "" is the service's own
	Key    string // token of 天眼查, AppKey of 企查查
	Secret string // SecretKey of 企查查
	Clock  func() time.Time
}

// Client is a register.
type Client struct {
	out *outbound.Client
	o   Options
}

// New returns a register, which asks through out.
func New(out *outbound.Client, o Options) (*Client, error) {
	switch {
	case o.Kind != "tianyancha" && o.Kind != "qichacha":
		return nil, fmt.Errorf("no such business register: %s", o.Kind)
	case o.Key == "" || o.Kind == "qichacha" && o.Secret == "":
		return nil, fmt.Errorf("the business register %s wants a key", o.Kind)
	case o.URL == "" && o.Kind == "tianyancha":
		o.URL = tianyancha
	case o.URL == "":
		o.URL = qichacha
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	return &Client{out, o}, nil
}

// Extract implements customer.Registry.
func (c *Client) Extract(ctx context.Context, keyword string) (customer.Extract, error) {
	if c.o.Kind == "tianyancha" {
		return c.tianyancha(ctx, keyword)
	}
	return c.qichacha(ctx, keyword)
}

func (c *Client) get(ctx context.Context, path string, query url.Values, header http.Header, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.o.URL+path+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	req.Header = header
	res, err := c.out.Do(ctx, req)
	if err != nil {
		return err
	}
	if res.Status != http.StatusOK {
		return fmt.Errorf("%s answered %d", c.o.Kind, res.Status)
	}
	if err := json.Unmarshal(res.Body, into); err != nil {
		return fmt.Errorf("%s: %w", c.o.Kind, err)
	}
	return nil
}

// nothingFound is what 天眼查 says of an organisation that it does not know.
const nothingFound = 300000

func (c *Client) tianyancha(ctx context.Context, keyword string) (customer.Extract, error) {
	x := customer.Extract{Source: c.o.Kind}
	var a struct {
		Code   int    `json:"error_code"`
		Reason string `json:"reason"`
		Result *struct {
			Name           string `json:"name"`
			CreditCode     string `json:"creditCode"`
			Representative string `json:"legalPersonName"`
			Status         string `json:"regStatus"`
			Capital        string `json:"regCapital"`
		} `json:"result"`
	}
	if err := c.get(ctx, "/ic/baseinfo/normal", url.Values{"keyword": {keyword}}, http.Header{"Authorization": {c.o.Key}}, &a); err != nil {
		return x, err
	}
	switch {
	case a.Code == nothingFound:
		x.Unlisted = true
	case a.Code != 0 || a.Result == nil:
		return x, fmt.Errorf("tianyancha: error %d: %s", a.Code, a.Reason)
	default:
		r := a.Result
		x.Name, x.USCC, x.Representative, x.Status, x.Capital = r.Name, r.CreditCode, r.Representative, r.Status, r.Capital
	}
	return x, nil
}

// Token signs a question to 企查查.
func Token(key, secret string, at time.Time) (token, timespan string) {
	timespan = strconv.FormatInt(at.Unix(), 10)
	sum := md5.Sum([]byte(key + timespan + secret)) //nolint:gosec // see above
	return strings.ToUpper(hex.EncodeToString(sum[:])), timespan
}

// Statuses of 企查查, which are texts.
const (
	qccOK      = "200"
	qccNothing = "201"
)

func (c *Client) qichacha(ctx context.Context, keyword string) (customer.Extract, error) {
	x := customer.Extract{Source: c.o.Kind}
	token, at := Token(c.o.Key, c.o.Secret, c.o.Clock())
	var a struct {
		Status  string
		Message string
		Result  *struct{ Name, CreditCode, OperName, Status, RegistCapi string }
	}
	if err := c.get(ctx, "/ECIV4/GetBasicDetailsByName", url.Values{"key": {c.o.Key}, "keyword": {keyword}}, http.Header{"Token": {token}, "Timespan": {at}}, &a); err != nil {
		return x, err
	}
	switch {
	case a.Status == qccNothing:
		x.Unlisted = true
	case a.Status != qccOK || a.Result == nil:
		return x, fmt.Errorf("qichacha: status %s: %s", a.Status, a.Message)
	default:
		r := a.Result
		x.Name, x.USCC, x.Representative, x.Status, x.Capital = r.Name, r.CreditCode, r.OperName, r.Status, r.RegistCapi
	}
	return x, nil
}
