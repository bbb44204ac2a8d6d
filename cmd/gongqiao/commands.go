package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v3"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/telemetry"
)

func serveCommand() *cli.Command {
	return command("serve", "serve the product", func(ctx context.Context, _ *cli.Command, c config.Loaded) error {
		log, err := telemetry.NewLogger(os.Stderr, c.LogFormat, c.LogLevel)
		if err != nil {
			return cli.Exit(err, exitUsage)
		}
		a, err := app.Open(ctx, c.Config, log)
		if err != nil {
			return err
		}
		defer a.Close()
		if c.Demo {
			if err := a.FillDemo(ctx, os.Stdout); err != nil {
				return err
			}
		}
		return a.Serve(ctx, os.Stdout)
	})
}

func demoCommand() *cli.Command {
	size := &cli.StringFlag{Name: "size", Value: "small", Usage: "small: the demo group; group: 20 companies, 1,200 people, 50,000 opportunities, 250,000 activities; million: 20,000 people, 200,000 customers, 1,000,000 opportunities, 5,000,000 activities"}
	// A filling writes for seconds at a time and has no neighbours to hold up.
	return command("demo", "fill an empty data folder with the demo group, or with a crowd", withAppSaying("error", func(ctx context.Context, cmd *cli.Command, a *app.App) error {
		return a.FillDemoOf(ctx, cmd.String("size"), os.Stdout)
	}), size)
}

func migrateCommand() *cli.Command {
	return command("migrate", "bring the database to the schema of this binary", withApp(func(context.Context, *cli.Command, *app.App) error {
		fmt.Println("the database is up to date")
		return nil
	}))
}

func userCommand() *cli.Command {
	return &cli.Command{Name: "user", Usage: "look after people's access", Commands: []*cli.Command{
		command("password", "set a person's password, read from standard input", withApp(func(ctx context.Context, cmd *cli.Command, a *app.App) error {
			return a.SetPassword(ctx, cmd.String("name"), os.Stdin)
		}), &cli.StringFlag{Name: "name", Required: true, Usage: "user name"}),
	}}
}

func tokenCommand() *cli.Command {
	return &cli.Command{Name: "token", Usage: "look after API tokens", Commands: []*cli.Command{
		command("create", "print a new API token of a person", withApp(func(ctx context.Context, cmd *cli.Command, a *app.App) error {
			token, err := a.CreateToken(ctx, cmd.String("user"), cmd.String("scope"), cmd.Duration("ttl"))
			if err == nil {
				fmt.Println(token)
			}
			return err
		}),
			&cli.StringFlag{Name: "user", Required: true, Usage: "user name"},
			&cli.StringFlag{Name: "scope", Value: "read", Usage: "all, read, or permission prefixes by comma"},
			&cli.DurationFlag{Name: "ttl", Value: 90 * 24 * time.Hour, Usage: "how long it works"}),
	}}
}

func verifyCommand() *cli.Command {
	return command("verify", "check the whole audit log; exit code 3 when something is wrong", withApp(func(ctx context.Context, _ *cli.Command, a *app.App) error {
		report, err := a.Verify(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("%d sealed records, %d waiting, %d checkpoints compared\n", report.Records, report.Waiting, report.Checkpoints)
		for _, k := range report.Keys {
			fmt.Println(keyLine(k))
		}
		for _, f := range report.Findings {
			fmt.Println(f)
		}
		if report.OK() {
			fmt.Println("nothing was altered, removed, inserted or reordered")
			return nil
		}
		return cli.Exit(fmt.Errorf("%d findings", int64(len(report.Findings))+report.More), exitDamage)
	}))
}

func keyLine(k audit.KeyUse) string {
	if k.Records == 0 {
		return fmt.Sprintf("key %s: no records, %d checkpoints", k.Key, k.Checkpoints)
	}
	return fmt.Sprintf("key %s: %d records, numbers %d to %d; %d checkpoints", k.Key, k.Records, k.First, k.Last, k.Checkpoints)
}

func keyCommand() *cli.Command {
	rotate := command("rotate", "add a new key to a ring; start every process of the installation again within a day", func(_ context.Context, cmd *cli.Command, c config.Loaded) error {
		before, now, err := app.RotateKey(c.Config, cmd.String("ring"))
		if err != nil {
			return err
		}
		fmt.Printf("ring %s: %s follows %s; what older keys signed or sealed stays valid\nstart every process of the installation again, and back the folder keys up\n", cmd.String("ring"), now, before)
		return nil
	}, &cli.StringFlag{Name: "ring", Value: "audit", Usage: "audit (records and checkpoints), seal (secrets), link (links to customers)"})
	return &cli.Command{Name: "key", Usage: "look after the installation's secret keys", Commands: []*cli.Command{rotate}}
}

func configCommand() *cli.Command {
	return command("config", "print the settings in force, without secrets", func(_ context.Context, _ *cli.Command, c config.Loaded) error {
		return c.Effective(os.Stdout)
	})
}

func openapiCommand() *cli.Command {
	return &cli.Command{Name: "openapi", Usage: "print the OpenAPI document", Action: func(ctx context.Context, _ *cli.Command) error {
		doc, err := app.Document(ctx)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(doc)
		return err
	}}
}

func versionCommand() *cli.Command {
	return &cli.Command{Name: "version", Usage: "print what this binary is", Action: func(context.Context, *cli.Command) error {
		return json.NewEncoder(os.Stdout).Encode(telemetry.Build())
	}}
}

// withApp opens the data, quietly, for a command that is not a server.
func withApp(run func(context.Context, *cli.Command, *app.App) error) func(context.Context, *cli.Command, config.Loaded) error {
	return withAppSaying("warn", run)
}

// withAppSaying opens the data for a command that logs from a level on.
func withAppSaying(level string, run func(context.Context, *cli.Command, *app.App) error) func(context.Context, *cli.Command, config.Loaded) error {
	return func(ctx context.Context, cmd *cli.Command, c config.Loaded) error {
		log, err := telemetry.NewLogger(os.Stderr, c.LogFormat, level)
		if err != nil {
			return cli.Exit(err, exitUsage)
		}
		a, err := app.Open(ctx, c.Config, log)
		if err != nil {
			return err
		}
		defer a.Close()
		return run(ctx, cmd, a)
	}
}
