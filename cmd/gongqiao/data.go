package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/backup"
	"gongqiao/internal/platform/config"
)

func backupCommand() *cli.Command {
	c := command("backup", "write database, files and keys into one file, also while the product serves", withApp(func(ctx context.Context, cmd *cli.Command, a *app.App) error {
		file, err := target(cmd)
		if err != nil {
			return err
		}
		m, err := a.Backup(ctx, file, !cmd.Bool("without-keys"))
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s database as of %s, %d files of %d MiB\n", file, m.Engine, m.Made.Format("2006-01-02 15:04:05 MST"), m.Files, m.Bytes>>20)
		if !cmd.Bool("without-keys") {
			fmt.Println("the file holds the keys of the installation: keep it as safe as the data folder")
		}
		return nil
	}),
		&cli.BoolFlag{Name: "without-keys", Usage: "leave the folder keys out; without it sealed values cannot be read after a restore"},
		&cli.BoolFlag{Name: "force", Usage: "replace a file of this name"})
	c.ArgsUsage = "FILE"
	return c
}

// target is the file that a command writes: one that is not there yet.
func target(cmd *cli.Command) (string, error) {
	file := cmd.Args().First()
	if file == "" || cmd.Args().Len() > 1 {
		return "", cli.Exit(errors.New("name one file"), exitUsage)
	}
	if _, err := os.Lstat(file); err == nil && !cmd.Bool("force") {
		return "", cli.Exit(fmt.Errorf("%s is there already; --force replaces it", file), exitUsage)
	}
	return file, nil
}

func restoreCommand() *cli.Command {
	c := command("restore", "put a backup into an empty data folder; exit code 3 when the file is damaged", runRestore,
		&cli.BoolFlag{Name: "force", Usage: "put a data folder that holds something aside first; it is never deleted"})
	c.ArgsUsage = "FILE"
	return c
}

func runRestore(ctx context.Context, cmd *cli.Command, c config.Loaded) error {
	file := cmd.Args().First()
	if file == "" || cmd.Args().Len() > 1 {
		return cli.Exit(errors.New("name one file"), exitUsage)
	}
	m, aside, err := app.Restore(ctx, c.Config, file, cmd.Bool("force"))
	switch {
	case errors.Is(err, backup.ErrDamaged):
		return cli.Exit(err, exitDamage)
	case errors.Is(err, app.ErrInUse):
		return cli.Exit(err, exitUsage)
	case err != nil:
		return err
	}
	fmt.Printf("restored the state of %s: %d files\n", m.Made.Format("2006-01-02 15:04:05 MST"), m.Files)
	if aside != "" {
		fmt.Println("what was there before is in " + aside)
	}
	fmt.Println("gongqiao verify checks the audit log; gongqiao doctor the rest")
	return nil
}

func doctorCommand() *cli.Command {
	return command("doctor", "check an installation and say what to do; exit code 3 when something is wrong, 4 when something could be better", func(ctx context.Context, _ *cli.Command, c config.Loaded) error {
		worst := app.OK
		for _, f := range app.Doctor(ctx, c.Config) {
			fmt.Printf("%-4s  %-12s  %s\n", f.Level, f.Check, f.Text)
			if f.Do != "" {
				fmt.Printf("%20s%s\n", "", "→ "+f.Do)
			}
			if f.Level == app.Fail || f.Level == app.Warn && worst == app.OK {
				worst = f.Level
			}
		}
		switch worst {
		case app.Fail:
			return cli.Exit(errors.New("something is wrong"), exitDamage)
		case app.Warn:
			return cli.Exit(errors.New("something could be better"), exitPartly)
		case app.OK:
		}
		return nil
	})
}

func exportCommand() *cli.Command {
	c := command("export", "write a list as an xlsx or csv file, with the rows and masks of a person", withApp(runExport),
		&cli.StringFlag{Name: "user", Required: true, Usage: "user name of whoever exports; his rights decide, and the audit log tells of it"},
		&cli.StringFlag{Name: "kind", Required: true, Usage: "customers, opportunities, …"},
		&cli.StringFlag{Name: "query", Usage: "filters and order as in the address of a list: stage=signing&sort=-amount"},
		&cli.BoolFlag{Name: "force", Usage: "replace a file of this name"})
	c.ArgsUsage = "FILE.xlsx|FILE.csv"
	return c
}

func runExport(ctx context.Context, cmd *cli.Command, a *app.App) error {
	file, err := target(cmd)
	if err != nil {
		return err
	}
	format := strings.TrimPrefix(filepath.Ext(file), ".")
	if format != "xlsx" && format != "csv" {
		return cli.Exit(errors.New("the file ends in .xlsx or .csv"), exitUsage)
	}
	kinds := a.Exports()
	kind := cmd.String("kind")
	if !slices.Contains(kinds, kind) {
		return cli.Exit(fmt.Errorf("kind is one of %s", strings.Join(kinds, ", ")), exitUsage)
	}
	f, err := os.OpenFile(file+".partial", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = a.Export(ctx, cmd.String("user"), kind, format, cmd.String("query"), f)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(file+".partial"))
	}
	return os.Rename(file+".partial", file)
}
