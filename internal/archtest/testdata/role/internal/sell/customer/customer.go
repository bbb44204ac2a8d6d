package customer

import "context"

func grade(ctx context.Context) error { return ctx.Err() }
