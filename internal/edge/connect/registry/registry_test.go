package registry_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/edge/connect/registry"
	"gongqiao/internal/platform/outbound"
	"gongqiao/internal/sell/customer"
)

// The vector of reference 6.2.
func TestTokenOfQichacha(t *testing.T) {
	if token, at := registry.Token("appkey1", "secret1", time.Unix(1700000000, 0)); token != "069A00EC361E2653601E78DD0AA799E7" || at != "1700000000" {
		t.Errorf("%s at %s", token, at)
	}
}

// fake serves one answer and notes the question.
func fake(t *testing.T, kind, answer string, check func(*http.Request)) *registry.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		check(r)
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write([]byte(answer)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	out := outbound.New(outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	t.Cleanup(out.Close)
	c, err := registry.New(out, registry.Options{Kind: kind, URL: s.URL + "/", Key: "appkey1", Secret: "secret1", Clock: func() time.Time { return time.Unix(1700000000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTianyancha(t *testing.T) {
	c := fake(t, "tianyancha", `{"result":{"name":"津滨新能源有限公司","creditCode":"91120116MAFAKE1156","legalPersonName":"王一","regStatus":"存续（在营、开业、在册）","regCapital":"5000万人民币"},"reason":"ok","error_code":0}`, func(r *http.Request) {
		if r.Header.Get("Authorization") != "appkey1" || r.URL.Path != "/ic/baseinfo/normal" || r.URL.Query().Get("keyword") != "91120116MAFAKE1156" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
	})
	x, err := c.Extract(t.Context(), "91120116MAFAKE1156")
	want := customer.Extract{Source: "tianyancha", Name: "津滨新能源有限公司", USCC: "91120116MAFAKE1156", Representative: "王一", Status: "存续（在营、开业、在册）", Capital: "5000万人民币"}
	if err != nil || x != want {
		t.Errorf("%+v %v", x, err)
	}
}

func TestQichacha(t *testing.T) {
	c := fake(t, "qichacha", `{"Status":"200","Message":"查询成功","Result":{"Name":"津滨新能源有限公司","CreditCode":"91120116MAFAKE1156","OperName":"王一","Status":"注销","RegistCapi":"5000万元人民币"}}`, func(r *http.Request) {
		if r.Header.Get("Token") != "069A00EC361E2653601E78DD0AA799E7" || r.Header.Get("Timespan") != "1700000000" || r.URL.Path != "/ECIV4/GetBasicDetailsByName" || r.URL.Query().Get("key") != "appkey1" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
	})
	if x, err := c.Extract(t.Context(), "津滨新能源有限公司"); err != nil || x.Status != "注销" || x.Representative != "王一" || x.Capital != "5000万元人民币" {
		t.Errorf("%+v %v", x, err)
	}
}

// Both answer 200 to everything: nothing found is an answer, the rest is not.
func TestWhatIsNoAnswer(t *testing.T) {
	for _, c := range []struct{ kind, answer, want string }{
		{"tianyancha", `{"result":null,"reason":"无数据","error_code":300000}`, ""},
		{"tianyancha", `{"result":null,"reason":"余额不足","error_code":300006}`, "error 300006"},
		{"tianyancha", `{"result":null,"reason":"ok","error_code":0}`, "error 0"},
		{"tianyancha", `<html>`, "tianyancha"},
		{"qichacha", `{"Status":"201","Message":"查询无结果","Result":null}`, ""},
		{"qichacha", `{"Status":"112","Message":"额度用完"}`, "status 112"},
	} {
		x, err := fake(t, c.kind, c.answer, func(*http.Request) {}).Extract(t.Context(), "x")
		switch {
		case c.want == "" && (err != nil || !x.Unlisted):
			t.Errorf("%s %s: %+v %v", c.kind, c.answer, x, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s %s: %v", c.kind, c.answer, err)
		}
	}
	for _, o := range []registry.Options{{Kind: "yellow pages", Key: "k"}, {Kind: "tianyancha"}, {Kind: "qichacha", Key: "k"}} {
		if _, err := registry.New(nil, o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}
