// Mutate removes every permission check of the product in turn and expects the
// matrix (internal/app/matrix) to turn red. What it does not notice survives.
//
//	go -C scripts/mutate run . [-only path] [-sample n] [-list] [-jobs n] [-record file]
//
// The product is built once, from an overlay in which every check asks whether
// it is switched off; the sources stay as they are. A first run of the matrix notes
// which operations come by which check. Then every check is switched off and tried
// on those, in a world that is built once and copied: first on the ones of its own
// module, and on the others when nobody noticed. Each result goes to the record at
// once: the next run asks again only what was not noticed. Exit 1 when one survived
// or no operation comes by it, 2 when the matrix was red before or the overlay does
// not compile.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// root is the repository, seen from where go -C runs this program.
const root = "../.."

func main() {
	only := flag.String("only", "", "mutate only files below this path, such as internal/base/org")
	sample := flag.Int("sample", 0, "run only this many mutants, chosen at random; 0 runs all")
	list := flag.Bool("list", false, "print the mutants and run none")
	jobs := flag.Int("jobs", 2, "matrices that run at once")
	file := flag.String("record", filepath.Join(root, ".cache", "mutate.tsv"), "where results are kept; what it says was noticed is not asked again")
	flag.Parse()
	survived, err := run(*only, *sample, *jobs, *list, *file)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	case survived > 0:
		os.Exit(1)
	}
}

func run(only string, sample, jobs int, list bool, file string) (survived int, err error) {
	o, err := instrument(root)
	if err != nil {
		return 0, err
	}
	chosen := slices.DeleteFunc(slices.Clone(o.mutants), func(m mutant) bool { return !strings.HasPrefix(m.path, only) })
	if sample > 0 && sample < len(chosen) {
		rand.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
		chosen = chosen[:sample]
	}
	if list {
		for _, m := range chosen {
			fmt.Println(m)
		}
		return 0, nil
	}
	dir, err := os.MkdirTemp("", "gongqiao-mutate-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	r, err := openRecord(file)
	if err != nil {
		return 0, err
	}
	defer r.close()
	t := &trial{dir: dir, record: r, jobs: max(jobs, 1), base: file + ".base", counts: map[string]int{}, parts: map[string]func() bool{}}
	if t.binary, err = build(dir, o); err != nil {
		return 0, err
	}
	return t.run(chosen)
}

// build compiles the matrix with the overlay.
func build(dir string, o *overlay) (binary string, err error) {
	replace := map[string]string{}
	for path, content := range o.files {
		real, err := filepath.Abs(filepath.Join(root, path))
		if err != nil {
			return "", err
		}
		replace[real] = filepath.Join(dir, strings.ReplaceAll(path, "/", "__"))
		if err := os.WriteFile(replace[real], content, 0o600); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "matrix.test")
	c := exec.Command("go", "test", "-c", "-trimpath", "-vet=off", "-overlay", file, "-o", binary, "./internal/app/matrix")
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build with the overlay: %w\n%s", err, out)
	}
	return binary, nil
}
