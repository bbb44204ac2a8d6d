// Command gongqiao serves the product and looks after its data.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v3"

	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/telemetry"
)

// Exit codes: 1 the command failed, 2 it was called wrongly, 3 it found damage, 4 it left something out.
const (
	exitFailed = 1
	exitUsage  = 2
	exitDamage = 3
	exitPartly = 4
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cli.Command{
		Name:           "gongqiao",
		Usage:          "工桥: wins work, signs it, builds it, gets paid and is asked again",
		Version:        telemetry.Build().Version,
		ExitErrHandler: func(context.Context, *cli.Command, error) {},
		Commands:       commands(),
	}
	if err := root.Run(ctx, os.Args); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "gongqiao: "+err.Error())
		os.Exit(exitCode(err))
	}
}

func commands() []*cli.Command {
	return []*cli.Command{
		serveCommand(), demoCommand(), migrateCommand(), importCommand(), exportCommand(), backupCommand(), restoreCommand(), doctorCommand(), userCommand(), tokenCommand(), verifyCommand(), keyCommand(), scheduleCommand(), configCommand(), openapiCommand(), versionCommand(),
	}
}

func exitCode(err error) int {
	var coder cli.ExitCoder
	if errors.As(err, &coder) {
		return coder.ExitCode()
	}
	return exitFailed
}

// command is one that takes the product's settings beside its own flags.
func command(name, usage string, run func(context.Context, *cli.Command, config.Loaded) error, own ...cli.Flag) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Flags: append(own, config.Flags()...),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			loaded, err := config.FromCommand(cmd)
			if err != nil {
				return cli.Exit(err, exitUsage)
			}
			return run(ctx, cmd, loaded)
		},
	}
}
