package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"mime"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/blob"
)

func open(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, dir
}

// files counts regular files below dir.
func files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPutOpenStatDelete(t *testing.T) {
	s, dir := open(t)
	ctx := t.Context()
	body := []byte("工程量清单\nplain words")
	info, err := s.Put(ctx, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	want := blob.Info{SHA256: sha256.Sum256(body), Size: int64(len(body)), Type: "text/plain"}
	if info != want {
		t.Errorf("info %+v, want %+v", info, want)
	}
	if again, err := s.Put(ctx, bytes.NewReader(body), 1<<20); err != nil || again != want || files(t, dir) != 1 {
		t.Errorf("second put: %+v, %v, %d files", again, err, files(t, dir))
	}
	r, err := s.Open(ctx, info.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("read %q, %v", got, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if st, err := s.Stat(ctx, info.SHA256); err != nil || st != want {
		t.Errorf("stat %+v, %v", st, err)
	}
	for range 2 { // the second time there is nothing to delete
		if err := s.Delete(ctx, info.SHA256); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Open(ctx, info.SHA256); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("open after delete: %v", err)
	}
	if _, err := s.Stat(ctx, info.SHA256); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("stat after delete: %v", err)
	}
}

func TestRefusedFilesLeaveNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		ctx   context.Context
		body  io.Reader
		limit int64
		want  error
	}{
		"empty":             {t.Context(), strings.NewReader(""), 10, blob.ErrEmpty},
		"one byte too many": {t.Context(), strings.NewReader("12345678901"), 10, blob.ErrTooLarge},
		"client went away":  {t.Context(), io.MultiReader(strings.NewReader("12345"), iotest.ErrReader(io.ErrUnexpectedEOF)), 10, io.ErrUnexpectedEOF},
		"request cancelled": {cancelled, strings.NewReader("12345"), 10, context.Canceled},
		"image bomb":        {t.Context(), bytes.NewReader(hugePNG(50_000, 50_000)), 1 << 20, blob.ErrImageDimensions},
		"damaged image":     {t.Context(), strings.NewReader("\x89PNG\r\n\x1a\nnot really"), 1 << 20, blob.ErrImageDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := open(t)
			if _, err := s.Put(tc.ctx, tc.body, tc.limit); !errors.Is(err, tc.want) {
				t.Errorf("err = %v, want %v", err, tc.want)
			}
			if n := files(t, dir); n != 0 {
				t.Errorf("%d files are left", n)
			}
		})
	}
}

func TestDiskFaultsLeaveNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		faults blob.Faults
		want   error
		kind   fault.Kind
	}{
		"full while writing":   {blob.Faults{Write: syscall.ENOSPC}, blob.ErrStorageFull, fault.StorageFull},
		"quota while writing":  {blob.Faults{Write: syscall.EDQUOT}, blob.ErrStorageFull, fault.StorageFull},
		"full while syncing":   {blob.Faults{Sync: syscall.ENOSPC}, blob.ErrStorageFull, fault.StorageFull},
		"full while closing":   {blob.Faults{Close: syscall.ENOSPC}, blob.ErrStorageFull, fault.StorageFull},
		"broken while syncing": {blob.Faults{Sync: syscall.EIO}, blob.ErrUnavailable, fault.Unavailable},
		"broken while writing": {blob.Faults{Write: syscall.EIO}, blob.ErrUnavailable, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := open(t)
			s.Inject(tc.faults)
			_, err := s.Put(t.Context(), strings.NewReader("some bytes"), 100)
			if !errors.Is(err, tc.want) || fault.As(err).Kind != tc.kind {
				t.Errorf("err = %v, want %v", err, tc.want)
			}
			if n := files(t, dir); n != 0 {
				t.Errorf("%d files are left", n)
			}
		})
	}
}

func TestCannotCreate(t *testing.T) {
	s, _ := open(t)
	s.Inject(blob.Faults{Create: syscall.EROFS})
	if _, err := s.Put(t.Context(), strings.NewReader("x"), 10); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("err = %v", err)
	}
}

func TestEqualFilesAtOnce(t *testing.T) {
	s, dir := open(t)
	body := bytes.Repeat([]byte{1, 2, 3}, 100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Put(t.Context(), bytes.NewReader(body), 1<<20); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files, want 1", n)
	}
}

func TestSweepRemovesOnlyOldLeftovers(t *testing.T) {
	_, dir := open(t)
	old, young := filepath.Join(dir, "tmp", "old"), filepath.Join(dir, "tmp", "young")
	for _, p := range []string{old, young} {
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	day := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, day, day); err != nil {
		t.Fatal(err)
	}
	again, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old leftover is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("the young file is gone: %v", err)
	}
}

func TestSymlinksDoNotLeadOut(t *testing.T) {
	s, dir := open(t)
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := blob.Sum{0xab, 0xcd}
	place := filepath.Join(dir, "ab", "cd", sum.String())
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, place); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Open(t.Context(), sum); err == nil {
		r.Close()
		t.Error("a symlink was followed out of the store")
	}
}

func TestParseSum(t *testing.T) {
	sum := blob.Sum(sha256.Sum256([]byte("x")))
	if got, err := blob.ParseSum(sum.String()); err != nil || got != sum {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", "..", "../../etc/passwd", sum.String()[:63], sum.String() + "0", strings.ToUpper(sum.String()), strings.Repeat("g", 64)} {
		if _, err := blob.ParseSum(text); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func archive(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTypeIsDecidedByContent(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 7, 5))
	var pngBytes, jpegBytes, gifBytes bytes.Buffer
	if err := errors.Join(png.Encode(&pngBytes, gray), jpeg.Encode(&jpegBytes, gray, nil), gif.Encode(&gifBytes, gray, nil)); err != nil {
		t.Fatal(err)
	}
	const webp = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x06\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	long := strings.Repeat("甲,乙,丙\n", 2000)
	for name, tc := range map[string]struct{ body, want string }{
		"pdf":            {"%PDF-1.7\n", "application/pdf"},
		"png":            {pngBytes.String(), "image/png"},
		"jpeg":           {jpegBytes.String(), "image/jpeg"},
		"gif":            {gifBytes.String(), "image/gif"},
		"webp":           {webp, "image/webp"},
		"mp4":            {"\x00\x00\x00\x18ftypisom....", "video/mp4"},
		"heic":           {"\x00\x00\x00\x18ftypheic....", "image/heic"},
		"zip":            {archive(t, "a.txt"), "application/zip"},
		"empty zip":      {archive(t), "application/zip"},
		"broken zip":     {"PK\x03\x04broken", "application/zip"},
		"xlsx":           {archive(t, "[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		"docx":           {archive(t, "[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"ofd":            {archive(t, "OFD.xml", "Doc_0/Document.xml"), "application/ofd"},
		"old office":     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/x-ole-storage"},
		"dwg":            {"AC1032\x00", "image/vnd.dwg"},
		"ifc":            {"ISO-10303-21;\nHEADER;", "application/x-step"},
		"csv":            {"名称,金额\n甲,1\n", "text/csv"},
		"csv with BOM":   {"\xef\xbb\xbfa;b\n1;2\n", "text/csv"},
		"long csv":       {long, "text/csv"},
		"GBK text":       {"\xb9\xa4\xb3\xcc\xc7\xe5\xb5\xa5", "text/plain"},
		"text":           {"one line, two parts", "text/plain"},
		"html":           {"<html><script>alert(1)</script>", blob.OctetStream},
		"html later":     {"hello, world\n<ScRiPt>alert(1)</script>, x\n", blob.OctetStream},
		"svg":            {"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", blob.OctetStream},
		"svg behind BOM": {"\xef\xbb\xbf<svg/>", blob.OctetStream},
		"xml":            {"<?xml version='1.0'?><a/>", blob.OctetStream},
		"code, not dwg":  {"AC1032,12\nAC1033,13\n", "text/csv"},
		"text, not mp4":  {"the ftyp box", "text/plain"},
		"long GBK":       {"x" + strings.Repeat("\xb9\xa4", 4000), "text/plain"},
		"binary":         {"\x00\x01\x02", blob.OctetStream},
		"one byte":       {"\xff", blob.OctetStream},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := open(t)
			info, err := s.Put(t.Context(), strings.NewReader(tc.body), 1<<20)
			if err != nil || info.Type != tc.want {
				t.Errorf("type %q, %v, want %q", info.Type, err, tc.want)
			}
			if strings.HasPrefix(tc.want, "image/") && name != "heic" && name != "dwg" && (info.Width != 7 || info.Height != 5) {
				t.Errorf("%d × %d pixels, want 7 × 5", info.Width, info.Height)
			}
		})
	}
}

// hugePNG is a few bytes that promise many pixels.
func hugePNG(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, h), 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(b, ihdr...), crc32.ChecksumIEEE(ihdr))
}

func TestServeHeaders(t *testing.T) {
	for name, tc := range map[string]struct{ name, want string }{
		"plain":          {"quote 1.pdf", "quote 1.pdf"},
		"chinese":        {"报价单（二版）.pdf", "报价单（二版）.pdf"},
		"header split":   {"a\r\nSet-Cookie: x=1\r\n.pdf", "aSet-Cookie_ x=1.pdf"},
		"folders":        {`..\..\C:/x/报价.pdf`, "报价.pdf"},
		"quote":          {`a"b;c%22.pdf`, "a_b;c%22.pdf"},
		"hidden ending":  {"invoice\u202efdp.exe", "invoicefdp.exe"},
		"hidden file":    {"..", "file"},
		"empty":          {"", "file"},
		"invalid UTF-8":  {"a\xff\xfeb.txt", "ab.txt"},
		"very long":      {strings.Repeat("长", 300) + ".xlsx", strings.Repeat("长", 65) + ".xlsx"},
		"nothing but it": {"\u202e\x00", "file"},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			blob.ServeHeaders(w, blob.Info{Type: "application/pdf"}, tc.name)
			h := w.Header()
			kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
			if err != nil || kind != "attachment" || params["filename"] != tc.want {
				t.Errorf("%q reads as %s %q, %v; want %q", h.Get("Content-Disposition"), kind, params["filename"], err, tc.want)
			}
			if strings.ContainsAny(h.Get("Content-Disposition"), "\r\n") {
				t.Error("a line break reached the header")
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("headers %v", h)
			}
		})
	}
}

func FuzzSniff(f *testing.F) {
	for _, seed := range []string{"", "%PDF-", "PK\x03\x04", "\x89PNG\r\n\x1a\n", "<svg", "a,b\n1,2", "\xb9\xa4"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, dir := open(t)
		info, err := s.Put(t.Context(), bytes.NewReader(body), 1<<16)
		if err != nil && fault.As(err) == nil {
			t.Errorf("an undeclared error: %v", err)
		}
		if (err == nil) != (files(t, dir) == 1) {
			t.Errorf("err %v, %d files", err, files(t, dir))
		}
		if strings.Contains(info.Type, "html") || strings.Contains(info.Type, "xml;") || strings.Contains(info.Type, "svg") {
			t.Errorf("type %s", info.Type)
		}
	})
}

func BenchmarkPut(b *testing.B) {
	s, err := blob.OpenFolder(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	body := make([]byte, 1<<20)
	seed := rand.NewChaCha8([32]byte{1})
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := seed.Read(body); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Put(b.Context(), bytes.NewReader(body), 1<<21); err != nil {
			b.Fatal(err)
		}
	}
}
